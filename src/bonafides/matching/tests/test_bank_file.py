import io
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.matching.bank_file import BadRow, Row, read_bank, read_bank_file
from bonafides.matching.errors import BankFileError, FingerprintError
from bonafides.matching.tests.bank_files import write_csv, write_json_lines
from bonafides.matching.texts import normal_text
from bonafides.matching.vocabulary import EntryType

MD5 = "900150983cd24fb0d6963f7d28e17f72"
PDQ = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"


def rows_of(text: str | bytes) -> list[Row | BadRow]:
    return list(read_bank(io.BytesIO(text.encode() if isinstance(text, str) else text)))


def short(rows: list[Row | BadRow]) -> list[tuple[int, str]]:
    return [(row.line, row.reason.code if isinstance(row, BadRow) else row.value) for row in rows]


def test_every_column_is_read() -> None:
    [row] = rows_of(
        f"type,value,label,entity,severity,source_id,opinion\n"
        f"MD5,{MD5.upper()},video,Sample Entity A,high,A-7,Positive\n"
    )

    assert row == Row(2, EntryType.MD5, MD5, "video", "Sample Entity A", "high", "A-7", "positive")
    assert row.entry == "A-7"


def test_columns_may_be_missing_unknown_and_in_any_order_and_case() -> None:
    [row] = rows_of(f"Notes, Value ,TYPE\nwhatever,{PDQ},pdq\n")

    assert row == Row(2, EntryType.PDQ, PDQ)
    assert row.entry == "line 2"


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(mark: str, ending: str, delimiter: str) -> None:
    lines = [delimiter.join(["type", "value"]), "", delimiter.join(["md5", MD5]), delimiter.join(["text", "سلام"])]

    rows = rows_of(mark + ending.join(lines))

    assert short(rows) == [(3, MD5), (4, "سلام")]


@pytest.mark.parametrize("above", ["# exported 2026\n", "\ufeff# exported 2026; by hand\r\n\r\n  # twice\r\n", "#\n"])
@pytest.mark.parametrize("rows", [f"type,value\nmd5,{MD5}\n", f'{{"type": "md5", "value": "{MD5}"}}\n'])
def test_a_comment_above_a_list_does_not_hide_what_it_is(above: str, rows: str) -> None:
    assert [row.value for row in rows_of(above + rows) if isinstance(row, Row)] == [MD5]


def test_a_first_column_of_numbers_is_no_comment() -> None:
    assert short(rows_of(f"#,type,value\n1,md5,{MD5}\n")) == [(2, MD5)]


def test_a_file_of_comments_alone_holds_no_list() -> None:
    with pytest.raises(BankFileError) as refusal:
        rows_of("# exported 2026\n\n# by hand\n")

    assert refusal.value.code == "empty_file"


@pytest.mark.parametrize(
    ("first", "delimiter"), [("sep=;", ";"), ('"sep=,"', ","), ("\ufeffSEP=|\r", "|"), ("sep=\t", "\t")]
)
def test_the_delimiter_that_a_spreadsheet_names_first_is_used(first: str, delimiter: str) -> None:
    rows = rows_of(f"{first}\ntype{delimiter}value{delimiter}label,a;b|c\tmd5\nmd5{delimiter}{MD5}\n")

    assert [row.value for row in rows if isinstance(row, Row)] == [MD5]


def test_marked_utf_16_is_read() -> None:
    assert short(rows_of(f"type,value\nmd5,{MD5}\n".encode("utf-16"))) == [(2, MD5)]


BAD = [
    ("md5,xyz", "bad_digest"),
    ("pdq,00", "bad_pdq"),
    ("md5,", "no_value"),
    ("md5", "no_value"),
    ("tmk,abc", "bad_tmk"),
    ("tmh,abc", "unsupported_type"),
    (f",{MD5}", "unsupported_type"),
    ("text,!?", "empty_text"),
    ("url,com", "not_an_address"),
    ("url,(evil.example)", "odd_host"),
    ('url,"a.example,b.example"', "odd_host"),
    ("url,https://evil.example/#about", "dropped_fragment"),
    (f"md5,{MD5},probably", "bad_opinion"),
    ("text," + "a" * 100_001, "value_too_long"),
    ("text," + "a" * 1_700_000, "bad_csv"),
]


@pytest.mark.parametrize(("line", "code"), BAD)
def test_a_bad_row_is_set_aside_with_its_line_and_the_rest_goes_in(line: str, code: str) -> None:
    rows = rows_of(f"type,value,opinion\nmd5,{MD5},\n{line}\nmd5,{MD5},\n")

    assert short(rows) == [(2, MD5), (3, code), (4, MD5)]


