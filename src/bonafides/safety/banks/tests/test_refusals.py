"""Whatever matching refuses is said in the language of whoever reads it."""

import ast
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from tests import cast

from bonafides.base.http.problems import sentence_of
from bonafides.base.people.vocabulary import Scope
from bonafides.matching import bank_file
from bonafides.matching.errors import MatchingError
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.refusals import refused, retold
from bonafides.safety.banks.tests.test_views import page, post
from bonafides.safety.banks.vocabulary import REFUSALS

REFUSING = ("BankFileError", "FingerprintError", "PatternError", "PictureError", "UrlError")
OF_CODE = ("The reader of files",)  # said to a person by nobody
SOURCES = sorted(Path(bank_file.__file__).parent.rglob("*.py"))


def said_in(source: Path) -> list[MatchingError]:
    """The refusals that a module writes as they stand, made with facts that are their own names."""
    return [
        MatchingError("code", ast.literal_eval(call.args[1]), **{each.arg or "": each.arg for each in call.keywords})
        for call in ast.walk(ast.parse(source.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in REFUSING
        and isinstance(call.args[-1], ast.Constant)
        and len(call.args) == 2
    ]


def test_every_refusal_that_matching_writes_is_translated() -> None:
    said = [error for source in SOURCES if "tests" not in source.parts for error in said_in(source)]

    assert len(said) > 40
    assert [text for error in said if (text := error.template) not in REFUSALS and not text.startswith(OF_CODE)] == []


@pytest.mark.parametrize(
    "error",
    [
        MatchingError("unsupported_type", "The type {type} is not supported.", type="'kite'"),
        MatchingError(
            "bad_trend_query", 'A rule in JSON has the form {{"and": [{{"or": ["word"]}}], "not": ["word"]}}.'
        ),
        MatchingError("bad_pdq", "A pdq value has 64 hexadecimal digits."),
    ],
    ids=["fact", "braces", "plain"],
)
def test_a_refusal_reads_the_same_at_once_and_from_where_it_was_stored(error: MatchingError) -> None:
    at_once = refused("entry-value", error)

    assert str(at_once) == str(error)
    with translation.override("de"):
        assert sentence_of(at_once) == retold(str(error)) != str(error)


@pytest.mark.django_db
def test_a_value_that_is_refused_is_told_in_the_readers_language_beside_its_field(bank: Bank) -> None:
    reader = cast.bo()
    reader.language = "de"
    reader.save()
    browser = cast.browser_of(reader)

    added = page(post(browser, "add_entry", bank.reference, type="pattern", value="kite AND"))
    tried = page(post(browser, "tester", url="no address"))
    run = browser.get(brought_in(browser, bank, b"type,value\nsha256,00ff\n")).content.decode()
    failed = browser.get(brought_in(browser, bank, b"PK\x03\x04 and so on")).content.decode()

    assert 'id="id_value_error"' in added
    assert "Am Ende fehlt ein Wort." in added
    assert "Das ist keine Webadresse." in tried
    assert "Ein sha256-Wert hat 64 hexadezimale Ziffern." in run
    assert "Das ist ein Archiv oder eine Arbeitsmappe" in failed


def brought_in(browser: Client, bank: Bank, data: bytes) -> str:
    return str(post(browser, "import", bank.reference, file=SimpleUploadedFile("list.csv", data)).url)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        (
            "en",
            "A sha256 value has 64 hexadecimal digits.",
            "Item 1: A sha256 value has 64 hexadecimal digits.",
        ),
        (
            "de",
            "Ein sha256-Wert hat 64 hexadezimale Ziffern.",
            "Inhalt 1: Ein sha256-Wert hat 64 hexadezimale Ziffern.",
        ),
    ],
)
def test_a_program_is_told_why_in_the_language_it_asks_for(language: str, one: str, many: str) -> None:
    headers = {**cast.as_client(cast.a_key(Scope.MATCH_READ)), "Accept-Language": language}
    program = Client(headers=headers)

    single = asked(program, sha256="beef")
    listed = asked(program, items=[{"md5": "e" * 32}, {"sha256": "beef"}])
    by_peer = program.get("/m/lookup?signal_type=sha256&signal=beef").json()

    assert (single, listed, by_peer["message"]) == (one, many, one)


def asked(program: Client, **body: object) -> str:
    """What the API says of what it refuses."""
    return str(program.post("/api/v1/match", body, content_type="application/json").json()["detail"])
