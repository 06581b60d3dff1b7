"""Holds: a machine's restriction, which always ends, and frees the content unless a person restricted it."""

from datetime import timedelta

import pytest
from tests.cast import NOON, amina, bo, by

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.moderation.actions import holds, intake
from bonafides.safety.moderation.jobs import HANDLERS
from bonafides.safety.moderation.listeners import free_what_a_list_held, free_what_was_held
from bonafides.safety.moderation.models import Hold, Statement
from bonafides.safety.moderation.rules.holds import end_of_hold, is_over
from bonafides.safety.moderation.samples.pictures import PictureRelation, sample_pictures
from bonafides.safety.moderation.tests.lists import PDQ, PHRASE, PICTURE, a_picture, a_text, holding, listed
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy
from bonafides.safety.moderation.tests.stories import decide
from bonafides.safety.moderation.vocabulary import Answer

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _policy() -> None:
    a_policy()


def submit(submission: intake.Submission) -> intake.Answered:
    return intake.submit(submission=submission, by=SYSTEM, at=NOON)


def held() -> Hold:
    """A picture that Bo's list holds back."""
    holding()
    hold = submit(a_picture()).hold
    assert hold is not None
    return hold


def again(hold: Hold) -> Hold:
    return Hold.objects.select_related("item").get(pk=hold.pk)


# -- what holds -------------------------------------------------------------------------------------------------------


def test_a_byte_exact_hash_holds_for_a_day_and_the_author_is_told_it_was_automatic() -> None:
    hold = held()

    statement = Statement.objects.get(hold=hold)
    assert (hold.ends_at - hold.started_at, hold.item.state) == (timedelta(hours=24), "held")
    assert statement.body["automated_decision"]


def test_words_never_hold() -> None:
    holding(PHRASE, EntryType.TEXT)

    assert submit(a_text(PHRASE)).answer is Answer.REVIEW


def test_a_picture_within_ten_bits_holds_and_a_turned_one_does_not() -> None:
    samples = sample_pictures(7)
    turned = next(each for each in samples if each.relation is PictureRelation.TURNED and each.of == samples[0].name)
    holding(PDQ, EntryType.PDQ)

    assert submit(a_picture(PICTURE, "p/1")).answer is Answer.HOLD
    assert submit(a_picture(turned.data, "p/2")).answer is Answer.REVIEW


@pytest.mark.parametrize("opinion", [Opinion.DISPUTED, Opinion.UNCONFIRMED])
def test_an_entry_without_a_positive_opinion_never_holds(opinion: Opinion) -> None:
    banks.give_opinion(entry=holding(), value=opinion, by=by(bo()), at=now())

    assert submit(a_picture()).answer is Answer.REVIEW


# -- what ends it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "over"), [(-SECOND, False), (timedelta(), True), (SECOND, True)])
def test_it_is_over_at_its_end_and_not_before(after: timedelta, over: bool) -> None:
    assert is_over(NOON, NOON + after) is over


@pytest.mark.parametrize(("wanted", "given"), [(71, 71), (72, 72), (73, 72)])
def test_no_hold_lasts_longer_than_three_days(wanted: int, given: int) -> None:
    assert end_of_hold(NOON, timedelta(hours=wanted)) - NOON == timedelta(hours=given)


@pytest.mark.parametrize(("early", "state"), [(SECOND, "held"), (timedelta(), "live")])
def test_the_worker_frees_the_content_at_the_end_of_the_day(early: timedelta, state: str) -> None:
    hold = held()
    row = OutboxRow.objects.get(kind=holds.HOLD_END)

    HANDLERS[holds.HOLD_END](row, hold.ends_at - early)

    assert again(hold).item.state == state
    assert row.due_at == hold.ends_at


def test_the_end_is_told_to_the_platform_once_and_to_the_leads() -> None:
    hold = held()
    row = OutboxRow.objects.get(kind=holds.HOLD_END)

    HANDLERS[holds.HOLD_END](row, hold.ends_at)
    HANDLERS[holds.HOLD_END](row, hold.ends_at + SECOND)

    assert Message.objects.filter(type="hold.ended").count() == 1
    assert LogEntry.objects.filter(event_name="hold.ended").count() == 1
    assert OutboxRow.objects.filter(key__startswith="hold-expired:").exists()


def test_a_person_who_keeps_it_frees_it() -> None:
    hold = held()

    decide(hold.item.case, by(amina()), KEEP)

    assert (again(hold).end, again(hold).item.state) == ("kept", "live")


def test_a_person_who_restricts_it_ends_the_hold_and_not_the_restriction() -> None:
    hold = held()

    decide(hold.item.case, by(amina()))

    assert (again(hold).end, again(hold).item.state) == ("restricted", "restricted")


def test_an_entry_that_turns_out_wrong_frees_what_it_held() -> None:
    hold = held()

    free_what_was_held({"entry": hold.match_record.entry.reference, "counts_as": "negative"}, NOON)  # type: ignore[union-attr]
    still = again(hold).end
    banks.give_opinion(entry=hold.match_record.entry, value=Opinion.NEGATIVE, by=by(bo()), at=NOON)  # type: ignore[union-attr]
    free_what_was_held({"entry": hold.match_record.entry.reference, "counts_as": "negative"}, NOON)  # type: ignore[union-attr]

    assert (still, again(hold).end, again(hold).item.state) == ("", "suppressed", "live")


def test_a_hold_that_another_list_supports_goes_on() -> None:
    first = holding()
    holding(PDQ, EntryType.PDQ)
    hold = submit(a_picture()).hold
    assert hold is not None

    banks.withdraw_entry(entry=first, reason="wrong", by=by(bo()), at=NOON)
    free_what_was_held({"entry": first.reference}, NOON)

    assert again(hold).end == ""


def test_a_list_that_is_switched_off_frees_what_it_held() -> None:
    hold = held()
    bank = hold.match_record.entry.bank  # type: ignore[union-attr]

    banks.disable_bank(bank=bank, reason="poisoned", by=by(bo()), at=NOON)
    free_what_a_list_held({"bank": bank.reference}, NOON)

    assert (again(hold).end, again(hold).item.state) == ("suppressed", "live")


# -- objections -------------------------------------------------------------------------------------------------------


def test_the_author_objects_at_once_and_the_case_says_so() -> None:
    hold = held()

    holds.object_to(hold=hold, text="It is my own drawing.", by=SYSTEM, at=NOON)

    assert again(hold).objected_at == NOON
    assert LogEntry.objects.filter(event_name="hold.objected").exists()


def test_nobody_objects_to_a_hold_that_is_over() -> None:
    hold = held()
    holds.end_if_expired(reference=hold.reference, at=hold.ends_at)

    with pytest.raises(Conflict):
        holds.object_to(hold=again(hold), text="Still.", by=SYSTEM, at=hold.ends_at)


def test_a_list_that_asks_for_review_holds_nothing() -> None:
    listed(PDQ, EntryType.PDQ)

    assert submit(a_picture()).answer is Answer.REVIEW
