"""A disk without room: a clear 503, nothing half stored, and the same request works once there is room again."""

import errno
import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs import store
from bonafides.kernel.clock import now
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.moderation.models import Flag, Item
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

ROOM_BYTES = 16 * 1024
PICTURE_SIZED = bytes(range(256)) * 8192  # 2 MiB


@contextmanager
def no_room() -> Iterator[None]:
    """No file of this process grows beyond a few bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_content_that_finds_no_room_leaves_no_file() -> None:
    before = set(store.names())

    with no_room(), pytest.raises(OSError) as refused:
        blobs.place(PICTURE_SIZED)

    assert refused.value.errno == errno.EFBIG
    assert set(store.names()) == before


def test_a_flag_that_cannot_be_stored_is_answered_503_and_works_when_sent_again() -> None:
    key = cast.a_key()

    with no_room():
        refused = flag(key)
    answered = flag(key)

    assert (refused.status_code, refused.json()["code"]) == (503, "database-unavailable")
    assert answered.status_code == 201
    assert Flag.objects.count() == 1


def test_an_upload_that_cannot_be_stored_is_answered_503_and_works_when_sent_again() -> None:
    key = cast.a_key()
    bank = banks.create_bank(name="Sample list", by=cast.by(cast.bo()), at=now())
    digest = sha256(PICTURE_SIZED).hexdigest()
    banks.add_entry(bank=bank, type_=EntryType.SHA256, value=digest, by=cast.by(cast.bo()), at=now())
    before = set(store.names())

    with no_room():
        refused = upload(key)
    left = set(store.names())
    answered = upload(key)

    assert refused.status_code == 503
    assert refused.json()["code"] in {"database-unavailable", "storage-unavailable"}
    assert left == before
    assert answered.json()["answer"] == "review"
    assert Item.objects.count() == 1


def flag(key: str) -> Any:
    browser = Client(headers=cast.as_client(key) | {"Idempotency-Key": "once"}, raise_request_exception=False)
    body = json.dumps({"location": "https://pastes.example.org/1", "reason": "why"})
    return browser.post("/api/v1/flags", body, content_type="application/json")


def upload(key: str) -> Any:
    browser = Client(headers=cast.as_client(key) | {"Idempotency-Key": "once"}, raise_request_exception=False)
    return browser.post("/api/v1/items", {"reference": "p/1", "file": SimpleUploadedFile("a.bin", PICTURE_SIZED)})


def test_reading_goes_on_while_nothing_can_be_written() -> None:
    key, browser = cast.a_key(), cast.browser_of(cast.amina())
    browser.get("/queue/")

    with no_room():
        page = browser.get("/queue/")
        answer = Client(headers=cast.as_client(key)).get("/api/v1/messages")
        front = cast.a_browser().get("/")

    assert (page.status_code, answer.status_code, front.status_code) == (200, 200, 200)
