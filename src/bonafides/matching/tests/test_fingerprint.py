import json
from pathlib import Path

import pytest

from bonafides.matching import fingerprint
from bonafides.matching.errors import MatchingError
from bonafides.matching.fingerprint import (
    fingerprints_of,
    fingerprints_of_file,
    fingerprints_of_text,
    fingerprints_of_url,
)
from bonafides.matching.fingerprint_json import fingerprints_from_json
from bonafides.matching.insides.vocabulary import Limits, Reason
from bonafides.matching.tests.samples import a_picture, encoded
from bonafides.matching.vocabulary import EntryType

FIELDS = ["md5", "sha1", "sha256", "sha512", "pdq", "pdq_quality"]
HASH = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"


def test_a_picture_has_digests_and_a_hash_with_its_quality() -> None:
    printed = fingerprints_of(encoded(a_picture())).as_json()

    assert list(printed) == FIELDS
    assert printed["pdq_quality"] == 100


def test_an_animation_lists_its_other_frames() -> None:
    data = encoded(a_picture(1), "GIF", save_all=True, append_images=[a_picture(2), a_picture(3)])

    printed = fingerprints_of(data).as_json()

    assert [each["frame"] for each in printed["pdq_frames"]] == [1]  # type: ignore[attr-defined]


def test_what_is_no_picture_has_no_hash_and_says_why() -> None:
    printed = fingerprints_of(b"plain words").as_json()

    assert list(printed) == [*FIELDS, "pdq_reason"]
    assert printed["pdq"] is None
    assert printed["pdq_reason"] == "This is not a picture in a format that we open."


def test_a_file_of_text_is_matched_by_its_words_and_addresses() -> None:
    item = fingerprints_of(b"Some words, see bad.example/a")

    assert item.text == "some words see bad example a"
    assert [url.text for url in item.urls] == ["https://bad.example/a"]


def test_a_post_has_the_digests_of_its_bytes() -> None:
    assert fingerprints_of_text("héllo").digests == fingerprints_of("héllo".encode()).digests


def test_a_file_above_the_limit_has_digests_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(data := encoded(a_picture()))
    monkeypatch.setattr(fingerprint, "MAX_LOOKED_INTO_BYTES", len(data) - 1)

    item = fingerprints_of_file(path)

    assert item.digests == fingerprints_of(data).digests
    assert item.frames == ()
    assert item.pdq_refusal is not None
    assert item.pdq_refusal.code == "file_too_large"


def test_a_printed_line_is_read_back() -> None:
    data = encoded(a_picture(1), "GIF", save_all=True, append_images=[a_picture(2), a_picture(3)])
    item = fingerprints_of(data)

    read = fingerprints_from_json(json.loads(json.dumps({"file": "x", **item.as_json()})))

    assert read.digests == item.digests
    assert [(frame.number, frame.hash, frame.quality) for frame in read.frames] == [
        (frame.number, frame.hash, frame.quality) for frame in item.frames
    ]


def test_any_field_may_be_missing() -> None:
    item = fingerprints_from_json({"pdq": HASH})

    assert item.digests == {}
    assert [(frame.hash.hex, frame.is_usable) for frame in item.frames] == [(HASH, True)]
    assert fingerprints_from_json({}) == fingerprints_from_json({"pdq": None, "md5": None, "pdq_frames": None})


def test_a_text_and_an_address_may_be_added() -> None:
    item = fingerprints_from_json({"text": "Words", "url": "hxxp://bad[.]example/a"})

    assert item.text == "words"
    assert item.urls == fingerprints_of_url("bad.example/a").urls


@pytest.mark.parametrize(
    "fields",
    [
        {"md5": "xyz"},
        {"sha256": 7},
        {"pdq": "0" * 63},
        {"pdq": HASH, "pdq_quality": "high"},
        {"pdq_frames": "none"},
        {"pdq_frames": [1]},
        {"url": "com"},
        {"text": ["a"]},
    ],
)
def test_a_field_that_is_not_what_its_name_says_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(MatchingError):
        fingerprints_from_json(fields)


def test_digests_are_kept_by_their_kind_of_entry() -> None:
    assert fingerprints_of(b"abc").digests[EntryType.MD5] == "900150983cd24fb0d6963f7d28e17f72"


def test_a_picture_that_is_damaged_is_unread_and_what_can_be_seen_of_it_is_matched() -> None:
    data = encoded(a_picture(1), "JPEG")

    seen, unseen = fingerprints_of(data[:-2]), fingerprints_of(encoded(a_picture(1), "WEBP")[:-900])

    assert seen.frames[0].hash == fingerprints_of(data).frames[0].hash
    assert [(each.path, each.reason) for each in seen.unreadable] == [((), Reason.DAMAGED)]
    assert [(each.path, each.reason) for each in unseen.unreadable] == [((), Reason.DAMAGED)]


def test_what_is_in_no_known_format_is_unknown_and_not_clean() -> None:
    item = fingerprints_of(b"\0\1\2 no picture at all")

    assert [(each.path, each.reason) for each in item.unreadable] == [((), Reason.UNKNOWN_FORMAT)]
    assert fingerprints_of(b"").unreadable == ()


def test_of_a_text_as_much_is_read_as_of_a_document_and_the_rest_is_said_to_be_unread() -> None:
    item = fingerprints_of(b"red kites", Limits(text_characters=8))

    assert item.text == "red kite"
    assert [(each.path, each.reason) for each in item.unreadable] == [((), Reason.TOO_LARGE)]
