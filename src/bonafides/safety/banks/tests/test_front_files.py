"""The front says of a file what Django says of it, and hands on every form that it cannot read."""

import io
import zipfile
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests import cast

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.pdq import pdq_of
from bonafides.matching.tests.samples import a_picture, encoded
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, lookups
from bonafides.safety.banks.models import Bank, LookupCount
from bonafides.safety.banks.tests.asking import Asking
from bonafides.safety.banks.tests.conftest import NOON, an_entry

pytestmark = pytest.mark.django_db
MATCH_FILE = "/api/v1/match/file"
KIND = "multipart/form-data; boundary=a-file-and-nothing-else"
LISTED = a_picture(2, (320, 200))


def a_form(data: bytes, name: str = "file") -> bytes:
    """With one file."""
    head = f'Content-Disposition: form-data; name="{name}"; filename="f"\r\nContent-Type: image/jpeg\r\n\r\n'
    mark = b"--a-file-and-nothing-else"
    return mark + b"\r\n" + head.encode() + data + b"\r\n" + mark + b"--\r\n"


def zipped(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.fixture
def asking(bank: Bank, bo: Actor, one_connection: None) -> Asking:
    an_entry(bank, bo, type_=EntryType.PDQ, value=pdq_of(np.asarray(LISTED)).hash.hex)
    return Asking(cast.a_key(Scope.MATCH_READ))


FILES = {
    "a picture": encoded(a_picture(1, (320, 200)), "JPEG"),
    "a picture that is listed": encoded(LISTED),
    "the same turned": encoded(LISTED.transpose(Image.Transpose.ROTATE_90), "JPEG"),
    "a picture that breaks off": encoded(a_picture(3, (320, 200)), "JPEG")[:-4_000],
    "no picture": b"\x89PNG and nothing more",
    "a text": b"Seven blue triangles, and http://example.org/a",
    "an archive": zipped(picture=encoded(LISTED), text=b"words"),
    "an archive that is damaged": zipped(text=b"words")[:60],
    "nothing": b"",
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(("decode", "language"), [("", "en"), ("decode=full", "ar"), ("decode=luma", "en")])
def test_it_answers_a_file_as_django_does(asking: Asking, name: str, decode: str, language: str) -> None:
    asked = {"CONTENT_TYPE": KIND, "HTTP_ACCEPT_LANGUAGE": language}

    ours, theirs = asking.both("POST", MATCH_FILE, decode, a_form(FILES[name]), **asked)

    assert (ours["status"], list(ours["body"]), ours["body"]) == (200, list(theirs["body"]), theirs["body"])


def test_what_is_listed_is_found_in_every_guise(asking: Asking) -> None:
    names = ("a picture", "a picture that is listed", "the same turned", "an archive")

    told = [asking.both("POST", MATCH_FILE, body=a_form(FILES[name]), CONTENT_TYPE=KIND)[0]["body"] for name in names]

    assert [each["outcome"] for each in told] == ["allow", "review", "review", "review"]


@pytest.mark.parametrize(
    ("changed", "body", "status"),
    [
        ({}, a_form(b"x", name="other"), 422),
        ({}, a_form(b"x")[:-60], 422),
        ({}, b"no form", 422),
        ({"CONTENT_TYPE": "multipart/form-data"}, a_form(b"x"), 400),
        ({"CONTENT_TYPE": "application/json"}, b"{}", 422),
        ({"QUERY_STRING": "decode=half"}, a_form(b"x"), 422),
        ({"QUERY_STRING": "decoded=luma"}, a_form(b"x"), 422),
        ({"HTTP_AUTHORIZATION": "Bearer bf_UNKNOWN_x"}, a_form(b"x"), 401),
        ({"CONTENT_LENGTH": ""}, a_form(b"x"), 422),
        ({"CONTENT_LENGTH": "9" * 30}, a_form(b"x"), 413),
    ],
)
def test_a_form_that_it_cannot_read_is_djangos(
    asking: Asking, changed: dict[str, str], body: bytes, status: int
) -> None:
    told = asking.handed_on("POST", MATCH_FILE, body=body, **{"CONTENT_TYPE": KIND, **changed})

    assert told["status"] == status


def test_of_several_files_none_is_answered_for_the_others(asking: Asking) -> None:
    one = a_form(FILES["a picture that is listed"]).removesuffix(b"--\r\n") + b"\r\n"
    both = one + a_form(FILES["a picture"])

    told = asking.handed_on("POST", MATCH_FILE, body=both, CONTENT_TYPE=KIND)

    assert (told["status"], told["body"]["code"]) == (422, "one-file")


def test_what_changed_while_a_file_was_read_counts(asking: Asking, bank: Bank, bo: Actor, monkeypatch: Any) -> None:
    def read_slowly(*given: Any) -> Fingerprints:
        read = original(*given)
        policy: dict[str, Any] = {"on_match": bank.on_match, "hold_lasts": bank.hold_lasts, "threshold_bits": 8}
        actions.set_policy(bank=bank, **policy, hold_threshold_bits=4, by=bo, at=NOON)
        asking.kept.renew()
        return read

    original = lookups.of_file
    monkeypatch.setattr(lookups, "of_file", read_slowly)
    body = a_form(FILES["a picture that is listed"])

    told = asking.ask(asking.front, "POST", MATCH_FILE, body=body, CONTENT_TYPE=KIND)

    assert [each["threshold_bits"] for each in told["body"]["matches"]] == [8]
    assert asking.django.asked == 0


def test_a_larger_file_is_djangos(asking: Asking, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    asking = Asking(asking.key)  # one that was started with this setting

    assert asking.handed_on("POST", MATCH_FILE, body=a_form(bytes(1_000)), CONTENT_TYPE=KIND)["status"] == 200


def test_a_lookup_of_a_file_is_counted(asking: Asking) -> None:
    asking.ask(asking.front, "POST", MATCH_FILE, body=a_form(FILES["a picture"]), CONTENT_TYPE=KIND)

    asking.kept.noted.flush()

    assert [(row.name, row.lookups, row.matched) for row in LookupCount.objects.all()] == [("api", 1, 0)]
