"""Entries: one canonical form, and fields that open one by one."""

import json
from datetime import date

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from bonafides.ledger.entries import (
    Entry,
    Json,
    Opening,
    check_opening,
    commitment_of,
    entry_of,
    opening_of,
    salt_of,
)
from bonafides.ledger.errors import LedgerError, MalformedError, RefusedError

from .samples import FIELDS, SECRET, an_entry, parsed

TEXT = an_entry(7).decode()
names = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def made(fields: dict[str, Json], type_: str = "case_decided") -> Entry:
    day = date(2026, 11, 21)
    return entry_of(type_=type_, day=day, ref=bytes(16), fields=fields, secret=SECRET, event_id="event-7")


@given(st.dictionaries(names, values, max_size=8))
def test_an_entry_is_canonical_json_and_is_read_back(fields: dict[str, Json]) -> None:
    entry = made(fields)

    data = entry.serialise()

    assert data == rfc8785.dumps(json.loads(data))
    assert Entry.parse(data) == entry
    assert set(json.loads(data)) == {"v", "type", "date", "ref", "commitments"}


@given(st.dictionaries(names, values, min_size=1, max_size=5))
def test_each_field_opens_with_its_own_salt(fields: dict[str, Json]) -> None:
    entry = made(fields)

    for name, value in fields.items():
        check_opening(entry, opening_of(SECRET, "event-7", name, value))


def test_the_salt_of_one_field_opens_no_other() -> None:
    entry = made(FIELDS)
    salt = salt_of(SECRET, "event-7", "clause")

    with pytest.raises(RefusedError):
        check_opening(entry, Opening("measure", salt, FIELDS["measure"]))


@pytest.mark.parametrize(
    "opening",
    [
        opening_of(SECRET, "event-7", "measure", "remove"),
        opening_of(SECRET, "event-8", "measure", "disable"),
        opening_of(bytes(32), "event-7", "measure", "disable"),
        opening_of(SECRET, "event-7", "absent", "disable"),
        Opening("measure", b"", "disable"),
    ],
    ids=["another value", "another event", "another secret", "another field", "no salt"],
)
def test_what_was_not_recorded_does_not_open(opening: Opening) -> None:
    with pytest.raises(RefusedError) as refused:
        check_opening(made(FIELDS), opening)

    assert refused.value.code == "opening_wrong"


def test_the_commitment_is_the_documented_formula() -> None:
    from base64 import urlsafe_b64encode
    from hashlib import sha256
    from hmac import new

    salt = new(SECRET, b"event-7\nclause", sha256).digest()
    digest = sha256(salt + b'["clause","4.2"]').digest()

    assert salt_of(SECRET, "event-7", "clause") == salt
    assert commitment_of(salt, "clause", "4.2") == urlsafe_b64encode(digest).decode().rstrip("=")


def test_an_internal_entry_hides_even_the_names_of_its_fields() -> None:
    data = made({"viewed_by": "someone"}, "internal").serialise()

    assert list(json.loads(data)["commitments"]) == ["all"]
    check_opening(Entry.parse(data), opening_of(SECRET, "event-7", "all", {"viewed_by": "someone"}))


def test_an_internal_entry_that_shows_a_name_is_refused() -> None:
    data = TEXT.replace("case_decided", "internal")

    with pytest.raises(MalformedError):
        Entry.parse(data.encode())


def test_neither_value_nor_secret_nor_event_id_is_in_the_entry() -> None:
    data = made({"note": "planted-words"}).serialise()

    assert all(planted not in data for planted in (b"planted", b"event-7", SECRET.hex().encode()))


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace('"v":1', '"v":2'),
        TEXT.replace('"v":1', '"v":1,"w":2'),
        TEXT.replace('"v":1', '"v":1.0'),
        TEXT.replace(":", ": ", 1),
        TEXT + "\n",
        " " + TEXT,
        TEXT.replace("2026-10-01", "2026-02-30"),
        TEXT.replace("2026-10-01", "2026-10-1"),
        TEXT.replace("2026-10-01", "٢٠٢٦-10-01"),
        TEXT.replace('"type":"case_decided"', '"type":"case decided"'),
        TEXT.replace('"type":"case_decided"', '"type":"case_decided","type":"case_decided"'),
        TEXT.replace('"clause"', '"measure"'),
        TEXT.replace('"clause"', '"zlause"'),
        TEXT.replace('"clause"', '"Clause"'),
        TEXT.replace('"commitments"', '"commitment"'),
        TEXT.replace('","measure"', '=","measure"'),
        "{}",
        "[]",
        "",
    ],
)
def test_any_other_form_is_refused(text: str) -> None:
    assert text != TEXT
    with pytest.raises(MalformedError):
        Entry.parse(text.encode())


@given(st.integers(0, len(TEXT) - 1), st.integers(0, 255))
def test_a_changed_byte_gives_another_canonical_entry_or_none(at: int, byte: int) -> None:
    data = TEXT.encode()[:at] + bytes([byte]) + TEXT.encode()[at + 1 :]

    try:
        entry = Entry.parse(data)
    except LedgerError:
        return
    assert entry.serialise() == data


def test_an_entry_beyond_4096_bytes_is_refused() -> None:
    with pytest.raises(MalformedError):
        made({f"field_{number:02d}": number for number in range(80)}).serialise()


@pytest.mark.parametrize("value", [float("nan"), 2**60, {1: "a key that is no text"}, "\ud800"])
def test_a_value_without_a_canonical_form_is_refused(value: Json) -> None:
    with pytest.raises(MalformedError):
        made({"value": value})


def test_reference_and_secret_have_their_sizes() -> None:
    with pytest.raises(MalformedError):
        entry_of(type_="t", day=date(2026, 1, 1), ref=b"", fields={}, secret=SECRET, event_id="e")
    with pytest.raises(MalformedError):
        salt_of(b"short", "event", "field")


def test_days_are_read() -> None:
    assert parsed(250).date == date(2026, 10, 3)
