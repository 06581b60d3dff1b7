"""The API as a platform's program meets it: over HTTP, with a key."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from tests.cast import a_key, as_client, key_of_eze

from bonafides.base.http.models import IdempotencyKey
from bonafides.base.people.vocabulary import Scope, Standing
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.moderation.models import Case, Counter, Flag, Hold, Item
from bonafides.safety.moderation.tests.lists import PDQ, PHRASE, PICTURE, holding, listed
from bonafides.safety.moderation.tests.scenes import a_policy

pytestmark = pytest.mark.django_db


def post(path: str, body: dict[str, Any], key: str, **headers: str) -> Any:
    return Client(headers=as_client(key) | headers).post(
        f"/api/v1{path}", json.dumps(body), content_type="application/json"
    )


def upload(data: bytes, key: str, **fields: str) -> Any:
    form = {"reference": "p/1", **fields, "file": SimpleUploadedFile("name.bin", data)}
    return Client(headers=as_client(key)).post("/api/v1/items", form)


def get(path: str, key: str) -> Any:
    return Client(headers=as_client(key)).get(f"/api/v1{path}")


# -- uploads ----------------------------------------------------------------------------------------------------------


def test_what_matches_nothing_is_allowed_and_leaves_a_number() -> None:
    answer = post("/items", {"reference": "p/1", "text": "A recipe for bread."}, a_key())

    assert answer.json()["answer"] == "allow"
    assert (Item.objects.count(), Case.objects.count()) == (0, 0)
    assert Counter.objects.get(name="uploads.allow").value == 1


def test_a_match_opens_a_case_and_says_why() -> None:
    listed()

    answer = post("/items", {"reference": "p/1", "text": f"Here are {PHRASE}, again."}, a_key()).json()

    assert answer["answer"] == "review"
    assert answer["matches"][0]["matched_by"] == "phrase"
    assert Item.objects.get(reference=answer["item"]).case.reference == answer["case"]
    assert answer["upload_token"]


def test_a_picture_comes_as_a_form_with_what_is_known_of_it() -> None:
    listed(PDQ, EntryType.PDQ)
    fields = {"author.reference": "author-7", "author.language": "fr", "reach": "120", "context": '{"title": "A"}'}

    answer = upload(PICTURE, a_key(), **fields, created="2026-03-02T12:00:00+01:00").json()

    item = Item.objects.get(reference=answer["item"])
    assert (item.kind, item.author_reference, item.author_language, item.reach) == ("picture", "author-7", "fr", 120)
    assert item.content
    assert item.context


def test_an_upload_with_the_same_key_is_answered_alike_and_stored_once() -> None:
    listed()
    key, body = a_key(), {"reference": "p/1", "text": PHRASE}

    first = post("/items", body, key, **{"idempotency-key": "one"}).json()
    again = post("/items", body, key, **{"idempotency-key": "one"}).json()

    assert again == first
    assert Flag.objects.count() == 1


def test_the_key_of_an_upload_that_is_not_kept_is_not_kept_either() -> None:
    post("/items", {"reference": "p/1", "text": "Bread."}, a_key(), **{"idempotency-key": "one"})

    assert not IdempotencyKey.objects.exists()


@override_settings(UPLOAD_LIMIT_BYTES=1_000)
def test_a_file_over_the_limit_is_answered_with_413() -> None:
    answer = upload(b"x" * 1_001, a_key())

    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_a_long_json_body_is_answered_with_413_and_says_what_to_do() -> None:
    answer = post("/items", {"reference": "p/1", "text": "x" * 5_000_000}, a_key())

    assert (answer.status_code, "multipart" in answer.json()["detail"]) == (413, True)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reference": "p/1"},
        {"reference": "p/1", "text": "a", "content_base64": "YQ=="},
        {"reference": "p/1", "url": "https://"},
        {"reference": "p/1", "text": "a", "unknown": 1},
        {"reference": "p/1", "text": "a", "reach": -1},
        {"reference": "p\x00", "text": "a"},
        {"reference": "p/1", "text": "a", "created": "yesterday"},
        {"reference": "p/1", "text": "a", "created": "9999-12-31T23:59:59-12:00"},
        {"reference": "p/1", "text": "a", "created": "0001-01-01T00:00:00+12:00"},
        {"reference": "p/1", "content_base64": "%%%"},
    ],
)
def test_what_cannot_be_understood_is_answered_with_422_and_a_sentence(body: dict[str, Any]) -> None:
    answer = post("/items", body, a_key())

    assert (answer.status_code, bool(answer.json()["detail"])) == (422, True)


def test_why_an_address_cannot_be_read_is_said_in_the_language_asked_for() -> None:
    german = Client(headers={**as_client(a_key()), "Accept-Language": "de"})

    answer = german.post("/api/v1/items", {"reference": "p/1", "url": "https://"}, content_type="application/json")

    assert answer.json()["detail"] == "Das ist keine lesbare Adresse: Das ist keine Webadresse."


@pytest.mark.parametrize("body", [b" ", b"{", b"[]", b"\xff\xfe", b'{"reference": "\\ud800", "text": "a"}'])
def test_a_body_that_is_no_json_object_is_refused_and_nothing_breaks(body: bytes) -> None:
    answer = Client(headers=as_client(a_key())).post("/api/v1/items", body, content_type="application/json")

    assert answer.status_code == 422


def test_a_text_with_half_a_character_is_taken() -> None:
    body = b'{"reference": "p/1", "text": "caf\\ud800"}'

    answer = Client(headers=as_client(a_key())).post("/api/v1/items", body, content_type="application/json")

    assert answer.status_code in {200, 422}


def test_a_key_without_the_scope_is_refused() -> None:
    answer = post("/items", {"reference": "p/1", "text": "a"}, a_key(Scope.FLAGS_WRITE))

    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")


# -- items ------------------------------------------------------------------------------------------------------------


def test_where_an_item_stands_can_be_asked() -> None:
    listed()
    answer = post("/items", {"reference": "p/1", "text": PHRASE}, a_key()).json()

    found = get(f"/items/{answer['item'].lower()}", a_key(Scope.DECISIONS_READ)).json()

    assert (found["reference"], found["state"], found["case_state"], found["hold"]) == ("p/1", "live", "open", None)


def test_an_unknown_item_is_answered_with_404() -> None:
    assert get("/items/NOSUCHITEM", a_key()).status_code == 404


def test_our_copy_is_handed_out_only_to_restore() -> None:
    listed()
    answer = post("/items", {"reference": "p/1", "text": PHRASE}, a_key()).json()

    refused = get(f"/items/{answer['item']}/content", a_key())

    assert (refused.status_code, refused.json()["code"]) == (409, "not-restored")


def test_reporting_what_was_never_asked_is_answered_with_404() -> None:
    listed()
    answer = post("/items", {"reference": "p/1", "text": PHRASE}, a_key()).json()

    told = post(f"/items/{answer['item']}/enforcement", {"action": "remove", "state": "confirmed"}, a_key())

    assert told.status_code == 404


# -- flags ------------------------------------------------------------------------------------------------------------


def test_a_flag_gives_a_receipt_and_its_source_follows_from_the_key() -> None:
    answer = post("/flags", {"location": "hxxps://pastes[.]example/p/9", "reason": "A call to attack."}, key_of_eze())

    flag = Flag.objects.get()
    assert (answer.status_code, flag.source, flag.item.url) == (
        201,
        "informal_referral",
        "https://pastes.example/p/9",
    )
    assert answer.json()["promises"][0].startswith("bonafides-receipt/v1")


@pytest.mark.parametrize(
    ("standing", "source"),
    [
        (Standing.PLATFORM, "user_notice"),
        (Standing.TRUSTED_FLAGGER, "trusted_flagger"),
        (Standing.AUTHORITY, "informal_referral"),
        (Standing.PROGRAMME, "programme_alert"),
    ],
)
def test_each_standing_has_its_source(standing: Standing, source: str) -> None:
    post("/flags", {"location": "p/9"}, a_key(Scope.FLAGS_WRITE, standing=standing))

    assert Flag.objects.get().source == source


def test_a_flag_on_an_upload_joins_its_case_by_name_and_by_address() -> None:
    listed()
    key = a_key()
    body = {"reference": "p/1", "text": PHRASE, "url": "https://pastes.example/p/1"}
    case = post("/items", body, key).json()["case"]

    post("/flags", {"location": "p/1"}, key)
    post("/flags", {"location": "https://www.pastes.example/p/1?utm_source=x"}, key)

    assert set(Flag.objects.values_list("case__reference", flat=True)) == {case}
    assert Item.objects.count() == 1


def test_only_the_platform_sends_content_along() -> None:
    body = {"location": "p/9", "content": {"text": "Words."}}

    assert post("/flags", body, key_of_eze()).status_code == 403
    assert post("/flags", body, a_key()).status_code == 201
    assert Item.objects.get().content


def test_a_batch_takes_what_can_be_read_and_sets_the_rest_aside() -> None:
    body = {"locations": ["https://a.example/1", "nothing here"], "pasted": "url,why\nhxxp://b[.]example/2,x\n"}

    answer = post("/flags/batch", body, a_key()).json()

    assert len(answer["flags"]) == 2
    assert [row["line"] for row in answer["set_aside"]] == [2]


def test_a_batch_without_any_address_is_answered_with_422() -> None:
    assert post("/flags/batch", {"pasted": "nothing"}, a_key()).status_code == 422


def test_only_who_raised_a_flag_reads_its_state() -> None:
    key = key_of_eze()
    reference = post("/flags", {"location": "p/9"}, key).json()["reference"]

    assert get(f"/flags/{reference}", key).json()["state"] == "received"
    assert get(f"/flags/{reference}", a_key()).status_code == 404


# -- holds and messages -----------------------------------------------------------------------------------------------


def test_a_byte_exact_match_of_a_positive_entry_is_held_with_an_end() -> None:
    a_policy()
    holding()

    answer = upload(PICTURE, a_key()).json()

    hold = Hold.objects.get()
    assert answer["answer"] == "hold"
    assert answer["hold"]["reference"] == hold.reference


def test_messages_are_fetched_along_a_cursor() -> None:
    found = get("/messages?after=0", a_key(Scope.MESSAGES_READ)).json()

    assert found == {"messages": [], "next": 0, "more": False}


def test_a_damaged_form_is_refused() -> None:
    answer = Client(headers=as_client(a_key())).generic(
        "POST", "/api/v1/items", BytesIO(b"--x").read(), content_type="multipart/form-data; boundary=y"
    )

    assert answer.status_code in {400, 422}
