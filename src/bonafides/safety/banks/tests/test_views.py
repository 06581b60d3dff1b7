import hashlib
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.vocabulary import OF_A_PLATFORM, Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, permissions
from bonafides.safety.banks.actions import imports
from bonafides.safety.banks.models import Bank, Entry, ImportRun, LookupCount, MatchRecord
from bonafides.safety.banks.tests.conftest import NOON, SHA256_A, SHA256_B, an_entry

pytestmark = pytest.mark.django_db

POLICY = {"on_match": "hold", "threshold_bits": 31, "hold_threshold_bits": 10, "hold_hours": 24}


@pytest.fixture
def browser(bo: Actor) -> Client:
    return cast.browser_of(cast.bo())


def post(browser: Client, page_name: str, /, *args: str, **fields: Any) -> Any:
    return browser.post(reverse(f"banks:{page_name}", args=args), fields)


def page(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_owner_makes_a_list(browser: Client) -> None:
    answer = post(browser, "new_bank", name="Shapes", kind="known", tlp="amber", provenance="Shape Society")

    assert answer.status_code == 302
    assert "Shapes" in page(browser.get(answer.url))


def test_a_name_that_is_taken_stands_on_the_form(browser: Client, bank: Bank) -> None:
    answer = post(browser, "new_bank", name="Shapes", kind="known", tlp="amber")

    assert answer.status_code == 422
    assert "There is a list of that name already." in page(answer)


def test_whoever_switches_holding_on_is_named_on_the_page(browser: Client, bank: Bank) -> None:
    before = page(browser.get(bank.get_absolute_url()))
    post(browser, "set_policy", bank.reference, **POLICY)

    assert "A hold is a restriction" in before
    assert "switched on by Bo" in page(browser.get(bank.get_absolute_url()))


def test_a_hold_that_reaches_further_than_a_review_is_refused_on_the_form(browser: Client, bank: Bank) -> None:
    answer = post(browser, "set_policy", bank.reference, **POLICY | {"threshold_bits": 5})

    assert answer.status_code == 422
    assert "A hold needs a nearer match than a review" in page(answer)


def test_entries_are_found_by_value_label_and_state(browser: Client, bank: Bank) -> None:
    post(browser, "add_entry", bank.reference, type="sha256", value=SHA256_A, label="Circle")
    address = bank.get_absolute_url()
    found = [f"search={SHA256_A}", "search=circ", "state=active&type=sha256", "opinion=unconfirmed"]
    other = ["search=square", "state=withdrawn", "type=pdq"]

    assert all("Circle" in page(browser.get(f"{address}?{query}")) for query in found)
    assert not any("Circle" in page(browser.get(f"{address}?{query}")) for query in other)


def test_a_value_that_is_no_hash_stands_on_the_form(browser: Client, bank: Bank) -> None:
    answer = post(browser, "add_entry", bank.reference, type="sha256", value="beef")

    assert answer.status_code == 422
    assert "64 hexadecimal digits" in page(answer)


def test_an_entry_is_judged_disabled_enabled_and_withdrawn(browser: Client, bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)

    post(browser, "give_opinion", entry.reference, value="negative", note="a school book")
    post(browser, "disable_entry", entry.reference, **{"disable-reason": "inspection"})
    post(browser, "enable_entry", entry.reference)
    post(browser, "withdraw_entry", entry.reference, **{"withdraw-reason": "mistake"})

    shown = page(browser.get(entry.get_absolute_url()))
    assert "a school book" in shown
    assert "mistake" in shown
    assert Entry.objects.get().state == "withdrawn"


def test_a_reason_is_asked_for(browser: Client, bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)

    assert post(browser, "withdraw_entry", entry.reference).status_code == 422
    assert post(browser, "disable_bank", bank.reference).status_code == 422


def test_a_list_is_disabled_and_enabled(browser: Client, bank: Bank) -> None:
    post(browser, "disable_bank", bank.reference, reason="inspection")
    disabled = page(browser.get(bank.get_absolute_url()))
    post(browser, "enable_bank", bank.reference)

    assert "Let it match again" in disabled
    assert "Let nothing on it match" in page(browser.get(bank.get_absolute_url()))


def test_a_short_file_is_taken_in_at_once_and_its_bad_rows_are_shown(browser: Client, bank: Bank) -> None:
    file = SimpleUploadedFile("shapes.csv", f"type,value\nsha256,{SHA256_A}\nsha256,<b>beef</b>\n".encode())

    answer = post(browser, "import", bank.reference, file=file)

    shown = page(browser.get(answer.url))
    assert ImportRun.objects.get().added == 1
    assert "&lt;b&gt;beef&lt;/b&gt;" in shown
    assert "64 hexadecimal digits" in shown


def test_a_long_file_waits_for_the_worker_and_the_page_asks_again(browser: Client, bank: Bank) -> None:
    rows = "".join(f"sha256,{hashlib.sha256(str(n).encode()).hexdigest()}\n" for n in range(5_001))
    file = SimpleUploadedFile("shapes.csv", f"type,value\n{rows}".encode())

    answer = post(browser, "import", bank.reference, file=file)

    run = ImportRun.objects.get()
    partial = page(browser.get(answer.url, headers={"HX-Request": "true"}))
    assert (run.state, run.added, bool(run.file_blob)) == ("waiting", 0, True)
    assert 'hx-trigger="every 2s"' in partial
    assert "<html" not in partial


def test_a_list_leaves_as_a_file_and_that_is_recorded(browser: Client, bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo)

    answer = post(browser, "export", bank.reference, "csv")

    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0] == "type,value,label,entity,severity,source_id,opinion"
    assert lines[1].startswith(f"sha256,{SHA256_A}")
    assert LogEntry.objects.order_by("-id")[0].event_name == "bank.exported"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"hash": SHA256_A}, "1 match"),
        ({"hash": SHA256_A.upper()}, "1 match"),
        ({"hash": "0f" * 32}, "Nothing matches"),
        ({"text": "nothing of note"}, "Nothing matches"),
        ({"url": "https://example.org/"}, "Nothing matches"),
    ],
)
def test_a_lookup_is_tried_and_only_counted(
    browser: Client, bank: Bank, bo: Actor, given: dict[str, str], expected: str
) -> None:
    an_entry(bank, bo)

    answer = post(browser, "tester", **given)

    assert answer.status_code == 200
    assert expected in page(answer)
    assert (LookupCount.objects.get().name, MatchRecord.objects.count()) == ("tester", 0)


