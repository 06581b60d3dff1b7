"""Each public format: entities in, persons out, bad records named, tricks refused."""

import io
from datetime import date
from pathlib import Path

import pytest

from bonafides.base.designations import formats, rules
from bonafides.base.designations.formats.reading import Dated, day_of
from bonafides.base.designations.rules import Taken
from bonafides.base.designations.vocabulary import LISTS, Format, SetAside
from bonafides.kernel.errors import Invalid, TooLarge


def read(path: Path) -> tuple[Taken, date | None]:
    data, dated = path.read_bytes(), Dated()
    format_ = formats.format_of(data)
    known = next(each for each in LISTS if each.format is format_)
    return rules.taken_from(formats.read(io.BytesIO(data), format_, known.regimes, dated)), dated.as_of


def test_the_united_nations_list_gives_entities_and_counts_persons(samples: Path) -> None:
    taken, as_of = read(samples / "un.xml")

    assert [each.number for each in taken.records] == ["QDe.901", "TAe.902"]
    assert taken.records[0].aliases == ("Alpha Sample Front", "Échantillon Alpha", "كيان عينة ألفا")
    assert taken.records[0].listed_on == date(2014, 5, 14)
    assert (taken.persons, taken.other_regimes, as_of) == (1, 1, date(2026, 11, 2))


def test_bad_records_are_set_aside_with_the_reason(samples: Path) -> None:
    taken, _as_of = read(samples / "un.xml")

    assert [(bad.number, bad.reason) for bad in taken.bad] == [
        ("QDe.904", SetAside.NO_NAME),
        ("QDe.905", SetAside.BAD_DATE),
    ]
    assert "QDe.905" in taken.numbers_seen  # a broken record delists nobody


def test_the_european_list_takes_the_first_regulations_day_and_the_united_nations_number(samples: Path) -> None:
    taken, as_of = read(samples / "eu.xml")

    assert [each.number for each in taken.records] == ["EU.9001.1", "EU.9002.2"]
    assert (taken.records[0].listed_on, taken.records[0].also) == (date(2014, 5, 17), ("QDe.901",))
    assert (taken.persons, taken.other_regimes, len(taken.bad), as_of) == (1, 1, 1, date(2026, 11, 3))


def test_the_british_list_finds_the_primary_name_wherever_it_stands(samples: Path) -> None:
    taken, as_of = read(samples / "uk.xml")

    assert [each.name for each in taken.records] == ["SAMPLE ENTITY ALPHA UK"]
    assert taken.records[0].aliases == ("ALPHA SAMPLE FRONT (UK)", "كيان ألفا")
    assert (taken.persons, taken.other_regimes, as_of) == (1, 1, date(2026, 11, 4))


def test_the_treasurys_csv_joins_the_rows_of_a_group(samples: Path) -> None:
    taken, as_of = read(samples / "ofsi.csv")

    assert [(each.name, each.aliases) for each in taken.records] == [("SAMPLE ENTITY DELTA", ("DELTA SAMPLE GROUP",))]
    assert (taken.persons, taken.other_regimes, as_of) == (1, 1, date(2026, 11, 5))
    assert [(bad.place, bad.reason) for bad in taken.bad] == [("line 7", SetAside.BAD_ROW)]


def test_a_number_that_stands_twice_counts_once() -> None:
    record = rules.Record("X-1", "Sample Entity")

    taken = rules.taken_from([record, record])

    assert (len(taken.records), [bad.reason for bad in taken.bad]) == (1, [SetAside.TWICE])


BOMB = b"""<?xml version="1.0"?><!DOCTYPE CONSOLIDATED_LIST [<!ENTITY a "aaaa">]><CONSOLIDATED_LIST><ENTITIES>
<ENTITY><FIRST_NAME>&a;</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>"""
BROKEN = b"<CONSOLIDATED_LIST><ENTITIES><ENTITY>"


@pytest.mark.parametrize("data", [BOMB, BROKEN], ids=["entities", "broken off"])
def test_a_file_with_tricks_or_without_an_end_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        list(formats.read(io.BytesIO(data), Format.UN_XML, (), Dated()))

    assert refused.value.code == "list-unreadable"


def test_what_is_no_public_list_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        formats.format_of(b"<html>")

    assert refused.value.code == "unknown-list-format"


def test_a_file_beyond_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge):
        formats.check_size(128 * 1024 * 1024 + 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("2001-10-06", date(2001, 10, 6)),
        ("2001-10-06T00:00:00Z", date(2001, 10, 6)),
        ("06/10/2001", date(2001, 10, 6)),
    ],
)
def test_dates_are_read_in_both_ways_that_lists_write_them(text: str, day: date | None) -> None:
    assert day_of(text) == day


def test_names_are_searched_without_case_accents_and_punctuation() -> None:
    assert rules.folded("Échantillon-ALPHA (front)") == "echantillon alpha front"
