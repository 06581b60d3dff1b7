"""What a source dropped and lists again comes back as the entry that it was, with all that we said of it."""

import pytest

from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks import queries
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.rules import Burst
from bonafides.safety.banks.vocabulary import EntryState, Opinion, Outcome
from bonafides.safety.feeds.actions import read_to_end
from bonafides.safety.feeds.models import Feed
from bonafides.safety.feeds.tests.conftest import HOUR, NOON, Serve, a_feed, read
from bonafides.safety.feeds.tests.sources import Asked, Said, a_digest

pytestmark = [pytest.mark.django_db, pytest.mark.db]


class AList:
    """A list at an address, which others change: some numbers, and what it holds of them."""

    def __init__(self, *numbers: int) -> None:
        self.numbers, self.opinion = list(numbers), "positive"

    def __call__(self, asked: Asked) -> Said:
        rows = (f"sha256,{a_digest(number)},{number},{self.opinion}" for number in self.numbers)
        return Said("\n".join(["type,value,source_id,opinion", *rows]).encode())


def entry_of(number: int) -> Entry:
    return Entry.objects.get(value=a_digest(number))


def outcome_of(number: int) -> list[Outcome]:
    asked = Fingerprints({EntryType.SHA256: a_digest(number)})
    return [match.outcome for match in queries.match(asked).matches]


def dropped_and_listed_again(source: AList, feed: Feed) -> None:
    """One bad hour: the file has no row, then all of them again."""
    numbers, source.numbers = source.numbers, []
    read(feed, NOON + HOUR)
    source.numbers = numbers
    read(feed, NOON + 2 * HOUR)


def test_our_no_is_final_for_an_entry_that_its_source_dropped_and_lists_again(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = AList(1)
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url())
        read(feed)
        before = entry_of(1)
        banks.give_opinion(entry=before, value=Opinion.NEGATIVE, note="A museum.", by=bo, at=NOON)
        dropped_and_listed_again(source, feed)

    after = entry_of(1)
    assert after.pk == before.pk
    assert (after.state, after.own_opinion, after.opinion) == (EntryState.ACTIVE, "negative", "negative")
    assert after.sources_opinion == Opinion.POSITIVE
    assert outcome_of(1) == [Outcome.ALLOW]


def test_an_entry_that_rests_goes_on_resting_when_its_source_lists_it_again(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = AList(1, 2)
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url())
        read(feed)
        banks.disable_entry(entry=entry_of(1), reason="Under appeal.", by=bo, at=NOON)
        flooding = banks.quarantine(entry=entry_of(2), burst=Burst(500, 1_000), at=NOON)
        dropped_and_listed_again(source, feed)

    assert flooding is not None
    assert [entry_of(number).state for number in (1, 2)] == [EntryState.DISABLED] * 2
    assert [outcome_of(number) for number in (1, 2)] == [[], []]
    banks.release(found=flooding, by=bo, at=NOON + 3 * HOUR)
    assert outcome_of(2) == [Outcome.REVIEW]


def test_an_index_sees_that_an_entry_went_and_that_it_came_back(bank: Bank, bo: Actor, serve: Serve) -> None:
    source = AList(1)
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url())
        read(feed)
        versions, found = [entry_of(1).changed_in], [outcome_of(1)]
        for source.numbers, hour in (([], 1), ([1], 2)):
            read(feed, NOON + hour * HOUR)
            versions.append(entry_of(1).changed_in)
            found.append(outcome_of(1))

    assert versions == sorted(set(versions))
    assert found == [[Outcome.REVIEW], [], [Outcome.REVIEW]]


def test_what_came_back_and_is_then_withdrawn_here_stays_withdrawn(bank: Bank, bo: Actor, serve: Serve) -> None:
    """Also where the record that had let it go is another one than the one that brought it back."""
    ours, theirs = AList(1), AList(2)
    with serve(ours) as one, serve(theirs) as other:
        first, second = a_feed(bank, bo, one.url()), a_feed(bank, bo, other.url())
        read(first)
        read(second)
        ours.numbers, theirs.numbers = [], [1, 2]
        read(first, NOON + HOUR)
        read(second, NOON + HOUR)
        banks.withdraw_entry(entry=entry_of(1), reason="A library.", by=bo, at=NOON + HOUR)
        run = read_to_end(feed=second, at=NOON + 2 * HOUR)
        ours.numbers = [1]
        again = read(first, NOON + 3 * HOUR)

    assert entry_of(1).state is EntryState.WITHDRAWN
    assert (run.added, again.added, again.withdrawn_kept) == (0, 0, 1)