def test_a_file_is_tried(browser: Client, bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo, value="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")

    answer = post(browser, "tester", file=SimpleUploadedFile("x", b"abc"))

    assert "Nobody has confirmed the entry, so a person looks." in page(answer)


@pytest.mark.parametrize("given", [{}, {"hash": "beef"}, {"url": "http://"}])
def test_what_cannot_be_looked_up_stands_on_the_form(browser: Client, given: dict[str, str]) -> None:
    assert post(browser, "tester", **given).status_code == 422


# -- who may ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in OF_A_PLATFORM if role is not Role.SECOND_READER])
def test_every_role_but_the_second_reader_reads_and_owners_and_leads_change(bank: Bank, role: Role) -> None:
    browser = cast.browser_of(cast.a_person("Gita", role))

    read = browser.get(bank.get_absolute_url())
    changed = post(browser, "set_policy", bank.reference, **POLICY)

    assert read.status_code == 200
    assert changed.status_code == (302 if role in permissions.WRITERS else 403)
    assert ("Apply this policy" in page(read)) == (role in permissions.WRITERS)


def test_a_second_reader_sees_no_list(bank: Bank) -> None:
    browser = cast.browser_of(cast.a_person("Gita", Role.SECOND_READER, case="C1"))

    assert browser.get(bank.get_absolute_url()).status_code == 403


