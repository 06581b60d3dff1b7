"""Addresses as a whole domain, and identifiers, on lists: taken in, shown, looked up, handed on."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Invalid
from bonafides.matching.identifiers import IdentifierKind
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, formats
from bonafides.safety.banks.models import Bank, Entry, ImportRun
from bonafides.safety.banks.tests.conftest import NOON, an_entry
from bonafides.safety.banks.vocabulary import IDENTIFIER_NAMES, ListFormat

pytestmark = pytest.mark.django_db

WALLET = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
CID = "bafybeihvvulpp4evxj7x7armbqcyg6uezzuig6jp3lktpbovlqfkuqeuoq"
SOLANA = "mvines9iiHiQTysrwkJjGf2gb9Ex9jXJX8ns3qwf2kN"
HELLO_WORLD = "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"  # of a file that says just that
DENYLIST = b"version: 1\n---\n/ipfs/%s reason=abuse\n!//%s\n/ipfs/nothing\n" % (CID.encode(), b"d9" * 32)


@pytest.fixture
def browser(bo: Actor) -> Client:
    return cast.browser_of(cast.bo())


def post(browser: Client, page_name: str, /, *args: str, **fields: Any) -> Any:
    return browser.post(reverse(f"banks:{page_name}", args=args), fields, follow=True)


def page(answer: Any) -> str:
    return str(answer.content.decode())


def brought_in(bank: Bank, data: bytes) -> ImportRun:
    format_ = formats.format_of(data)
    run = actions.start_import(
        bank=bank, file_name="list.deny", file_sha256="0" * 64, format_=format_, by=SYSTEM, at=NOON
    )
    return actions.import_file(run=run, file=io.BytesIO(data), by=SYSTEM, at=NOON)


def test_an_identifier_stands_on_a_list_once_however_it_is_written(browser: Client, bank: Bank) -> None:
    post(browser, "add_entry", bank.reference, type="identifier", value=f"ipfs://{CID}")
    answer = post(browser, "add_entry", bank.reference, type="identifier", value=f"https://{CID}.ipfs.dweb.link")

    assert answer.status_code == 422
    assert Entry.objects.get().value == f"ipfs:{CID}"


def test_a_wallet_with_a_wrong_checksum_is_refused_with_the_reason(browser: Client, bank: Bank) -> None:
    answer = post(browser, "add_entry", bank.reference, type="identifier", value=WALLET.replace("z", "y"))

    assert answer.status_code == 422
    assert "its checksum is wrong" in page(answer)


def test_the_tester_says_in_words_what_was_met_and_where(browser: Client, bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo, type_=EntryType.IDENTIFIER, value=WALLET)

    by_text = page(post(browser, "tester", text=f"send it to {WALLET}"))
    by_address = page(post(browser, "tester", url=f"bitcoin:{WALLET}?amount=1"))

    assert "Bitcoin wallet" in by_text
    assert "Bitcoin wallet" in by_address


def test_an_account_of_solana_is_listed_met_in_words_and_handed_on(browser: Client, bank: Bank, bo: Actor) -> None:
    run = brought_in(bank, f"type,value\nidentifier,{SOLANA}\nidentifier,{'1' * 32}\n".encode())
    entry = Entry.objects.get()

    program = Client(headers=cast.as_client(cast.a_key(Scope.MATCH_READ)))
    answer = program.post("/api/v1/match", {"text": f"pay {SOLANA}"}, content_type="application/json")
    exported = browser.post(reverse("banks:export", args=[bank.reference, "csv"]))

    assert (run.added, run.set_aside) == (1, 1)
    assert entry.value == f"solana:{SOLANA}"
    assert "Solana account" in page(browser.get(entry.get_absolute_url()))
    assert "Solana account" in page(post(browser, "tester", url=f"solana:{SOLANA}?amount=1"))
    assert [each["detail"]["identifier"]["kind"] for each in answer.json()["matches"]] == ["solana"]
    assert f"identifier,solana:{SOLANA}" in b"".join(exported.streaming_content).decode()  # type: ignore[attr-defined]


def test_an_entry_page_says_what_it_names(browser: Client, bank: Bank, bo: Actor) -> None:
    wallet = an_entry(bank, bo, type_=EntryType.IDENTIFIER, value=WALLET)
    file = an_entry(bank, bo, type_=EntryType.IDENTIFIER, value=HELLO_WORLD)
    site = an_entry(bank, bo, type_=EntryType.URL, value="https://video.example.co.uk/a")

    assert "Bitcoin wallet" in page(browser.get(wallet.get_absolute_url()))
    assert "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9" in page(
        browser.get(file.get_absolute_url())
    )
    assert "<bdi>example.co.uk</bdi>" in page(browser.get(site.get_absolute_url()))


def test_a_host_of_many_people_is_listed_with_a_warning(browser: Client, bank: Bank) -> None:
    answer = page(post(browser, "add_entry", bank.reference, type="url", value="t.me"))

    assert "Many unrelated people publish on this host" in answer
    assert Entry.objects.get().value == "t.me"


@pytest.mark.parametrize("value", ["co.uk", "blogspot.com", "domain:github.io"])
def test_a_host_below_which_anyone_registers_is_not_listed(bank: Bank, bo: Actor, value: str) -> None:
    with pytest.raises(Invalid):
        an_entry(bank, bo, type_=EntryType.URL, value=value)

    assert not Entry.objects.exists()


def test_a_program_looks_an_identifier_up(bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo, type_=EntryType.IDENTIFIER, value="iban:DE89 3704 0044 0532 0130 00")
    program = Client(headers=cast.as_client(cast.a_key(Scope.MATCH_READ)))

    answer = program.post("/api/v1/match", {"identifier": "DE89370400440532013000"}, content_type="application/json")

    (match,) = answer.json()["matches"]
    assert (match["type"], match["matched_by"], match["outcome"]) == ("identifier", "identifier", "review")
    assert match["detail"]["identifier"] == {"kind": "iban", "text": "iban:DE89370400440532013000"}


def test_an_allowed_wallet_takes_back_what_another_list_says(bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo, type_=EntryType.IDENTIFIER, value=WALLET)
    harmless = actions.create_bank(name="Charities", kind="allow", by=bo, at=NOON)  # type: ignore[arg-type]
    an_entry(harmless, bo, type_=EntryType.IDENTIFIER, value=WALLET)
    program = Client(headers=cast.as_client(cast.a_key(Scope.MATCH_READ)))

    answer = program.post("/api/v1/match", {"text": f"give to {WALLET}"}, content_type="application/json")

    assert answer.json()["outcome"] == "allow"


def test_a_denylist_is_brought_in_and_its_bad_rows_are_set_aside(bank: Bank) -> None:
    run = brought_in(bank, DENYLIST)

    assert (run.format, run.added, run.set_aside) == (ListFormat.BADBITS, 2, 1)
    assert run.rows_set_aside.get().line == 5
    assert Entry.objects.get(label="reason=abuse").value == f"ipfs:{CID}"
    assert Entry.objects.get(label="").opinion == "negative"


def test_a_list_is_handed_on_as_double_hashes(browser: Client, bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo, type_=EntryType.IDENTIFIER, value=CID)
    an_entry(bank, bo)

    answer = browser.post(reverse("banks:export", args=[bank.reference, "deny"]))

    written = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert CID not in written
    assert written.count("\n//Qm") == 1
    assert "left out, for it has no rule in this format: 1" in written


@pytest.mark.parametrize("kind", list(IdentifierKind))
def test_each_kind_of_identifier_has_a_name(kind: IdentifierKind) -> None:
    assert IDENTIFIER_NAMES[kind]
