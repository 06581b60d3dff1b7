"""The platform's receiver is down for a day of the clock: whatever was decided meanwhile reaches it afterwards."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from bonafides.base.outbox import endpoints, worker
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.base.outbox.vocabulary import WEBHOOK, RowState
from bonafides.kernel import recording
from bonafides.kernel.actor import Actor
from bonafides.safety.moderation.actions import judging
from bonafides.safety.moderation.models import Enforcement, Statement
from bonafides.safety.moderation.tests.scenes import a_case, a_policy, a_restriction, open_and_look
from tests import cast
from tests.cast import NOON
from tests.killing.receiver import Mood, Receiver

pytestmark = [pytest.mark.db, pytest.mark.django_db]

HOUR = timedelta(hours=1)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A real socket that the guard of outgoing calls lets through."""
    receiver = Receiver()
    monkeypatch.setattr(settings, "FETCH_ALLOW", [receiver.netloc])
    yield receiver
    receiver.close()


def work(at: datetime) -> None:
    worker.work_off(at, record=recording.recorder())


def decide_one(number: int, by: Actor, at: datetime) -> None:
    case = a_case(f"Harmless words number {number}.", opened_at=at)
    open_and_look(case, by, at)
    judging.decide_case(case=case, wish=a_restriction(), by=by, at=at)


def test_a_receiver_down_for_a_day_hears_of_every_decision_when_it_is_back(receiver: Receiver) -> None:
    a_policy()
    amina, bo = cast.by(cast.amina()), cast.by(cast.bo())
    endpoints.create(url=f"http://{receiver.netloc}/hook", by=bo, at=NOON, record=recording.recorder())
    receiver.be(Mood.DOWN)

    for hour in range(0, 24, 2):
        decide_one(hour, amina, NOON + hour * HOUR)
        work(NOON + hour * HOUR + timedelta(minutes=2))
    waiting = OutboxRow.objects.filter(kind=WEBHOOK, state=RowState.WAITING).count()
    receiver.be(Mood.WELL)
    work(NOON + 24 * HOUR)

    assert waiting == Message.objects.count() == 24
    assert set(receiver.taken) == set(Message.objects.values_list("reference", flat=True))
    assert (Statement.objects.count(), Enforcement.objects.count()) == (12, 12)
    assert not OutboxRow.objects.exclude(state=RowState.DONE).exists()
