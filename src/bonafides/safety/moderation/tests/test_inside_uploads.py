"""Uploads with something inside: what matches in there, and what could not be read."""

import io
import zipfile
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.cast import a_key, amina, as_client, browser_of

from bonafides.base.people.vocabulary import Scope
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.insides.tests.made import (
    SAMPLES_PER_SECOND,
    a_melody,
    a_pdf,
    a_sound,
    a_video,
    an_encrypted_zip,
)
from bonafides.matching.tests.samples import a_picture, encoded
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.models import MatchRecord
from bonafides.safety.moderation.models import Case, Item
from bonafides.safety.moderation.tests.lists import PHRASE, PICTURE, holding, listed
from bonafides.safety.moderation.tests.scenes import a_policy
from bonafides.safety.moderation.tests.test_api import upload

pytestmark = pytest.mark.django_db


def an_archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_known_file_in_an_archive_is_held_and_its_place_is_said() -> None:
    a_policy()
    holding()

    answer = upload(an_archive(readme=b"words", picture=PICTURE), a_key()).json()

    assert answer["answer"] == "hold"
    assert [each["detail"] for each in answer["matches"]] == [{"path": ["picture"]}]
    assert MatchRecord.objects.get().detail == {"path": ["picture"]}


def test_what_is_kept_of_an_archive_has_the_fingerprints_of_its_files() -> None:
    listed()

    answer = upload(an_archive(readme=PHRASE.encode(), picture=PICTURE), a_key()).json()

    item = Item.objects.get(reference=answer["item"])
    assert item.kind == "file"
    assert [part["path"] for part in item.fingerprints["parts"]] == [["readme"], ["picture"]]
    assert item.text_digest == ""


def test_an_encrypted_archive_opens_no_case_and_is_not_called_clean() -> None:
    answer = upload(an_encrypted_zip(), a_key()).json()

    assert answer["answer"] == "allow"
    assert answer["unreadable"] == [
        {"path": ["secret.txt"], "reason": "encrypted", "sentence": "It is encrypted: its content is unknown."}
    ]
    assert Case.objects.count() == 0


def test_the_page_of_a_case_says_what_could_not_be_read() -> None:
    listed()
    answer = upload(an_archive(readme=PHRASE.encode(), locked=an_encrypted_zip()), a_key()).json()

    page = browser_of(amina()).get(reverse("moderation:case", args=[answer["case"]])).content.decode()

    assert "What was not read is unknown, not clean." in page
    assert "<bdi>locked</bdi> › <bdi>secret.txt</bdi>" in page


def test_a_document_is_not_the_same_item_as_its_words() -> None:
    listed("these listed words")

    answer = upload(a_pdf(), a_key()).json()

    item = Item.objects.get(reference=answer["item"])
    assert (item.kind, item.text_digest) == ("file", "")


def test_a_listed_video_is_looked_at_with_its_share_and_its_time() -> None:
    video = fingerprints_of(a_video((1, 2, 3))).video
    assert video is not None
    holding(video.text, EntryType.VPDQ)

    answer = upload(a_video((5, 6, 1, 2, 3)), a_key()).json()

    (match,) = answer["matches"]
    assert (answer["answer"], match["matched_by"]) == ("review", "video")
    assert (match["detail"]["listed_percent"], match["detail"]["item_percent"]) == (100.0, 60.0)
    assert match["detail"]["segments"] == [{"start_s": 2.0, "end_s": 5.0}]


def test_a_listed_picture_that_is_shown_in_a_video_is_looked_at_with_its_moment_and_never_held() -> None:
    picture = fingerprints_of(a_video((1,))).video
    assert picture is not None
    holding(picture.frames[0].hash.hex, EntryType.PDQ)

    answer = upload(a_video((5, 6, 1)), a_key()).json()

    (match,) = answer["matches"]
    assert (answer["answer"], match["type"], match["matched_by"]) == ("review", "pdq", "frame")
    assert match["detail"] == {"at_s": 2.0, "segments": [{"start_s": 2.0, "end_s": 3.0}]}
    page = browser_of(amina()).get(reverse("moderation:case", args=[answer["case"]])).content.decode()
    assert '<bdi dir="ltr">0:02–0:03</bdi>' in page


def test_a_listed_tmk_is_met_by_the_video_and_by_its_value_and_is_never_held() -> None:
    tmk = fingerprints_of(a_video((1, 2, 3))).tmk
    assert tmk is not None
    holding(tmk.text, EntryType.TMK)

    answer = upload(a_video((1, 2, 3), form="webm"), a_key()).json()
    client = Client(headers=as_client(a_key(Scope.MATCH_READ)))
    asked = client.post("/api/v1/match", {"tmk": tmk.text}, content_type="application/json").json()

    (match,) = answer["matches"]
    assert (answer["answer"], match["matched_by"]) == ("review", "video")
    assert match["detail"]["level2_percent"] > 90
    assert asked["matches"][0]["detail"] == {"level1_percent": 100.0, "level2_percent": 100.0}
    page = browser_of(amina()).get(reverse("moderation:case", args=[answer["case"]])).content.decode()
    assert "alike over time" in page


