"""What hosts, report forms and membership states come to."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.kernel.errors import Conflict, Invalid, RuleBroken
from bonafides.programme.members import rules
from bonafides.programme.members.drawing import drawn
from bonafides.programme.members.vocabulary import (
    MEMBER_MOVES,
    Check,
    CheckOutcome,
    MemberState,
    ProbeOutcome,
)

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("example.org", "example.org"),
        (" Example.ORG. ", "example.org"),
        ("https://paste.example.org/x?y#z", "paste.example.org"),
        ("example.org:8443", "example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_a_host_has_one_form_however_it_is_typed(text: str, host: str) -> None:
    assert rules.host_of(text) == host


@pytest.mark.parametrize("text", ["", "localhost", "exa mple.org", "-a.example", "a..example", "x" * 64 + ".org"])
def test_what_is_no_domain_name_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.host_of(text)

    assert refused.value.code == "bad-host"


@given(st.text(max_size=80))
def test_any_text_is_a_host_that_reads_the_same_again_or_is_refused(text: str) -> None:
    try:
        host = rules.host_of(text)
    except Invalid:
        return
    assert rules.host_of(host) == host


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, b"<form><textarea name=t></textarea></form>", ProbeOutcome.WORKS),
        (200, b"<form><input type=email></form>", ProbeOutcome.WORKS),
        (200, b"<p>Write to <a href='mailto:a@b.test'>us</a>", ProbeOutcome.WORKS),
        (200, b"<form><input type=search></form>", ProbeOutcome.NO_FORM),
        (200, b"<form><input type=hidden></form><textarea>", ProbeOutcome.NO_FORM),
        (200, b"<textarea></textarea>", ProbeOutcome.NO_FORM),
        (200, b"", ProbeOutcome.NO_FORM),
        (199, b"<form><textarea>", ProbeOutcome.BAD_STATUS),
        (299, b"<form><textarea>", ProbeOutcome.WORKS),
        (300, b"<form><textarea>", ProbeOutcome.BAD_STATUS),
        (503, b"<form><textarea>", ProbeOutcome.BAD_STATUS),
    ],
)
def test_a_report_form_is_a_page_that_answers_and_can_be_written_into(
    status: int, body: bytes, outcome: ProbeOutcome
) -> None:
    assert rules.outcome_of_page(status, body).outcome is outcome


@given(st.binary(max_size=400))
def test_no_page_whatever_breaks_the_look_at_it(body: bytes) -> None:
    assert rules.outcome_of_page(200, body).outcome in {ProbeOutcome.WORKS, ProbeOutcome.NO_FORM}


@pytest.mark.parametrize(
    ("before", "after"), [(old, new) for old in MemberState for new in MemberState if new not in MEMBER_MOVES[old]]
)
def test_a_membership_moves_only_as_the_table_says(before: MemberState, after: MemberState) -> None:
    with pytest.raises(Conflict):
        rules.check_move(before, after)


def test_every_check_must_have_passed() -> None:
    found = dict.fromkeys(Check, CheckOutcome.PASSED)

    rules.check_admission(found)
    with pytest.raises(RuleBroken):
        rules.check_admission(found | {Check.PEOPLE: CheckOutcome.FAILED})
    assert rules.missing_checks({}) == tuple(Check)


@pytest.mark.parametrize("days", [0, 60])
def test_an_absence_lasts_from_a_day_to_two_months(days: int) -> None:
    rules.check_absence(TODAY, TODAY + timedelta(days=days), "Cem")


@pytest.mark.parametrize(("days", "who"), [(-1, "Cem"), (61, "Cem"), (3, "  ")])
def test_an_absence_that_is_turned_too_long_or_covered_by_nobody_is_refused(days: int, who: str) -> None:
    with pytest.raises(RuleBroken):
        rules.check_absence(TODAY, TODAY + timedelta(days=days), who)


def test_the_page_that_draws_the_states_is_fresh() -> None:
    page = Path(__file__).parents[5] / "docs" / "reference" / "membership-states.md"

    assert page.read_text("utf-8") == drawn()
