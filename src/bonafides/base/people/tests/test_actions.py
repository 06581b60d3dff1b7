"""Each action does, records, refuses strangers, and rolls back whole if recording fails."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.db.models import Model
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.people import actions, queries
from bonafides.base.people.models import ApiKey, HeldRole, Invitation, Organisation, Person
from bonafides.base.people.vocabulary import LinkPurpose, OrganisationKind, Role, Scope
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken


def recorded() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("event_name", flat=True))


def invited(email: str = "gita@example.org", role: str = "reviewer") -> actions.IssuedInvitation:
    return actions.invite(organisation=cast.the_platform(), email=email, role=role, by=cast.by(cast.bo()), at=now())


def accept(token: str) -> Person:
    bearer = queries.bearer_of(LinkPurpose.INVITATION, token, at=now())
    return actions.accept_invitation(bearer=bearer, name="Gita", password=cast.PASSWORD, language="de", at=now())


def session_of(person: Person) -> UserSession:
    cast.browser_of(person).get("/desk/")
    return UserSession.objects.filter(user=person).latest("pk")


def held_by(person: Person) -> HeldRole:
    held: HeldRole = HeldRole.objects.select_related("person").get(person=person)
    return held


def a_stored_key() -> ApiKey:
    cast.a_key(Scope.MATCH_READ)
    return ApiKey.objects.latest("pk")


# each action, called by somebody; its name in the log; who may
Act = Callable[[Actor], Any]

ACTIONS: list[tuple[str, str, Act]] = [
    (
        "invite",
        "invitation.sent",
        lambda by: actions.invite(
            organisation=cast.the_platform(), email="x@example.org", role="reviewer", by=by, at=now()
        ),
    ),
    (
        "revoke_invitation",
        "invitation.revoked",
        lambda by: actions.revoke_invitation(invitation=invited().invitation, by=by, at=now()),
    ),
    ("grant_role", "role.granted", lambda by: actions.grant_role(person=cast.amina(), role="auditor", by=by, at=now())),
    ("revoke_role", "role.revoked", lambda by: actions.revoke_role(held=held_by(cast.amina()), by=by, at=now())),
    (
        "deactivate_person",
        "person.deactivated",
        lambda by: actions.deactivate_person(person=cast.amina(), by=by, at=now()),
    ),
    ("end_session", "session.ended", lambda by: actions.end_session(session=session_of(cast.amina()), by=by, at=now())),
    (
        "create_api_key",
        "api_key.created",
        lambda by: actions.create_api_key(
            organisation=cast.the_platform(), name="x", scopes=frozenset({"match:read"}), by=by, at=now()
        ),
    ),
    ("revoke_api_key", "api_key.revoked", lambda by: actions.revoke_api_key(key=a_stored_key(), by=by, at=now())),
]
EACH = pytest.mark.parametrize(("event", "act"), [pytest.param(*rest, id=name) for name, *rest in ACTIONS])


@EACH
def test_an_owner_does_it_and_it_is_recorded(event: str, act: Act) -> None:
    act(cast.by(cast.bo()))

    assert recorded()[-1] == event


@EACH
def test_a_stranger_is_refused(event: str, act: Act) -> None:
    with pytest.raises(NotAllowed):
        act(cast.CHIDI)


@EACH
def test_an_owner_of_another_organisation_is_refused(event: str, act: Act) -> None:
    with pytest.raises(NotAllowed):
        act(cast.by(cast.dana()))


def test_an_invitation_becomes_a_person_with_its_role_and_leaves_all_events() -> None:
    gita = accept(invited().token)

    assert (gita.email, gita.language, set(cast.by(gita).roles)) == ("gita@example.org", "de", {"reviewer"})
    assert gita.check_password(cast.PASSWORD)
    assert recorded()[-2:] == ["person.admitted", "role.granted"]


def test_an_invitation_works_once() -> None:
    token = invited().token
    accept(token)

    with pytest.raises(NotFound):
        accept(token)


def test_an_invitation_that_was_withdrawn_opens_nothing() -> None:
    issued = invited()
    actions.revoke_invitation(invitation=issued.invitation, by=cast.by(cast.bo()), at=now())

    with pytest.raises(NotFound):
        accept(issued.token)


def test_an_invitation_ends_after_a_week_to_the_second() -> None:
    issued = invited()
    end = issued.invitation.expires_at

    assert queries.bearer_of(LinkPurpose.INVITATION, issued.token, at=end - timedelta(seconds=1))
    with pytest.raises(NotFound, match="expired"):
        queries.bearer_of(LinkPurpose.INVITATION, issued.token, at=end)


def test_inviting_somebody_again_ends_the_earlier_link() -> None:
    first, second = invited(), invited()

    with pytest.raises(NotFound):
        accept(first.token)
    assert accept(second.token).email == "gita@example.org"


def test_somebody_who_is_here_is_not_invited_again() -> None:
    cast.amina()

    with pytest.raises(Conflict):
        invited("Amina@Example.org")


def test_a_lead_invites_second_readers_and_nobody_else() -> None:
    platform, lead = cast.the_platform(), cast.by(cast.a_person("Gita", Role.LEAD))
    invite = partial(actions.invite, organisation=platform, email="h@example.org", by=lead, at=now())
    invite(role="second_reader", case="7F3K9Q2MTX")

    with pytest.raises(NotAllowed):
        invite(role="reviewer")


def test_a_second_reader_sees_the_one_case() -> None:
    hugo = cast.a_person("Hugo", Role.SECOND_READER, case="7F3K9Q2MTX")

    assert cast.by(hugo).cases == {"7F3K9Q2MTX"}


def test_the_last_owner_can_neither_lose_the_role_nor_be_locked_out() -> None:
    bo = cast.bo()

    with pytest.raises(RuleBroken):
        actions.revoke_role(held=held_by(bo), by=SYSTEM, at=now())
    with pytest.raises(RuleBroken):
        actions.deactivate_person(person=bo, by=SYSTEM, at=now())


def test_a_person_who_signs_in_no_more_has_no_session_left_and_can_come_back() -> None:
    amina, bo = cast.amina(), cast.by(cast.bo())
    session_of(amina)

    actions.deactivate_person(person=amina, by=bo, at=now())
    assert not UserSession.objects.filter(user=amina).exists()

    actions.reactivate_person(person=amina, by=bo, at=now())
    assert recorded()[-2:] == ["person.deactivated", "person.reactivated"]


def test_everybody_changes_their_own_account_and_nobody_elses() -> None:
    amina, bo = cast.amina(), cast.bo()
    actions.change_account(person=amina, name="Amina A.", language="fr", by=cast.by(amina), at=now())

    assert recorded()[-1] == "person.changed"
    with pytest.raises(NotAllowed):
        actions.change_account(person=amina, name="X", language="fr", by=cast.by(bo), at=now())


def test_there_is_one_active_platform() -> None:
    cast.the_platform()

    with pytest.raises(Conflict):
        actions.create_organisation(name="Another", kind=OrganisationKind.PLATFORM, by=SYSTEM, at=now())


def test_the_database_itself_refuses_a_second_active_platform() -> None:
    cast.the_platform()
    second = Organisation(name="Another", kind="platform", created_at=now())

    with pytest.raises(IntegrityError), transaction.atomic():
        Model.save(second)  # past the guard of audited models


def test_nothing_in_the_log_names_a_person() -> None:
    accept(invited().token)

    written = [str(row) for row in LogEntry.objects.values_list("entry", "opened", "subject", "actor_code")]

    as_a_word = re.compile(r"(?<![\w-])gita(?![\w-])", re.IGNORECASE)  # commitments are of such letters too
    assert as_a_word.findall(" ".join(written)) == []


def test_codes_are_random_and_short() -> None:
    codes = {cast.amina().code, cast.bo().code}

    assert len(codes) == 2
    assert all(code.startswith("R-") and len(code) == 8 for code in codes)


class Failing(Exception):
    """The log cannot be written."""


@EACH
def test_it_rolls_back_whole_if_recording_fails(event: str, act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    bo, amina = cast.by(cast.bo()), cast.amina()
    session = session_of(amina)
    before = state_of_everything()
    fail_to_record(event, monkeypatch)

    with pytest.raises(Failing), transaction.atomic():
        act(bo)

    assert state_of_everything() == before
    assert UserSession.objects.filter(pk=session.pk).exists()


def fail_to_record(event: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table refuses the row of this event, as a full disk would."""
    create = LogEntry.save

    def save(self: LogEntry, *args: Any, **kwargs: Any) -> None:
        if self.event_name == event:
            raise Failing
        create(self, *args, **kwargs)

    monkeypatch.setattr(LogEntry, "save", save)


def state_of_everything() -> list[list[Any]]:
    models: tuple[Any, ...] = (Person, HeldRole, Invitation, ApiKey)
    return [list(model.objects.order_by("pk").values()) for model in models]