def test_a_listed_sound_is_looked_at_with_its_share_and_its_time_and_is_never_held() -> None:
    listed_sound = fingerprints_of(a_sound(a_melody(1))).sound
    assert listed_sound is not None, "apt-get install libchromaprint1"
    holding(listed_sound.text, EntryType.CHROMAPRINT)

    answer = upload(a_sound(np.concatenate([a_melody(2), a_melody(1)]), "mp3"), a_key()).json()

    (match,) = answer["matches"]
    assert (answer["answer"], match["type"], match["matched_by"]) == ("review", "chromaprint", "sound")
    assert match["algorithm"] == "chromaprint/2"
    assert match["detail"]["listed_percent"] > 90
    assert match["detail"]["segments"][0]["start_s"] == pytest.approx(15, abs=1)
    assert MatchRecord.objects.get().detail == match["detail"]
    page = browser_of(amina()).get(reverse("moderation:case", args=[answer["case"]])).content.decode()
    assert f"{match['detail']['listed_percent']} % of the listed sound" in page
    assert "of the bits differ" in page


def test_a_part_of_a_listed_sound_in_a_video_is_said_to_be_a_part() -> None:
    listed_sound = fingerprints_of(a_sound(a_melody(1, 40))).sound
    assert listed_sound is not None, "apt-get install libchromaprint1"
    listed(listed_sound.text, EntryType.CHROMAPRINT)

    answer = upload(a_video((1, 2), sound=a_melody(1, 40)[: 20 * SAMPLES_PER_SECOND]), a_key()).json()

    (match,) = answer["matches"]
    assert (answer["answer"], match["matched_by"]) == ("review", "partial")
    assert match["detail"]["listed_percent"] == pytest.approx(50, abs=5)


def test_a_fingerprint_that_a_client_has_heard_is_looked_up_as_text_or_numbers() -> None:
    heard = fingerprints_of(a_sound(a_melody(1))).sound
    assert heard is not None, "apt-get install libchromaprint1"
    listed(heard.text, EntryType.CHROMAPRINT)
    client = Client(headers=as_client(a_key(Scope.MATCH_READ)))
    numbers = ",".join(map(str, heard.words))

    answers = [
        client.post("/api/v1/match", {"chromaprint": value}, content_type="application/json")
        for value in (heard.text, numbers, "AQ")
    ]

    assert [each.status_code for each in answers] == [200, 200, 422]
    assert [each.json()["matches"][0]["matched_by"] for each in answers[:2]] == ["sound", "sound"]


def looked_up(**form: Any) -> Any:
    return Client(headers=as_client(a_key(Scope.MATCH_READ))).post("/api/v1/match/file", form).json()


def test_a_file_that_is_only_looked_up_is_opened_too() -> None:
    listed()

    answer = looked_up(file=SimpleUploadedFile("x", an_archive(a=PHRASE.encode(), b=an_encrypted_zip())))

    assert [each["detail"]["path"] for each in answer["matches"]] == [["a"]]
    assert (answer["parts"], answer["unreadable"][0]["reason"]) == (2, "encrypted")


def test_a_lookup_may_hash_a_jpeg_by_its_brightness_and_a_match_rests_on_the_whole_decode() -> None:
    data, other = (encoded(a_picture(seed), "JPEG") for seed in (1, 2))
    listed(fingerprints_of(data).frames[0].hash.hex, EntryType.PDQ)
    client = Client(headers=as_client(a_key(Scope.MATCH_READ)))

    met, passed, whole = (
        client.post(f"/api/v1/match/file{query}", {"file": SimpleUploadedFile("x", sent)}).json()
        for sent, query in ((data, "?decode=luma"), (other, "?decode=luma"), (other, ""))
    )

    assert (met["decoded"], met["matches"][0]["distance_bits"]) == ("full", 0)
    assert (passed["decoded"], passed["matches"]) == ("luma", [])
    assert whole["decoded"] == "full"


def test_frames_that_a_client_has_computed_are_looked_up() -> None:
    video = fingerprints_of(a_video((1, 2, 3))).video
    assert video is not None
    listed(video.text, EntryType.VPDQ)
    client = Client(headers=as_client(a_key(Scope.MATCH_READ)))

    answer = client.post("/api/v1/match", {"vpdq": video.as_list()[:1]}, content_type="application/json").json()

    assert [each["matched_by"] for each in answer["matches"]] == ["partial"]
