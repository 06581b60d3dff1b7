"""An entry that turns out wrong: all that rests on it is found, marked and read sooner; enforcement is answered."""

from datetime import timedelta
from typing import Any

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import Message
from bonafides.base.people import queries as people
from bonafides.base.people.vocabulary import Role, Scope
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotAllowed, NotFound
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks.models import Entry
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.moderation import listeners
from bonafides.safety.moderation.actions import enforcement, judging
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.models import Case, Decision, Enforcement, Item
from bonafides.safety.moderation.queries.matches import cases_resting_on, items_resting_on
from bonafides.safety.moderation.tests.scenes import a_case, a_restriction, open_and_look, record_matches
from bonafides.safety.moderation.vocabulary import EnforcementState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policy")]


@pytest.fixture
def entry(bo: Actor) -> Entry:
    """An entry that every case of `a_case` matches byte for byte."""
    bank = banks_actions.create_bank(name="Shapes", provenance="Shape Society", by=bo, at=NOON)
    value = a_case("to be known").items.get().sha256
    return banks_actions.add_entry(bank=bank, type_=EntryType.SHA256, value=value, by=bo, at=NOON)


def matched(case: Case, by: Actor) -> Item:
    item = case.items.get()
    record_matches(item, by)
    return item


def test_everything_that_rests_on_a_wrong_entry_is_listed_marked_and_read_sooner(bo: Actor, entry: Entry) -> None:
    one, other = a_case("to be known"), a_case("to be known")
    items = {matched(one, bo), matched(other, bo)}
    before = Case.objects.get(pk=one.pk).rank_at

    listeners.doubt_what_rests_on({"counts_as": "negative", "entry": entry.reference}, NOON)

    one.refresh_from_db()
    assert set(items_resting_on(entry.reference)) == items
    assert set(cases_resting_on(entry.reference)) == {one, other}
    assert one.doubted_at == NOON
    assert one.rank_at < before
    assert LogEntry.objects.filter(event_name="case.doubted").count() == 2


def test_hearing_it_twice_marks_once(bo: Actor, entry: Entry) -> None:
    matched(a_case("to be known"), bo)

    for _time in range(2):
        listeners.doubt_what_rests_on({"counts_as": "negative", "entry": entry.reference}, NOON)

    assert LogEntry.objects.filter(event_name="case.doubted").count() == 1


@pytest.mark.parametrize("opinion", [Opinion.POSITIVE, Opinion.DISPUTED, Opinion.UNCONFIRMED])
def test_any_other_opinion_marks_nothing(bo: Actor, entry: Entry, opinion: Opinion) -> None:
    case = a_case("to be known")
    matched(case, bo)

    listeners.doubt_what_rests_on({"counts_as": opinion, "entry": entry.reference}, NOON)

    case.refresh_from_db()
    assert case.doubted_at is None


# -- enforcement ------------------------------------------------------------------------------------------------------


@pytest.fixture
def removed(bo: Actor) -> Item:
    """An item whose removal the platform was asked for."""
    case = a_case()
    open_and_look(case, bo)
    decision = judging.decide_case(case=case, wish=a_restriction(), by=bo, at=NOON)
    assert isinstance(decision, Decision)
    publish_decision(reference=decision.reference, at=NOON + timedelta(minutes=1))
    return case.items.get()


def the_platforms_program(*scopes: Scope) -> Actor:
    return people.actor_of_key(cast.a_key(*scopes), at=NOON.now(NOON.tzinfo))


@pytest.mark.parametrize("state", [EnforcementState.CONFIRMED, EnforcementState.FAILED])
def test_the_platform_says_what_became_of_a_measure(removed: Item, state: EnforcementState) -> None:
    program = the_platforms_program(Scope.ITEMS_WRITE)

    for _time in range(2):
        enforcement.report_enforcement(item=removed.reference, action="remove", state=state, by=program, at=NOON)

    assert Enforcement.objects.get().state == state
    assert LogEntry.objects.filter(event_name="enforcement.reported").count() == 1


def test_a_key_without_the_scope_and_an_action_never_asked_for_are_refused(removed: Item) -> None:
    confirmed: dict[str, Any] = {"item": removed.reference, "state": EnforcementState.CONFIRMED, "at": NOON}

    with pytest.raises(NotAllowed):
        enforcement.report_enforcement(action="remove", by=the_platforms_program(Scope.MATCH_READ), **confirmed)
    with pytest.raises(NotFound):
        enforcement.report_enforcement(action="label", by=the_platforms_program(Scope.ITEMS_WRITE), **confirmed)


def test_what_failed_is_asked_for_again_whole_and_what_did_not_is_not(removed: Item, bo: Actor) -> None:
    asked = Enforcement.objects.select_related("item__case", "decision__case").get()
    with pytest.raises(Conflict):
        enforcement.resend(enforcement=asked, by=bo, at=NOON)
    program = the_platforms_program(Scope.ITEMS_WRITE)
    failed: dict[str, Any] = {"action": "remove", "state": EnforcementState.FAILED, "detail": "It is busy."}
    enforcement.report_enforcement(item=removed.reference, by=program, at=NOON, **failed)
    asked.refresh_from_db()

    enforcement.resend(enforcement=asked, by=bo, at=NOON + timedelta(hours=1))

    first, again = Message.objects.filter(type="measure.requested").order_by("pk")
    assert first.data == again.data
    assert Enforcement.objects.get().state == EnforcementState.PENDING


def test_an_auditor_cannot_ask_again(removed: Item) -> None:
    auditor = cast.by(cast.a_person("Gita", Role.AUDITOR))

    with pytest.raises(NotAllowed):
        enforcement.resend(enforcement=Enforcement.objects.get(), by=auditor, at=NOON)
