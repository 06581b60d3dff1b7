"""Who signs for a member makes its keys: for alerts, for its own organisation, for nothing else."""

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.people import actions, queries
from bonafides.base.people.vocabulary import ALERT_SCOPES, Scope
from bonafides.kernel.errors import NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_signatory_makes_a_key_that_receives_and_answers_alerts() -> None:
    sana = cast.sana()

    issued = actions.create_api_key(
        organisation=sana.organisation, name="intake", scopes=ALERT_SCOPES, by=cast.by(sana), at=NOON
    )

    assert queries.actor_of_key(issued.plaintext, at=NOON).scopes == {"member.alerts:read", "member.alerts:write"}


def test_a_signatory_makes_no_key_for_anything_else() -> None:
    sana = cast.sana()
    scopes = frozenset({Scope.ALERTS_READ, Scope.ITEMS_WRITE})

    with pytest.raises(NotAllowed):
        actions.create_api_key(organisation=sana.organisation, name="x", scopes=scopes, by=cast.by(sana), at=NOON)


def test_nobody_else_of_a_member_makes_keys_and_none_is_made_for_another_organisation() -> None:
    cem, sana, other = cast.cem(), cast.sana(), cast.a_member("Otherhaven").organisation

    with pytest.raises(NotAllowed):
        actions.create_api_key(organisation=cem.organisation, name="x", scopes=ALERT_SCOPES, by=cast.by(cem), at=NOON)
    with pytest.raises(NotAllowed):
        actions.create_api_key(organisation=other, name="x", scopes=ALERT_SCOPES, by=cast.by(sana), at=NOON)
