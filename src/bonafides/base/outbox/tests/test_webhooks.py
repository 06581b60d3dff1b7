import base64
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from tests.ports import a_free_port

from bonafides.base.fetch.tests.servers import Server, answering, serving
from bonafides.base.keys import envelope, signing
from bonafides.base.outbox import actions, endpoints, messages, queries, webhooks, worker
from bonafides.base.outbox.models import Message, OutboxRow, WebhookEndpoint, WebhookSecret
from bonafides.base.outbox.queries import Delivery
from bonafides.base.outbox.tests.conftest import NOON, Recorded
from bonafides.kernel.actor import ANYONE, SYSTEM, Actor, ActorKind
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.db]

OWNER = Actor(ActorKind.PERSON, "P-BO", roles=frozenset({"owner"}))
LEAD = Actor(ActorKind.PERSON, "P-LEAD", roles=frozenset({"lead"}))
DAY = timedelta(days=1)


def an_endpoint(server: Server, record: Recorded) -> tuple[WebhookEndpoint, str]:
    return endpoints.create(url=f"http://{server.netloc}/hook", by=OWNER, at=NOON, record=record)


def publish(key: str = "k", **more: object) -> Message:
    return actions.publish("decision.made", {"item": "i-1", "Ü": 1}, **{"key": key, "due_at": NOON, "at": NOON, **more})  # type: ignore[arg-type]


def heads(request: bytes) -> tuple[dict[str, str], bytes]:
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:]]
    return {name.lower(): value for name, value in lines}, body


def test_the_published_vector_of_standard_webhooks() -> None:
    """Secret, id, time, body and signature as the specification's own libraries test them."""
    endpoint = WebhookEndpoint.objects.create(reference="E", url="https://example.org/", created_at=NOON)
    sealed = envelope.seal_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", purpose=webhooks.SECRET_SEALING, bound_to="S")
    WebhookSecret.objects.create(endpoint=endpoint, reference="S", sealed=sealed, created_at=NOON)
    at = datetime.fromtimestamp(1614265330, UTC)

    headers = webhooks.signed_headers(
        Message(reference="msg_p5jXN8AQM9LWM0D4loKWxJek"), b'{"test": 2432232314}', endpoint, at
    )

    signature = dict(headers)["webhook-signature"].split()[0]
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_verifies_both_signatures_over_the_bytes_it_got(receiver: Server, record: Recorded) -> None:
    _, secret = an_endpoint(receiver, record)
    message = publish()

    worker.work_off(NOON, record=record)

    headers, body = heads(receiver.requests[0])
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    v1, v1a = headers["webhook-signature"].split()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    assert v1 == "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode()
    public = base64.b64decode(signing.public_keys("webhooks")[0].vkey.removeprefix("whpk_"))
    Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(v1a.removeprefix("v1a,")), content)
    assert headers["webhook-id"] == message.reference
    assert int(headers["webhook-timestamp"]) == int(NOON.timestamp())
    assert json.loads(body) == {
        "type": "decision.made",
        "timestamp": "2026-03-01T12:00:00Z",
        "data": {"item": "i-1", "Ü": 1},
    }
    assert queries.delivery_states(["k"])["k"].state is Delivery.DELIVERED


def test_after_a_rotation_the_old_secret_still_signs_and_after_two_it_does_not(
    receiver: Server, record: Recorded
) -> None:
    endpoint, first = an_endpoint(receiver, record)
    second = endpoints.rotate_secret(endpoint=endpoint, by=OWNER, at=NOON, record=record)
    two = webhooks.active_secrets(endpoint)

    third = endpoints.rotate_secret(endpoint=endpoint, by=OWNER, at=NOON, record=record)

    def plain(*texts: str) -> list[bytes]:
        return [base64.b64decode(text.removeprefix("whsec_")) for text in texts]

    assert two == plain(second, first)
    assert webhooks.active_secrets(endpoint) == plain(third, second)
    assert [event.name for event in record] == ["webhook.created", "webhook.secret_rotated", "webhook.secret_rotated"]


def test_secrets_lie_sealed(receiver: Server, record: Recorded) -> None:
    _, secret = an_endpoint(receiver, record)

    assert secret.removeprefix("whsec_") not in json.dumps(list(WebhookSecret.objects.values("sealed", "reference")))


def test_a_key_published_twice_is_one_message(receiver: Server, record: Recorded) -> None:
    an_endpoint(receiver, record)

    assert publish().pk == publish().pk
    assert OutboxRow.objects.count() == 1


