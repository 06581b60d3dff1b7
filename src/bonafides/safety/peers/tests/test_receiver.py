"""The receiver in Altitude's form: what it is told of a decision, how often, and in which order."""

import base64
import hmac
import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests import cast

from bonafides.base.audit.actions import record_from_below
from bonafides.base.fetch.tests.servers import Server, answering, serving
from bonafides.base.outbox import endpoints, worker
from bonafides.base.outbox.errors import Park, Retry
from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.clock import now
from bonafides.safety.moderation.actions import reopening
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy, a_restriction
from bonafides.safety.peers.actions import doors, verdicts
from bonafides.safety.peers.actions.verdicts import VERDICT
from bonafides.safety.peers.jobs import HANDLERS
from bonafides.safety.peers.tests.altitude import a_target, decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings: Any) -> Iterator[Any]:
    """Set a receiver that answers with these statuses, the last one from then on; gives its server and its secret."""
    with ExitStack() as running:

        def start(*statuses: int) -> tuple[Server, str]:
            left = list(statuses or [200])
            server = running.enter_context(
                serving(lambda *asked: answering(left.pop(0) if len(left) > 1 else left[0])(*asked))
            )
            settings.FETCH_ALLOW = [server.netloc]
            return server, doors.set_receiver(url=f"http://{server.netloc}/verdicts", by=cast.by(cast.bo()), at=now())

        yield start


def deliver(after: timedelta = timedelta(minutes=5)) -> None:
    """What the worker does of a published decision."""
    worker.work_off(now() + after, record=record_from_below)


def body_and_headers(request: bytes) -> tuple[dict[str, Any], dict[str, str]]:
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line.decode().partition(": ") for line in head.split(b"\r\n")[1:]]
    return json.loads(body), {name.lower(): value for name, _colon, value in lines}


def test_a_decision_is_posted_in_their_form_and_signed_beside(program: Client, receiver: Any) -> None:
    server, secret = receiver()
    a_target(program, client_context="row 7 of shard 2")
    a_policy()
    decided(a_restriction())

    deliver()

    body, headers = body_and_headers(server.requests[0])
    signed = (
        f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + server.requests[0].split(b"\r\n\r\n")[1]
    )
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    assert set(body) == {"client_context", "decision", "decision_time"}
    assert (body["client_context"], body["decision"]) == ("row 7 of shard 2", "BLOCK")
    assert datetime.fromisoformat(body["decision_time"]).tzinfo is not None
    assert f"v1,{wanted}" in headers["webhook-signature"].split(" ")


def test_what_is_kept_is_approved(program: Client, receiver: Any) -> None:
    server, _secret = receiver()
    a_target(program)
    a_policy()
    decided(KEEP)

    deliver()

    body, _headers = body_and_headers(server.requests[0])
    assert (body["client_context"], body["decision"]) == (None, "APPROVE")


@pytest.mark.parametrize(("status", "error"), [(503, Retry), (302, Retry), (400, Park), (410, Park)])
def test_it_is_posted_until_it_is_taken_or_refused(
    program: Client, receiver: Any, status: int, error: type[Exception]
) -> None:
    receiver(status)
    a_target(program)
    a_policy()
    decided(KEEP)
    deliver()
    row = OutboxRow.objects.get(kind=VERDICT)

    with pytest.raises(error):
        HANDLERS[VERDICT](row, now())


def test_without_a_receiver_nothing_is_queued(program: Client) -> None:
    a_target(program)
    a_policy()
    decided(KEEP)

    deliver()

    assert not OutboxRow.objects.filter(kind=VERDICT).exists()


# -- in order ---------------------------------------------------------------------------------------------------------


def test_a_removal_that_was_overturned_before_it_was_taken_is_not_the_last_word(program: Client, receiver: Any) -> None:
    server, _secret = receiver(503, 200)
    a_removal_that_is_overturned(program, between=deliver)

    deliver()
    deliver(after=timedelta(days=1))

    assert decisions_in(server) == ["BLOCK", "APPROVE"]
    assert set(OutboxRow.objects.filter(kind=VERDICT).values_list("state", flat=True)) == {"cancelled", "done"}


def test_a_decision_waits_while_the_one_before_is_on_its_way(program: Client, receiver: Any) -> None:
    receiver()
    a_removal_that_is_overturned(program)
    queue_all()
    first, second = OutboxRow.objects.filter(kind=VERDICT).order_by("pk")
    OutboxRow.objects.filter(pk=first.pk).update(lease_until=now() + timedelta(minutes=1))

    with pytest.raises(Retry, match="on its way"):
        HANDLERS[VERDICT](second, now())

    HANDLERS[VERDICT](second, now() + timedelta(minutes=2))  # the lease of a worker that was killed has run out


def test_a_removal_that_was_refused_is_not_sent_again_after_it_was_overturned(program: Client, receiver: Any) -> None:
    server, _secret = receiver(400, 200)
    a_removal_that_is_overturned(program, between=deliver)
    deliver()

    resent = endpoints.resend_parked(by=cast.by(cast.bo()), at=now(), record=record_from_below)
    deliver()

    assert resent == 1
    assert decisions_in(server) == ["BLOCK", "APPROVE"]


def a_removal_that_is_overturned(program: Client, between: Any = lambda: None) -> None:
    a_target(program)
    a_policy()
    decided(a_restriction())
    between()
    reopening.put_back(case=Case.objects.get(), by=cast.by(cast.bo()), at=now())
    decided(KEEP)


def queue_all() -> None:
    """What the listeners do of the case's decisions; nothing is delivered."""
    case = Case.objects.get()
    for decision in case.decisions.order_by("published_at"):
        verdicts.tell(case=case.reference, decision=decision.reference, at=now())


def decisions_in(server: Server) -> list[str]:
    return [body_and_headers(request)[0]["decision"] for request in server.requests]
