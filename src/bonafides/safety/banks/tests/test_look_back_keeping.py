"""What is kept of an upload that matched nothing, and when it goes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection

from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import NotAllowed
from bonafides.matching.fingerprint import fingerprints_of, fingerprints_of_text
from bonafides.safety.banks import actions, jobs, queries
from bonafides.safety.banks.actions import looking_back as keeping
from bonafides.safety.banks.models import (
    Bank,
    FoundLater,
    KeptUpload,
    LookBack,
)
from bonafides.safety.banks.queries.looking_back import item_of
from bonafides.safety.banks.tests.conftest import NOON, OUTSIDER, an_entry, switched_on
from bonafides.safety.banks.tests.looking_back import DAY, POST, keep, news, search, sha256_of

pytestmark = pytest.mark.django_db


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
