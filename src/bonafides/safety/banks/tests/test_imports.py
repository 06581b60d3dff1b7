import hashlib
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafides.base.audit.models import LogEntry
from bonafides.base.blobs.models import Blob
from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, NotAllowed
from bonafides.matching.insides.tests.made import a_tmk
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, formats, jobs, queries
from bonafides.safety.banks.actions import imports
from bonafides.safety.banks.formats import ListRow, Unusable
from bonafides.safety.banks.models import Bank, Entry, EntryOpinion, ImportRun, MatchRecord
from bonafides.safety.banks.tests.conftest import NOON, REVIEWER, SHA256_A, SHA256_B, an_entry, refuse
from bonafides.safety.banks.values import parse_value
from bonafides.safety.banks.vocabulary import ListFormat, Opinion

pytestmark = pytest.mark.django_db

HEADER = "type,value,label,entity,severity,source_id,opinion\n"
TWO_ROWS = f"{HEADER}sha256,{SHA256_A},Circle,Sample Entity A,high,S1,positive\nsha256,{SHA256_B},Square,,,S2,\n"


def brought_in(bank: Bank, text: str | bytes, by: Actor = SYSTEM) -> ImportRun:
    data = text if isinstance(text, bytes) else text.encode()
    run = actions.start_import(
        bank=bank,
        file_name="list.csv",
        file_sha256=hashlib.sha256(data).hexdigest(),
        format_=formats.format_of(data),
        by=by,
        at=NOON,
    )
    return actions.import_file(run=run, file=io.BytesIO(data), by=by, at=NOON)


def counts(run: ImportRun) -> tuple[int, ...]:
    return tuple(run.counts().values())


def test_a_file_is_taken_in_and_recorded(bank: Bank) -> None:
    run = brought_in(bank, TWO_ROWS)

    circle = Entry.objects.get(source_id="S1")
    assert counts(run) == (2, 0, 0, 0, 0)
    assert (circle.label, circle.entity, circle.severity, circle.line) == ("Circle", "Sample Entity A", "high", 2)
    assert (circle.opinion, circle.sources_opinion, circle.own_opinion) == ("positive", "positive", "")
    told = list(LogEntry.objects.order_by("id").values_list("event_name", flat=True))
    assert told[-3:] == ["bank.import_started", "bank.rows_imported", "bank.imported"]


def test_the_same_file_again_changes_nothing(bank: Bank) -> None:
    brought_in(bank, TWO_ROWS)

    again = brought_in(bank, TWO_ROWS)

    assert counts(again) == (0, 0, 2, 0, 0)
    assert (Entry.objects.count(), EntryOpinion.objects.count()) == (2, 1)


def test_what_the_file_says_otherwise_now_is_updated(bank: Bank) -> None:
    brought_in(bank, TWO_ROWS)

    changed = brought_in(bank, TWO_ROWS.replace("Circle", "Ring").replace("positive", "disputed"))

    ring = Entry.objects.get(source_id="S1")
    assert counts(changed) == (0, 1, 1, 0, 0)
    assert (ring.label, ring.opinion) == ("Ring", "disputed")
    assert [row.value for row in ring.opinions.all()] == ["disputed", "positive"]


def test_an_opinion_that_the_file_drops_ends(bank: Bank) -> None:
    brought_in(bank, TWO_ROWS)

    brought_in(bank, TWO_ROWS.replace("positive", ""))

    assert Entry.objects.get(source_id="S1").opinion == "unconfirmed"


def test_our_own_opinion_outlives_every_import(bank: Bank, bo: Actor) -> None:
    brought_in(bank, TWO_ROWS)
    entry = Entry.objects.get(source_id="S1")
    actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, by=bo, at=NOON)

    brought_in(bank, TWO_ROWS.replace("Circle", "Ring"))

    entry.refresh_from_db()
    assert (entry.own_opinion, entry.sources_opinion, entry.opinion) == ("negative", "positive", "negative")


def test_what_was_withdrawn_here_is_listed_again_in_vain(bank: Bank, bo: Actor) -> None:
    brought_in(bank, TWO_ROWS)
    actions.withdraw_entry(entry=Entry.objects.get(source_id="S1"), reason="wrong", by=bo, at=NOON)

    again = brought_in(bank, TWO_ROWS)

    assert counts(again) == (0, 0, 1, 0, 1)
    assert Entry.objects.get(source_id="S1").state == "withdrawn"


