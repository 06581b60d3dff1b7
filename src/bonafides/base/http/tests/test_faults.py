"""What is wrong with a field, in words of our own and in the reader's language."""

from typing import Annotated, Any, Literal

import pytest
from django.test import RequestFactory
from django.utils import translation
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, Json, ValidationError
from pydantic_core import PydanticCustomError, core_schema

from bonafides.base.http.faults import OTHERWISE, SENTENCES, document_of, fault, told


def refused(text: str) -> str:
    raise fault("too_rude", "Say “%(text)s” more kindly.", text=text)


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=3)] = ""
    code: Annotated[str, Field(pattern="^[a-z]%$")] = "a%"
    side: Literal["left", "right"] = "left"
    made: AwareDatetime | None = None
    some: Annotated[list[int], Field(min_length=1)] = [1]
    many: Annotated[int, Field(le=9)] = 1
    more: Json[Any] = None
    said: Annotated[str, AfterValidator(refused)] = ""


def answered(**sent: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as refusal:
        Thing.model_validate(sent)
    (error,) = refusal.value.errors(include_input=False)
    return told(error)


@pytest.mark.parametrize(
    ("sent", "code", "sentence"),
    [
        ({"name": "Chidi"}, "string_too_long", "Send less text here. Characters that it may have at most: 3."),
        ({"code": "b"}, "string_pattern_mismatch", "Write this as the regular expression ^[a-z]%$ demands."),
        ({"side": "up"}, "literal_error", "Send one of these here: left, right."),
        ({"made": "2026-03-29T02:30:00"}, "timezone_aware", SENTENCES["timezone_aware"]),
        ({"some": []}, "too_short", "Send more values here. Needed at least: 1."),
        ({"some": ["x"]}, "int_parsing", SENTENCES["int_parsing"]),
        ({"many": 10}, "less_than_equal", "Send a number here that is at most 9."),
        ({"more": "{"}, "json_invalid", SENTENCES["json_invalid"]),
        ({"said": "no"}, "too_rude", "Say “no” more kindly."),
        ({"else": 1}, "extra_forbidden", SENTENCES["extra_forbidden"]),
    ],
    ids=lambda value: value if isinstance(value, str) and "_" in value else "",
)
def test_a_fault_says_where_it_is_and_what_to_send_instead(sent: dict[str, Any], code: str, sentence: str) -> None:
    found = answered(**sent)

    assert (found["at"].split(".")[0], found["code"], found["fault"]) == (*sent, code, sentence)


def test_a_fault_is_said_in_the_language_of_the_request() -> None:
    with translation.override("de"):
        found = answered(many=10)

    assert found["fault"] == "Senden Sie hier eine Zahl, die höchstens 9 ist."


class Picture(BaseModel):
    url: str


class Words(BaseModel):
    text: str
    tags: list[int | Picture] = []


class Holder(BaseModel):
    content: Picture | Words | None = None
    some: dict[str, int | Picture] = {}


@pytest.mark.parametrize(
    ("sent", "places"),
    [
        ({"content": {"url": 1}}, ["body.content.url", "body.content.text"]),
        (
            {"content": {"text": "x", "tags": [1, {}]}},
            ["body.content.url", "body.content.tags.1", "body.content.tags.1.url"],
        ),
        ({"holder": 1, "content": {"text": [], "Picture": 1, "Words": 1}}, ["body.content.url", "body.content.text"]),
        ({"content": 3}, ["body.content"]),
        ({"some": {"Picture": "x"}}, ["body.some.Picture"]),
    ],
    ids=range(5),
)
def test_the_place_of_a_fault_is_a_path_that_was_written(sent: dict[str, Any], places: list[str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        Holder.model_validate(sent)

    found = [told({**each, "loc": ("body", "holder", *each["loc"])}, sent) for each in refusal.value.errors()]

    assert list(dict.fromkeys(each["at"] for each in found)) == places


@pytest.mark.parametrize("sent", [None, 3, "x", []], ids=str)
def test_a_body_that_is_no_object_is_the_place_itself(sent: object) -> None:
    assert told({"type": "missing", "loc": ("body", "flag")}, sent)["at"] == "body"


def test_a_member_that_is_called_as_we_call_the_body_leads_nobody_astray() -> None:
    assert told({"type": "missing", "loc": ("body", "answer", "note")}, {"answer": "x"})["at"] == "body.note"


def test_what_is_no_part_of_the_body_keeps_its_place() -> None:
    assert told({"type": "bool_parsing", "loc": ("query", "record")}, {})["at"] == "query.record"


@pytest.mark.parametrize(
    ("given", "document"),
    [
        ({"data": '{"a": [1]}', "content_type": "application/json"}, {"a": [1]}),
        ({"data": "{", "content_type": "application/json"}, None),
        ({"data": "[" * 100_000, "content_type": "application/json"}, None),
        ({"data": {"author.language": "en", "text": "x"}}, {"author": {"language": "en"}, "text": "x"}),
        ({"data": {"author": "x", "author.language": "en"}}, {"author": "x"}),
    ],
    ids=range(5),
)
def test_the_body_is_read_as_it_was_sent(given: dict[str, Any], document: object) -> None:
    assert document_of(RequestFactory().post("/", **given)) == document


def test_a_type_that_has_no_sentence_is_named() -> None:
    error = PydanticCustomError("url_of_nowhere", "Some English.")

    found = told({"type": error.type, "loc": ("body", "url")})

    assert found["fault"] == OTHERWISE % {"code": "url_of_nowhere"}


def test_every_sentence_belongs_to_an_error_that_pydantic_has() -> None:
    assert SENTENCES.keys() - {"base64_decode"} <= set(core_schema.ErrorType.__args__)  # type: ignore[attr-defined]
