"""The JSON Schema of Open Badges 3.0 finds no error in what a programme issues."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator, FormatChecker

from bonafides.credentials.marks import endorsement, training
from bonafides.credentials.proof import sign
from bonafides.credentials.tests.samples import HOLDER, ISSUER, KEY, NOON, a_mark
from bonafides.credentials.tests.test_marks import MODULE, a_pledge

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "vectors/achievementcredential.schema.json").read_bytes())
ENDORSEMENT: dict[str, Any] = SCHEMA["$defs"]["EndorsementCredential"] | {"$defs": SCHEMA["$defs"]}


def errors_in(document: object, schema: dict[str, Any] = SCHEMA) -> list[str]:
    validator = Draft201909Validator(schema, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(document)]


def test_a_mark_has_no_error() -> None:
    assert errors_in(a_mark()) == []


def test_a_pledge_has_no_error() -> None:
    assert errors_in(sign(a_pledge(), key=KEY, at=NOON)) == []


def test_a_training_has_no_error() -> None:
    issued = training(id_="urn:uuid:1", issuer=ISSUER, holder=HOLDER, module=MODULE, completed_at=NOON)

    assert errors_in(sign(issued, key=KEY, at=NOON)) == []


def test_an_endorsement_has_no_error() -> None:
    word = endorsement(id_="urn:uuid:2", name="Audit", issuer=ISSUER, of="urn:uuid:1", comment="Good.", valid_from=NOON)

    assert errors_in(sign(word, key=KEY, at=NOON), ENDORSEMENT) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("credentialStatus", [{"id": "a", "type": "b"}]),
        ("proof", {"type": "DataIntegrityProof"}),
        ("issuer", "did:web:trust.example"),
        ("validFrom", 5),
        ("type", "OpenBadgeCredential"),
    ],
)
def test_the_schema_is_no_mere_nod(name: str, value: object) -> None:
    assert errors_in(a_mark() | {name: value}) != []