def test_a_disabled_entry_stays_disabled(bank: Bank, bo: Actor) -> None:
    brought_in(bank, TWO_ROWS)
    actions.disable_entry(entry=Entry.objects.get(source_id="S1"), reason="inspection", by=bo, at=NOON)

    brought_in(bank, TWO_ROWS.replace("Circle", "Ring"))

    assert Entry.objects.get(source_id="S1").state == "disabled"


def test_a_bad_row_is_set_aside_with_its_line_and_reason(bank: Bank) -> None:
    run = brought_in(
        bank, f"{HEADER}sha256,beef,,,,,\nsha256,{SHA256_A},,,,,\nphoton,1,,,,,\nsha1,{'a' * 40},,,,,yes\n"
    )

    assert counts(run) == (1, 0, 0, 3, 0)
    assert [row.line for row in run.rows_set_aside.all()] == [2, 4, 5]
    assert run.rows_set_aside.all()[0].raw == "sha256,beef,,,,,"
    assert "64 hexadecimal digits" in run.rows_set_aside.all()[0].reason


def test_a_value_that_comes_twice_in_a_file_stands_once_as_the_last_row_says(bank: Bank) -> None:
    run = brought_in(bank, f"{HEADER}sha256,{SHA256_A},Circle,,,,\nsha256,{SHA256_A.upper()},Ring,,,,\n")

    assert counts(run) == (1, 0, 1, 0, 0)
    assert Entry.objects.get().label == "Ring"


def test_equal_digits_of_two_kinds_are_two_entries_each_with_its_opinion(bank: Bank) -> None:
    run = brought_in(bank, f"{HEADER}sha256,{SHA256_A},,,,,positive\npdq,{SHA256_A},,,,,disputed\n")

    told = set(Entry.objects.values_list("type", "opinion", "opinions__value"))
    assert run.added == 2
    assert told == {("sha256", "positive", "positive"), ("pdq", "disputed", "disputed")}


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


# -- stopping and going on --------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone."""


def rows_numbered(number: int) -> list[ListRow | Unusable]:
    values = (hashlib.sha256(str(n).encode()).hexdigest() for n in range(number))
    return [ListRow(line, parse_value(EntryType.SHA256, value)) for line, value in enumerate(values, start=2)]


def killed_after(rows: list[ListRow | Unusable], number: int) -> Iterator[ListRow | Unusable]:
    yield from islice(rows, number)
    raise Killed


def started(bank: Bank) -> ImportRun:
    return actions.start_import(
        bank=bank, file_name="l.csv", file_sha256="f" * 64, format_=ListFormat.CSV, by=SYSTEM, at=NOON
    )


@pytest.mark.parametrize("read_before", [0, 1, 999, 1000, 1001, 2500])
def test_a_killed_import_goes_on_where_it_was_and_doubles_nothing(bank: Bank, read_before: int) -> None:
    rows = rows_numbered(2_500)
    with pytest.raises(Killed):
        actions.import_rows(run=started(bank), rows=killed_after(rows, read_before), by=SYSTEM, at=NOON)

    run = started(bank)
    reached = run.rows_done
    done = actions.import_rows(run=run, rows=iter(rows), by=SYSTEM, at=NOON)

    assert reached == read_before // 1000 * 1000
    assert (ImportRun.objects.count(), done.state, counts(done)) == (1, "done", (2_500, 0, 0, 0, 0))
    assert Entry.objects.count() == 2_500


def test_two_processes_do_not_bring_the_same_file_in_at_once(bank: Bank) -> None:
    run = started(bank)
    same = started(bank)
    actions.import_rows(run=run, rows=iter(rows_numbered(3)), by=SYSTEM, at=NOON)

    with pytest.raises(Conflict):
        actions.import_rows(run=same, rows=iter(rows_numbered(3)), by=SYSTEM, at=NOON)

    assert Entry.objects.count() == 3


def test_a_long_file_is_left_to_the_worker_and_goes_in_turn_by_turn(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "BATCHES_A_TURN", 1)
    lines = "".join(f"sha256,{hashlib.sha256(str(n).encode()).hexdigest()}\n" for n in range(2_100))
    file = io.BytesIO(("type,value\n" + lines).encode())
    run = actions.leave_for_worker(
        bank=bank, file=file, file_name="l.csv", file_sha256="f" * 64, format_=ListFormat.CSV, by=SYSTEM, at=NOON
    )

    reached = [run_next(number) for number in range(4)]

    run.refresh_from_db()
    assert reached == [1_000, 2_000, 2_100, 2_100]
    assert (run.state, run.added, run.file_blob) == ("done", 2_100, "")


