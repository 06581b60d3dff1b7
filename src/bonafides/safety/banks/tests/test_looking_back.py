"""Fingerprints of what matched nothing: kept only while a named person has that switched on, found once, then gone."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from random import Random
from threading import Event
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.matching.fingerprint import Fingerprints, fingerprints_of, fingerprints_of_text, fingerprints_of_url
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, jobs, queries
from bonafides.safety.banks.actions import looking_back as keeping
from bonafides.safety.banks.actions import searching_back
from bonafides.safety.banks.models import (
    Bank,
    FoundLater,
    KeptUpload,
    LookBack,
    LookBackRun,
    MatchRecord,
    Quarantine,
)
from bonafides.safety.banks.queries.looking_back import item_of
from bonafides.safety.banks.rules import Burst, FloodLimits, Judgement, flood_among, later
from bonafides.safety.banks.tests.conftest import NOON, OUTSIDER, an_actor, an_entry, confirmed
from bonafides.safety.banks.vocabulary import BankKind, OnMatch, Opinion, Outcome, Reason

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
POST = "A shape is a form that lies in the plane, and whoever draws one after another draws what nobody asked them for."


def sha256_of(data: bytes) -> str:
    return fingerprints_of(data).digests[EntryType.SHA256]


def switched_on(by: Actor, days: int = 7, at: Any = NOON) -> LookBack:
    return actions.switch_on_looking_back(days=days, lasts_days=30, reason="a list lags behind", by=by, at=at)


def keep(item: str = "p/1", upload: Fingerprints | None = None, at: Any = NOON, version: int | None = None) -> bool:
    upload = upload or fingerprints_of(item.encode())
    in_force = queries.index_version() if version is None else version
    return actions.keep(item=item, fingerprints=upload, index_version=in_force, at=at)


def search(at: Any = NOON) -> None:
    """The worker's minute, and its turns until the search is over."""
    jobs.look_back(at)
    while row := OutboxRow.objects.filter(kind=jobs.SEARCH, state="waiting").first():
        jobs.HANDLERS[jobs.SEARCH](row, at)
        OutboxRow.objects.filter(pk=row.pk).delete()


def news() -> list[str]:
    """Uploads of which news was given, in that order."""
    return list(
        LogEntry.objects.filter(event_name="upload.found_later").order_by("id").values_list("subject", flat=True)
    )


@pytest.fixture
def switch(bo: Actor) -> LookBack:
    return switched_on(bo)


# -- the switch -------------------------------------------------------------------------------------


def test_a_named_person_switches_it_on_with_days_and_a_reason(bo: Actor) -> None:
    switch = switched_on(bo, days=14)

    assert (switch.days, switch.until, switch.switched_on_by_id) == (14, NOON + 30 * DAY, bo.person)
    assert LogEntry.objects.get(event_name="look_back.switched_on").opened["reason"] == "a list lags behind"


@pytest.mark.parametrize("by", [SYSTEM, OUTSIDER, an_actor("reviewer", person=1), an_actor("owner")])
def test_no_program_no_command_and_no_reviewer_switches_it_on(by: Actor) -> None:
    with pytest.raises(NotAllowed):
        switched_on(by)


@pytest.mark.parametrize(
    ("days", "lasts", "reason"),
    [(0, 30, "why"), (91, 30, "why"), (7, 0, "why"), (7, 181, "why"), (7, 30, "  ")],
)
def test_no_longer_than_may_be_and_never_without_a_reason(bo: Actor, days: int, lasts: int, reason: str) -> None:
    with pytest.raises(RuleBroken):
        actions.switch_on_looking_back(days=days, lasts_days=lasts, reason=reason, by=bo, at=NOON)


def test_it_is_on_once(bo: Actor, switch: LookBack) -> None:
    with pytest.raises(Conflict):
        switched_on(bo)


def test_the_table_itself_refuses_a_second_one(switch: LookBack) -> None:
    switch.pk, switch.reference = None, "OTHER"

    with pytest.raises(IntegrityError), transaction.atomic():
        switch.save_base(force_insert=True)


def test_it_is_not_on_where_the_log_cannot_be_written(bo: Actor) -> None:
    with patch("bonafides.safety.banks.actions.looking_back.record", side_effect=OSError), pytest.raises(OSError):
        switched_on(bo)

    assert not LookBack.objects.exists()


def test_it_ends_by_itself(switch: LookBack) -> None:
    keep()

    jobs.look_back(switch.until)

    switch.refresh_from_db()
    assert (switch.is_on, switch.switched_off_by, KeptUpload.objects.count()) == (False, "system", 0)


# -- keeping ----------------------------------------------------------------------------------------


def test_nothing_is_kept_while_it_is_off() -> None:
    assert not keep()
    assert not KeptUpload.objects.exists()


def test_no_name_no_word_and_no_address_can_be_read_of_what_is_kept(switch: LookBack) -> None:
    text = f"{POST} https://shapes.example/square/of-anna"

    keep("platform-name-7", fingerprints_of_text(text))

    row = str(KeptUpload.objects.values().get()).lower()
    assert not [word for word in ("platform-name", "shape", "anna", "form") if word in row]