def test_an_unknown_list_or_entry_is_not_found(browser: Client) -> None:
    answers = [browser.get(f"/banks/{path}/") for path in ("NONE", "entries/NONE", "runs/NONE")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_page_of_fifty_entries_takes_a_fixed_number_of_statements(
    browser: Client, bank: Bank, bo: Actor, django_assert_max_num_queries: Any
) -> None:
    rows = [f"{number:064x}" for number in range(60)]
    [an_entry(bank, bo, value=value) for value in rows]

    with django_assert_max_num_queries(16):
        browser.get(bank.get_absolute_url())


# -- what of a text matched -------------------------------------------------------------------------

LISTED_TEXT = "Every spring the red kites return to the valley behind the mill, and children count the nests."
QUOTING_POST = (
    f'They wrote: "{LISTED_TEXT.replace("valley", "vale")}" <b>Do not believe it.</b> ' + "Kites are shy. " * 12
)


def test_the_tester_marks_a_quotation_and_says_how_much_of_the_post_it_is(
    browser: Client, bank: Bank, bo: Actor
) -> None:
    an_entry(bank, bo, type_=EntryType.TEXT, value=LISTED_TEXT)

    shown = page(post(browser, "tester", text=QUOTING_POST))

    assert "quoted inside a longer post: 32 % of it" in shown
    assert "in quotation marks, or after words that name who says it" in shown
    assert "<mark>Every spring the red kites return to the vale behind" in shown
    assert "&lt;b&gt;Do not believe it." in shown


@pytest.mark.parametrize(
    ("kind", "value", "text", "said"),
    [
        (EntryType.PATTERN, "kite AND (nest OR egg) NOT museum", "an egg of a kite", "bonafides-pattern/1"),
        (EntryType.TEXT, "red kites", "rеd kitеs", "written in other letters that look alike"),
        (EntryType.TLSH, "T10BD0A712655913313F301164601C91F4920409AFE1263A50C8DAC4AD111E924D27D6C9",
         "T10BD0A712655913313F301164601C91F4920409AFE1263A50C8DAC4AD111E924D27D6C9", "TLSH distance 0 of 30"),
    ],
)  # fmt: skip
def test_entries_of_each_kind_of_text_are_added_on_the_page_and_met(
    browser: Client, bank: Bank, kind: EntryType, value: str, text: str, said: str
) -> None:
    added = post(browser, "add_entry", bank.reference, type=kind.value, value=value)

    shown = page(post(browser, "tester", **{"hash" if kind is EntryType.TLSH else "text": text}))

    assert added.status_code == 302
    assert Entry.objects.get().value == value
    assert said in shown


def test_a_rule_that_cannot_be_read_stands_on_the_form_with_what_to_write(browser: Client, bank: Bank) -> None:
    answer = post(browser, "add_entry", bank.reference, type="pattern", value="kite OR falcon AND egg")

    assert answer.status_code == 422
    assert "put the words that OR joins in parentheses" in page(answer)


def test_types_opinions_and_ways_of_matching_are_said_in_words(browser: Client, bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo)
    bo_in_german = cast.bo()
    bo_in_german.language = "de"
    bo_in_german.save()

    listed = page(browser.get(f"{bank.get_absolute_url()}?opinion=positive"))
    tried = page(post(browser, "tester", hash=SHA256_A))

    assert '<option value="positive" selected>Positiv</option>' in listed
    assert "sha256 · genau gleich" in tried


def test_only_one_thing_is_looked_up_at_a_time(browser: Client) -> None:
    answer = post(browser, "tester", hash=SHA256_A, text="A kite.")

    assert answer.status_code == 422
    assert "Give one thing at a time" in page(answer)


def test_every_table_of_lists_can_be_taken_out(browser: Client, bank: Bank) -> None:
    data = SimpleUploadedFile("list.csv", b"type,value\nsha256,00ff\n")
    run = post(browser, "import", bank.reference, file=data).url

    lists = taken(browser, reverse("banks:banks"))
    runs = taken(browser, reverse("banks:runs", args=[bank.reference]))
    aside = taken(browser, run)

    assert [row["name"] for row in lists] == ["Shapes"]
    assert [(row["file"], row["set_aside"]) for row in runs] == [("list.csv", 1)]
    assert aside == [{"line": 2, "reason": "A sha256 value has 64 hexadecimal digits.", "row": "sha256,00ff"}]


def taken(browser: Client, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(browser.get(f"{path}?format=json").getvalue())
    return found


def test_a_name_that_nobody_sees_and_a_provenance_that_nobody_reads_are_refused_beside_their_fields(
    browser: Client,
) -> None:
    unseen = post(browser, "new_bank", name="\u200b", kind="known", tlp="amber")
    endless = post(browser, "new_bank", name="Shapes", kind="known", tlp="amber", provenance="p" * 2_001)

    assert 'id="id_name_error"' in page(unseen)
    assert 'id="id_provenance_error"' in page(endless)
    assert Bank.objects.count() == 0


def test_an_empty_list_says_how_it_is_filled(browser: Client, bank: Bank) -> None:
    assert "This list is empty." in page(browser.get(bank.get_absolute_url()))
    assert "No entry is like that." in page(browser.get(f"{bank.get_absolute_url()}?search=kite"))


def test_whoever_lists_a_single_word_is_told_what_it_meets(browser: Client, bank: Bank) -> None:
    added = browser.post(
        reverse("banks:add_entry", args=[bank.reference]), {"type": "text", "value": "kite"}, follow=True
    )

    assert "it matches every text in which it stands" in page(added)


def test_the_lists_are_shown_with_what_stands_on_each(browser: Client, bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo)
    actions.withdraw_entry(entry=an_entry(bank, bo, value=SHA256_B), reason="A mistake", by=bo, at=NOON)

    assert [row["entries"] for row in taken(browser, reverse("banks:banks"))] == [1]


def test_an_entry_of_a_disabled_list_is_not_said_to_match(browser: Client, bank: Bank) -> None:
    post(browser, "disable_bank", bank.reference, reason="Too wide")

    added = browser.post(
        reverse("banks:add_entry", args=[bank.reference]), {"type": "sha256", "value": SHA256_A}, follow=True
    )

    assert "it matches once that is enabled" in page(added)


def test_a_file_that_is_sent_twice_at_once_shows_both_the_one_run(
    browser: Client, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moved_on(run: ImportRun) -> ImportRun:
        raise Conflict("import-moved-on", "Another process is bringing this file in.")

    monkeypatch.setattr(imports, "still_at", moved_on)

    sent = post(browser, "import", bank.reference, file=SimpleUploadedFile("list.csv", b"type,value\nmd5,00\n"))

    assert sent.url == ImportRun.objects.get().get_absolute_url()
