"""What a result looks like: dials, charts, the PDF, the pages of questions."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.kernel.clock import now
from bonafides.programme.assessments import board_pdf
from bonafides.programme.assessments.library import Profile, current, questions_for
from bonafides.programme.assessments.models import Assessment
from bonafides.programme.assessments.presenting import Shown, chart_of, shown
from bonafides.programme.assessments.rules.scoring import score_of
from bonafides.programme.assessments.sections import AT_MOST, pages_of
from bonafides.programme.assessments.vocabulary import Assessment as Kind
from bonafides.programme.assessments.vocabulary import Overlay, ServiceType
from bonafides.programme.assessments.workflow import ResultKind
from bonafides.programme.members.queries import Member

EVERYTHING = Profile(frozenset(ServiceType), frozenset(Overlay))


def a_result() -> Shown:
    return shown(score_of(EVERYTHING, {}, current(), now().date()).as_document(), current())


def test_the_needle_is_at_the_left_end_for_nothing_and_at_the_right_end_for_a_hundred() -> None:
    dial = a_result().exploitation

    assert 0 <= dial.needle[0] <= 200
    assert dial.low <= dial.number <= dial.high
    assert dial.band_dashes.startswith(f"0 {dial.low} ")


def test_the_shares_of_the_drivers_add_to_a_hundred() -> None:
    for_each_axis = [sum(each.share_percent for each in dial.drivers) for dial in a_result().dials]

    assert for_each_axis == [Decimal(100), Decimal(100)]


def test_a_chart_goes_from_left_to_right_and_higher_is_worse() -> None:
    chart = chart_of([Decimal(10), Decimal(90)])

    assert chart.points == ((10, 100), (290, 20))


@pytest.mark.parametrize("kind", list(Kind))
def test_every_question_stands_on_exactly_one_page(kind: Kind) -> None:
    questions = questions_for(EVERYTHING, assessment=kind)

    pages = pages_of(questions, current())

    assert sorted(each.id for page in pages for each in page.questions) == sorted(each.id for each in questions)
    assert max(len(page.questions) for page in pages) <= AT_MOST
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))


@given(st.text(max_size=80))
def test_words_never_become_markup_of_the_pdf(words: str) -> None:
    escaped = board_pdf.text(words)

    assert escaped.startswith('#"')
    assert escaped.endswith('"')
    assert "\n" not in escaped


@pytest.mark.parametrize(
    "name", ['"] #read("/etc/passwd") [', "#panic()", "\\", '\\"#{1}', "*bold* $x$ `raw`", "نص عربي"]
)
def test_a_hostile_name_is_printed_as_it_is(name: str) -> None:
    assessment = Assessment(member=Member(name=name), number=1, reference="R")

    data = board_pdf.render(assessment, a_result(), [], ResultKind.CLAIMED)

    assert data.startswith(b"%PDF-")
