"""The pages of auditing ourselves: what they show to whom, and what their forms do."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.vocabulary import Role
from bonafides.kernel import clock
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.tests.scenes import TEXT, a_policy
from bonafides.safety.quality.actions import auditing, golden, publishing
from bonafides.safety.quality.models import Audit, GoldenCase, GoldenInsertion, QualitySettings
from bonafides.safety.quality.queries import golden as goldens
from bonafides.safety.quality.queries.figures import Period
from bonafides.safety.quality.tests.scenes import (
    AFTER,
    KEPT,
    TODAY,
    decided,
    everything_drawn,
    gita,
    ina,
    judged_again,
)

pytestmark = pytest.mark.django_db
SOON = AFTER + timedelta(minutes=5)
ANSWER = {"verdict": "restrict", "clauses": ["1"], "measures": ["remove"], "exemption": "none", "line": "The same."}


@pytest.fixture(autouse=True)
def _soon() -> Any:
    clock.use(lambda: SOON)
    yield
    clock.use(None)


def browser(name: str, role: Role) -> Client:
    return cast.browser_of(cast.a_person(name, role))


def page(who: Client, name: str, *arguments: str, **query: str) -> str:
    answer = who.get(reverse(f"quality:{name}", args=arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(who: Client, name: str, *arguments: str, **given: Any) -> Any:
    return who.post(reverse(f"quality:{name}", args=arguments), given)


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


# -- second looks -----------------------------------------------------------------------------------------------------


def test_a_second_look_is_taken_looked_at_and_judged_without_a_script() -> None:
    decided(TEXT)
    [audit] = everything_drawn()
    reader = browser("Ina", Role.REVIEWER)

    taken = post(reader, "next")
    shown = reader.get(taken.url).content.decode()
    judged = post(reader, "judge", audit.reference, **ANSWER)
    both = reader.get(judged.url).content.decode()

    assert taken.url == audit.get_absolute_url()
    assert TEXT in shown
    assert "Calls on readers" in both
    assert Audit.objects.get().agrees


def test_the_page_of_a_second_look_names_neither_case_nor_decision_nor_reader() -> None:
    decision = decided(TEXT)
    [audit] = everything_drawn()
    reader = browser("Ina", Role.REVIEWER)
    post(reader, "next")

    shown = page(reader, "audit", audit.reference)

    hidden = (decision.reference, decision.case.reference, decision.facts, decision.decided_by.code)
    assert [each for each in (*hidden, decision.case.items.get().reference) if each in shown] == []


def test_whoever_has_not_taken_it_is_shown_nothing_of_it() -> None:
    decided(TEXT)
    [audit] = everything_drawn()
    auditing.claim_next(by=ina(), at=SOON)

    shown = page(browser("Gita", Role.LEAD), "audit", audit.reference)

    assert TEXT not in shown
    assert "Nothing of it is shown" in shown


def test_what_a_rule_refuses_comes_back_with_what_to_mend() -> None:
    decided(TEXT)
    [audit] = everything_drawn()
    reader = browser("Ina", Role.REVIEWER)
    reader.get(post(reader, "next").url)

    answer = post(reader, "judge", audit.reference, **ANSWER | {"clauses": []})

    assert answer.status_code == 422
    assert "Choose the clause that it breaks." in answer.content.decode()


def test_content_is_shown_as_plainly_as_it_is_asked_for_and_each_look_is_recorded() -> None:
    decided(TEXT * 20)
    [audit] = everything_drawn()
    reader = browser("Ina", Role.REVIEWER)
    first = reader.get(post(reader, "next").url).content.decode()
    before = LogEntry.objects.filter(event_name="content.viewed").count()

    whole = reader.get(post(reader, "show", audit.reference, level="original").url).content.decode()

    assert TEXT * 20 not in first
    assert TEXT * 20 in whole
    assert LogEntry.objects.filter(event_name="content.viewed").count() == before + 1


def test_a_picture_is_for_its_page_alone() -> None:
    decided(TEXT)
    [audit] = everything_drawn()
    reader = browser("Ina", Role.REVIEWER)
    post(reader, "next")

    answer = reader.get(reverse("quality:picture", args=[audit.reference]), headers={"sec-fetch-dest": "document"})

    assert answer.status_code == 404


def test_a_second_look_is_left_to_somebody_else() -> None:
    decided()
    [audit] = everything_drawn()
    reader = browser("Ina", Role.REVIEWER)
    post(reader, "next")

    answer = post(reader, "pass_on", audit.reference)

    assert answer.url == reverse("quality:again")
    assert Audit.objects.get().claimed_by is None


def test_those_who_neither_lead_nor_gave_a_reading_do_not_see_both() -> None:
    decided()
    [audit] = everything_drawn()
    judged_again(audit, KEPT)

    answer = browser("Rita", Role.REVIEWER).get(audit.get_absolute_url())

    assert answer.status_code == 404


def test_a_lead_settles_two_readings_that_differ() -> None:
    decided()
    [audit] = everything_drawn()
    judged_again(audit, KEPT)
    lead = browser("Gita", Role.LEAD)

    listed = page(lead, "disagreements")
    answer = post(lead, "settle", audit.reference, how="stands", note="It names a place.")

    assert audit.reference in listed
    assert answer.url == audit.get_absolute_url()
    assert Audit.objects.get().settled_note == "It names a place."


def test_a_settlement_without_a_reason_comes_back() -> None:
    decided()
    [audit] = everything_drawn()
    judged_again(audit, KEPT)

    answer = post(browser("Gita", Role.LEAD), "settle", audit.reference, how="stands")

    assert answer.status_code == 422


def test_the_list_leaves_as_a_file_and_hides_what_is_blind_still() -> None:
    decision = decided()
    everything_drawn()

    answer = browser("Gita", Role.LEAD).get(reverse("quality:again"), {"format": "csv"})

    [row] = rows_of(answer)
    assert (row["state"], row["decision"], row["reviewer"]) == ("waiting", "", "")
    assert decision.reference not in str(row)


# -- figures ----------------------------------------------------------------------------------------------------------


def test_a_reviewer_sees_the_whole_and_nobodys_code() -> None:
    decided()
    everything_drawn()

    shown = page(browser("Ina", Role.REVIEWER), "quality", first=str(TODAY), last=str(TODAY))

    assert "Same verdict, judged again blind" in shown
    assert cast.amina().code not in shown


def test_a_lead_sees_reviewers_by_their_codes_alone() -> None:
    decided()

    shown = page(browser("Gita", Role.LEAD), "quality", first=str(TODAY), last=str(TODAY))

    assert cast.amina().code in shown
    assert cast.amina().email not in shown


def test_a_reviewer_sees_their_own_figures() -> None:
    decided(by=ina())
    decided("Another one.")

    shown = cast.browser_of(cast.amina()).get(
        reverse("quality:mine"), {"first": str(TODAY), "last": str(TODAY), "format": "json"}
    )

    policy = [row for row in json.loads(b"".join(shown.streaming_content)) if row["by"] == "policy"]  # type: ignore[attr-defined]
    assert [row["decisions"] for row in policy] == [1]


def test_the_figures_leave_as_a_file_by_reviewer_for_those_who_lead_only() -> None:
    decided()
    asked = {"first": str(TODAY), "last": str(TODAY), "format": "csv"}

    of_lead = rows_of(browser("Gita", Role.LEAD).get(reverse("quality:quality"), asked))
    of_reviewer = rows_of(browser("Ina", Role.REVIEWER).get(reverse("quality:quality"), asked))

    assert {row["by"] for row in of_lead} == {"policy", "language", "list", "reviewer"}
    assert {row["by"] for row in of_reviewer} == {"policy", "language", "list"}


@pytest.mark.parametrize("wanted", ["json", "csv"])
def test_the_rows_behind_the_figures_leave_only_after_that_was_recorded(wanted: str) -> None:
    decision = decided()

    answer = browser("Gita", Role.LEAD).get(
        reverse("quality:export"), {"first": str(TODAY), "last": str(TODAY), "format": wanted}
    )

    assert decision.reference in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert LogEntry.objects.get(event_name="quality.exported").opened["what"] == wanted


def test_days_in_the_wrong_order_are_sent_back() -> None:
    answer = browser("Gita", Role.LEAD).get(reverse("quality:quality"), {"first": "2026-03-09", "last": "2026-03-02"})

    assert answer.status_code == 422


def test_the_figures_ask_the_database_no_more_for_more_decisions(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    [decided(f"Text {number}") for number in range(6)]
    everything_drawn()
    lead = browser("Gita", Role.LEAD)
    asked = {"first": str(TODAY), "last": str(TODAY)}
    lead.get(reverse("quality:quality"), asked)

    with django_assert_num_queries(20, exact=False):  # type: ignore[operator]
        lead.get(reverse("quality:quality"), asked)


def test_the_seeds_show_that_what_was_opened_fits_what_was_bound_to() -> None:
    decided()
    everything_drawn()

    shown = page(browser("Ina", Role.REVIEWER), "seeds")

    assert "fits" in shown
    assert "1 of 1" in shown


@pytest.mark.parametrize("day", ["2026-03-02", "1999-01-01", "2026-02-30"])
def test_a_proof_is_there_for_a_day_with_a_seed(day: str) -> None:
    everything_drawn()

    answer = browser("Gita", Role.LEAD).get(f"/quality/seeds/{day}/proof/")

    assert answer.status_code == (200 if day == "2026-03-02" else 404)


def test_a_lead_sets_how_much_is_looked_at_and_never_to_none() -> None:
    lead = browser("Gita", Role.LEAD)

    refused = post(lead, "settings", share="0", golden_per_week="2")
    done = post(lead, "settings", share="7.5", golden_per_week="3")

    assert (refused.status_code, done.status_code) == (422, 302)
    assert (QualitySettings.objects.get().share_bp, QualitySettings.objects.get().golden_per_week) == (750, 3)


def test_anyone_reads_what_was_published_and_nothing_else() -> None:
    decided()
    everything_drawn()
    clock.use(lambda: SOON)
    published = publishing.publish_figures(period=Period(TODAY, TODAY), by=gita(), at=SOON)

    listed = page(cast.a_browser(), "published")
    shown = page(cast.a_browser(), "published_period", published.reference)
    document = cast.a_browser().get(published.get_absolute_url(), {"format": "json"}).json()

    assert published.get_absolute_url() in listed
    assert "too few to say" in shown
    assert document["decisions"] == 1


# -- made-up cases ----------------------------------------------------------------------------------------------------


def test_a_lead_brings_in_what_ships_puts_one_into_the_queue_and_takes_it_out() -> None:
    a_policy()
    lead = browser("Gita", Role.LEAD)

    post(lead, "bring_in")
    one = GoldenCase.objects.all()[1]
    post(lead, "insert", one.reference)
    post(lead, "withdraw", GoldenInsertion.objects.get().case)
    shown = page(lead, "golden_case", one.reference)

    assert GoldenCase.objects.count() == len(goldens.shipped())
    assert "Brother Marl" in shown
    assert Case.objects.get().state == "closed"


def test_a_lead_writes_one() -> None:
    a_policy()
    given = {
        "title": "T",
        "text": "A made-up text.",
        "language": "en",
        "reason": "Look.",
        "verdict": "keep",
        "why": "W.",
    }

    answer = post(browser("Gita", Role.LEAD), "new_golden", **given)

    assert answer.url == reverse("quality:golden")
    assert GoldenCase.objects.get().verdict == "keep"


def test_one_without_content_comes_back() -> None:
    a_policy()

    answer = post(
        browser("Gita", Role.LEAD), "new_golden", title="T", language="en", reason="L", verdict="keep", why="W"
    )

    assert answer.status_code == 422
    assert "Give a text or a picture" in answer.content.decode()


def test_an_auditor_reads_the_library_and_a_reviewer_does_not() -> None:
    golden.keep_shipped(rows=goldens.shipped(), by=cast.by(cast.bo()), at=NOON)

    shown = page(browser("Aude", Role.AUDITOR), "golden")
    refused = browser("Ina", Role.REVIEWER).get(reverse("quality:golden"))

    assert "A newspaper quotes a leaflet" in shown
    assert refused.status_code == 403
