"""A review in pages: asked for, read by two, and shown to whom it may be."""

import pytest
from tests import cast

from bonafides.base.people.vocabulary import Role
from bonafides.programme.members.vocabulary import FOR_THE_MARK
from bonafides.programme.trustmark.models import Review
from bonafides.programme.trustmark.tests.scenes import (
    a_ready_member,
    a_refusal,
    a_review,
    mira,
    nils,
    seated,
)
from bonafides.programme.trustmark.tests.test_views import text_of
from bonafides.programme.trustmark.vocabulary import MarkState, ReviewState, SeatState, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def a_form(verdict: Verdict = Verdict.GRANT) -> dict[str, str]:
    found = "met" if verdict is Verdict.GRANT else "not_met"
    sent = {f"{each}-finding": found for each in FOR_THE_MARK}
    sent |= {f"{each}-looked_at": "The published page." for each in FOR_THE_MARK}
    return {**sent, "verdict": verdict, "reasons": "planted-reasons of a reviewer"}


def test_a_request_is_made_reviewed_and_granted_in_pages() -> None:
    a_ready_member()
    signatory, first, second = (cast.browser_of(one) for one in (cast.sana(), mira(), nils()))
    signatory.post("/trustmarks/ours/ask/", {"agreed": "on", "statement": "Look at our new terms."})
    review = Review.objects.get()
    base = f"/trustmarks/reviews/{review.reference}"

    for browser in (first, second):
        browser.post(f"{base}/seat/")
        browser.post(f"{base}/declare/", {"has_interest": "no"})
        browser.post(f"{base}/read/", a_form())

    review.refresh_from_db()
    assert (review.state, review.mark.state) == (ReviewState.GRANTED, MarkState.ACTIVE)
    assert "For your website" in text_of("/trustmarks/ours/", signatory)


def test_a_reading_shows_to_nobody_else_before_the_review_has_ended() -> None:
    review = a_review()
    first = cast.browser_of(mira())
    seated(review, mira())
    seated(review, nils())
    first.post(f"/trustmarks/reviews/{review.reference}/read/", a_form())
    others = [cast.browser_of(one) for one in (nils(), cast.dana(), cast.olu())]
    others.append(cast.browser_of(cast.of_the_programme("Aude", Role.AUDITOR)))

    seen = ["planted-reasons" in text_of(review.get_absolute_url(), browser) for browser in others]
    own = "planted-reasons" in text_of(review.get_absolute_url(), first)
    member = "planted-reasons" in text_of("/trustmarks/ours/", cast.browser_of(cast.sana()))

    assert (seen, own, member) == ([False] * 4, True, False)


def test_after_the_end_the_member_reads_the_reasons_and_no_name() -> None:
    a_refusal()

    page = text_of("/trustmarks/ours/", cast.browser_of(cast.sana()))

    assert ("do not name" in page or "does not name" in page, "Mira" in page, "Nils" in page) == (True, False, False)


def test_who_describes_an_interest_stands_aside_and_the_place_is_free_again() -> None:
    review = a_review()
    browser = cast.browser_of(mira())
    base = f"/trustmarks/reviews/{review.reference}"
    browser.post(f"{base}/seat/")

    empty = browser.post(f"{base}/declare/", {"has_interest": "yes", "interest": ""})
    browser.post(f"{base}/declare/", {"has_interest": "yes", "interest": "I advised them last year."})

    seat = review.seats.get()
    assert (empty.status_code, seat.state, seat.interest) == (422, SeatState.ASIDE, "I advised them last year.")
    assert browser.post(f"{base}/read/", a_form()).status_code == 409


def test_a_half_filled_reading_comes_back_with_what_is_missing() -> None:
    review = a_review()
    seated(review, mira())

    answer = cast.browser_of(mira()).post(f"/trustmarks/reviews/{review.reference}/read/", {"verdict": "grant"})

    assert answer.status_code == 422
    assert not Review.objects.get().seats.exclude(verdict="").exists()
