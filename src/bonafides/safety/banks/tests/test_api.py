from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from tests import cast

from bonafides.base.http.faults import SENTENCES
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import Actor
from bonafides.safety.banks.models import Bank, Entry, LookupCount, MatchRecord
from bonafides.safety.banks.tests.conftest import SHA256_A, SHA256_B, an_entry

pytestmark = pytest.mark.django_db


def a_program(*scopes: Scope) -> Client:
    return Client(headers=cast.as_client(cast.a_key(*scopes)))


def post(program: Client, path: str, **body: Any) -> Any:
    return program.post(f"/api/v1{path}", body, content_type="application/json")


def gettext_in(language: str, sentence: str) -> str:
    with translation.override(language):
        return translation.gettext(sentence)


def test_fingerprints_are_looked_up_and_nothing_is_kept(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)

    answer = post(a_program(Scope.MATCH_READ), "/match", sha256=SHA256_A)

    told = answer.json()
    assert (answer.status_code, told["outcome"], told["index_version"]) == (200, "review", 1)
    assert (told["matches"][0]["entry"], told["matches"][0]["matched_by"]) == (entry.reference, "exact")
    assert (MatchRecord.objects.count(), LookupCount.objects.get(name="api").lookups) == (0, 1)


@pytest.mark.parametrize(
    ("body", "place"),
    [({"sha_256": SHA256_A}, "body.sha_256"), ({"items": [{"sha256": SHA256_A}, {"hash": "x"}]}, "body.items.1.hash")],
    ids=["one", "many"],
)
def test_a_misspelt_hash_is_refused_and_not_answered_as_if_it_met_nothing(body: dict[str, Any], place: str) -> None:
    answer = post(a_program(Scope.MATCH_READ), "/match", **body)

    assert answer.status_code == 422
    assert [(each["at"], each["code"]) for each in answer.json()["errors"]] == [(place, "extra_forbidden")]


def test_a_field_beside_several_items_is_refused_and_not_answered_as_if_it_met_nothing() -> None:
    program = a_program(Scope.MATCH_READ)

    answer = post(program, "/match", items=[{"sha256": SHA256_B}], sha256=SHA256_A, pdq="")

    assert answer.status_code == 422
    assert [each["at"] for each in answer.json()["errors"]] == ["body.sha256"]
    assert post(program, "/match", items=[{"sha256": SHA256_B}], pdq="", pdq_quality=None).status_code == 200


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("path", ["match", "banks/0000000000/entries"])
def test_what_is_no_such_form_as_its_header_says_is_a_fault_of_who_asks(path: str, kind: str) -> None:
    program = a_program(Scope.MATCH_READ, Scope.BANKS_WRITE)

    answer = program.generic("POST", f"/api/v1/{path}", b'{"sha256": ["a"]}', content_type=kind)

    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid-request"


@pytest.mark.parametrize(
    ("path", "place"),
    [("/match?records=1", "query.records"), ("/match?record=1&Record=1", "query.Record")],
    ids=["alone", "beside it"],
)
def test_a_misspelt_parameter_is_refused_and_no_record_is_lost_silently(path: str, place: str) -> None:
    answer = post(a_program(Scope.MATCH_READ), path, sha256=SHA256_A)

    assert answer.status_code == 422
    (told,) = answer.json()["errors"]
    assert (told["at"], told["code"]) == (place, "extra_forbidden")
    assert told["fault"].startswith("No such field is known here")


def test_a_misspelt_parameter_of_a_file_is_refused_in_the_readers_language() -> None:
    file = SimpleUploadedFile("f", b"Seven blue triangles")

    program = a_program(Scope.MATCH_READ)
    answer = program.post("/api/v1/match/file?decoded=luma", {"file": file}, headers={"accept-language": "de"})

    assert answer.status_code == 422
    (told,) = answer.json()["errors"]
    assert (told["at"], told["code"]) == ("query.decoded", "extra_forbidden")
    assert told["fault"] == gettext_in("de", SENTENCES["extra_forbidden"]) != SENTENCES["extra_forbidden"]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Name what to look up"),
        ({"items": [{"sha256": SHA256_A}, {}]}, "Item 1: Name what to look up"),
        ({"sha256": "", "pdq": "", "pdq_quality": 90}, "Name what to look up"),
        ({"items": [{"sha256": SHA256_A}, {"url": ""}]}, "Item 1: Name what to look up"),
    ],
    ids=["one", "many", "empty", "empty of many"],
)
def test_nothing_asked_is_not_answered_as_if_it_met_nothing(body: dict[str, Any], detail: str) -> None:
    answer = post(a_program(Scope.MATCH_READ), "/match", **body)

    assert (answer.status_code, answer.json()["code"]) == (422, "nothing-asked")
    assert answer.json()["detail"].startswith(detail)