@pytest.mark.parametrize("column", ["label", "entity", "severity", "source_id", "opinion"])
def test_a_row_whose_letters_cannot_be_read_is_set_aside_and_nothing_is_made_up(column: str) -> None:
    good = f"type,value,{column}\nmd5,{MD5},\n".encode()

    rows = rows_of(good + b"text,abc\xff,\nmd5," + MD5.encode() + b",caf\xe9\nmd5," + MD5.encode() + b",\n")

    told = "bad_opinion" if column == "opinion" else "bad_encoding"
    assert short(rows) == [(2, MD5), (3, "bad_encoding"), (4, told), (5, MD5)]


def test_letters_that_nobody_uses_may_be_in_any_character_set() -> None:
    assert short(rows_of(b"type,value,caf\xe9\nmd5," + MD5.encode() + b",caf\xe9\n")) == [(2, MD5)]


def test_half_a_letter_of_a_file_in_utf_16_sets_its_row_aside() -> None:
    whole = f"type,value,label\nmd5,{MD5},kite\n".encode("utf-16")

    rows = rows_of(whole + f"md5,{MD5},".encode("utf-16-le") + b"\x3d\xd8\n\0" + whole[-1:])

    assert short(rows)[:2] == [(2, MD5), (3, "bad_encoding")]


def test_half_a_pair_in_json_lines_sets_its_row_aside() -> None:
    rows = rows_of(f'{{"type": "md5", "value": "{MD5}", "label": "a\\ud83d"}}\n{{"type": "md5", "value": "{MD5}"}}\n')

    assert short(rows) == [(1, "bad_encoding"), (2, MD5)]


def test_a_quoted_value_may_run_over_lines() -> None:
    rows = rows_of(f'type,value\ntext,"first\nsecond ""quoted"""\nmd5,{MD5}\n')

    assert short(rows) == [(2, 'first\nsecond "quoted"'), (4, MD5)]


def test_a_quote_that_nobody_closes_costs_no_other_row() -> None:
    rows = rows_of(f'type,value,label\nmd5,"{MD5}\nmd5,{MD5},a\nmd5,{MD5},"b\nmd5,{MD5},c\n')

    assert [row.line for row in rows if isinstance(row, Row) and row.label in {"a", "c"}] == [3, 5]


@pytest.mark.parametrize("line", ['text,"red kite,a', 'text,red kite,"a', 'text,a 5" kite,"a'])
def test_a_quote_that_nobody_closes_costs_its_row_and_lists_nothing_else(line: str) -> None:
    assert short(rows_of(f"type,value,label\n{line}\nmd5,{MD5},b\n")) == [(2, "bad_csv"), (3, MD5)]


def test_a_value_with_a_delimiter_and_no_quotes_is_not_listed_by_half() -> None:
    rows = rows_of(f"type,value,label\ntext,Hello, red kite,a\nmd5,{MD5},b,,\n")

    assert short(rows) == [(2, "bad_csv"), (3, MD5)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_file"),
        ("\ufeff\n \n", "empty_file"),
        (f"md5,{MD5}\n", "no_header"),
        ("type,val\n", "no_header"),
        ("PK\x03\x04 of a zip or a workbook", "packed_file"),
        ("t\0y\0p\0e\0", "not_text"),
        ('[{"type": "md5"}]\n', "json_array"),
    ],
)
def test_a_file_that_is_no_bank_is_refused_as_a_whole(text: str, code: str) -> None:
    with pytest.raises(BankFileError) as refusal:
        rows_of(text)

    assert refusal.value.code == code


def test_json_lines_have_the_same_names() -> None:
    rows = rows_of(
        f'{{"type":"md5","value":"{MD5}","source_id":17,"other":{{}}}}\n'
        f'not json\n[]\n\n{{"type":"url","value":"a.example"}}\n'
    )

    assert short(rows) == [(1, MD5), (2, "bad_json"), (3, "bad_json"), (5, "a.example")]
    assert isinstance(rows[0], Row)
    assert rows[0].entry == "17"


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(
    lambda text: len(normal_text(text)) > 1
)
ROWS = st.builds(
    Row,
    line=st.just(0),
    type=st.just(EntryType.TEXT),
    value=TEXTS,
    label=TEXTS.map(str.strip).map(lambda text: text.replace("\r", " ").replace("\n", " ").strip()),
    opinion=st.sampled_from(["", "positive", "disputed"]),
)


@given(st.lists(ROWS, min_size=1, max_size=5))
def test_what_is_written_as_csv_is_read_back(rows: list[Row]) -> None:
    stream = io.StringIO(newline="")
    write_csv(rows, stream)

    read = rows_of(stream.getvalue())

    assert [(row.value, row.label, row.opinion) for row in read if isinstance(row, Row)] == [
        (row.value, row.label, row.opinion) for row in rows
    ]