def test_rows_with_long_values_go_in_by_fewer_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "IMPORT_BATCH_CHARACTERS", 200)  # of digests with 64 characters each

    batches = list(imports.batches_of(iter(rows_numbered(10))))

    assert [len(batch) for batch in batches] == [4, 4, 2]


def run_next(number: int) -> int:
    """The worker's next turn: the latest row of this kind, which may come twice."""
    row = OutboxRow.objects.filter(kind="banks.import").order_by("-id")[0]
    jobs.HANDLERS["banks.import"](row, NOON + timedelta(minutes=number))
    return ImportRun.objects.get().rows_done


# -- who may ----------------------------------------------------------------------------------------


def test_a_reviewer_brings_nothing_in(bank: Bank) -> None:
    with pytest.raises(NotAllowed):
        brought_in(bank, TWO_ROWS, by=REVIEWER)

    assert not ImportRun.objects.exists()


def test_our_own_list_takes_no_file(bo: Actor) -> None:
    with pytest.raises(Conflict):
        brought_in(actions.own_bank(at=NOON), TWO_ROWS)


def test_a_batch_that_cannot_be_recorded_is_not_taken_in(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    run = started(bank)
    monkeypatch.setattr(imports, "record", refuse)

    with pytest.raises(OSError, match="no log"):
        actions.import_rows(run=run, rows=rows_numbered(3), by=SYSTEM, at=NOON)

    assert not Entry.objects.exists()


def test_an_imported_entry_matches_at_once_and_a_hand_made_one_is_found_again(bank: Bank, bo: Actor) -> None:
    by_hand = an_entry(bank, bo)

    run = brought_in(bank, TWO_ROWS)

    by_hand.refresh_from_db()
    assert (run.added, run.changed, by_hand.label) == (1, 1, "Circle")


# -- values -----------------------------------------------------------------------------------------


@settings(max_examples=200)
@given(
    st.sampled_from(["example.org", "http://example.org", "https://EXAMPLE.org:8443"]),
    st.text(st.sampled_from("aB/.%?&=#é- "), max_size=30),
    st.sampled_from(["", "/*"]),
)
def test_the_stored_form_of_an_address_stands_for_itself(host: str, path: str, end: str) -> None:
    stored = parse_value(EntryType.URL, f"{host}/{path.strip()}{end}")

    assert parse_value(EntryType.URL, stored.text) == stored


@pytest.mark.parametrize("value", ["example.org", "example.org/", "example.org/a/*", "https://example.org/a?b=C"])
def test_each_form_of_an_address_keeps_its_form(value: str) -> None:
    stored = parse_value(EntryType.URL, value)

    assert parse_value(EntryType.URL, stored.text) == stored


def test_host_prefix_and_page_are_three_values() -> None:
    forms = {parse_value(EntryType.URL, value).sha256 for value in ("example.org", "example.org/", "example.org/*")}

    assert len(forms) == 3


# -- any bytes at all -------------------------------------------------------------------------------

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


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_no_list_and_never_an_error(data: bytes) -> None:
    try:
        rows = list(formats.rows_of(io.BytesIO(data)))
    except formats.UnusableFile:
        rows = []

    formats.format_of(data)
    assert all(isinstance(row, ListRow | Unusable) for row in rows)


def left(bank: Bank, data: bytes, by: Actor) -> ImportRun:
    sha256 = hashlib.sha256(data).hexdigest()
    return actions.leave_for_worker(
        bank=bank, file=io.BytesIO(data), file_name="l.csv", file_sha256=sha256, format_=ListFormat.CSV, by=by, at=NOON
    )


def test_a_file_that_is_left_twice_is_kept_once_and_brought_in_once(bank: Bank, bo: Actor) -> None:
    first, again = left(bank, TWO_ROWS.encode(), bo), left(bank, TWO_ROWS.encode(), bo)

    kept = Blob.objects.filter(erased_at=None)
    assert (first, first.file_blob, kept.get().name) == (again, again.file_blob, first.file_blob)


def test_a_file_that_was_stopped_at_once_goes_on_when_it_is_left_for_the_worker(bank: Bank, bo: Actor) -> None:
    sha256 = hashlib.sha256(TWO_ROWS.encode()).hexdigest()
    stopped = actions.start_import(
        bank=bank, file_name="l.csv", file_sha256=sha256, format_=ListFormat.CSV, by=bo, at=NOON
    )

    run = left(bank, TWO_ROWS.encode(), bo)
    actions.import_stored(run=run, by=bo, at=NOON)

    stopped.refresh_from_db()
    assert (stopped, stopped.state, stopped.added) == (run, "done", 2)