def test_an_endpoint_gets_only_what_came_after_it(receiver: Server, record: Recorded) -> None:
    publish("before")
    an_endpoint(receiver, record)

    publish("after")
    worker.work_off(NOON, record=record)

    assert len(receiver.requests) == 1
    assert queries.delivery_states(["before", "after", "never"]) == {
        "before": queries.DeliveryState(Delivery.UNSENT),
        "after": queries.DeliveryState(Delivery.DELIVERED),
    }


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_a_refusal_is_parked_kept_recorded_and_sent_again_on_demand(record: Recorded, status: int) -> None:
    with serving(answering(status), port=a_free_port()) as server:
        settings.FETCH_ALLOW.append(server.netloc)
        an_endpoint(server, record)
        publish()
        worker.work_off(NOON, record=record)
        worker.work_off(NOON + 9 * DAY, record=record)
    refused = queries.delivery_states(["k"])["k"]

    with serving(answering(200), port=server.port) as mended:
        resent = endpoints.resend_parked(by=LEAD, at=NOON + 9 * DAY, record=record)
        worker.work_off(NOON + 9 * DAY, record=record)

    assert refused == queries.DeliveryState(Delivery.PARKED, f"answered {status}")
    assert (len(server.requests), resent, len(mended.requests)) == (1, 1, 1)
    assert [event.name for event in record][1:] == ["delivery.parked", "delivery.resent"]
    assert queries.delivery_states(["k"])["k"].state is Delivery.DELIVERED
    assert list(OutboxRow.objects.get().tries.values_list("status", flat=True)) == [status, 200]


def test_gone_disables_the_endpoint_for_all_to_see(record: Recorded) -> None:
    with serving(answering(410)) as server:
        settings.FETCH_ALLOW.append(server.netloc)
        endpoint, _ = an_endpoint(server, record)
        publish("first")
        publish("second")

        worker.work_off(NOON, record=record)

    endpoint.refresh_from_db()
    assert len(server.requests) == 1
    assert not endpoint.is_active
    assert "410" in endpoint.disabled_reason
    assert [event.name for event in record if "webhook" in event.name] == ["webhook.created", "webhook.disabled"]
    assert set(OutboxRow.objects.values_list("state", flat=True)) == {"parked"}


def test_too_many_requests_waits_as_long_as_asked(record: Recorded) -> None:
    with serving(answering(429, b"", "Retry-After: 3600")) as server:
        settings.FETCH_ALLOW.append(server.netloc)
        an_endpoint(server, record)
        publish()

        worker.work_off(NOON, record=record)
        worker.work_off(NOON + timedelta(seconds=3599), record=record)
        before = len(server.requests)
        worker.work_off(NOON + timedelta(seconds=3600), record=record)

    assert (before, len(server.requests)) == (1, 2)


def test_a_receiver_down_for_a_day_gets_everything_when_it_is_back(record: Recorded) -> None:
    with serving(answering(204), port=a_free_port()) as server:
        settings.FETCH_ALLOW.append(server.netloc)
        an_endpoint(server, record)
    published = [publish(f"k{hour}", due_at=NOON + timedelta(hours=hour)).reference for hour in range(24)]
    minutes = range(0, 24 * 60, 10)
    down = [worker.work_off(NOON + timedelta(minutes=minute), record=record) for minute in minutes]
    waiting = OutboxRow.objects.filter(state="waiting").count()

    with serving(answering(204), port=server.port) as back:
        worker.work_off(NOON + timedelta(hours=24, minutes=15), record=record)

    ids = {heads(request)[0]["webhook-id"] for request in back.requests}
    assert sum(down) > 24
    assert waiting == 24
    assert ids == set(published)
    assert len(back.requests) == 24
    assert OutboxRow.objects.filter(state="done").count() == 24


def test_a_failing_receiver_does_not_hold_up_another(receiver: Server, record: Recorded) -> None:
    with serving(answering(204)) as down:
        settings.FETCH_ALLOW.append(down.netloc)
    an_endpoint(down, record)
    an_endpoint(receiver, record)
    for number in range(20):
        publish(f"k{number}")

    worker.work_off(NOON, record=record)

    assert len(receiver.requests) == 20
    assert OutboxRow.objects.filter(state="waiting", attempts=1).count() == 1
    assert OutboxRow.objects.filter(state="waiting", attempts=0).count() == 19


def test_one_message_that_always_fails_does_not_stop_the_others(record: Recorded) -> None:
    def talk(connection: object, request: bytes) -> None:
        status = 500 if b"poison" in request else 200
        answering(status)(connection, request)  # type: ignore[arg-type]

    with serving(talk) as server:
        settings.FETCH_ALLOW.append(server.netloc)
        an_endpoint(server, record)
        actions.publish("poison", {}, key="poison", due_at=NOON, at=NOON)
        for number in range(5):
            publish(f"k{number}")

        worker.work_off(NOON, record=record)

    assert len(server.requests) == 6
    assert queries.delivery_states(["poison"])["poison"].state is Delivery.FAILING


def test_an_inner_address_is_parked_not_called(record: Recorded, receiver: Server) -> None:
    an_endpoint(receiver, record)
    settings.FETCH_ALLOW.clear()
    publish()

    worker.work_off(NOON, record=record)

    assert receiver.requests == []
    assert "public internet" in queries.delivery_states(["k"])["k"].error


