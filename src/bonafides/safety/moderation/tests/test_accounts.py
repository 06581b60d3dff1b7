"""Accounts: suspended until a day, closed by two people; authors who come back are noted and nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.base.people.vocabulary import Role, Scope
from bonafides.kernel.actor import ANYONE, Actor, ActorKind
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.safety.moderation import jobs, wording
from bonafides.safety.moderation.actions import accounts, leases, readings, reversing, strikes
from bonafides.safety.moderation.actions.flags import Report, raise_flag
from bonafides.safety.moderation.actions.intake import Author
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.models import Account, AccountKey, Case, Decision, Proposal, ReturnNote, Statement
from bonafides.safety.moderation.queries.appeals import author_side
from bonafides.safety.moderation.queries.counts import Range, rows_of, totals_of
from bonafides.safety.moderation.rules.accounts import SentKey, Standing, state_of
from bonafides.safety.moderation.rules.deciding import Wish, WishedMeasure
from bonafides.safety.moderation.tests.scenes import OTHER_CLAUSE, a_restriction, by_amina
from bonafides.safety.moderation.tests.stories import AUTHOR_NAME, a_story, a_submission, decide, the_account
from bonafides.safety.moderation.vocabulary import AccountState, Measure, SourceKind
from bonafides.safety.moderation.vocabulary.limits import UNDO_WINDOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ladder")]
LAST_DAY = date(2026, 3, 9)
DEVICE = SentKey("device", "a-planted-device")
PLATFORM = Actor(kind=ActorKind.CLIENT, code="K-1", scopes=frozenset({Scope.ITEMS_WRITE, Scope.APPEALS_WRITE}))
SUSPENSION = a_restriction(measures=(WishedMeasure(Measure.SUSPEND, until=LAST_DAY),), clauses=(OTHER_CLAUSE,))
CLOSING = a_restriction(measures=(WishedMeasure(Measure.TERMINATE),), clauses=(OTHER_CLAUSE,))


def a_suspended_account() -> Account:
    """One removal, then Amina suspends the account until Monday; published a minute later."""
    a_story()
    suspend(the_account())
    return the_account()


def suspend(account: Account, wish: Wish = SUSPENSION, at: Any = NOON) -> Decision:
    decision = accounts.decide_account(account=account, wish=wish, by=by_amina(), at=at)
    assert isinstance(decision, Decision)
    publish_decision(reference=decision.reference, at=at + UNDO_WINDOW)
    return decision


# -- suspending -------------------------------------------------------------------------------------------------------


@pytest.mark.db
def test_a_suspension_is_a_decision_with_a_statement_an_end_and_an_appeal() -> None:
    account = a_suspended_account()

    statement = Statement.objects.latest("id")
    told = wording.plain_text(wording.sections_of(statement.body))
    asked = Message.objects.filter(type="measure.requested").latest("id").data
    assert (account.state, account.suspended_until) == (AccountState.SUSPENDED, LAST_DAY)
    assert (asked["author"], asked["measure"], asked["until"]) == (AUTHOR_NAME, "suspend", "2026-03-09")
    assert wording.title_of(statement.kind, statement.body["measures"]) == "Why your account was restricted"
    assert "It ends on 9 March 2026." in told
    assert "record of what was decided" in told
    assert author_side(statement).decision == statement.decision


def test_without_an_end_nobody_is_suspended() -> None:
    a_story()
    endless = a_restriction(measures=(WishedMeasure(Measure.SUSPEND),), clauses=(OTHER_CLAUSE,))

    with pytest.raises(RuleBroken, match="until which day"):
        accounts.decide_account(account=the_account(), wish=endless, by=by_amina(), at=NOON)

    assert Case.objects.count() == 1


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2027, 3, 3)])
def test_a_suspension_ends_after_today_and_within_a_year(day: date) -> None:
    a_story()
    wish = a_restriction(measures=(WishedMeasure(Measure.SUSPEND, until=day),), clauses=(OTHER_CLAUSE,))

    with pytest.raises(RuleBroken, match="within 365 days"):
        accounts.decide_account(account=the_account(), wish=wish, by=by_amina(), at=NOON)


@pytest.mark.db
def test_a_suspension_ends_by_itself_and_the_platform_hears_of_it_once() -> None:
    account = a_suspended_account()
    row = OutboxRow.objects.get(kind=strikes.SUSPENSION_END)

    strikes.end_suspension(reference=row.payload["decision"], at=row.due_at)
    strikes.end_suspension(reference=row.payload["decision"], at=row.due_at)
    account.refresh_from_db()

    assert row.due_at.isoformat() == "2026-03-10T00:00:00+00:00"
    assert account.state == AccountState.GOOD
    assert Message.objects.filter(type="measure.ended").count() == 1


def test_on_its_last_day_a_suspension_still_holds() -> None:
    account = a_suspended_account()
    row = OutboxRow.objects.get(kind=strikes.SUSPENSION_END)

    strikes.end_suspension(reference=row.payload["decision"], at=row.due_at - timedelta(seconds=1))
    account.refresh_from_db()

    assert account.state == AccountState.SUSPENDED


def test_a_suspension_that_is_reversed_is_over_at_once() -> None:
    account = a_suspended_account()
    decision = Decision.objects.latest("id")

    again = reversing.reverse_decision(decision=decision, facts="The strikes were wrong.", by=by_amina(), at=NOON)
    publish_decision(reference=again.reference, at=NOON + UNDO_WINDOW)
    account.refresh_from_db()

    assert account.state == AccountState.GOOD
    assert Message.objects.filter(type="measure.reversed").exists()


def test_a_second_case_about_an_account_waits_for_the_first() -> None:
    a_story()
    accounts.decide_account(account=the_account(), wish=CLOSING, by=by_amina(), at=NOON)

    with pytest.raises(Conflict, match="waits already"):
        accounts.decide_account(account=the_account(), wish=SUSPENSION, by=by_amina(), at=NOON)


def test_a_trainee_suspends_nobody() -> None:
    a_story()

    with pytest.raises(NotAllowed):
        accounts.decide_account(
            account=the_account(), wish=SUSPENSION, by=cast.by(cast.a_person("Tom", Role.TRAINEE)), at=NOON
        )


# -- closing ----------------------------------------------------------------------------------------------------------


@pytest.mark.db
def test_an_account_is_closed_by_two_people_whatever_the_policy_asks_for() -> None:
    a_story()
    proposal = accounts.decide_account(account=the_account(), wish=CLOSING, by=by_amina(), at=NOON)
    assert isinstance(proposal, Proposal)
    lea = cast.by(cast.a_person("Lea", Role.LEAD))
    leases.open_case(case=proposal.case, by=lea, at=NOON)

    decision = readings.read_again(proposal=proposal, wish=CLOSING, by=lea, at=NOON)
    assert isinstance(decision, Decision)
    publish_decision(reference=decision.reference, at=NOON + UNDO_WINDOW)

    assert the_account().state == AccountState.CLOSED
    assert LogEntry.objects.get(event_name="account.state_changed").opened["state"] == "closed"


def test_closed_outweighs_suspended() -> None:
    both = (Standing(Measure.SUSPEND, date(2026, 4, 1)), Standing(Measure.TERMINATE, None))

    assert state_of(both, date(2026, 3, 2)) == (AccountState.CLOSED, None)


# -- returns ----------------------------------------------------------------------------------------------------------


def send(reference: str, *keys: SentKey, at: Any = NOON) -> None:
    accounts.take_keys(reference=reference, keys=keys or (DEVICE,), by=PLATFORM, at=at)


@pytest.mark.db
def test_keys_of_a_suspended_account_are_kept_as_pseudonyms_only_and_go_with_its_end() -> None:
    account = a_suspended_account()

    send(AUTHOR_NAME)
    kept = AccountKey.objects.get()
    strikes.end_suspension(reference=Decision.objects.latest("id").reference, at=NOON + timedelta(days=8))

    assert kept.account == account
    assert DEVICE.value not in kept.key
    assert not AccountKey.objects.exists()


def test_of_any_other_account_nothing_is_kept() -> None:
    a_suspended_account()

    send("somebody-else")

    assert not AccountKey.objects.exists()
    assert not Account.objects.filter(platform_reference="somebody-else").exists()


def test_a_shared_key_becomes_a_note_and_nothing_else() -> None:
    a_suspended_account()
    send(AUTHOR_NAME, DEVICE, SentKey("payment", "4"))

    send("came-back", DEVICE, SentKey("payment", "5"))

    note = ReturnNote.objects.get()
    assert (note.account.platform_reference, note.kinds) == ("came-back", ["device"])
    assert note.account.state == AccountState.GOOD
    assert Case.objects.count() == 2


def test_the_same_value_of_another_kind_is_no_likeness() -> None:
    a_suspended_account()
    send(AUTHOR_NAME, DEVICE)

    send("came-back", SentKey("payment", DEVICE.value))

    assert not ReturnNote.objects.exists()


def a_noted_author() -> ReturnNote:
    a_suspended_account()
    send(AUTHOR_NAME)
    send("came-back")
    return ReturnNote.objects.get()


def test_the_author_is_told_of_the_note_with_the_statement() -> None:
    a_noted_author()

    by_them = replace(a_submission("paste-9", "Another harmless text."), author=Author("came-back", "en"))
    report = Report(SourceKind.USER_NOTICE, "https://harbour.example/paste-9", submission=by_them)

    decide(raise_flag(report=report, by=ANYONE, at=NOON).flags[0].case, by_amina())

    body = Statement.objects.latest("id").body
    assert body["return_note"] is True
    assert "You can contest it." in wording.plain_text(wording.sections_of(body))


def test_a_contested_note_is_settled_by_a_person_and_does_not_come_back() -> None:
    note = a_noted_author()
    accounts.contest_return(reference="came-back", text="A shared computer.", by=PLATFORM, at=NOON)
    note.refresh_from_db()
    contest = note.contest

    accounts.settle_return(note=note, stands=False, by=by_amina(), at=NOON)
    send("came-back")

    assert contest == "A shared computer."
    assert [each.stands for each in ReturnNote.objects.all()] == [False]


def test_strangers_contest_nothing_and_trainees_settle_nothing() -> None:
    note = a_noted_author()
    stranger = Actor(kind=ActorKind.CLIENT, code="K-2", scopes=frozenset())

    with pytest.raises(NotAllowed):
        accounts.contest_return(reference="came-back", text="Mine.", by=stranger, at=NOON)
    with pytest.raises(NotAllowed):
        accounts.settle_return(note=note, stands=True, by=cast.by(cast.a_person("Tom", Role.TRAINEE)), at=NOON)
    with pytest.raises(NotAllowed):
        accounts.take_keys(reference="x", keys=(DEVICE,), by=stranger, at=NOON)


def test_no_event_of_an_account_names_it() -> None:
    a_noted_author()

    opened = [str(entry.opened) for entry in LogEntry.objects.filter(subject__startswith="account:")]

    assert opened
    assert not [text for text in opened if AUTHOR_NAME in text or "came-back" in text or DEVICE.value in text]


def test_keys_past_their_day_and_names_that_nothing_is_on_record_about_go() -> None:
    a_noted_author()
    later = NOON + timedelta(days=366)

    accounts.forget_accounts(at=later)

    assert not AccountKey.objects.exists()
    assert not Account.objects.filter(platform_reference="came-back").exists()
    assert Account.objects.filter(platform_reference=AUTHOR_NAME).exists()


def test_the_hourly_tidying_finds_nothing_to_do_without_failing() -> None:
    a_story()

    jobs.tidy_accounts(NOON)

    assert not LogEntry.objects.filter(event_name__in=["account.keys_dropped", "account.forgotten"]).exists()


def test_it_is_counted() -> None:
    a_noted_author()

    totals = dict(totals_of(rows_of(Range(NOON.date(), NOON.date()))))

    assert (totals["strikes.given"], totals["account_measures.suspend"], totals["returns.noted"]) == (1, 1, 1)
