"""The page of a case, in a browser without JavaScript: taken, judged, undone, passed on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast
from tests.cast import NOON

from bonafides.kernel import clock
from bonafides.safety.moderation.models import Case, Decision, Enforcement, Lease, Proposal, Skip
from bonafides.safety.moderation.tests.pages import REMOVAL, opened, url
from bonafides.safety.moderation.tests.scenes import TEXT, a_case
from bonafides.safety.moderation.vocabulary import CaseState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_next_takes_the_first_case_and_shows_it_with_its_text_and_desk(browsing: Client) -> None:
    case = a_case()

    answer = browsing.post(reverse("moderation:next_case"), follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == url("case", case)
    assert TEXT in page
    assert 'data-key="k"' in page
    assert Lease.objects.get().case == case


def test_an_empty_queue_says_so(browsing: Client) -> None:
    answer = browsing.post(reverse("moderation:next_case"), follow=True)

    assert "Nothing waits for you now." in answer.content.decode()


def test_keep_is_one_answer_and_leads_to_the_next_case_with_an_undo(browsing: Client) -> None:
    case, following = a_case(), a_case("another", opened_at=NOON + timedelta(minutes=1))
    opened(browsing, case)

    answer = browsing.post(url("decide", case), {"verdict": "keep"}, follow=True)

    assert answer.redirect_chain[-1][0] == url("case", following)
    assert url("undo", case) in answer.content.decode()
    assert Decision.objects.get().verdict == "keep"


def test_a_removal_needs_clause_measure_exemptions_and_line(browsing: Client) -> None:
    case = a_case()
    opened(browsing, case)

    assert browsing.post(url("decide", case), REMOVAL).status_code == 302

    assert Decision.objects.get().none_applies


@pytest.mark.parametrize(
    ("left_out", "field"),
    [
        ("clauses", "#id_clauses"),
        ("measures", "#id_verdict"),
        ("none_applies", "#id_none_applies"),
        ("facts", "#id_facts"),
    ],
)
def test_what_is_missing_comes_back_in_an_error_summary_linked_to_its_field(
    browsing: Client, left_out: str, field: str
) -> None:
    case = a_case()
    opened(browsing, case)
    given = {name: value for name, value in REMOVAL.items() if name != left_out} | {"verdict": ""}
    given |= {} if left_out != "measures" else {"clauses": []}

    answer = browsing.post(url("decide", case), given)

    assert answer.status_code == 422
    assert f'href="{field}"' in answer.content.decode()
    assert "Calls for an attack." in answer.content.decode() or left_out == "facts"
    assert not Decision.objects.exists()


def test_without_having_looked_nothing_is_restricted(browsing: Client) -> None:
    case = a_case()
    browsing.post(url("open_case", case))

    answer = browsing.post(url("decide", case), REMOVAL)

    assert answer.status_code == 422
    assert "Look at the context" in answer.content.decode()


def test_a_stale_lease_answers_409(browsing: Client) -> None:
    case = a_case()
    opened(browsing, case)
    clock.use(lambda: NOON + timedelta(minutes=3))
    opened(cast.browser_of(cast.bo()), case)

    assert browsing.post(url("decide", case), {"verdict": "keep"}).status_code == 409
    assert browsing.post(url("heartbeat", case)).status_code == 409


def test_a_heartbeat_holds_the_case(browsing: Client) -> None:
    case = a_case()
    opened(browsing, case)
    clock.use(lambda: NOON + timedelta(seconds=100))

    assert browsing.post(url("heartbeat", case)).status_code == 204
    assert Lease.objects.get().until == NOON + timedelta(seconds=220)


def test_undo_opens_the_case_again_for_the_same_person(browsing: Client) -> None:
    case = a_case()
    opened(browsing, case)
    browsing.post(url("decide", case), {"verdict": "keep"})

    answer = browsing.post(url("undo", case), follow=True)

    assert 'id="desk"' in answer.content.decode()
    assert Case.objects.get().state == CaseState.OPEN


def test_asking_for_a_second_reading_hides_the_first_from_the_second(browsing: Client) -> None:
    case = a_case()
    opened(browsing, case)
    browsing.post(url("decide", case), REMOVAL | {"second": "1"})

    page = opened(cast.browser_of(cast.bo()), case)

    assert Proposal.objects.get().reason == "asked"
    assert "Second reading" in page
    assert "Calls for an attack." not in page


def test_passing_a_case_on_shows_the_next_and_never_this_one_again(browsing: Client) -> None:
    case, following = a_case(), a_case("another", opened_at=NOON + timedelta(minutes=1))
    opened(browsing, case)

    answer = browsing.post(url("skip", case), {"reason": "too_much"}, follow=True)

    assert answer.redirect_chain[-1][0] == url("case", following)
    assert Skip.objects.get().case == case


def test_a_lead_assigns_a_case_and_a_reviewer_hands_one_over(browsing: Client) -> None:
    case, bo = a_case(), cast.browser_of(cast.bo())

    assert cast.amina().code in bo.get(url("case", case)).content.decode()
    assert bo.post(url("assign", case), {"to": cast.amina().code}).status_code == 302
    assert browsing.post(url("assign", case), {"to": cast.amina().code}).status_code == 403
    opened(browsing, case)
    browsing.post(url("hand_over", case), {"to": cast.bo().code, "note": "You know the place."})

    case.refresh_from_db()
    assert case.assigned_to == cast.bo()
    assert "You know the place." in opened(bo, case)


def test_a_published_removal_can_be_reversed_and_asked_for_again(browsing: Client) -> None:
    case = a_case()
    opened(browsing, case)
    browsing.post(url("decide", case), REMOVAL)
    browsing.post(url("publish", case))
    asked = Enforcement.objects.get()

    assert browsing.post(reverse("moderation:resend_enforcement", args=[asked.pk])).status_code == 409
    assert browsing.post(url("reverse", case), {"facts": "It is a quotation."}).status_code == 302

    assert list(Decision.objects.order_by("pk").values_list("verdict", "state")) == [
        ("restrict", "published"),
        ("keep", "draft"),
    ]


def test_an_item_beyond_the_first_hundred_is_left_out_by_the_platforms_reference(browsing: Client) -> None:
    case = a_case(copies=101)
    last = case.items.latest("pk")
    page = opened(browsing, case)
    named = {"leave_out": f" {last.platform_reference}\n", "leave_out_because": "A quotation."}

    browsing.post(url("decide", case), REMOVAL | named)

    left_out = Decision.objects.get().exceptions.get()
    assert "the first 100 of 101" in page
    assert last.platform_reference not in page
    assert (left_out.item, left_out.reason) == (last, "A quotation.")


def test_a_reference_of_no_item_of_the_case_comes_back_with_its_name(browsing: Client) -> None:
    case = a_case(copies=101)
    opened(browsing, case)

    answer = browsing.post(url("decide", case), REMOVAL | {"leave_out": "paste-of-another-case"})

    assert answer.status_code == 422
    assert "no item paste-of-another-case" in answer.content.decode()
    assert not Decision.objects.exists()
