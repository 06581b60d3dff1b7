"""The page on the format names every reason that the code can give, and no other."""

import re
from pathlib import Path

from bonafides import credentials
from bonafides.credentials import reading, status
from bonafides.credentials.baking import MAX_PICTURE_BYTES
from bonafides.credentials.canonical import MAX_BLANK_NODES
from bonafides.credentials.verdict import State

PACKAGE = Path(credentials.__file__).parent
PAGE = Path("docs/reference/trustmark-credential.md").read_text(encoding="utf-8")
RAISED = re.compile(r'(?:Error\(|Outcome\.\w+, (?:"[^"]*"|\w+), )\s*"([a-z_]+)"')
ONLY_WHILE_ISSUING = {
    "already_baked", "already_signed", "ends_before_it_begins", "list_full", "list_size", "no_requirements",
    "place_outside", "svg_unfit", "valid_too_long", "key_shape", "keys_wrong", "not_did_web", "did_shape",
}  # fmt: skip


def codes_in_the_source() -> set[str]:
    return {code for path in PACKAGE.glob("*.py") for code in RAISED.findall(path.read_text(encoding="utf-8"))}


def codes_on_the_page() -> set[str]:
    table = PAGE.partition("| code | the reason |")[2]
    return set(re.findall(r"`([a-z_]+)`", table))


def test_every_reason_that_a_verifier_can_give_is_explained() -> None:
    given = codes_in_the_source() - ONLY_WHILE_ISSUING

    assert given - codes_on_the_page() == {"issuer_document_unreadable"}


def test_no_reason_is_explained_that_cannot_be_given() -> None:
    known = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))

    assert {code for code in codes_on_the_page() if f'"{code}"' not in known} == set()


def test_every_state_and_limit_stands_on_the_page() -> None:
    limits = [reading.MAX_CREDENTIAL_BYTES, reading.MAX_VALUES, MAX_PICTURE_BYTES, MAX_BLANK_NODES]
    limits += [status.MIN_PLACES, status.MAX_PLACES, status.MAX_LIST_BYTES]

    assert [state.value for state in State if f"`{state.value}`" not in PAGE] == []
    assert [limit for limit in limits if f"{limit:,}" not in PAGE] == []
