"""The shared words behave."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest

from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.kernel.errors import DomainError, NotFound, RuleBroken
from bonafides.kernel.event import Event, as_json
from bonafides.kernel.ids import ALPHABET, new_reference, read_reference
from bonafides.kernel.logs import PlaceOnly
from bonafides.kernel.text import one_line

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Colour(StrEnum):
    AMBER = "amber"


@dataclass(frozen=True)
class LampLit(Event):
    name = "lamp.lit"
    colours: frozenset[Colour]
    at: datetime

    @property
    def subject(self) -> str:
        return "lamp"


def test_a_reference_uses_no_letter_that_is_misread() -> None:
    assert set(new_reference(400)) <= set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)


def test_a_reference_is_read_as_people_type_it() -> None:
    assert read_reference("7f3k-9q2m tl") == "7F3K9Q2MT1"


def test_the_clock_is_aware_and_can_be_moved() -> None:
    clock.use(lambda: NOON + timedelta(days=1))

    assert clock.now() == NOON + timedelta(days=1)


def test_an_error_puts_its_facts_into_its_sentence() -> None:
    error = NotFound("no-such-lamp", "There is no lamp %(lamp)s.", lamp="seven")

    assert str(error) == "There is no lamp seven."
    assert isinstance(error, DomainError)


def test_a_broken_rule_names_its_source() -> None:
    assert RuleBroken("too-late", "Too late.", source="DSA Art. 20").source == "DSA Art. 20"


def test_an_events_fields_are_json() -> None:
    event = LampLit(frozenset({Colour.AMBER}), NOON)

    assert event.fields() == {"colours": ["amber"], "at": "2026-11-21T12:00:00+00:00"}


def test_what_has_no_json_form_is_refused() -> None:
    with pytest.raises(TypeError):
        as_json(object())


def test_a_program_is_not_a_person() -> None:
    amina = Actor(ActorKind.PERSON, "R-AMINA", person=7, roles=frozenset({"reviewer"}))

    assert amina.person_id == 7
    assert amina.has_role("lead", "reviewer")
    with pytest.raises(LookupError):
        _ = SYSTEM.person_id


def test_a_failed_request_is_logged_by_its_place_without_its_address_or_text() -> None:
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s: %s", ("Broke", "/statement/a-token/"), None)
    record.status_code = 500
    try:
        raise ValueError("words of a person")
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)

    PlaceOnly().filter(record)

    line = logging.Formatter().format(record)
    assert line.startswith("A request was answered 500: ValueError at ")
    assert "test_kernel.py" in line
    assert "a-token" not in line
    assert "words of a person" not in line


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("  Shapes \n of  the\tsea ", "Shapes of the sea"),
        ("\u202egpj.exe\u202c", "gpj.exe"),
        ("\u200b\u2060\u200d", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\0b\ud800", "ab"),
    ],
    ids=["spaces", "turned-around", "nothing-to-see", "a-joiner-within-a-word", "no-sign-at-all"],
)
def test_a_name_is_what_people_see_of_it(text: str, seen: str) -> None:
    assert one_line(text) == seen
