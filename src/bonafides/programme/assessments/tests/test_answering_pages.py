"""The pages of an assessment that is being answered, asked as a browser asks them."""

import re

import pytest
from tests import cast

from bonafides.programme.assessments.actions.opening import opened_by
from bonafides.programme.assessments.tests import confidential
from bonafides.programme.assessments.tests.confidential import Planted, plant_confidential
from bonafides.programme.assessments.tests.test_pages import of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("pages of answering")]  # made once


@pytest.fixture(scope="module")
def begun(made_once: None) -> Planted:
    return plant_confidential(submit=False)


@pytest.fixture
def unsubmitted(begun: Planted) -> Planted:
    return begun.afresh()


def test_a_page_of_questions_is_kept_without_a_script(unsubmitted: Planted) -> None:
    browser = cast.browser_of(cast.ana())
    where = of(unsubmitted, "section", "risk", 1)
    page = browser.get(where).content.decode()
    name = re.search(r'name="(q-[a-z0-9]+)-value" value="([a-z_]+)"', page)
    assert name

    answer = browser.post(where, {f"{name[1]}-value": name[2]})

    filled = opened_by(unsubmitted.assessment, cast.by(cast.ana())).filled[name[1]]
    assert answer.status_code == 302
    assert (filled.answer and filled.answer.value, filled.name) == (name[2], "Ana")


def test_an_answer_is_kept_at_once_and_gives_a_new_stamp(unsubmitted: Planted) -> None:
    browser = cast.browser_of(cast.ana())
    opened = opened_by(unsubmitted.assessment, cast.by(cast.ana()))
    first = opened.questions[0]
    sent = {f"{first.id}-value": first.options[0].id, f"{first.id}-stamp": opened.stamps[first.id]}

    answer = browser.post(of(unsubmitted, "answer", first.id), sent, headers={"HX-Request": "true"})

    stamps = opened_by(unsubmitted.assessment, cast.by(cast.ana())).stamps
    assert "Kept" in answer.content.decode()
    assert stamps[first.id] in answer.content.decode()
    assert stamps[first.id] != opened.stamps[first.id]


def test_a_colleague_who_was_quicker_is_noticed(unsubmitted: Planted) -> None:
    opened = opened_by(unsubmitted.assessment, cast.by(cast.ana()))
    first = opened.questions[0]
    sent = {f"{first.id}-value": first.options[0].id, f"{first.id}-stamp": "an-older-stamp"}

    answer = cast.browser_of(cast.ana()).post(of(unsubmitted, "answer", first.id), sent)

    kept = opened_by(unsubmitted.assessment, cast.by(cast.ana())).filled[first.id]
    assert "Sana answered this meanwhile" in answer.content.decode()
    assert kept.name == "Sana"


def test_the_member_gets_back_what_it_filled_in_offline(unsubmitted: Planted) -> None:
    browser = cast.browser_of(cast.ana())

    form = browser.get(of(unsubmitted, "offline_form"))

    assert form["Content-Disposition"].startswith("attachment")
    assert confidential.SENTENCE not in form["Content-Disposition"]
    assert b"http://" not in form.content
    assert b"https://" not in form.content
