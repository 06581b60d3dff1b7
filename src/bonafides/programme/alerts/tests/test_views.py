"""The pages of alerts: for the programme, for a member, for whoever bears a link, for anyone."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import cast

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.programme.alerts import actions
from bonafides.programme.alerts.models import Alert, AlertBatch
from bonafides.programme.alerts.tests.scenes import anik, submitted, to_pastehaven, verified
from bonafides.programme.alerts.tests.test_actions import mails
from bonafides.programme.alerts.vocabulary import Answer, Criterion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("entry")]

SHEET = """url,entity,legal_basis,platform_type,kind,language,personal_data,graphic_content,note
https://pastehaven.test/raw/1,QDe.901,National law,pasting,text,en,no,yes,Seen on the front page
https://pastehaven.test/raw/2,QDe.901,National law,pasting,text,en,no,yes,Seen on the front page
https://pastehaven.test/raw/3,QDe.999,National law,pasting,text,,,,
https://pastehaven.test/raw/4,QDe.901,National law,pastime,text,,,,
https://pastehaven.test/raw/5,QDe.901,,pasting,text,,,,
https://pastehaven.test/raw/6,QDe.901,National law,pasting,text,,perhaps,,
https://pastehaven.test/raw/1,QDe.901,National law,pasting,text,,,,
"""


def test_a_sheet_takes_what_is_right_and_shows_what_is_not() -> None:
    analyst = cast.browser_of(cast.of_the_programme("Anik", Role.ANALYST))
    file = SimpleUploadedFile("alerts.csv", SHEET.encode())

    page = analyst.post(reverse("alerts:submit_sheet"), {"file": file}).content.decode()

    batch = AlertBatch.objects.get()
    assert (batch.alerts.count(), batch.has_graphic_content) == (2, True)
    assert "5 lines were set aside" in page
    assert "QDe.999" in page
    assert "The legal basis is missing." in page


def test_addresses_are_typed_one_to_a_line() -> None:
    analyst = cast.browser_of(cast.of_the_programme("Anik", Role.ANALYST))
    given = {"addresses": "hxxps://a[.]test/1\nnonsense", "entity": "sample entity alpha", "basis": "National law"}

    page = analyst.post(reverse("alerts:submit"), given | {"platform_type": "pasting", "kind": "text"})

    assert page.status_code == 200
    assert Alert.objects.get().url == "https://a.test/1"
    assert "1 line was set aside" in page.content.decode()


def test_an_entity_that_is_not_listed_is_refused_on_the_form() -> None:
    analyst = cast.browser_of(cast.of_the_programme("Anik", Role.ANALYST))
    given = {"addresses": "https://a.test/1", "entity": "Some Club", "basis": "x", "platform_type": "pasting"}

    answer = analyst.post(reverse("alerts:submit"), given | {"kind": "text"})

    assert answer.status_code == 422
    assert not Alert.objects.exists()


def test_a_second_person_confirms_every_point_and_it_goes_out() -> None:
    cast.a_member()
    (batch,) = submitted("https://pastehaven.test/raw/1")
    analyst = cast.browser_of(cast.of_the_programme("Anik", Role.ANALYST))
    verify = reverse("alerts:verify", args=[batch.reference])

    half = analyst.post(verify, {"confirmed": [Criterion.ADDRESS.value]})
    whole = analyst.post(verify, {"confirmed": [each.value for each in Criterion]})

    assert (half.status_code, whole.status_code) == (422, 302)
    assert Alert.objects.get().state == "sent"


def test_a_flagger_reads_their_own_submissions_alone() -> None:
    submitted("https://a.test/fays")
    submitted("https://a.test/aniks", by=anik())
    flagger = cast.browser_of(cast.of_the_programme("Fay", Role.FLAGGER))

    alerts = {alert.url: alert for alert in Alert.objects.all()}
    own = flagger.get(alerts["https://a.test/fays"].get_absolute_url())
    other = flagger.get(alerts["https://a.test/aniks"].get_absolute_url())

    assert (own.status_code, other.status_code) == (200, 404)


def test_a_member_reads_its_alert_with_the_warning_and_answers() -> None:
    (alert,) = verified("https://pastehaven.test/raw/1", has_graphic_content=True)
    contact = cast.browser_of(cast.cem())

    page = contact.get(alert.get_absolute_url()).content.decode()
    answered = contact.post(
        reverse("alerts:answer", args=[alert.reference]), {"answer": "kept", "reason": "It is news."}
    )

    assert "Graphic content." in page
    assert "https://pastehaven.test/raw/1" in page
    assert 'href="https://pastehaven.test' not in page  # no click follows it by accident
    assert answered.status_code == 302
    assert alert.deliveries.get().answer_reason == "It is news."


def test_a_platform_without_an_account_reads_and_answers_by_its_link() -> None:
    (alert,) = verified("https://unknown.example.org/a/1")
    actions.send_to_contact(alert=alert, address="abuse@example.org", by=anik(), at=now())
    found = re.search(r"http://[^\s]+(/alerts/link/[^\s]+)", mails()[-1])
    assert found is not None
    browser = cast.a_browser()

    page = browser.get(found[1])
    answered = browser.post(found[1], {"answer": "disputed", "reason": "It is satire."})

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert answered.status_code == 302
    assert alert.deliveries.get().answer == Answer.DISPUTED


def test_a_member_sets_up_a_webhook_and_a_key_that_are_shown_once() -> None:
    signatory = cast.browser_of(cast.sana())

    made = signatory.post(reverse("alerts:create_endpoint"), {"url": "https://hooks.example.org/in"}).content.decode()
    signatory.post(reverse("alerts:create_key"), {"name": "intake"})
    first = signatory.get(reverse("alerts:receiving")).content.decode()
    second = signatory.get(reverse("alerts:receiving")).content.decode()

    assert "whsec_" in made
    assert first.count("bf_") > second.count("bf_")
    assert "whsec_" not in second


def test_nobody_else_sets_up_where_alerts_go() -> None:
    assert cast.browser_of(cast.cem()).get(reverse("alerts:receiving")).status_code == 403


def test_the_policy_and_the_schema_are_for_anyone() -> None:
    browser = cast.a_browser()

    assert browser.get(reverse("alerts:policy")).status_code == 200
    assert browser.get(reverse("alerts:schema", args=[1])).json()["title"] == "Bonafides alert"
    assert browser.get(reverse("alerts:schema", args=[2])).status_code == 404


def test_the_list_of_alerts_is_exported() -> None:
    to_pastehaven()

    answer = cast.browser_of(cast.dana()).get(reverse("alerts:alerts"), {"format": "json"})

    assert b"pastehaven.test/raw/1" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_the_list_costs_the_same_however_many_alerts_there_are(django_assert_num_queries: Any) -> None:
    analyst = cast.browser_of(cast.of_the_programme("Anik", Role.ANALYST))
    verified("https://pastehaven.test/raw/1")
    analyst.get(reverse("alerts:alerts"))
    with CaptureQueriesContext(connection) as one:
        analyst.get(reverse("alerts:alerts"))
    verified(*(f"https://pastehaven.test/raw/{number}" for number in range(2, 30)))

    with django_assert_num_queries(len(one)):
        analyst.get(reverse("alerts:alerts"))
