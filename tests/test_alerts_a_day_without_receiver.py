"""A member's webhook is down for a day of the clock: every alert and withdrawal reaches it afterwards."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from bonafides.base.designations import actions as designations
from bonafides.base.outbox import queries as outbox
from bonafides.base.outbox import worker
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.base.outbox.vocabulary import WEBHOOK, RowState
from bonafides.kernel import recording
from bonafides.kernel.actor import SYSTEM
from bonafides.programme.alerts import actions, queries
from bonafides.programme.alerts.tests.scenes import anik, verified
from tests import cast
from tests.cast import NOON
from tests.killing.receiver import Mood, Receiver

pytestmark = [pytest.mark.db, pytest.mark.django_db]

HOUR = timedelta(hours=1)
SAMPLE = Path("src/bonafides/base/designations/tests/samples/un.xml")


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A real socket that the guard of outgoing calls lets through."""
    receiver = Receiver()
    monkeypatch.setattr(settings, "FETCH_ALLOW", [receiver.netloc])
    with SAMPLE.open("rb") as file:
        designations.import_list(file=file, file_name=SAMPLE.name, by=SYSTEM, at=NOON)
    yield receiver
    receiver.close()


def work(at: datetime) -> None:
    worker.work_off(at, record=recording.recorder())


def told() -> set[str]:
    return set(Message.objects.filter(type__startswith="alert.").values_list("reference", flat=True))


def test_a_webhook_that_is_down_for_a_day_loses_no_alert(receiver: Receiver) -> None:
    actions.create_endpoint(url=f"http://{receiver.netloc}/hook", by=cast.by(cast.sana()), at=NOON)
    receiver.be(Mood.DOWN)

    for hour in range(0, 24, 3):
        (alert,) = verified(f"https://pastehaven.test/raw/x{hour}", at=NOON + hour * HOUR)
        work(NOON + hour * HOUR + timedelta(minutes=2))
    actions.withdraw_alert(alert=alert, reason="Wrong.", by=anik(), at=NOON + 23 * HOUR)
    receiver.be(Mood.WELL)
    work(NOON + 24 * HOUR)

    assert len(told()) == 9
    assert set(receiver.taken) == told()
    assert not OutboxRow.objects.filter(kind=WEBHOOK).exclude(state=RowState.DONE).exists()


def test_an_endpoint_that_was_disabled_gets_what_it_missed_when_it_is_enabled(receiver: Receiver) -> None:
    sana = cast.by(cast.sana())
    actions.create_endpoint(url=f"http://{receiver.netloc}/hook", by=sana, at=NOON)
    reference = outbox.endpoints_of(queries.audience_of(cast.a_member())).get().reference
    actions.disable_endpoint(reference=reference, by=sana, at=NOON)
    verified("https://pastehaven.test/raw/missed", at=NOON + HOUR)
    work(NOON + HOUR)

    actions.enable_endpoint(reference=reference, by=sana, at=NOON + 2 * HOUR)
    work(NOON + 2 * HOUR)

    assert set(receiver.taken) == told()
    assert len(told()) == 1