@given(st.lists(ROWS, min_size=1, max_size=5))
def test_what_is_written_as_json_lines_is_read_back(rows: list[Row]) -> None:
    stream = io.StringIO(newline="")
    write_json_lines(rows, stream)

    read = rows_of(stream.getvalue())

    assert [(row.value, row.label, row.opinion) for row in read if isinstance(row, Row)] == [
        (row.value, row.label, row.opinion) for row in rows
    ]


TCAP_HEADER = (
    "ID,Description,URL,Domain,Created On,Content Data Type,Extreme Content,Pi I,Protocol,"
    "Core Tech Platform - Tech Platform → Name,Core Terrorist Group - Terrorist Group Fk → Name,"
    "Core Terrorist Group - Terrorist Group Fk → Entity Type,Core Terrorist Group - Terrorist Group Fk → Ideology\n"
)


def test_the_tcap_layout_is_read() -> None:
    [row] = rows_of(
        TCAP_HEADER
        + '7,"A, b",files.example/A,files.example,1/2/24 3:04:05,URL,YES,NO,https://,Files,Sample Entity A,GRP,X\n'
    )

    assert row == Row(
        2,
        EntryType.URL,
        "files.example/A",
        label="X",
        entity="Sample Entity A",
        severity="extreme",
        source_id="7",
        listed_at=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
    )


def test_the_digest_of_an_empty_file_is_set_aside() -> None:
    rows = rows_of("type,value\nmd5,d41d8cd98f00b204e9800998ecf8427e\nmd5,0123456789abcdef0123456789abcdef\n")

    assert short(rows) == [(2, "empty_file"), (3, "0123456789abcdef0123456789abcdef")]


def test_a_host_in_the_tcap_layout_is_the_page_that_it_shows_and_not_the_whole_site() -> None:
    row = "7,x,{},files.example,,URL,NO,NO,https://,F,G,GRP,X\n"

    rows = rows_of(TCAP_HEADER + row.format("files.example") + row.format(" files.example/A"))

    assert short(rows) == [(2, "https://files.example"), (3, "files.example/A")]


def test_a_tcap_row_without_a_usable_url_is_set_aside_but_not_for_its_date_or_domain() -> None:
    rows = rows_of(
        TCAP_HEADER
        + "1,x,files.example/a,other.example,31/31/24,URL,NO,NO,https://,F,G,GRP,X\n"
        + "2,x,,files.example,,URL,NO,NO,https://,F,G,GRP,X\n"
        + "3,x,files.example/b,files.example,,VIDEO,NO,NO,https://,F,G,GRP,X\n"
    )

    assert short(rows) == [(2, "files.example/a"), (3, "no_value"), (4, "unsupported_type")]
    assert isinstance(rows[0], Row)
    assert rows[0].listed_at is None


def test_every_row_of_the_published_tcap_file_goes_in(tcap_file: Path) -> None:
    rows = list(read_bank_file(tcap_file))

    assert len(rows) == 9
    assert all(isinstance(row, Row) and row.listed_at and row.entity for row in rows)


def mutated(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice([1, 2, 5])):
        at = random.randrange(len(changed))
        changed[at : at + random.choice([0, 1, 4])] = random.randbytes(random.choice([0, 1, 3]))
    return bytes(changed)


def values_lost(data: bytes, damaged: bytes) -> set[str]:
    """The values of lines that stand undamaged in the damaged file, yet gave no row."""
    whole = set(data.split(b"\n")[1:]) & set(damaged.split(b"\n"))
    read = {row.value for row in read_bank(io.BytesIO(damaged)) if isinstance(row, Row)}
    return {line.split(b",")[1].decode() for line in whole} - read


def test_a_thousand_damaged_files_lose_no_row_that_the_damage_did_not_touch() -> None:
    lines = ["type,value,label,opinion", *(f"md5,{number:032x},label {number},positive" for number in range(40))]
    data, random = "\n".join(lines).encode(), Random(7)
    header, body = data.split(b"\n", 1)
    damaged = [header + b"\n" + mutated(body, random) for _ in range(1000)]

    lost = [values_lost(data, each) for each in damaged]

    assert not any(lost)


def test_a_reason_is_a_sentence() -> None:
    row = rows_of("type,value\nmd5,xyz\n")[0]

    assert isinstance(row, BadRow)
    assert isinstance(row.reason, FingerprintError)
    assert str(row.reason) == "A md5 value has 32 hexadecimal digits."