def test_an_item_without_words_is_asked_about_and_meets_nothing() -> None:
    assert post(a_program(Scope.MATCH_READ), "/match", text="").json()["outcome"] == "allow"


def test_a_text_is_looked_up_by_its_phrases_and_addresses(bank: Bank, bo: Actor) -> None:
    from bonafides.matching.vocabulary import EntryType

    an_entry(bank, bo, type_=EntryType.TEXT, value="seven blue triangles")
    an_entry(bank, bo, type_=EntryType.URL, value="shapes.example/a")

    answer = post(a_program(Scope.MATCH_READ), "/match", text="Seven blue  TRIANGLES at hxxps://shapes[.]example/a !")

    assert {match["matched_by"] for match in answer.json()["matches"]} == {"phrase", "url"}


def test_a_file_is_looked_up_by_all_its_fingerprints(bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo, value="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")

    answer = a_program(Scope.MATCH_READ).post("/api/v1/match/file", {"file": SimpleUploadedFile("x", b"abc")})

    assert [match["type"] for match in answer.json()["matches"]] == ["sha256"]


@pytest.mark.parametrize("body", [{"sha256": "beef"}, {"pdq": "z" * 64}, {"url": "http://"}, {"pdq_quality": 101}])
def test_what_cannot_be_read_is_refused(db: None, body: dict[str, object]) -> None:
    answer = post(a_program(Scope.MATCH_READ), "/match", **body)

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_lists_and_their_entries_are_read_page_by_page(bank: Bank, bo: Actor) -> None:
    first, second = an_entry(bank, bo), an_entry(bank, bo, value=SHA256_B)
    program = a_program(Scope.BANKS_READ)

    (listed,) = program.get("/api/v1/banks").json()
    one = program.get(f"/api/v1/banks/{bank.reference}/entries?limit=1").json()
    other = program.get(f"/api/v1/banks/{bank.reference}/entries?limit=2&after={one['next']}").json()

    assert (listed["name"], listed["entries"]) == ("Shapes", 2)
    assert [one["entries"][0]["reference"], other["entries"][0]["reference"]] == [first.reference, second.reference]
    assert other["next"] is None


def test_an_entry_is_added_judged_and_withdrawn(bank: Bank) -> None:
    program = a_program(Scope.BANKS_WRITE)

    added = post(program, f"/banks/{bank.reference}/entries", type="sha256", value=SHA256_A, label="Circle")
    path = f"/entries/{added.json()['reference']}"
    judged = post(program, f"{path}/opinion", value="positive", source="Shape Society")
    withdrawn = post(program, f"{path}/withdraw", reason="listed by mistake")

    assert (added.status_code, added.json()["label"]) == (201, "Circle")
    assert (judged.json()["opinion"], withdrawn.json()["state"]) == ("positive", "withdrawn")


def test_an_entry_sent_twice_with_one_key_is_added_once_and_answered_alike(bank: Bank) -> None:
    program, path = a_program(Scope.BANKS_WRITE), f"/api/v1/banks/{bank.reference}/entries"
    body = {"type": "sha256", "value": SHA256_A}

    answers = [
        program.post(path, body, content_type="application/json", headers={"Idempotency-Key": "once"}) for _ in "ab"
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("label", ["a\0b", "\ud800"])
def test_text_that_no_database_takes_is_refused(bank: Bank, label: str) -> None:
    answer = post(
        a_program(Scope.BANKS_WRITE), f"/banks/{bank.reference}/entries", type="sha256", value=SHA256_A, label=label
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("reference", ["%00", "%ED%A0%80", "é", "a" * 5_000])
def test_what_cannot_be_a_reference_is_not_found(db: None, reference: str) -> None:
    answer = post(a_program(Scope.BANKS_WRITE), f"/entries/{reference}/withdraw", reason="x")

    assert answer.status_code in (404, 422)


def test_an_unknown_list_is_not_found(db: None) -> None:
    answer = post(a_program(Scope.BANKS_WRITE), "/banks/NONE/entries", type="sha256", value=SHA256_A)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        (Scope.BANKS_READ, "post", "/match"),
        (Scope.BANKS_READ, "post", "/match/file"),
        (Scope.MATCH_READ, "get", "/banks"),
        (Scope.MATCH_READ, "get", "/banks/X/entries"),
        (Scope.BANKS_READ, "post", "/banks/X/entries"),
        (Scope.BANKS_READ, "post", "/entries/X/withdraw"),
        (Scope.BANKS_READ, "post", "/entries/X/opinion"),
    ],
)
def test_each_operation_needs_its_scope(db: None, scope: Scope, method: str, path: str) -> None:
    with_other_scope = getattr(a_program(scope), method)(f"/api/v1{path}")
    with_no_key = getattr(Client(), method)(f"/api/v1{path}")

    assert (with_other_scope.status_code, with_no_key.status_code) == (403, 401)
    assert not Entry.objects.exists()
