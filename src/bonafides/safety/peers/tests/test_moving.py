"""A plain `pg_dump` of Hasher-Matcher-Actioner becomes lists, with their contents and switches."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid, NotFound
from bonafides.matching.fingerprint_json import fingerprints_from_json
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry, ImportRun
from bonafides.safety.banks.queries import match
from bonafides.safety.banks.vocabulary import EntryState
from bonafides.safety.peers.actions import moving
from bonafides.safety.peers.dumps import hma
from bonafides.safety.peers.tests.importing import run

PDQ_A, PDQ_B = "f" * 32 + "0" * 32, "0" * 32 + "f" * 32
MD5_A = "a" * 32
DUMP = f"""--
-- PostgreSQL database dump
--
SET client_encoding = 'UTF8';

COPY public.bank (id, name, enabled_ratio, import_from_exchange_id) FROM stdin;
1\tTEST_BANK\t1\t\\N
2\tOFF_BANK\t0\t\\N
\\.

COPY public.content_signal (content_id, signal_type, signal_val, create_time) FROM stdin;
10\tpdq\t{PDQ_A}\t2026-01-01 00:00:00+00
10\tvideo_md5\t{MD5_A}\t2026-01-01 00:00:00+00
11\tpdq\t{PDQ_B}\t2026-01-01 00:00:00+00
11\tclip\tx\t2026-01-01 00:00:00+00
20\traw_text\tlisted words\\tof a list\t2026-01-01 00:00:00+00
99\tpdq\t{PDQ_A}\t2026-01-01 00:00:00+00
\\.

COPY public.exchange_data (id, collab_id, fetch_id, pickled_fetch_signal_metadata) FROM stdin;
1\t1\tx\t\\\\x80049524
\\.

