"""The files that lists come in and leave in: their formats, and rows that cannot be used."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import Actor
from bonafides.matching.insides.tests.made import a_tmk
from bonafides.safety.banks import actions, formats, queries
from bonafides.safety.banks.formats import ListRow, Unusable
from bonafides.safety.banks.models import Bank, Entry, MatchRecord
from bonafides.safety.banks.tests.bringing_in import HEADER, TWO_ROWS, brought_in, counts
from bonafides.safety.banks.tests.conftest import NOON, SHA256_A, SHA256_B
from bonafides.safety.banks.vocabulary import ListFormat

pytestmark = pytest.mark.django_db


def test_a_bad_row_is_set_aside_with_its_line_and_reason(bank: Bank) -> None:
    run = brought_in(
        bank, f"{HEADER}sha256,beef,,,,,\nsha256,{SHA256_A},,,,,\nphoton,1,,,,,\nsha1,{'a' * 40},,,,,yes\n"
    )

    assert counts(run) == (1, 0, 0, 3, 0)
    assert [row.line for row in run.rows_set_aside.all()] == [2, 4, 5]
    assert run.rows_set_aside.all()[0].raw == "sha256,beef,,,,,"
    assert "64 hexadecimal digits" in run.rows_set_aside.all()[0].reason


def test_null_characters_and_broken_bytes_never_reach_the_table(bank: Bank) -> None:
    run = brought_in(bank, HEADER.encode() + f"sha256,{SHA256_A},a\0b,,,,\n".encode() + b"text,\xff\xfe,,,,,\n")

    assert (run.added, run.set_aside) == (0, 2)


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_only(bank: Bank) -> None:
    run = brought_in(bank, f'{HEADER}sha256,"{SHA256_A},,,,,\nsha256,{SHA256_B},,,,,\n')

    assert (run.added, run.set_aside) == (1, 1)
    assert Entry.objects.get().value == SHA256_B


def test_a_file_that_is_no_list_ends_its_run_with_the_reason(bank: Bank) -> None:
    run = brought_in(bank, "name,colour\ncircle,red\n")

    assert (run.state, run.added) == ("failed", 0)
    assert "type and value" in run.trouble
    assert LogEntry.objects.order_by("-id")[0].event_name == "bank.import_failed"


def test_json_lines_are_taken_in(bank: Bank) -> None:
    run = brought_in(bank, json.dumps({"type": "url", "value": "https://Example.org/A?utm_source=x"}) + "\nnonsense\n")

    assert counts(run) == (1, 0, 0, 1, 0)
    assert Entry.objects.get().value == "https://example.org/A"


TCAP = (
    "ID,Description,URL,Domain,Created On,Content Data Type,Extreme Content,"
    "Core Terrorist Group - Terrorist Group Fk → Name,Core Terrorist Group - Terrorist Group Fk → Ideology\n"
    "17,A circle,shapes.example/Circle?b=C,shapes.example,12/21/22 16:41:59,URL,YES,Sample Entity A,SMP\n"
    "18,A film of it,shapes.example/film,shapes.example,12/21/22 16:41:59,VIDEO,NO,Sample Entity A,SMP\n"
)


def test_the_csv_of_the_tcap_is_taken_in_as_unconfirmed_addresses(bank: Bank) -> None:
    run = brought_in(bank, TCAP)

    entry = Entry.objects.get()
    assert (run.format, counts(run)) == ("tcap", (1, 0, 0, 1, 0))
    assert (entry.type, entry.value) == ("url", "https://shapes.example/Circle?b=C")
    assert (entry.source_id, entry.entity, entry.opinion) == ("17", "Sample Entity A", "unconfirmed")
    assert queries.severity_of(MatchRecord(severity=entry.severity)) == "critical"


def test_an_export_brought_in_elsewhere_gives_the_same_list(bank: Bank, bo: Actor) -> None:
    addresses = "url,example.org/a/*,,,,,\nurl,example.org,=1+1,,,,negative\n"
    rows = f'text,"two\nlines, ""quoted""",,,,,\n{addresses}pdq,{"0f" * 32},,,,,\ntmk,{a_tmk().text},,,,,\n'
    rows += f'chromaprint,"{", ".join(map(str, range(10**9, 10**9 + 80)))}",,,,,\n'
    brought_in(bank, HEADER + rows)
    other = actions.create_bank(name="Copy", by=bo, at=NOON)

    for format_ in ("csv", "jsonl"):
        brought_in(other, "".join(formats.lines_in(format_, queries.rows_to_export(bank))))

    def listed(of: Bank) -> set[tuple[str, ...]]:
        return set(Entry.objects.filter(bank=of).values_list("type", "value", "value_sha256", "label", "opinion"))

    assert listed(other) == listed(bank)
    assert len(listed(bank)) == 6


def test_an_export_as_json_is_one_array(bank: Bank) -> None:
    brought_in(bank, TWO_ROWS)

    told = json.loads("".join(formats.lines_in("json", queries.rows_to_export(bank))))

    assert [row["source_id"] for row in told] == ["S1", "S2"]
    assert json.loads("".join(formats.lines_in("json", []))) == []


GOOD = f"type,value\nsha256,{SHA256_A}\n".encode()


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_whatever_follows_a_good_row_it_stays_a_good_row(rest: bytes) -> None:
    rows = list(formats.rows_of(io.BytesIO(GOOD + rest)))

    assert isinstance(rows[0], ListRow)
    assert rows[0].value.text == SHA256_A


@settings(max_examples=300)
@given(st.text(st.sampled_from('",\n;sha256f0\t\0\r{}'), max_size=120))
def test_a_good_row_after_any_rubbish_is_never_lost(rubbish: str) -> None:
    data = f"type,value\n{rubbish}\nsha256,{SHA256_B}\n".encode()

    found = [row for row in formats.rows_of(io.BytesIO(data)) if isinstance(row, ListRow)]

    assert found[-1].value.text == SHA256_B


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (b"# exported 2026\nsep=;\ntype;value\n", ListFormat.CSV),
        (b"\xef\xbb\xbfsep=;\r\ntype;value\r\n", ListFormat.CSV),
        (b'# exported 2026\n{"type": "md5"}\n', ListFormat.JSONL),
        (b"# a list\n\nversion: 1\n---\n", ListFormat.BADBITS),
    ],
)
def test_what_stands_above_a_list_does_not_hide_its_format(data: bytes, format_: ListFormat) -> None:
    assert formats.format_of(data) == format_


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_no_list_and_never_an_error(data: bytes) -> None:
    try:
        rows = list(formats.rows_of(io.BytesIO(data)))
    except formats.UnusableFile:
        rows = []

    formats.format_of(data)
    assert all(isinstance(row, ListRow | Unusable) for row in rows)
