"""Several at once, each on a connection of their own, on SQLite and PostgreSQL: nobody acts twice, nothing is lost."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.people.vocabulary import Role, Scope
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.safety.moderation.actions import flags, holds, intake, judging, leases
from bonafides.safety.moderation.actions.flags import Notifier, Report
from bonafides.safety.moderation.actions.intake import Submission
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.events import ItemHeld
from bonafides.safety.moderation.models import Case, Decision, Flag, Hold, Item, Outcome, Reporter
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.tests.scenes import KEEP, a_case, a_policy, a_restriction, open_and_look
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState, HoldEnd, ItemKind, ItemState, SourceKind
from bonafides.safety.orders.actions import scrutiny
from bonafides.safety.orders.models import Scrutiny
from bonafides.safety.orders.tests.scenes import NIGHT, an_order_with_reasons_given, at_the_desk, the_clock
from bonafides.safety.orders.vocabulary import ClockKind
from tests import cast
from tests.cast import NOON
from tests.together import at_once, meanwhile

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

SECOND = timedelta(seconds=1)


def a_report(text: str, *, name: str = "paste/1", address: str = "chidi@example.org") -> Report:
    content = Submission(name, ItemKind.TEXT, data=text.encode())
    return Report(SourceKind.USER_NOTICE, name, reason="why", notifier=Notifier("Chidi", address), submission=content)


def reviewers(count: int) -> list[Actor]:
    return [cast.by(cast.a_person(f"Reviewer{number}", Role.REVIEWER)) for number in range(count)]


def held(case: Case, by: Actor) -> Case:
    open_and_look(case, by)
    return case


def decided(case: Case, wish: Wish, by: Actor) -> Decision:
    """A draft by one person who holds the case."""
    decision = judging.decide_case(case=held(case, by), wish=wish, by=by, at=NOON)
    assert isinstance(decision, Decision)
    return decision


# -- claiming and deciding --------------------------------------------------------------------------------------------


def test_reviewers_who_ask_at_once_get_a_case_each() -> None:
    people, cases = reviewers(8), [a_case(f"text {number}") for number in range(8)]

    claimed = at_once(*(lambda by=by: leases.claim_next(by=by, at=NOON) for by in people))

    assert {case.reference for case in claimed} == {case.reference for case in cases}


def test_of_two_decisions_at_once_one_stands_and_the_other_is_refused() -> None:
    a_policy()
    amina = cast.by(cast.amina())
    case = held(a_case(), amina)

    results = at_once(
        lambda: judging.decide_case(case=case, wish=KEEP, by=amina, at=NOON),
        lambda: judging.decide_case(case=case, wish=a_restriction(), by=amina, at=NOON),
    )

    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Decision"]
    assert Decision.objects.count() == 1


def test_a_decision_is_either_undone_or_published() -> None:
    a_policy()
    amina = cast.by(cast.amina())
    decision = decided(a_case(), KEEP, amina)

    results = at_once(
        lambda: judging.undo(decision=decision, by=amina, at=NOON + SECOND),
        lambda: judging.publish_now(decision=decision, by=amina, at=NOON + SECOND),
    )

    decision.refresh_from_db()
    decision.case.refresh_from_db()
    assert [type(result).__name__ for result in results].count("Conflict") == 1
    assert (decision.state, decision.case.state) in {
        (DecisionState.UNDONE, CaseState.OPEN),
        (DecisionState.PUBLISHED, CaseState.CLOSED),
    }


def test_a_decision_published_by_two_at_once_is_published_once() -> None:
    a_policy()
    amina = cast.by(cast.amina())
    decision = decided(a_case(), a_restriction(), amina)
    later = NOON + timedelta(minutes=1)

    at_once(*[lambda: publish_decision(reference=decision.reference, at=later)] * 3)

    assert [each.enforcements.count() for each in Item.objects.all()] == [1]
    assert [each.statements.count() for each in Item.objects.all()] == [1]


# -- flags and uploads ------------------------------------------------------------------------------------------------


def test_flags_on_the_same_new_content_at_once_are_one_case() -> None:
    client = cast.CHIDI
    reports = [a_report("the same words", name=f"paste/{number % 2}") for number in range(4)]

    at_once(*(lambda report=report: flags.raise_flag(report=report, by=client, at=NOON) for report in reports))

    assert (Case.objects.count(), Item.objects.count(), Flag.objects.count()) == (1, 2, 4)
    assert Reporter.objects.get().flags == 4


def test_an_upload_and_a_flag_of_the_same_content_at_once_are_one_case() -> None:
    flags.raise_flag(report=a_report("the same words"), by=cast.CHIDI, at=NOON)
    platform = a_platform()
    upload = Submission("paste/2", ItemKind.TEXT, data=b"the same words")

    at_once(
        lambda: intake.submit(submission=upload, by=platform, at=NOON),
        lambda: flags.raise_flag(report=a_report("the same words"), by=cast.CHIDI, at=NOON),
    )

    assert (Case.objects.count(), Flag.objects.count()) == (1, 3)


def test_whoever_flags_while_the_decision_is_published_is_told_it() -> None:
    a_policy()
    amina = cast.by(cast.amina())
    flags.raise_flag(report=a_report("the same words"), by=cast.CHIDI, at=NOON)
    decision = decided(Case.objects.get(), KEEP, amina)
    late = a_report("the same words", address="late@example.org")

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            publish_decision(reference=decision.reference, at=NOON + timedelta(minutes=1))
            flagged = meanwhile(lambda: flags.raise_flag(report=late, by=cast.CHIDI, at=NOON), threads)
        receipt = flagged.result(timeout=100)

    assert Case.objects.get().state == CaseState.CLOSED
    assert Outcome.objects.filter(flag=receipt.flags[0], decision=decision).count() == 1


def test_a_decision_published_while_its_notifier_flags_again_waits_and_both_stand() -> None:
    a_policy()
    amina = cast.by(cast.amina())
    flags.raise_flag(report=a_report("the same words"), by=cast.CHIDI, at=NOON)
    decision = decided(Case.objects.get(), KEEP, amina)
    later = NOON + timedelta(minutes=1)

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            again = flags.raise_flag(report=a_report("the same words"), by=cast.CHIDI, at=NOON)
            published = meanwhile(lambda: publish_decision(reference=decision.reference, at=later), threads)
        published.result(timeout=100)

    assert Outcome.objects.filter(flag=again.flags[0], decision=decision).count() == 1
    assert (Reporter.objects.get().flags, Reporter.objects.get().beta) == (2, 2.0)


def test_a_hold_ends_once_though_a_person_and_the_clock_come_at_once() -> None:
    a_policy()
    amina = cast.by(cast.amina())
    case = a_case(source=SourceKind.OWN_DETECTION)
    hold = a_hold(case.items.get())
    decision = decided(case, a_restriction(), amina)

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            publish_decision(reference=decision.reference, at=hold.ends_at)
            expired = meanwhile(lambda: holds.end_if_expired(reference=hold.reference, at=hold.ends_at), threads)
        expired.result(timeout=100)

    assert Hold.objects.get().end == HoldEnd.RESTRICTED
    assert Item.objects.get().state == ItemState.RESTRICTED
    assert LogEntry.objects.filter(event_name="hold.ended").count() == 1


@audited_action
def a_hold(item: Item) -> Hold:
    """A running hold, as if a match had begun it."""
    hold = Hold(item=item, started_at=NOON, ends_at=NOON + timedelta(hours=24))
    hold.save()
    item.state = ItemState.HELD
    item.save()
    held_by_list = ItemHeld(
        item=item.reference, case=item.case.reference, bank="B", entry="E", distance_bits=0, ends_at=hold.ends_at
    )
    record(held_by_list, by=SYSTEM, at=NOON)
    return hold


def a_platform() -> Actor:
    from bonafides.base.people import queries

    return queries.actor_of_key(cast.a_key(Scope.ITEMS_WRITE), at=NOON)


# -- the same request twice -------------------------------------------------------------------------------------------


def posted(key: str, body: dict[str, Any]) -> Any:
    headers = cast.as_client(key) | {"Idempotency-Key": "the-same"}
    answer = Client(headers=headers).post("/api/v1/flags", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_a_request_sent_twice_at_once_acts_once_and_is_answered_alike() -> None:
    key = cast.a_key(Scope.FLAGS_WRITE)
    body = {"location": "https://pastes.example.org/1", "reason": "why"}

    answers = at_once(*[lambda: posted(key, body)] * 3)

    assert Flag.objects.count() == 1
    assert answers[0][0] == 201
    assert answers[0] == answers[1] == answers[2]


# -- the home authority -----------------------------------------------------------------------------------------------


def test_two_who_write_down_at_once_that_the_author_asked_write_it_down_once() -> None:
    order, by = an_order_with_reasons_given(), at_the_desk()
    asked_at = NIGHT + timedelta(hours=1)

    results = at_once(
        *[lambda: scrutiny.note_author_asked(order=order, asked_at=asked_at, by=by, at=NIGHT + timedelta(hours=2))] * 2
    )

    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Scrutiny"]
    assert Scrutiny.objects.count() == 1
    assert the_clock(order, ClockKind.SCRUTINY_DECISION).started_at == asked_at


def test_two_who_ask_the_home_authority_at_once_send_one_letter() -> None:
    order, by = an_order_with_reasons_given(), at_the_desk()
    given: dict[str, Any] = {"reasons": "It is satire.", "to": "home@authority.example.test", "by": by}

    results = at_once(*[lambda: scrutiny.ask(order=order, **given, at=NIGHT + timedelta(hours=2))] * 2)

    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Scrutiny"]
    assert OutboxRow.objects.filter(key__startswith=f"order-scrutiny:{order.reference}").count() == 1