def test_undone_before_it_was_due_nothing_is_sent(receiver: Server, record: Recorded) -> None:
    an_endpoint(receiver, record)
    publish(due_at=NOON + timedelta(seconds=60))

    undone = actions.cancel("k", at=NOON + timedelta(seconds=59))
    worker.work_off(NOON + DAY, record=record)

    assert undone
    assert receiver.requests == []
    assert queries.messages_after(0, 10) == []
    assert queries.delivery_states(["k"])["k"].state is Delivery.CANCELLED


def test_what_was_sent_cannot_be_undone(receiver: Server, record: Recorded) -> None:
    an_endpoint(receiver, record)
    publish()
    worker.work_off(NOON, record=record)

    assert not actions.cancel("k", at=NOON)


def test_a_message_brought_forward_goes_at_once(receiver: Server, record: Recorded) -> None:
    an_endpoint(receiver, record)
    publish(due_at=NOON + timedelta(seconds=60))

    actions.bring_forward("k", due_at=NOON)
    worker.work_off(NOON, record=record)

    assert len(receiver.requests) == 1
    assert len(queries.messages_after(0, 10)) == 1


def test_a_postponed_message_waits(receiver: Server, record: Recorded) -> None:
    an_endpoint(receiver, record)
    publish()

    actions.postpone("k", by=DAY)
    worker.work_off(NOON, record=record)
    early = len(receiver.requests)
    worker.work_off(NOON + DAY, record=record)

    assert (early, len(receiver.requests)) == (0, 1)


def test_the_cursor_gives_each_due_message_once_in_order(record: Recorded) -> None:
    for number in (3, 1, 2):
        publish(f"k{number}", due_at=NOON + timedelta(seconds=number))
    messages.number_due(NOON + timedelta(seconds=2))
    first = queries.messages_after(0, 10)

    messages.number_due(NOON + timedelta(seconds=3))
    publish("late", due_at=NOON)
    messages.number_due(NOON + timedelta(seconds=4))

    rest = queries.messages_after(first[-1].position or 0, 10)
    assert [message.key for message in first] == ["k1", "k2"]
    assert [message.key for message in rest] == ["k3", "late"]
    assert [message.position for message in first + rest] == [1, 2, 3, 4]


def test_a_number_is_never_given_twice_though_old_messages_go(record: Recorded) -> None:
    publish("old")
    publish("newer")
    messages.number_due(NOON)

    actions.forget_old(NOON + 365 * DAY)
    publish("newest", due_at=NOON + 365 * DAY)
    messages.number_due(NOON + 365 * DAY)

    assert [(one.key, one.position) for one in queries.messages_after(0, 10)] == [("newer", 2), ("newest", 3)]


def test_nothing_that_waits_or_is_parked_is_ever_forgotten(record: Recorded) -> None:
    with serving(answering(404)) as server:
        settings.FETCH_ALLOW.append(server.netloc)
        an_endpoint(server, record)
        publish("parked")
        worker.work_off(NOON, record=record)
    publish("waiting")

    actions.forget_old(NOON + 3650 * DAY)

    assert {message.key for message in Message.objects.all()} == {"parked", "waiting"}
    assert OutboxRow.objects.count() == 2


def test_a_test_message_is_sent_and_not_listed(receiver: Server, record: Recorded) -> None:
    endpoint, _ = an_endpoint(receiver, record)

    endpoints.ping(endpoint=endpoint, by=OWNER, at=NOON)
    worker.work_off(NOON, record=record)

    assert json.loads(heads(receiver.requests[0])[1])["type"] == "ping"
    assert queries.messages_after(0, 10) == []


@pytest.mark.parametrize("actor", [ANYONE, LEAD])
@pytest.mark.parametrize("act", ["create", "rotate_secret", "disable", "enable", "ping"])
def test_only_an_owner_sets_up_webhooks(actor: Actor, act: str, receiver: Server, record: Recorded) -> None:
    endpoint, _ = an_endpoint(receiver, record)
    given: dict[str, dict[str, object]] = {
        "create": {"url": "https://example.org/", "record": record},
        "rotate_secret": {"endpoint": endpoint, "record": record},
        "disable": {"endpoint": endpoint, "reason": "", "record": record},
        "enable": {"endpoint": endpoint, "record": record},
        "ping": {"endpoint": endpoint},
    }

    with pytest.raises(NotAllowed):
        getattr(endpoints, act)(**given[act], by=actor, at=NOON)

    assert len(record) == 1


def test_what_is_done_is_not_sent_again(receiver: Server, record: Recorded) -> None:
    an_endpoint(receiver, record)
    publish()
    worker.work_off(NOON, record=record)

    with pytest.raises(Conflict):
        endpoints.resend(row=OutboxRow.objects.get(), by=LEAD, at=NOON, record=record)


def test_an_endpoint_that_is_no_web_address_is_refused(record: Recorded) -> None:
    with pytest.raises(Invalid):
        endpoints.create(url="ftp://example.org", by=OWNER, at=NOON, record=record)


def test_nothing_stands_when_recording_fails(receiver: Server, record: Recorded) -> None:
    def failing(event: object, by: Actor, at: datetime) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        endpoints.create(url="https://example.org/", by=SYSTEM, at=NOON, record=failing)

    assert WebhookEndpoint.objects.count() == 0
