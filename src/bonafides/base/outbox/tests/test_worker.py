import logging
import threading
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, connection, transaction

from bonafides.base.outbox import actions, registry, worker
from bonafides.base.outbox.errors import Park, Retry
from bonafides.base.outbox.models import OutboxRow, Recurrence
from bonafides.base.outbox.registry import Recurring
from bonafides.base.outbox.tests.conftest import NOON, Recorded
from bonafides.base.outbox.vocabulary import JOB_LEASE, LEASE, RowState
from bonafides.kernel.errors import Unavailable

pytestmark = pytest.mark.db
SECOND = timedelta(seconds=1)


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Handlers for rows of the test, and the keys that they were called with."""
    keys: list[str] = []

    def note(row: OutboxRow, at: datetime) -> None:
        keys.append(row.key)

    def refuse(row: OutboxRow, at: datetime) -> None:
        keys.append(row.key)
        raise {"retry": Retry("later"), "park": Park("never"), "unavailable": Unavailable("gone-away", "x")}[row.kind]

    def burst(row: OutboxRow, at: datetime) -> None:
        raise ValueError(f"planted {row.payload}")

    handlers = {
        "note": note,
        "retry": refuse,
        "park": refuse,
        "unavailable": refuse,
        "burst": burst,
        "clash": planted_integrity_error,
    }
    monkeypatch.setattr(registry, "handlers", lambda: handlers)
    return keys


def planted_integrity_error(row: OutboxRow, at: datetime) -> None:
    raise IntegrityError("planted")


def put(kind: str = "note", key: str = "k", due_at: datetime = NOON, **payload: object) -> OutboxRow:
    actions.enqueue(kind, payload, key=key, due_at=due_at, at=NOON)
    row: OutboxRow = OutboxRow.objects.get(key=key)
    return row


@pytest.mark.django_db
def test_what_is_due_is_done_once_in_order_and_emptied(handled: list[str], record: Recorded) -> None:
    put(key="second", due_at=NOON + SECOND, planted="secret")
    put(key="first")
    put(key="later", due_at=NOON + timedelta(hours=1))

    worker.work_off(NOON + SECOND, record=record)

    assert handled == ["first", "second"]
    assert OutboxRow.objects.get(key="second").payload == {}
    assert OutboxRow.objects.get(key="later").state == RowState.WAITING


@pytest.mark.django_db
def test_the_same_key_is_written_down_once(handled: list[str], record: Recorded) -> None:
    assert put(a=1).pk == put(a=2).pk
    assert OutboxRow.objects.get().payload == {"a": 1}


@pytest.mark.django_db
def test_a_row_goes_with_the_transaction_that_wrote_it(handled: list[str], record: Recorded) -> None:
    with transaction.atomic():
        put()
        transaction.set_rollback(True)

    assert worker.work_off(NOON, record=record) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["retry", "unavailable", "burst", "clash", "nobody handles this"])
def test_what_fails_stays_and_is_tried_again(handled: list[str], record: Recorded, kind: str) -> None:
    put(kind)

    worker.work_off(NOON, record=record)
    row = OutboxRow.objects.get()
    worker.work_off(NOON + 12 * SECOND, record=record)

    assert row.state == RowState.WAITING
    assert row.last_error
    assert NOON + 10 * SECOND <= row.due_at <= NOON + 12 * SECOND
    assert OutboxRow.objects.get().attempts == 2


@pytest.mark.django_db
def test_what_is_parked_is_not_tried_again_and_keeps_its_payload(handled: list[str], record: Recorded) -> None:
    put("park", planted=1)

    worker.work_off(NOON, record=record)
    worker.work_off(NOON + timedelta(days=30), record=record)

    assert handled == ["k"]
    assert OutboxRow.objects.get().payload == {"planted": 1}
    assert [event.name for event in record] == ["delivery.parked"]


@pytest.mark.django_db
def test_one_bad_row_never_stops_the_others_and_its_content_is_not_logged(
    handled: list[str], record: Recorded, caplog: pytest.LogCaptureFixture
) -> None:
    put("burst", "bad", secret="planted")
    put(key="good")

    with caplog.at_level(logging.DEBUG):
        worker.work_off(NOON, record=record)

    assert handled == ["good"]
    assert "ValueError" in caplog.text
    assert "planted" not in caplog.text
    assert "planted" not in OutboxRow.objects.get(key="bad").last_error


@pytest.mark.django_db
def test_a_lease_that_ran_out_is_taken_again(handled: list[str], record: Recorded) -> None:
    put()
    killed = worker.take(NOON)

    worker.work_off(NOON + LEASE - SECOND, record=record)
    held = list(handled)
    worker.work_off(NOON + LEASE, record=record)

    assert killed is not None
    assert (held, handled) == ([], ["k"])


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_changes_nothing(handled: list[str], record: Recorded) -> None:
    put("retry")
    slow = worker.take(NOON)
    other = worker.take(NOON + LEASE)
    assert slow is not None
    assert other is not None

    worker.handle(slow, NOON, record=record)

    row = OutboxRow.objects.get()
    assert (row.attempts, row.lease_until, row.last_error) == (2, NOON + 2 * LEASE, "")


@pytest.mark.django_db
def test_an_idle_turn_reads_and_never_writes(record: Recorded) -> None:
    put(due_at=NOON + SECOND)

    with connection.execute_wrapper(only_reads):
        assert not worker.turn(NOON, record=record)


def only_reads(execute: object, sql: str, params: object, many: bool, context: object) -> object:
    assert sql.startswith("SELECT"), sql
    return execute(sql, params, many, context)  # type: ignore[operator]


@pytest.mark.django_db
def test_a_recurring_job_runs_when_due_and_again_after_its_time(
    record: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[datetime] = []
    job = Recurring("test.job", timedelta(hours=1), ran.append)
    monkeypatch.setattr(registry, "recurring", lambda: {job.name: job})
    moments = [NOON, NOON + timedelta(minutes=59), NOON + timedelta(hours=1), NOON + timedelta(hours=9)]

    turns = [worker.work_off(at, record=record) for at in moments]

    assert ran == [moments[0], moments[2], moments[3]]
    assert turns == [1, 0, 1, 1]


@pytest.mark.django_db
def test_a_recurring_job_that_fails_comes_again_by_the_back_off(
    record: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(at: datetime) -> None:
        raise ValueError("planted")

    monkeypatch.setattr(registry, "recurring", lambda: {"bad": Recurring("bad", timedelta(hours=1), fail)})

    worker.work_off(NOON, record=record)

    entry = Recurrence.objects.get()
    assert (entry.failures, entry.due_at, entry.lease_until) == (1, NOON + 10 * SECOND, None)


@pytest.mark.django_db
def test_a_recurring_job_whose_worker_was_killed_is_taken_again(
    record: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[datetime] = []
    monkeypatch.setattr(registry, "recurring", lambda: {"j": Recurring("j", timedelta(hours=1), ran.append)})
    worker.plan_recurrences(NOON)
    worker.take_recurrence(NOON)

    early = worker.run_recurrence(NOON + JOB_LEASE - SECOND)
    worker.run_recurrence(NOON + JOB_LEASE)

    assert not early
    assert ran == [NOON + JOB_LEASE]


@pytest.mark.django_db
def test_mail_lies_sealed_until_it_is_sent_and_is_gone_after(record: Recorded) -> None:
    actions.enqueue_mail(
        to="amina@example.org", subject="Hello", body="A text", html="<p>A text</p>", key="m", due_at=NOON, at=NOON
    )
    lying = str(OutboxRow.objects.get().payload)

    worker.work_off(NOON, record=record)

    sent = mail.outbox[0]
    row = OutboxRow.objects.get()
    assert "amina" not in lying
    assert "Hello" not in lying
    assert (sent.to, sent.subject, sent.body) == (["amina@example.org"], "Hello", "A text")
    assert sent.extra_headers["Message-ID"].startswith(f"<outbox-{row.pk}@")
    assert (row.state, row.payload) == (RowState.DONE, {})


@pytest.mark.django_db
def test_mail_waits_for_a_server_that_is_down(record: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", 9)
    actions.enqueue_mail(to="amina@example.org", subject="s", body="b", key="m", due_at=NOON, at=NOON)

    worker.work_off(NOON, record=record)

    row = OutboxRow.objects.get()
    assert row.state == RowState.WAITING
    assert row.last_error == "the mail server cannot be reached: ConnectionRefusedError"
    assert row.payload != {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql  # on SQLite a lock file keeps the second worker out
def test_two_workers_at_once_do_nothing_twice(handled: list[str], record: Recorded) -> None:
    for number in range(40):
        put(key=f"k{number}")

    def work() -> None:
        worker.work_off(NOON, record=record)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(handled) == sorted(f"k{number}" for number in range(40))
    assert OutboxRow.objects.filter(state=RowState.DONE, attempts=1).count() == 40
