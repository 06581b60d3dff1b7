"""Asking the platform for content, over a real socket; and what happens where it gives none."""

import base64
import hmac
import json
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import CHIDI, NOON, amina, bo, browser_of, by

from bonafides.base.fetch.tests.servers import Server, answering, serving
from bonafides.base.outbox.errors import Park, Retry
from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.errors import Invalid, NotAllowed
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.models import MatchRecord
from bonafides.safety.moderation.actions import resolving
from bonafides.safety.moderation.actions.flags import RESOLVE, Report, raise_flag
from bonafides.safety.moderation.jobs import HANDLERS
from bonafides.safety.moderation.models import Case, Flag, Item
from bonafides.safety.moderation.rules.contents import given_in
from bonafides.safety.moderation.tests.lists import PHRASE, PICTURE, listed
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy
from bonafides.safety.moderation.tests.stories import decide
from bonafides.safety.moderation.vocabulary import SourceKind

pytestmark = pytest.mark.django_db

PAGE = "https://pastes.example/p/1"
TEXT_ANSWER = {"text": PHRASE, "language": "en", "author": {"reference": "author-7"}, "reach": 40}
PICTURE_ANSWER = {"content_base64": base64.b64encode(PICTURE).decode(), "media_type": "image/png"}


def flag(location: str = PAGE) -> Flag:
    report = Report(SourceKind.USER_NOTICE, location)
    return raise_flag(report=report, by=CHIDI, at=NOON).flags[0]


def resolve() -> None:
    """The worker's turn: every row that asks for content."""
    for row in OutboxRow.objects.filter(kind=RESOLVE):
        HANDLERS[RESOLVE](row, NOON)


@pytest.fixture
def platform(settings: Any) -> Iterator[Any]:
    """Start a platform that gives this answer; returns its server."""
    with ExitStack() as running:

        def start(answer: object, status: int = 200) -> tuple[Server, str]:
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            server = running.enter_context(serving(answering(status, body)))
            settings.FETCH_ALLOW = [server.netloc]
            secret = resolving.set_endpoint(url=f"http://{server.netloc}/content", by=by(bo()), at=NOON)
            return server, secret

        yield start


def test_the_content_is_attached_matched_and_described(platform: Any) -> None:
    listed()
    platform(TEXT_ANSWER)
    item = flag().item

    resolve()

    item.refresh_from_db()
    assert (item.kind, item.author_reference, item.reach, bool(item.content)) == ("text", "author-7", 40, True)
    assert item.case.why[0]
    assert item.content_trouble == ""


def test_the_question_is_signed_as_our_webhooks_are(platform: Any) -> None:
    server, secret = platform(PICTURE_ANSWER)
    flag()

    resolve()

    head, body = server.requests[0].split(b"\r\n\r\n", 1)
    sent = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    signed = sent[b"webhook-id"].upper().replace(b"ASK_", b"ask_") + b"." + sent[b"webhook-timestamp"] + b"." + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.digest(key, signed, "sha256"))
    assert json.loads(body)["reference"] == PAGE
    assert b"v1," + wanted.lower() in sent[b"webhook-signature"]


def test_two_addresses_of_one_content_become_one_case(platform: Any) -> None:
    platform(TEXT_ANSWER)
    flag(PAGE)
    flag(PAGE + "/copy")

    resolve()

    assert Case.objects.exclude(state="closed").count() == 1
    assert Item.objects.values("case").distinct().count() == 1


def test_what_was_kept_and_is_unchanged_stays_kept(platform: Any) -> None:
    a_policy()
    platform(TEXT_ANSWER)
    first = flag()
    resolve()
    decide(first.case, by(amina()), KEEP)

    again = flag()
    resolve()

    again.refresh_from_db()
    assert (again.case_id, again.after_decision) == (first.case_id, True)
    assert not Case.objects.exclude(state="closed").exists()
    assert Item.objects.count() == 1


def test_what_met_a_list_by_its_address_is_on_record_of_the_item_that_it_turns_out_to_be(platform: Any) -> None:
    a_policy()
    platform(TEXT_ANSWER)
    first = flag()
    resolve()
    decide(first.case, by(amina()), KEEP)
    listed(PAGE, EntryType.URL)

    flag()
    resolve()

    item = Item.objects.get()
    assert [(each.item, each.type) for each in MatchRecord.objects.all()] == [(item.reference, "url")]
    assert (item.case.state, item.state) == ("closed", "live")


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_said_and_not_asked_again(platform: Any, status: int) -> None:
    platform({}, status)
    item = flag().item

    resolve()

    item.refresh_from_db()
    assert item.content_trouble == resolving.GONE


def test_a_platform_that_is_down_is_asked_again_and_the_case_says_so(platform: Any) -> None:
    platform({}, 503)
    item = flag().item

    with pytest.raises(Retry):
        resolve()

    item.refresh_from_db()
    assert "503" in item.content_trouble


def test_an_answer_that_cannot_be_read_waits_for_a_person(platform: Any) -> None:
    platform(b"<html>")
    item = flag().item

    with pytest.raises(Park):
        resolve()

    item.refresh_from_db()
    assert item.content_trouble


def test_without_an_endpoint_the_case_says_so_and_takes_an_upload() -> None:
    item = flag().item
    resolve()
    browser = browser_of(amina())

    page = browser.get(f"/items/{item.reference}/upload/").content.decode()
    answer = browser.post(f"/items/{item.reference}/upload/", {"file": SimpleUploadedFile("a.png", PICTURE)})

    item.refresh_from_db()
    assert resolving.NO_ENDPOINT in page
    assert (answer.status_code, item.kind, bool(item.content)) == (302, "picture", True)


def test_only_an_owner_sets_the_endpoint_up() -> None:
    with pytest.raises(NotAllowed):
        resolving.set_endpoint(url="https://pastes.example/content", by=by(amina()), at=NOON)


def test_the_owner_sees_the_secret_once(settings: Any) -> None:
    browser = browser_of(bo())

    shown = browser.post("/content-endpoint/set/", {"url": "https://pastes.example/content"}).content.decode()
    later = browser.get("/content-endpoint/").content.decode()

    assert "whsec_" in shown
    assert "whsec_" not in later


ANSWERS = st.dictionaries(st.text(max_size=12), st.text() | st.integers()).map(lambda each: json.dumps(each).encode())


@given(st.binary(max_size=200) | ANSWERS)
def test_any_answer_is_read_or_refused_with_a_reason(body: bytes) -> None:
    with suppress(Invalid):
        assert given_in(body).data is not None
