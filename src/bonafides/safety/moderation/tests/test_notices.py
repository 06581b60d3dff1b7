"""The public form, its receipt, and the team's own list and form of flags."""

import io
import zipfile

import pytest
from django.test import Client
from tests.cast import a_browser, amina, browser_of

from bonafides.base.audit.models import LogEntry
from bonafides.ledger.receipts import Receipt
from bonafides.safety.moderation.actions.addresses import notifier_address, notifier_name
from bonafides.safety.moderation.models import Flag, NoticeBatch
from bonafides.safety.moderation.views import notices

pytestmark = pytest.mark.django_db

NOTICE = {
    "addresses_text": "https://pastes.example/p/1",
    "category": "terrorist_content",
    "reason": "It calls for an attack on a named place.",
    "good_faith": "on",
    "name": "Chidi",
    "address": "chidi@example.org",
}


@pytest.fixture(autouse=True)
def an_idle_network() -> None:
    """Nobody has given notice lately."""
    notices.LIMITER._buckets.clear()


def given(browser: Client | None = None, **changes: str) -> Client:
    """A browser that has just sent a notice."""
    browser = browser or a_browser()
    browser.post("/notice/", NOTICE | changes)
    return browser


# -- the form ---------------------------------------------------------------------------------------------------------


def test_a_notice_needs_no_account_and_is_complete_with_all_that_the_law_asks() -> None:
    answer = a_browser().post("/notice/", NOTICE)

    flag = Flag.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/notice/received/")
    assert (flag.source, flag.complete, notifier_address(flag)) == ("user_notice", True, "chidi@example.org")


def test_name_and_address_are_sealed_in_the_table() -> None:
    given()

    flag = Flag.objects.get()
    assert "Chidi" not in flag.notifier_name
    assert notifier_name(flag) == "Chidi"


def test_a_notice_without_a_name_is_taken() -> None:
    given(name="", address="", good_faith="")

    assert Flag.objects.get().complete is False


def test_sexual_abuse_of_children_can_be_reported_without_a_name_and_counts_in_full() -> None:
    given(name="", address="", category="child_sexual_abuse")

    assert Flag.objects.get().complete is True


def test_several_addresses_are_one_notice_and_what_cannot_be_read_is_shown() -> None:
    browser = given(addresses_text="hxxps://a[.]example/1\nnothing\nhttps://b.example/2")

    page = browser.get("/notice/received/").content.decode()
    assert (Flag.objects.count(), NoticeBatch.objects.count()) == (2, 1)
    assert "nothing" in page


def test_a_notice_without_an_address_comes_back_with_a_summary_of_what_is_missing() -> None:
    answer = a_browser().post("/notice/", NOTICE | {"addresses_text": "nowhere"})

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Flag.objects.exists()


def test_anyone_names_fifty_addresses_in_a_notice() -> None:
    fifty = "\n".join(f"https://pastes.example/p/{number}" for number in range(50))

    answer = a_browser().post("/notice/", NOTICE | {"addresses_text": fifty})

    assert answer.status_code == 302
    assert Flag.objects.count() == 50


@pytest.mark.parametrize("more", [{"item": "p/9"}, {"addresses_text": "https://pastes.example/p/51\n"}])
def test_a_notice_of_more_than_fifty_is_refused_with_a_sentence_and_nothing_is_lost(more: dict[str, str]) -> None:
    fifty = "\n".join(f"https://pastes.example/p/{number}" for number in range(50))
    text = more.get("addresses_text", "") + fifty

    answer = a_browser().post("/notice/", NOTICE | more | {"addresses_text": text})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A notice takes at most 50 addresses; this one has 51." in page
    assert "https://pastes.example/p/49" in page
    assert not Flag.objects.exists()


def test_a_link_on_the_platform_fills_the_form_in() -> None:
    page = a_browser().get("/notice/?item=p/9&url=https://pastes.example/p/9").content.decode()

    assert 'value="p/9"' in page
    assert "https://pastes.example/p/9" in page


def test_an_item_that_the_platform_named_is_enough() -> None:
    given(addresses_text="", item="p/9")

    assert Flag.objects.get().location == "p/9"


def test_a_network_that_sends_too_many_is_asked_to_wait() -> None:
    browser = a_browser()
    answers = [browser.post("/notice/", NOTICE).status_code for _ in range(notices.NOTICES_PER_MINUTE + 1)]

    assert answers[-1] == 429
    assert set(answers[:-1]) == {302}