def test_a_lookup_keeps_nothing(switch: LookBack) -> None:
    queries.match(fingerprints_of(b"only looked up"))

    assert not KeptUpload.objects.exists()


def test_after_its_days_it_is_erased(switch: LookBack) -> None:
    keep("p/old")
    keep("p/young", at=NOON + DAY)

    jobs.look_back(NOON + 7 * DAY + timedelta(minutes=1))

    assert [item_of(row) for row in KeptUpload.objects.all()] == ["p/young"]


def test_switched_off_everything_goes_and_the_secret_first(bo: Actor, switch: LookBack) -> None:
    keep()

    actions.switch_off_looking_back(switch=switch, reason="the list is up to date", by=bo, at=NOON + DAY)

    switch.refresh_from_db()
    assert (KeptUpload.objects.count(), switch.secret, switch.to_erase) == (0, "", 1)
    assert switch.erased_at == NOON + DAY
    assert not keep(at=NOON + DAY)


def test_of_very_many_the_rest_is_erased_by_the_worker(
    bo: Actor, switch: LookBack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LOOK_BACK_UPLOADS", 2)
    [keep(f"p/{number}") for number in range(5)]
    actions.switch_off_looking_back(switch=switch, by=bo, at=NOON)
    left = KeptUpload.objects.count()

    jobs.HANDLERS[actions.ERASE](OutboxRow.objects.get(kind=actions.ERASE), NOON)

    assert (left, KeptUpload.objects.count()) == (3, 0)
    assert queries.being_erased() is None


def test_an_outsider_does_not_switch_it_off(switch: LookBack) -> None:
    with pytest.raises(NotAllowed):
        actions.switch_off_looking_back(switch=switch, by=OUTSIDER, at=NOON)


def test_what_the_platform_says_is_gone_is_erased(switch: LookBack) -> None:
    keep("p/1")
    keep("p/1", fingerprints_of(b"another file of it"))
    keep("p/2")

    erased = actions.forget_upload(item="p/1", by=SYSTEM, at=NOON)

    assert erased == 2
    assert [item_of(row) for row in KeptUpload.objects.all()] == ["p/2"]


def test_a_stranger_does_not_say_that_something_is_gone(switch: LookBack) -> None:
    with pytest.raises(NotAllowed):
        actions.forget_upload(item="p/1", by=OUTSIDER, at=NOON)


# -- searching --------------------------------------------------------------------------------------

KINDS = {
    "equal bytes": (fingerprints_of(b"circle"), EntryType.SHA256, sha256_of(b"circle")),
    "a text": (fingerprints_of_text(POST), EntryType.TEXT, POST),
    "a text in a longer one": (
        fingerprints_of_text("What one reads these days. " * 9 + POST),
        EntryType.TEXT,
        POST,
    ),
    "an address": (fingerprints_of_url("https://shapes.example/square/1"), EntryType.URL, "shapes.example"),
}


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


def test_a_program_killed_anywhere_goes_on_and_tells_each_once(
    switch: LookBack, bank: Bank, bo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching_back, "LOOK_BACK_SEARCHED", 2)
    monkeypatch.setattr(searching_back, "LOOK_BACK_TOLD", 2)
    [keep(f"shape {number}") for number in range(6)]
    [an_entry(bank, bo, value=sha256_of(f"shape {number}".encode())) for number in range(6)]
    chance = Random(3)

    def dying(*args: Any, **kwargs: Any) -> Any:
        if chance.random() < 0.3:
            raise SystemExit
        return real(*args, **kwargs)

    real = searching_back.record  # type: ignore[attr-defined]
    with patch.object(searching_back, "record", dying):
        [_killed_or_done() for _kill in range(30)]

    assert len(news()) == len(set(news())) == 6
    assert FoundLater.objects.count() == 6


def _killed_or_done() -> bool:
    with suppress(SystemExit):
        search()
    return True


def test_of_two_workers_at_one_place_one_writes(switch: LookBack, bank: Bank, bo: Actor) -> None:
    keep("circle")
    an_entry(bank, bo, value=sha256_of(b"circle"))
    run = actions.begin_search(switch=switch, at=NOON)
    assert run is not None
    first = searching_back.next_step(run, NOON)

    second = searching_back.next_step(run, NOON)

    assert second.step == first.step == 1
    assert FoundLater.objects.count() == 1


def test_switched_off_while_it_searches_nothing_more_is_found(switch: LookBack, bank: Bank, bo: Actor) -> None:
    keep("circle")
    an_entry(bank, bo, value=sha256_of(b"circle"))
    run = actions.begin_search(switch=switch, at=NOON)
    assert run is not None
    actions.switch_off_looking_back(switch=switch, by=bo, at=NOON)

    actions.search_on(run=run, go_on=lambda: True, at=NOON)

    assert (news(), FoundLater.objects.count()) == ([], 0)


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


# -- floods -----------------------------------------------------------------------------------------

LIMITS = FloodLimits()


@pytest.mark.parametrize(
    ("hits", "kept", "burst"),
    [
        (49, 49, None),
        (50, 10_000, Burst(50, 10_000)),
        (50, 10_001, None),
        (1_000, 10_000_000, None),
        (1_001, 10_000_000, Burst(1_001, 10_000_000)),
    ],
)
def test_an_entry_floods_from_a_share_or_from_a_thousand_hits_on(hits: int, kept: int, burst: Burst | None) -> None:
    assert flood_among(hits, kept, LIMITS) == burst


def test_an_entry_that_meets_too_much_is_stopped_and_nobody_is_asked_to_look(
    switch: LookBack, bank: Bank, bo: Actor
) -> None:
    [keep(f"p/{number}", fingerprints_of(b"a blank page")) for number in range(60)]
    entry = an_entry(bank, bo, value=sha256_of(b"a blank page"))

    search()

    entry.refresh_from_db()
    assert (entry.disabled_at, news(), FoundLater.objects.count()) == (NOON, [], 0)
    assert Quarantine.objects.get().hits >= 50


def test_let_out_by_a_person_it_finds_them_all(switch: LookBack, bank: Bank, bo: Actor) -> None:
    [keep(f"p/{number}", fingerprints_of(b"a wave")) for number in range(60)]
    an_entry(bank, bo, value=sha256_of(b"a wave"))
    search()

    actions.release(found=Quarantine.objects.get(), reason="it is real", is_real=True, by=bo, at=NOON)
    search()

    assert len(news()) == 60


def test_a_match_found_later_never_holds() -> None:
    assert later(Judgement(Outcome.HOLD, (Reason.EXACT_HASH,))).outcome is Outcome.REVIEW
    assert later(Judgement(Outcome.REVIEW, ())) == Judgement(Outcome.REVIEW, ())


# -- the page ---------------------------------------------------------------------------------------


@pytest.fixture
def owner(bo: Actor) -> Client:
    return cast.browser_of(cast.bo())


def test_the_page_switches_it_on_and_off(owner: Client) -> None:
    owner.post("/banks/looking-back/on/", {"days": 7, "lasts_days": 30, "reason": "a list lags behind"})
    on = owner.get("/banks/looking-back/").content.decode()
    owner.post("/banks/looking-back/off/", {"reason": "no longer needed"})
    off = owner.get("/banks/looking-back/").content.decode()

    assert "a list lags behind" in on
    assert "no longer needed" in off
    assert not LookBack.objects.filter(is_on=True).exists()


def test_a_form_without_a_reason_stands_there_again(owner: Client) -> None:
    answer = owner.post("/banks/looking-back/on/", {"days": 7, "lasts_days": 30, "reason": ""})

    assert answer.status_code == 422
    assert not LookBack.objects.exists()


def test_switched_off_by_another_meanwhile_says_so(owner: Client) -> None:
    assert owner.post("/banks/looking-back/off/", {"reason": "too late"}).status_code == 422


def test_its_history_is_exported(owner: Client, switch: LookBack) -> None:
    assert b"a list lags behind" in b"".join(owner.get("/banks/looking-back/?format=csv"))


def test_the_page_costs_the_same_however_much_is_kept(
    owner: Client, switch: LookBack, django_assert_max_num_queries: Any
) -> None:
    [keep(f"p/{number}") for number in range(20)]

    with django_assert_max_num_queries(25):
        owner.get("/banks/looking-back/")


# -- at once ----------------------------------------------------------------------------------------


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_an_upload_and_the_end_of_it_cannot_cross(bo: Actor) -> None:
    switch, stopped = switched_on(bo), Event()

    def go_on_keeping(worker: int) -> list[bool]:
        kept: list[bool] = []
        while not stopped.is_set() and len(kept) < 500:
            kept.append(keep(f"p/{worker}/{len(kept)}"))
        connection.close()
        return kept

    with ThreadPoolExecutor(2) as pool:
        keepers = [pool.submit(go_on_keeping, worker) for worker in range(2)]
        while not KeptUpload.objects.exists():
            pass
        actions.switch_off_looking_back(switch=switch, by=bo, at=NOON)
        left = KeptUpload.objects.count()
        stopped.set()
        kept = [each for keeper in keepers for each in keeper.result()]

    assert (left, KeptUpload.objects.count()) == (0, 0)
    assert any(kept)


@pytest.mark.db
def test_on_every_database_it_is_kept_found_and_erased(switch: LookBack, bank: Bank, bo: Actor) -> None:
    keep("circle")
    an_entry(bank, bo, value=sha256_of(b"circle"))
    search()
    found = queries.found_later(KeptUpload.objects.get().reference)
    assert found is not None
    actions.settle_found(found=found, item="ITEM1", at=NOON)

    actions.switch_off_looking_back(switch=switch, by=bo, at=NOON)

    assert (len(news()), KeptUpload.objects.count(), FoundLater.objects.count()) == (1, 0, 0)
