"""Filled in without a network and brought back: what is right goes in, what is not is said."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from playwright.sync_api import Browser
from tests import cast

from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid
from bonafides.programme.assessments import actions, offline
from bonafides.programme.assessments.actions import Opened
from bonafides.programme.assessments.actions.opening import opened_by
from bonafides.programme.assessments.library import Answer
from bonafides.programme.assessments.models import Assessment
from bonafides.programme.assessments.tests.confidential import answer_all
from bonafides.programme.assessments.vocabulary import Grade, Kind


@pytest.fixture
def assessment(db: None) -> Assessment:
    return actions.start_assessment(member=cast.a_member(), core=True, by=cast.by(cast.sana()), at=now())


def opened(assessment: Assessment) -> Opened:
    return opened_by(assessment, cast.by(cast.sana()))


def a_file(assessment: Assessment, answers: dict[str, Any]) -> bytes:
    document = {"format": offline.FORMAT, "assessment": assessment.reference, "library": "1.0.0", "answers": answers}
    return json.dumps(document).encode()


def of_kind(assessment: Assessment, kind: Kind) -> str:
    return next(each.id for each in opened(assessment).questions if each.kind is kind)


def bring_in(assessment: Assessment, data: bytes) -> str:
    where = reverse("assessments:import_offline", args=[assessment.reference])
    answer = cast.browser_of(cast.sana()).post(where, {"file": SimpleUploadedFile("answers.json", data)})
    return answer.content.decode()


def test_a_half_filled_form_brings_in_what_is_right_and_says_what_is_not(assessment: Assessment) -> None:
    choice, control = of_kind(assessment, Kind.ONE), of_kind(assessment, Kind.MATURITY)
    number = of_kind(assessment, Kind.NUMBER)
    answers = {
        choice: {"value": opened(assessment).library.by_id[choice].options[0].id},
        control: {"value": 9},
        number: {"value": "many"},
        "q-nobody": {"value": "x"},
    }

    page = bring_in(assessment, a_file(assessment, answers))

    assert "One answer was taken in." in page
    assert "3 answers were set aside" in page
    assert set(opened(assessment).claimed) == {choice}


def test_what_cannot_be_kept_is_said_whole(assessment: Assessment) -> None:
    number = of_kind(assessment, Kind.NUMBER)

    kept, refused = actions.import_answers(
        assessment=assessment, answers={number: Answer(value="many")}, by=cast.by(cast.sana()), at=now()
    )

    code = opened(assessment).library.by_id[number].code
    assert kept == 0
    assert (refused[number].code, refused[number].facts) == ("answer_not_taken", {"code": code})


@pytest.mark.parametrize(
    "row",
    [
        {"value": 3, "not_applicable": True},
        {"value": 3, "confirmed": 5},
        {"value": True},
        {"value": {"a": 1}},
        {"value": 3, "grade": "sworn"},
        {"value": 3, "evidenced_on": "yesterday"},
        {"value": 3, "coverage_percent": 400},
        {"value": 3, "coverage_percent": "all"},
        ["3"],
        None,
        {},
    ],
)
def test_what_an_answerer_may_not_say_is_set_aside(assessment: Assessment, row: Any) -> None:
    control = of_kind(assessment, Kind.MATURITY)

    found = offline.read(a_file(assessment, {control: row}), opened(assessment))

    assert (found.answers, [each.question for each in found.bad]) == ({}, [control])


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff\xfe", b"null", b'{"format": "other"}', b"[" * 100_000])
def test_what_is_no_answers_file_is_refused_whole(assessment: Assessment, data: bytes) -> None:
    with pytest.raises(Invalid):
        offline.read(data, opened(assessment))


def test_a_file_of_another_assessment_is_refused(assessment: Assessment) -> None:
    data = a_file(assessment, {}).replace(assessment.reference.encode(), b"OTHER00000")

    assert "belongs to another assessment" in bring_in(assessment, data)


def test_a_question_that_the_services_do_not_bring_is_named(assessment: Assessment) -> None:
    library = opened(assessment).library
    foreign = next(each for each in library.questions if each.id not in opened(assessment).filled)

    found = offline.read(a_file(assessment, {foreign.id: {"value": None}}), opened(assessment))

    assert [each.code for each in found.bad] == [foreign.code]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_file_gives_back_every_answer_as_it_was(browser: Browser, tmp_path: Any) -> None:
    """A whole round trip through a real browser, from a disk, with the network cut."""
    sana = cast.sana()
    filled = actions.start_assessment(member=cast.a_member(), core=False, by=cast.by(sana), at=now())
    answer_all(filled, sana)
    control = of_kind(filled, Kind.MATURITY)
    shown = Answer(value=4, grade=Grade.TESTED, coverage_percent=35, evidenced_on=now().date())
    actions.save_answer(assessment=filled, given=actions.Given(control, shown), by=cast.by(sana), at=now())
    unknown = next(each.id for each in opened(filled).questions if each.kind is Kind.NUMBER)
    actions.save_answer(assessment=filled, given=actions.Given(unknown, Answer()), by=cast.by(sana), at=now())
    page = tmp_path / "assessment.html"
    page.write_text(offline.form_of(opened(filled), "en"), encoding="utf-8")

    context = browser.new_context(offline=True, accept_downloads=True)
    tab = context.new_page()
    tab.goto(page.as_uri())
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Save the answers as a file").click()
    saved = json.loads(download.value.path().read_text(encoding="utf-8"))
    context.close()

    back = {name: Answer.from_json(row) for name, row in saved["answers"].items()}
    assert back == opened(filled).claimed
    assert offline.read(json.dumps(saved).encode(), opened(filled)).bad == []
