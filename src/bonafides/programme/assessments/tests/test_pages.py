"""The pages, asked as a browser asks them."""

import json
import re

import pytest
from django.urls import reverse
from tests import cast

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.programme.assessments import actions
from bonafides.programme.assessments.actions.opening import opened_by
from bonafides.programme.assessments.models import Assessment, Reading
from bonafides.programme.assessments.tests import confidential
from bonafides.programme.assessments.tests.confidential import Planted, open_to_hana, plant_confidential

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("pages of an assessment")]  # made once


@pytest.fixture(scope="module")
def handed_in(made_once: None) -> Planted:
    return plant_confidential()


@pytest.fixture
def planted(handed_in: Planted) -> Planted:
    return handed_in.afresh()


def of(planted: Planted, name: str, *more: object) -> str:
    return reverse(f"assessments:{name}", args=[planted.assessment.reference, *more])


PAGES = ["assessment", "result", "choose_what_if", "history", "letter"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_whoever_was_let_in(planted: Planted, name: str) -> None:
    answer = cast.browser_of(cast.rex()).get(of(planted, name))

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("name", PAGES)
def test_for_an_assessor_without_a_grant_there_is_no_page(planted: Planted, name: str) -> None:
    assert cast.browser_of(cast.hana()).get(of(planted, name)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_the_assessor_whom_it_was_opened_to(planted: Planted, name: str) -> None:
    hana = open_to_hana(planted)

    assert cast.browser_of(hana).get(of(planted, name)).status_code == 200


def test_a_named_colleague_who_was_not_let_in_is_told_so(planted: Planted) -> None:
    late = cast.of_member("Lea", Role.READER)

    assert cast.browser_of(late).get(of(planted, "result")).status_code == 403


def test_evidence_is_a_download_and_never_shown_in_place(planted: Planted) -> None:
    opened = opened_by(planted.assessment, cast.by(cast.rex()))
    question, exhibit = next((name, each.exhibits[0]) for name, each in opened.filled.items() if each.exhibits)

    answer = cast.browser_of(cast.rex()).get(of(planted, "evidence", question, exhibit.id))

    assert answer.content == confidential.EVIDENCE
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_every_look_stands_in_the_log_that_the_organisation_sees(planted: Planted) -> None:
    hana = open_to_hana(planted)
    cast.browser_of(hana).get(of(planted, "result"))

    page = cast.browser_of(cast.rex()).get(reverse("assessments:readings"))

    assert Reading.objects.filter(person=hana, what="result").count() == 1
    assert "Hana" in page.content.decode()


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_the_access_log_can_be_taken_along(planted: Planted, format_: str) -> None:
    cast.browser_of(cast.ana()).get(of(planted, "result"))

    answer = cast.browser_of(cast.sana()).get(reverse("assessments:readings"), {"format": format_})

    assert "result" in answer.getvalue().decode()


def test_the_pdf_is_one_and_names_the_member(planted: Planted) -> None:
    answer = cast.browser_of(cast.rex()).get(of(planted, "pdf"))

    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_export_holds_what_was_submitted_byte_for_byte(planted: Planted) -> None:
    document = json.loads(cast.browser_of(cast.rex()).get(of(planted, "export")).content)

    assert set(document["submitted"]) == {"risk", "mitigation"}
    assert document["results"]["claimed"]["exploitation"]["number"] == str(planted.scores["exploitation"])


def test_another_answer_is_shown_and_kept_nowhere(planted: Planted) -> None:  # how fast: benchmarks/what_if.py
    browser = cast.browser_of(cast.rex())
    question = opened_by(planted.assessment, cast.by(cast.rex())).questions[0]
    where, sent = of(planted, "what_if", question.id), {f"{question.id}-value": question.options[0].id}

    answer = browser.post(where, sent)

    assert answer.status_code == 200
    assert Assessment.objects.count() == 1


def test_a_submitted_half_takes_no_more_answers(planted: Planted) -> None:
    browser = cast.browser_of(cast.ana())
    first = opened_by(planted.assessment, cast.by(cast.ana())).questions[0]

    answer = browser.post(of(planted, "answer", first.id), {f"{first.id}-value": first.options[0].id})

    assert "stays as it is" in answer.content.decode()


def test_a_new_round_says_what_changed(planted: Planted) -> None:
    browser = cast.browser_of(cast.sana())

    browser.post(of(planted, "renew"))
    fresh = Assessment.objects.get(number=2)
    answer = browser.get(reverse("assessments:difference", args=[fresh.reference]))

    assert answer.status_code == 200
    assert fresh.renews == planted.assessment


def test_a_share_is_shown_once(planted: Planted) -> None:
    browser = cast.browser_of(cast.sana())

    first = browser.post(reverse("assessments:show_share", args=[1]))
    again = browser.post(reverse("assessments:show_share", args=[1]))

    assert len(re.findall(r"<code>[0-9A-Z]{5}</code>", first.content.decode())) == 12
    assert again.status_code == 409


@pytest.mark.parametrize("name", ["keys", "benchmarks", "readings", "assessments"])
def test_the_organisations_own_pages_open(planted: Planted, name: str) -> None:
    assert cast.browser_of(cast.rex()).get(reverse(f"assessments:{name}")).status_code == 200


def test_an_officer_sees_states_and_proposes(planted: Planted) -> None:
    browser, hana = cast.browser_of(cast.olu()), cast.hana()

    page = browser.get(reverse("assessments:assessments"))
    answer = browser.post(of(planted, "propose"), {"assessor": hana.pk})

    planted.assessment.refresh_from_db()
    assert "Pastehaven" in page.content.decode()
    assert answer.status_code == 302
    assert planted.assessment.proposed == hana


def test_the_question_page_opens_for_both_sides(planted: Planted) -> None:
    hana = open_to_hana(planted)
    question = opened_by(planted.assessment, cast.by(hana)).questions[0].id

    actions.ask_back(assessment=planted.assessment, question=question, text="Since when?", by=cast.by(hana), at=now())
    theirs = cast.browser_of(cast.ana()).get(of(planted, "question", question))
    hers = cast.browser_of(hana).get(of(planted, "question", question))

    assert "Since when?" in theirs.content.decode()
    assert "What you found" in hers.content.decode()


def test_the_confidentiality_page_is_public() -> None:
    assert cast.a_browser().get(reverse("assessments:confidentiality")).status_code == 200
