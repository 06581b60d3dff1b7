"""Requests that are no orders, exposure decisions, complaints: each with rules of its own."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from tests import cast

from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.safety.moderation.models import Flag
from bonafides.safety.orders import listeners, rules
from bonafides.safety.orders.actions import exposures, requests
from bonafides.safety.orders.models import AuthorityRequest, Clock, Exposure
from bonafides.safety.orders.queries import counts
from bonafides.safety.orders.rules import RequestFacts
from bonafides.safety.orders.tests.scenes import NIGHT, a_contact_point, a_request, at_the_desk, gita, work_at
from bonafides.safety.orders.vocabulary import RequestAnswer, RequestKind

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
REFUSED, COMPLIED, OWN_RULES = RequestAnswer.REFUSED, RequestAnswer.COMPLIED, RequestAnswer.OWN_RULES


def facts(kind: RequestKind, **changes: Any) -> RequestFacts:
    wanted: dict[str, Any] = {"legal_basis": "a law", "verified": True, "narrowed_to": "one field", "danger": "of one"}
    return RequestFacts(kind=kind, **wanted | changes)


# -- the rules --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [RequestKind.DATA, RequestKind.EMERGENCY, RequestKind.PRESERVATION])
@pytest.mark.parametrize(
    ("lacking", "code"),
    [
        ({"legal_basis": ""}, "no-legal-basis"),
        ({"verified": False}, "not-verified"),
        ({"narrowed_to": ""}, "not-narrowed"),
    ],
    ids=["basis", "verification", "scope"],
)
def test_nothing_is_handed_out_without_basis_verified_sender_and_scope(
    kind: RequestKind, lacking: dict[str, Any], code: str
) -> None:
    without = facts(kind, **lacking)

    with pytest.raises(RuleBroken) as refused:
        rules.check_answer(without, COMPLIED)
    assert refused.value.code == code


@pytest.mark.parametrize("kind", list(RequestKind))
def test_everything_can_be_refused(kind: RequestKind) -> None:
    bare = facts(kind, legal_basis="", verified=False, narrowed_to="", danger="")

    rules.check_answer(bare, REFUSED)


def test_an_emergency_states_the_danger() -> None:
    with pytest.raises(RuleBroken, match="life is in danger"):
        rules.check_answer(facts(RequestKind.EMERGENCY, danger=""), COMPLIED)


def test_a_referral_is_judged_under_our_own_rules_and_nothing_else_is() -> None:
    rules.check_answer(facts(RequestKind.REFERRAL), OWN_RULES)

    with pytest.raises(RuleBroken):
        rules.check_answer(facts(RequestKind.REFERRAL), COMPLIED)
    with pytest.raises(RuleBroken):
        rules.check_answer(facts(RequestKind.DATA), OWN_RULES)


# -- what is done -----------------------------------------------------------------------------------------------------


def test_a_referral_becomes_a_flag_of_its_own_source_and_no_order() -> None:
    referral = a_request(RequestKind.REFERRAL, location="https://harbour.example.org/p/7")

    flag = Flag.objects.get()
    assert (flag.reference, flag.source) == (referral.flag, "informal_referral")


def test_a_request_is_verified_narrowed_contested_and_answered() -> None:
    request, by = a_request(due_at=NIGHT + DAY), at_the_desk()

    requests.verify(request=request, how="rang the number on its site", by=by, at=NIGHT)
    requests.narrow(request=request, to="the e-mail address", legal_basis="StPO 100j", by=by, at=NIGHT)
    requests.challenge(request=request, where="Sample Court", by=by, at=NIGHT)
    requests.answer(request=request, answer_=RequestAnswer.PARTLY, reason="No more is held.", by=by, at=NIGHT)

    assert (request.state, request.answer) == ("answered", "partly")
    assert Clock.objects.get(about=f"request:{request.reference}").stopped_at == NIGHT
    assert {(each.kind, each.outcome) for each in counts.published()} == {
        ("data", "received"),
        ("data", "challenged"),
        ("data", "partly"),
    }


def test_an_answered_request_is_not_answered_again() -> None:
    request = a_request()
    requests.answer(request=request, answer_=REFUSED, reason="No basis.", by=at_the_desk(), at=NIGHT)

    with pytest.raises(Conflict):
        requests.answer(request=request, answer_=REFUSED, reason="No.", by=at_the_desk(), at=NIGHT)


def test_a_reviewer_writes_no_request_down() -> None:
    with pytest.raises(NotAllowed):
        requests.take_request(kind=RequestKind.DATA, wanted={}, by=cast.by(cast.amina()), at=NIGHT)


def test_a_request_is_written_down_on_its_page() -> None:
    browser = cast.browser_of(gita())
    sent = {
        "kind": "emergency",
        "country": "FR",
        "authority_name": "Sample Police",
        "contact": "+33 1 00",
        "asked_for": "Who posted it?",
        "danger": "A named person was threatened.",
        "received": "2026-03-28 23:00 +01:00",
    }

    browser.post(reverse("orders:new_request"), sent)
    request = AuthorityRequest.objects.get()
    answer = browser.post(
        reverse("orders:answer_request", args=[request.reference]), {"answer": "complied", "reason": "x"}
    )

    assert (request.kind, request.received_zone) == ("emergency", "+01:00")
    assert answer.status_code == 422
    assert "It names no legal basis" in answer.content.decode()


# -- exposure and complaints ------------------------------------------------------------------------------------------


def an_exposure() -> Exposure:
    a_contact_point()
    wanted = {"authority_name": "Sample Office", "authority_reference": "EX-1", "decided_at": NIGHT}
    return exposures.take_exposure(wanted=wanted, by=at_the_desk(), at=NIGHT)


def test_a_report_is_sent_and_the_next_is_due_a_year_later() -> None:
    exposure = an_exposure()
    gita()

    exposures.send_report(exposure=exposure, text="We did this.", to="a@example.test", by=at_the_desk(), at=NIGHT + DAY)
    work_at(NIGHT + DAY)

    assert any("Report 1 on specific measures" in each.subject for each in mail.outbox)
    assert Clock.objects.filter(about=f"exposure:{exposure.reference}", stopped_at=None).count() == 1


def test_a_specific_measure_needs_people_who_verify() -> None:
    with pytest.raises(RuleBroken, match="who verifies"):
        exposures.add_measure(
            exposure=an_exposure(), description="Matching", human_oversight=" ", rights="", by=at_the_desk(), at=NIGHT
        )


def test_a_decision_that_was_taken_back_asks_for_nothing_more() -> None:
    exposure = an_exposure()

    exposures.end_exposure(exposure=exposure, by=at_the_desk(), at=NIGHT + DAY)

    assert not Clock.objects.filter(stopped_at=None).exists()
    with pytest.raises(Conflict):
        exposures.send_report(exposure=exposure, text="x", to="a@example.test", by=at_the_desk(), at=NIGHT + DAY)


def test_a_complaint_has_two_weeks_in_the_calendar_and_stops_when_it_is_answered() -> None:
    gita()
    came = {"appeal": "AP-1", "due_at": (NIGHT + 14 * DAY).isoformat()}

    listeners.complaint_came(came, NIGHT + timedelta(minutes=3))
    listeners.complaint_came(came, NIGHT + timedelta(minutes=4))
    running = Clock.objects.get(about="complaint:AP-1")
    listeners.complaint_answered({"appeal": "AP-1"}, NIGHT + DAY)

    assert (running.started_at, running.due_at) == (NIGHT, NIGHT + 14 * DAY)
    assert Clock.objects.get().stopped_at == NIGHT + DAY
