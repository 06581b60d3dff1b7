"""An entry that comes later finds what was kept, once; what is judged is judged as it is for any upload."""

from datetime import timedelta

import pytest

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, jobs, queries
from bonafides.safety.banks.actions import searching_back
from bonafides.safety.banks.models import (
    Bank,
    FoundLater,
    KeptUpload,
    LookBack,
    LookBackRun,
    MatchRecord,
)
from bonafides.safety.banks.queries.looking_back import item_of
from bonafides.safety.banks.tests.conftest import NOON, an_entry, confirmed
from bonafides.safety.banks.tests.looking_back import DAY, KINDS, keep, news, search, sha256_of
from bonafides.safety.banks.vocabulary import BankKind, OnMatch, Outcome, Reason

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("upload", "kind", "value"), KINDS.values(), ids=KINDS.keys())
def test_an_entry_that_comes_later_finds_it(
    switch: LookBack, bank: Bank, bo: Actor, upload: Fingerprints, kind: EntryType, value: str
) -> None:
    keep("p/other")
    keep("p/1", upload)
    entry = an_entry(bank, bo, type_=kind, value=value)

    search()

    (row,) = FoundLater.objects.all()
    assert (item_of(row.upload), row.entry, len(news())) == ("p/1", entry, 1)
    found = queries.found_later(row.upload.reference)
    assert found is not None
    assert [(match.entry, match.outcome) for match in found.matches] == [(entry.reference, Outcome.REVIEW)]
    assert found.matches[0].detail["found_later"]["uploaded_at"] == NOON.isoformat()  # type: ignore[index]


def test_it_is_found_once_however_often_is_searched(switch: LookBack, bank: Bank, bo: Actor) -> None:
    keep("circle")
    entry = an_entry(bank, bo, value=sha256_of(b"circle"))

    search()
    search()
    actions.disable_entry(entry=entry, reason="a while", by=bo, at=NOON)
    actions.enable_entry(entry=entry, by=bo, at=NOON)
    search()

    assert len(news()) == 1


def test_an_entry_that_stood_before_is_not_searched_for(switch: LookBack, bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo, value=sha256_of(b"circle"))
    search()
    keep("circle")

    search()

    assert not FoundLater.objects.exists()
    assert not LookBackRun.objects.exists()


@pytest.mark.parametrize(
    ("upload", "kind", "value"),
    [KINDS["equal bytes"], KINDS["a text"], (KINDS["an address"][0], EntryType.URL, "https://shapes.example/square/1")],
    ids=["bytes", "text", "address"],
)
def test_what_a_list_of_harmless_things_takes_back_is_not_found(
    switch: LookBack, bank: Bank, bo: Actor, upload: Fingerprints, kind: EntryType, value: str
) -> None:
    keep("p/1", upload)
    harmless = actions.create_bank(name="Harmless", kind=BankKind.ALLOW, by=bo, at=NOON)
    an_entry(harmless, bo, type_=kind, value=value)
    an_entry(bank, bo, type_=kind, value=value)

    search()

    assert news() == []


def test_a_match_that_would_hold_an_upload_asks_for_a_look(switch: LookBack, bank: Bank, bo: Actor) -> None:
    actions.set_policy(
        bank=bank, on_match=OnMatch.HOLD, threshold_bits=31, hold_threshold_bits=10, hold_lasts=DAY, by=bo, at=NOON
    )
    keep("circle")
    confirmed(an_entry(bank, bo, value=sha256_of(b"circle")), bo)

    search()

    found = queries.found_later(KeptUpload.objects.get().reference)
    assert found is not None
    assert found.matches[0].outcome is Outcome.REVIEW
    assert found.matches[0].reasons == (Reason.EXACT_HASH, Reason.FOUND_LATER)


def test_an_upload_stored_after_the_search_had_begun_is_searched_too(switch: LookBack, bank: Bank, bo: Actor) -> None:
    looked_up_in = queries.index_version()
    keep("p/other")
    an_entry(bank, bo, value=sha256_of(b"circle"))
    search()
    keep("circle", version=looked_up_in)

    search()

    assert len(news()) == 1
    assert not KeptUpload.objects.filter(is_behind=True).exists()


def test_entries_are_searched_for_in_portions(
    switch: LookBack, bank: Bank, bo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching_back, "LOOK_BACK_ENTRIES", 2)
    monkeypatch.setattr(searching_back, "LOOK_BACK_SEARCHED", 2)
    monkeypatch.setattr(searching_back, "LOOK_BACK_TOLD", 2)
    names = [f"shape {number}" for number in range(5)]
    [keep(name) for name in names]
    [an_entry(bank, bo, value=sha256_of(name.encode())) for name in names]

    search()

    (run,) = LookBackRun.objects.all()
    assert (len(news()), run.found, run.entries, run.uploads) == (5, 5, 5, 5)
    assert LogEntry.objects.get(event_name="look_back.searched").opened["found"] == 5


def test_what_was_found_and_waits_for_its_case_is_kept_a_day_longer(switch: LookBack, bank: Bank, bo: Actor) -> None:
    keep("circle")
    an_entry(bank, bo, value=sha256_of(b"circle"))
    search(NOON + 7 * DAY - timedelta(minutes=1))

    jobs.look_back(NOON + 7 * DAY + timedelta(hours=1))
    a_day_later = KeptUpload.objects.count()
    jobs.look_back(NOON + 8 * DAY + timedelta(hours=1))

    assert (a_day_later, KeptUpload.objects.count()) == (1, 0)


def test_a_case_is_given_each_match_once(switch: LookBack, bank: Bank, bo: Actor) -> None:
    keep("circle")
    an_entry(bank, bo, value=sha256_of(b"circle"))
    search()
    found = queries.found_later(KeptUpload.objects.get().reference)
    assert found is not None

    actions.settle_found(found=found, item="ITEM1", at=NOON)
    actions.settle_found(found=found, item="ITEM1", at=NOON)

    assert MatchRecord.objects.filter(item="ITEM1").count() == 1
    assert queries.found_later(found.upload) is None
