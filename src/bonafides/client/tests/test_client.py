"""The client against the real service, and against nobody at all."""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import a_key
from tests.ports import a_free_port

from bonafides.client import Client, ItemAnswer, Refused, Unreachable, WebhookError, verify_webhook
from bonafides.safety.moderation.models import Flag, Item
from bonafides.safety.moderation.tests.lists import PDQ, PHRASE, PICTURE, listed
from bonafides.safety.moderation.vocabulary import ItemKind

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
BODY = json.dumps({"type": "ping", "timestamp": "2026-03-02T12:00:00Z", "data": {"a": 1}}).encode()
NOW = 1_772_000_000


@pytest.fixture
def client(live_server: Any, transactional_db: None) -> Iterator[Client]:
    with Client(live_server.url, a_key(), timeout=60.0) as connected:
        yield connected


@pytest.fixture
def nowhere() -> str:
    """An address at which nobody listens."""
    return f"http://127.0.0.1:{a_free_port()}"


# -- with the service -------------------------------------------------------------------------------------------------


def test_a_text_and_a_picture_are_answered_with_what_matched(client: Client) -> None:
    listed()
    listed(PDQ, "pdq")  # type: ignore[arg-type]

    text = client.submit_item("p/1", text=f"Again {PHRASE}.", author={"reference": "author-7"})
    picture = client.submit_item("p/2", file=PICTURE, media_type="image/png", context={"title": "A drawing"}, reach=4)

    assert (text.answer, text.matches[0].matched_by, text.may_be_published) == ("review", "phrase", True)
    assert picture.matches[0].distance_bits == 0
    assert Item.objects.get(platform_reference="p/2").kind == ItemKind.PICTURE


def test_a_flag_gives_a_receipt_once_for_each_key(client: Client) -> None:
    first = client.flag("https://pastes.example/p/1", reason="A call to attack.", idempotency_key="one")
    again = client.flag("https://pastes.example/p/1", reason="A call to attack.", idempotency_key="one")

    assert again == first
    assert Flag.objects.count() == 1


def test_messages_and_refusals_are_typed(client: Client) -> None:
    assert client.messages().next == 0
    with pytest.raises(Refused) as refused:
        client.flag("")

    assert (refused.value.status, refused.value.code) == (422, "invalid-request")


# -- with nobody there ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "answer", "published"), [("publish", "allow", True), ("hold", "hold", False)])
def test_where_nobody_answers_the_platforms_rule_does_and_it_is_counted(
    nowhere: str, rule: Any, answer: str, published: bool
) -> None:
    told: list[Unreachable] = []
    with Client(nowhere, "bf_x", on_unreachable=rule, when_unreachable=told.append) as client:
        answered: ItemAnswer = client.submit_item("p/1", text="Words.")

    assert (answered.answer, answered.may_be_published, answered.reached) == (answer, published, False)
    assert (client.unreachable, len(told)) == (1, 1)


def test_a_platform_that_wants_to_know_is_told_by_an_error(nowhere: str) -> None:
    with Client(nowhere, "bf_x", on_unreachable="raise") as client, pytest.raises(Unreachable):
        client.submit_item("p/1", text="Words.")


@contextmanager
def somebody_else(status: int, body: bytes, **headers: str) -> Iterator[str]:
    """The address of a server that is not ours: a proxy before it, with a page of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (200, b"<h1>Back in a moment</h1>", {}),
        (200, b"[]", {}),
        (302, b"", {"Location": "/maintenance"}),
        (200, b"{}", {"Content_Encoding": "gzip"}),
    ],
    ids=["a page", "another service", "sent elsewhere", "not what it says"],
)
def test_where_another_than_the_service_answers_the_platforms_rule_does(
    status: int, body: bytes, headers: dict[str, str]
) -> None:
    with somebody_else(status, body, **headers) as address, Client(address, "bf_x", on_unreachable="hold") as client:
        answered = client.submit_item("p/1", text="Words.")

    assert (answered.answer, answered.reached, client.unreachable) == ("hold", False, 1)


# -- webhooks ---------------------------------------------------------------------------------------------------------


def signed(body: bytes = BODY, at: int = NOW, secret: str = SECRET) -> dict[str, str]:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = base64.b64encode(hmac.digest(key, f"msg_1.{at}.".encode() + body, "sha256")).decode()
    return {"Webhook-Id": "msg_1", "Webhook-Timestamp": str(at), "Webhook-Signature": f"v1a,zzz v1,{mac}"}


def test_a_signed_message_is_read() -> None:
    message = verify_webhook(BODY, signed(), SECRET, now=NOW)

    assert (message.id, message.type, message.data) == ("msg_1", "ping", {"a": 1})


def test_while_a_secret_is_replaced_both_are_good() -> None:
    other = "whsec_" + base64.b64encode(b"n" * 32).decode()

    assert verify_webhook(BODY, signed(), (other, SECRET), now=NOW).type == "ping"


@pytest.mark.parametrize(("late", "taken"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_a_message_is_good_for_five_minutes(late: int, taken: bool) -> None:
    if taken:
        assert verify_webhook(BODY, signed(), SECRET, now=NOW + late)
    else:
        with pytest.raises(WebhookError):
            verify_webhook(BODY, signed(), SECRET, now=NOW + late)


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_no_changed_byte_is_accepted(place: int, change: int) -> None:
    changed = bytearray(BODY)
    changed[place] ^= change

    with pytest.raises(WebhookError):
        verify_webhook(bytes(changed), signed(), SECRET, now=NOW)


@given(st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text(max_size=40)))
def test_no_made_up_headers_are_accepted(headers: dict[str, str]) -> None:
    with pytest.raises(WebhookError):
        verify_webhook(BODY, headers, SECRET, now=NOW)
