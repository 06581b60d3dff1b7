"""What somebody's standing lets them read: a state body's, an applicant's, an editor's outside a group."""

import pytest
from tests import cast

from bonafides.base.people.vocabulary import OrganisationKind, Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.programme.knowledge import queries
from bonafides.programme.knowledge.tests import scenes
from bonafides.programme.knowledge.vocabulary import Level, Tlp
from bonafides.programme.members import actions as members

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_state_body_reads_what_its_group_was_given_and_nothing_else() -> None:
    official = cast.a_participant(OrganisationKind.STATE, "Sol")
    group = scenes.a_group(official)
    scenes.a_resource("given", level=Level.GROUPS, tlp=Tlp.RED, groups=(group,))
    scenes.a_resource("kept", level=Level.MEMBERS, tlp=Tlp.GREEN)

    assert [each.slug for each in queries.newest(cast.by(official), 10)] == ["given"]


def test_an_applicant_reads_as_the_public_does() -> None:
    scenes.a_resource("for-members", level=Level.MEMBERS, tlp=Tlp.GREEN)
    applicant = members.register_member(name="New", website="https://new.test", by=SYSTEM, at=now())
    asking = cast.by(cast.of_member("Nell", Role.SIGNATORY, applicant))

    assert queries.newest(asking, 10) == []


def test_an_editor_outside_a_red_group_sees_not_even_its_drafts() -> None:
    insider = scenes.a_group()
    draft = scenes.a_draft("red-draft", level=Level.GROUPS, tlp=Tlp.RED, groups=(insider,))

    assert not queries.kept(cast.by(scenes.ada())).filter(pk=draft.text.resource_id).exists()