def test_the_form_asks_for_a_token_against_forged_requests() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/notice/", NOTICE).status_code == 403


# -- the receipt ------------------------------------------------------------------------------------------------------


def test_the_receipt_names_the_reference_and_the_link_to_keep() -> None:
    browser = given()

    answer = browser.get("/notice/received/")

    page = answer.content.decode()
    assert Flag.objects.get().reference in page
    assert "/notice/status/" in page
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_the_token_stands_in_no_address_on_the_way() -> None:
    browser = a_browser()

    answer = browser.post("/notice/", NOTICE)

    shown = browser.get("/notice/received/").content.decode()
    token = shown.split("/notice/status/")[1].split("/")[0]
    assert token not in answer["Location"]
    assert token not in answer.cookies["bonafides_receipt"].value


def test_each_line_of_a_batch_says_for_itself_where_it_stands_in_the_log() -> None:
    browser = given(addresses_text="https://a.example/1\nhttps://b.example/2")
    first, second = Flag.objects.order_by("id")
    LogEntry.objects.filter(event_id=second.event_id).update(promised_at=first.received_at)
    received = browser.get("/notice/received/").content.decode()
    page = "/notice/status/" + received.split("/notice/status/")[1].split("/")[0]

    text = browser.get(f"{page}/").content.decode()
    document = browser.get(f"{page}/", headers={"accept": "application/json"}).json()

    sentences = [line["log_sentence"] for line in document["lines"]]
    assert "This is not in the public log yet." in sentences[0]
    assert "OVERDUE" in sentences[1]
    assert text.count("This is not in the public log yet.") == 1
    assert text.count("OVERDUE") == 1


def test_another_visitor_sees_no_receipt() -> None:
    given()

    assert a_browser().get("/notice/received/").status_code == 404


def test_a_cookie_that_somebody_made_up_opens_nothing() -> None:
    browser = a_browser()
    browser.cookies["bonafides_receipt"] = "bm90aGluZw=="

    assert browser.get("/notice/received/").status_code == 404


def test_the_signed_receipt_can_be_saved() -> None:
    saved = given().get("/notice/received/receipt/").content

    assert Receipt.HEADER.encode() in saved if hasattr(Receipt, "HEADER") else saved.startswith(b"bonafides-receipt/v1")


def test_the_receipts_of_a_batch_come_as_a_package() -> None:
    saved = given(addresses_text="https://a.example/1\nhttps://b.example/2").get("/notice/received/receipt/").content

    assert len(zipfile.ZipFile(io.BytesIO(saved)).namelist()) == 2


# -- the team ---------------------------------------------------------------------------------------------------------


def test_the_team_lists_flags_by_source_and_state() -> None:
    given()
    browser = browser_of(amina())

    shown = browser.get("/flags/?source=user_notice&state=waiting").content.decode()
    other = browser.get("/flags/?source=trusted_flagger").content.decode()

    reference = Flag.objects.get().reference
    assert reference in shown
    assert reference not in other


def test_no_name_or_address_of_a_notifier_leaves_by_the_list_or_its_file() -> None:
    given(name="Planted Name", address="planted@example.org")
    browser = browser_of(amina())

    pages = browser.get("/flags/").content + b"".join(browser.get("/flags/?format=csv"))

    assert b"Planted Name" not in pages
    assert b"planted@example.org" not in pages


def test_the_team_takes_in_a_pasted_e_mail_for_a_trusted_flagger() -> None:
    pasted = "From: hotline@example.org\nSubject: list\n\nPlease see hxxps://a[.]example/1 and https://b.example/2.\n"
    form = {"source": "trusted_flagger", "pasted": pasted, "category": "terrorist_content", "language": "en"}

    answer = browser_of(amina()).post("/flags/new/", form, follow=True)

    assert answer.status_code == 200
    assert set(Flag.objects.values_list("source", "location")) == {
        ("trusted_flagger", "https://a.example/1"),
        ("trusted_flagger", "https://b.example/2"),
    }


def test_the_team_takes_in_a_csv_file() -> None:
    file = io.BytesIO(b"date;url\n1.2.;https://a.example/1\n2.2.;\n")
    file.name = "list.csv"
    form = {"source": "informal_referral", "file": file, "category": "terrorist_content", "language": "en"}

    browser_of(amina()).post("/flags/new/", form)

    assert Flag.objects.get().source == "informal_referral"
