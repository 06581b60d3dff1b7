"""What is wrong with a field, in words of our own and in the reader's language."""

from typing import Annotated, Any, Literal

import pytest
from django.utils import translation
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, Json, ValidationError
from pydantic_core import PydanticCustomError, core_schema

from bonafides.base.http.faults import OTHERWISE, SENTENCES, fault, told


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


def test_a_type_that_has_no_sentence_is_named() -> None:
    error = PydanticCustomError("url_of_nowhere", "Some English.")

    found = told({"type": error.type, "loc": ("body", "url")})

    assert found["fault"] == OTHERWISE % {"code": "url_of_nowhere"}


def test_every_sentence_belongs_to_an_error_that_pydantic_has() -> None:
    assert SENTENCES.keys() - {"base64_decode"} <= set(core_schema.ErrorType.__args__)  # type: ignore[attr-defined]
