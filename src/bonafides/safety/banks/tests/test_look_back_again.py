"""Entries that begin to match once more, or to match more, are searched for once more."""

import pytest

from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import Fingerprints, Frame
from bonafides.matching.pdq import PdqHash
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, queries
from bonafides.safety.banks.models import Bank, FoundLater, LookBack, LookBackRun
from bonafides.safety.banks.queries.looking_back import item_of
from bonafides.safety.banks.tests.conftest import NOON, PDQ_A, an_entry
from bonafides.safety.banks.tests.looking_back import DAY, keep, news, search, sha256_of
from bonafides.safety.banks.vocabulary import OnMatch, Opinion

pytestmark = pytest.mark.django_db


def test_an_entry_enabled_again_finds_what_came_meanwhile(switch: LookBack, bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo, value=sha256_of(b"circle"))
    actions.disable_entry(entry=entry, reason="a while", by=bo, at=NOON)
    search()
    keep("circle")

    actions.enable_entry(entry=entry, by=bo, at=NOON)
    search()

    assert len(news()) == 1


def test_a_list_enabled_again_finds_what_came_meanwhile(switch: LookBack, bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo, value=sha256_of(b"circle"))
    actions.disable_bank(bank=bank, reason="a while", by=bo, at=NOON)
    search()
    keep("circle")

    actions.enable_bank(bank=bank, by=bo, at=NOON)
    search()

    assert len(news()) == 1


def test_an_entry_held_to_be_wrong_finds_nothing_until_it_is_right_again(
    switch: LookBack, bank: Bank, bo: Actor
) -> None:
    keep("circle")
    entry = an_entry(bank, bo, value=sha256_of(b"circle"))
    actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, by=bo, at=NOON)
    search()
    before = len(news())

    actions.give_opinion(entry=entry, value=Opinion.POSITIVE, by=bo, at=NOON)
    search()

    assert (before, len(news())) == (0, 1)


# -- a wider threshold ------------------------------------------------------------------------------


def a_picture(bits: int, version: int | None = None) -> bool:
    """Kept is a picture that lies so many bits from the entry."""
    pdq = PdqHash.parse(f"{int(PDQ_A, 16) ^ ((1 << bits) - 1):064x}")
    return keep(f"p/{bits}", Fingerprints(frames=(Frame(0, pdq, 100),)), version=version)


def within(bank: Bank, bits: int, by: Actor) -> None:
    actions.set_policy(
        bank=bank, on_match=OnMatch.REVIEW, threshold_bits=bits, hold_threshold_bits=0, hold_lasts=DAY, by=by, at=NOON
    )


def found() -> list[str]:
    return [item_of(row.upload) for row in FoundLater.objects.order_by("id")]


@pytest.fixture
def narrow(switch: LookBack, bank: Bank, bo: Actor) -> Bank:
    """A list with one picture and a threshold of 10 bits; kept are pictures at 10, 11, 20, 21 and 31 bits from it."""
    within(bank, 10, bo)
    [a_picture(bits) for bits in (10, 11, 20, 21, 31)]
    an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ_A)
    search()
    return bank


@pytest.mark.db
def test_a_wider_threshold_finds_what_lies_between_the_old_and_the_new_and_nothing_twice(
    narrow: Bank, bo: Actor
) -> None:
    before = found()

    within(narrow, 20, bo)
    search()
    search()

    assert (before, found()) == (["p/10"], ["p/10", "p/11", "p/20"])
    assert len(news()) == len(set(news())) == 3
    assert [run.found for run in LookBackRun.objects.order_by("id")] == [1, 2]


def test_widened_twice_before_a_search_it_is_searched_once(narrow: Bank, bo: Actor) -> None:
    within(narrow, 20, bo)
    within(narrow, 31, bo)
    search()
    search()

    assert found()[1:] == ["p/11", "p/20", "p/21", "p/31"]
    assert LookBackRun.objects.count() == 2


@pytest.mark.parametrize("bits", [10, 9])
def test_a_threshold_that_stays_or_becomes_narrower_is_not_searched_for(narrow: Bank, bo: Actor, bits: int) -> None:
    within(narrow, bits, bo)

    search()

    assert LookBackRun.objects.count() == 1


def test_widened_and_taken_back_before_the_search_it_finds_nothing_more(narrow: Bank, bo: Actor) -> None:
    within(narrow, 31, bo)
    within(narrow, 10, bo)

    search()

    assert found() == ["p/10"]


def test_narrowed_and_widened_again_it_finds_nothing_that_was_found(narrow: Bank, bo: Actor) -> None:
    within(narrow, 5, bo)
    within(narrow, 20, bo)
    search()
    within(narrow, 5, bo)
    within(narrow, 20, bo)
    search()

    assert len(news()) == 3


def test_only_pictures_of_that_list_are_searched_for_again(narrow: Bank, bo: Actor) -> None:
    other = actions.create_bank(name="Other shapes", by=bo, at=NOON)
    an_entry(other, bo, type_=EntryType.PDQ, value="0" * 64)
    an_entry(narrow, bo)
    search()

    within(narrow, 20, bo)
    search()

    assert LookBackRun.objects.order_by("-id")[0].entries == 1


def test_what_was_uploaded_after_the_threshold_was_widened_is_not_searched_again(narrow: Bank, bo: Actor) -> None:
    within(narrow, 20, bo)
    a_picture(15)  # it was looked up at the wider threshold already, and met nothing there: say, an allowed picture

    search()

    assert "p/15" not in found()


def test_what_was_looked_up_before_and_stored_after_it_was_widened_is_found(narrow: Bank, bo: Actor) -> None:
    looked_up_in = queries.index_version()
    within(narrow, 20, bo)
    search()
    a_picture(15, version=looked_up_in)

    search()

    assert found()[-1] == "p/15"


def test_a_match_says_since_when_the_entry_reaches_so_far(narrow: Bank, bo: Actor) -> None:
    a_week_later = NOON + 6 * DAY
    actions.set_policy(
        bank=narrow, on_match=OnMatch.REVIEW, threshold_bits=20, hold_threshold_bits=0, hold_lasts=DAY, by=bo,
        at=a_week_later,
    )  # fmt: skip
    search(a_week_later)

    later = queries.found_later(FoundLater.objects.order_by("-id")[0].upload.reference)

    assert later is not None
    assert later.matches[0].detail["found_later"]["listed_at"] == a_week_later.isoformat()  # type: ignore[index]