COPY public.bank_content (id, bank_id, imported_from_id, disable_until_ts, original_content_uri, bank_content_metadata, note) FROM stdin;
10\t1\t\\N\t1\t\\N\t{{"content_id": "row-7", "json": {{"a": 1}}}}\tfrom the archive
11\t1\t\\N\t0\t\\N\t\\N\t\\N
20\t2\t\\N\t1\t\\N\t\\N\t\\N
broken\t1
\\.
"""  # noqa: E501


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "dump.sql"
    path.write_text(DUMP, "utf-8")
    return path


@pytest.mark.django_db
def test_lists_come_with_their_contents_and_their_switches(
    dump: Path, program: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run("import_hma", dump)

    told = capsys.readouterr()
    states = {entry.value[:8]: entry.state for entry in Entry.objects.filter(bank__name="TEST_BANK")}
    assert code == 0
    assert states == {PDQ_A[:8]: EntryState.ACTIVE, MD5_A[:8]: EntryState.ACTIVE, PDQ_B[:8]: EntryState.DISABLED}
    assert Entry.objects.get(bank__name="OFF_BANK").value == "listed words\tof a list"
    assert not Bank.objects.get(name="OFF_BANK").is_active
    assert "TEST_BANK: added: 3, changed: 0, unchanged: 0, set aside: 1" in told.out
    assert "clip" in told.err
    assert "belong to no content: 2" in told.out


@pytest.mark.django_db
def test_while_a_list_comes_in_nothing_matches_that_is_off_there(dump: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(f'{{"type": "pdq", "value": "{PDQ_B}", "source_id": "11"}}\n')
    pdq = fingerprints_from_json({"pdq": PDQ_B})

    moving.bring_in(name="TEST_BANK", provenance="HMA", path=rows, rests=True, at=now())
    stopped_here = Bank.objects.get(name="TEST_BANK").is_active, match(pdq).matches
    run("import_hma", dump)

    assert stopped_here == (False, ())
    assert Bank.objects.get(name="TEST_BANK").is_active
    assert match(pdq).matches == ()


@pytest.mark.django_db
def test_a_list_that_is_in_use_stays_so_while_more_comes_in(dump: Path, tmp_path: Path) -> None:
    run("import_hma", dump)
    rows = tmp_path / "rows.jsonl"
    rows.write_text(f'{{"type": "md5", "value": "{"b" * 32}"}}\n')

    moving.bring_in(name="TEST_BANK", provenance="HMA", path=rows, rests=True, at=now())

    assert Bank.objects.get(name="TEST_BANK").is_active


@pytest.mark.django_db
@pytest.mark.parametrize(("named", "written"), [("UTF8", "utf-8"), ("LATIN1", "latin-1"), ("WIN1252", "cp1252")])
def test_a_dump_is_read_in_the_character_set_that_it_names(tmp_path: Path, named: str, written: str) -> None:
    text = DUMP.replace("'UTF8'", f"'{named}'").replace("the archive", "a café")
    (tmp_path / "dump.sql").write_bytes(text.encode(written))

    run("import_hma", tmp_path / "dump.sql")

    assert Entry.objects.get(value=PDQ_A).label == "from a café"


@pytest.mark.django_db
def test_what_is_in_no_such_character_set_is_set_aside_or_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = DUMP.replace("listed words", "words of a café").replace("from the archive", "from a café")
    (tmp_path / "dump.sql").write_bytes(text.encode("latin-1"))

    run("import_hma", tmp_path / "dump.sql")

    told = capsys.readouterr()
    assert "OFF_BANK, row 1: Letters of the row cannot be read" in told.err
    assert "belong to no content: 5" in told.out
    assert [entry.value for entry in Entry.objects.all()] == [PDQ_B]


def test_a_trend_query_of_a_dump_is_a_rule_on_words() -> None:
    rule = '{"and":[{"or":["red kite"]}],"not":[]}'
    stream = io.BytesIO(DUMP.replace("raw_text\tlisted words\\tof a list", f"trend_query\t{rule}").encode())

    dump = hma.read_dump(stream)
    stream.seek(0)
    rows = [row for bank, row in hma.signals_in(stream, dump) if bank == 2]

    assert [(row["type"], row["value"]) for row in rows] == [("pattern", rule)]


def test_a_dump_in_a_character_set_that_is_not_read_is_refused() -> None:
    with pytest.raises(Invalid, match="MULE_INTERNAL"):
        hma.read_dump(io.BytesIO(DUMP.replace("'UTF8'", "'MULE_INTERNAL'").encode()))


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("SQL_ASCII", "utf-8"), ("UTF8", "utf-8"), ("KOI8R", "koi8-r"), ("WIN1251", "cp1251"), ("SJIS", "shift_jis")],
)
def test_character_sets_have_other_names_in_a_dump(theirs: str, ours: str) -> None:
    assert hma.charset_of(theirs) == ours


@pytest.mark.django_db
def test_what_was_kept_beside_a_content_is_read_as_before(dump: Path, program: Client) -> None:
    run("import_hma", dump, "--bank", "TEST_BANK")
    number = Entry.objects.get(value=PDQ_A).pk

    shown = program.get(f"/c/bank/TEST_BANK/content/{number}?include_metadata=true").json()

    assert shown["metadata"] == {"content_id": "row-7", "json": {"a": 1}, "collab": {"TEST_BANK": ["10"]}}
    assert Entry.objects.get(value=PDQ_A).label == "from the archive"
    assert not Bank.objects.filter(name="OFF_BANK").exists()


@pytest.mark.django_db
def test_the_same_dump_again_changes_nothing(dump: Path) -> None:
    run("import_hma", dump)
    before = list(Entry.objects.values_list("pk", "value", "disabled_at").order_by("pk"))

    run("import_hma", dump)

    assert list(Entry.objects.values_list("pk", "value", "disabled_at").order_by("pk")) == before
    assert [each.added for each in ImportRun.objects.order_by("pk")][2:] == [0, 0]


def with_contents(*contents: tuple[int, str]) -> str:
    """A dump of one list whose contents, with this switch and note each, all have the same value, spelt in two ways."""
    signals = "".join(f"{number}\tpdq\t{PDQ_A.upper() if number % 2 else PDQ_A}\tx\n" for number, _more in contents)
    rows = "".join(f"{number}\t1\t\\N\t{more}\n" for number, more in contents)
    return (
        "COPY public.bank (id, name, enabled_ratio) FROM stdin;\n1\tTEST_BANK\t1\n\\.\n"
        f"COPY public.content_signal (content_id, signal_type, signal_val, create_time) FROM stdin;\n{signals}\\.\n"
        "COPY public.bank_content (id, bank_id, note, disable_until_ts, bank_content_metadata) FROM stdin;\n"
        f"{rows}\\.\n"
    )


SOON = int((now() + timedelta(days=30)).timestamp())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("switches", "until"),
    [((1, 0), 1), ((0, 1), 1), ((0, 0), 0), ((SOON, 0), SOON), ((SOON + 9, SOON), SOON), ((SOON, 1), 1)],
    ids=["one on", "the other on", "both off", "one until soon", "both until soon", "one on, one until soon"],
)
def test_a_value_that_several_contents_have_is_off_only_while_all_are(
    tmp_path: Path, program: Client, switches: tuple[int, int], until: int
) -> None:
    (tmp_path / "dump.sql").write_text(with_contents(*((10 + n, f"{each}\t\\N") for n, each in enumerate(switches))))

    run("import_hma", tmp_path / "dump.sql")

    shown = program.get(f"/c/bank/TEST_BANK/content/{Entry.objects.get().pk}").json()
    assert shown["disable_until_ts"] == until


@pytest.mark.django_db
def test_contents_that_become_one_entry_are_counted_and_what_one_of_them_said_is_kept(
    tmp_path: Path, program: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    said = '{"content_id": "row-7"}'
    (tmp_path / "dump.sql").write_text(with_contents((10, f"1\t{said}"), (11, "1\t\\N"), (12, "1\t\\N")))

    run("import_hma", tmp_path / "dump.sql")

    shown = program.get(f"/c/bank/TEST_BANK/content/{Entry.objects.get().pk}?include_metadata=true").json()
    assert shown["metadata"]["content_id"] == "row-7"
    assert (
        "TEST_BANK: 3 contents have a value that another one has, too: it is one entry here" in capsys.readouterr().out
    )


@pytest.mark.django_db
def test_a_dump_that_comes_again_switches_nothing_on_that_is_off_here(dump: Path, bo: Actor) -> None:
    run("import_hma", dump)
    entry = Entry.objects.get(value=PDQ_A)
    banks.disable_entry(entry=entry, reason="a library", by=bo, at=now())

    run("import_hma", dump)

    entry.refresh_from_db()
    assert entry.state == EntryState.DISABLED


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"PGDMP\x01\x0e", b"", b"SELECT 1;\n"], ids=["custom", "empty", "else"])
def test_what_is_no_plain_dump_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x").write_bytes(data)

    with pytest.raises(Invalid):
        run("import_hma", tmp_path / "x")


@pytest.mark.django_db
def test_a_list_that_the_dump_has_not_is_told(dump: Path) -> None:
    with pytest.raises(NotFound):
        run("import_hma", dump, "--bank", "ELSEWHERE")


@given(st.binary(max_size=400), st.integers(0, len(DUMP)))
@settings(max_examples=200, deadline=None)
def test_no_damage_to_a_dump_breaks_its_reading(noise: bytes, at: int) -> None:
    data = DUMP.encode()[:at] + noise + DUMP.encode()[at:]

    try:
        dump = hma.read_dump(io.BytesIO(data))
    except Invalid:
        return
    assert all(isinstance(row, dict) for _bank, row in hma.signals_in(io.BytesIO(data), dump))


@pytest.mark.django_db
def test_a_dump_that_comes_again_leaves_lists_as_they_were_switched_here(dump: Path, bo: Actor) -> None:
    run("import_hma", dump)
    banks.disable_bank(bank=Bank.objects.get(name="TEST_BANK"), reason="much is wrong on it", by=bo, at=now())
    banks.enable_bank(bank=Bank.objects.get(name="OFF_BANK"), by=bo, at=now())

    run("import_hma", dump)

    assert not Bank.objects.get(name="TEST_BANK").is_active
    assert Bank.objects.get(name="OFF_BANK").is_active
