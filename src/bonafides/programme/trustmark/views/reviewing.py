"""The queue of reviews, and one review: places, interests, readings."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people import queries as people
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotFound, RuleBroken
from bonafides.kernel.text import gettext_noop
from bonafides.programme.members import queries as members
from bonafides.programme.trustmark import actions, permissions, queries
from bonafides.programme.trustmark.forms import DeclareForm, ReadingForm, SeatForm
from bonafides.programme.trustmark.models import Review, Seat
from bonafides.programme.trustmark.rules.reviewing import seats_wanted
from bonafides.programme.trustmark.views.words import requirement_name, requirement_row
from bonafides.programme.trustmark.vocabulary import (
    FINDING_WORDS,
    REVIEW_WORDS,
    SEAT_WORDS,
    UNDER_WAY,
    VERDICT_WORDS,
    Finding,
    ReviewState,
    SeatState,
    Verdict,
)

NO_SEAT = NotFound("no-seat", gettext_noop("You have no place on this review."))
COLUMNS = [
    Column("review", lambda review: review.reference),
    Column("member", lambda review: review.member.name),
    Column("state", lambda review: review.state),
    Column("asked_at", lambda review: review.asked_at),
    Column("ended_at", lambda review: review.ended_at),
    Column("readings", lambda review: len(review.facts().verdicts)),
]
TONES = {ReviewState.GRANTED: "good", ReviewState.REFUSED: "danger", ReviewState.SPLIT: "warn"}


@require_safe
def reviews(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    """Reviews under way, the oldest first; `?past=1` those that ended."""
    past = "past" in request.GET
    rows = queries.reviews_in(request.actor, under_way=not past)
    if fmt := request.GET.get("format"):
        return table_response(rows, COLUMNS, fmt, "mark-reviews")
    page = page_of(rows, request)
    context = {
        "page": page,
        "rows": [row_of(request, each) for each in page.rows],
        "past": past,
        "waiting": queries.waiting(now()),
        "tab": "past" if past else "reviews",
    }
    return render(request, "trustmark/reviews.html", context)


def row_of(request: ActorRequest, review: Review) -> dict[str, object]:
    """A line of the queue: how many read and have decided, never how."""
    own = queries.seat_of(request.actor, review)
    facts = review.facts()
    state = ReviewState(review.state)
    return {
        "review": review,
        "word": _(REVIEW_WORDS[state]),
        "tone": TONES.get(state, "accent"),
        "decided": len(facts.verdicts),
        "wanted": seats_wanted(state),
        "free": max(seats_wanted(state) - len(facts.sitting), 0),
        "own": _(SEAT_WORDS[SeatState(own.state)]) if own else "",
    }


@require_safe
def review(request: ActorRequest, reference: str) -> HttpResponse:
    return page_of_review(request, queries.review_for(request.actor, reference))


def page_of_review(
    request: ActorRequest,
    shown: Review,
    *,
    declare_form: DeclareForm | None = None,
    reading_form: ReadingForm | None = None,
    seat_form: SeatForm | None = None,
    status: int = 200,
) -> HttpResponse:
    own, state = queries.seat_of(request.actor, shown), ReviewState(shown.state)
    may_assign = permissions.can_assign(request.actor) and state in UNDER_WAY
    context = {
        "row": row_of(request, shown),
        "review": shown,
        "seats": [seat_row(seat) for seat in shown.seats.all()],
        "requirements": requirement_rows(shown),
        "readings": [reading_row(seat) for seat in queries.readings_for(request.actor, shown)],
        "own": own,
        "may_sit": own is None and permissions.can_sit(request.actor, state) and row_of(request, shown)["free"],
        "seat_form": seat_form or (SeatForm(people=queries.may_be_seated(shown)) if may_assign else None),
        "declare_form": declare_form or (DeclareForm() if own and own.state == SeatState.TAKEN else None),
        "reading_form": reading_form or (ReadingForm() if own and own.state == SeatState.READING else None),
        "is_under_way": state in UNDER_WAY,
        "shortfalls": queries.shortfalls_for(shown.member, now()) if state in UNDER_WAY else (),
    }
    return render(request, "trustmark/review.html", context, status=status)


def seat_row(seat: Seat) -> dict[str, object]:
    return {"seat": seat, "word": _(SEAT_WORDS[SeatState(seat.state)])}


def requirement_rows(review: Review) -> list[dict[str, object]]:
    """The evidence that the member has shown, as the programme keeps it."""
    rows = members.requirements_of(review.member)
    return [requirement_row(each, row) for each, row in rows.items()]


def reading_row(seat: Seat) -> dict[str, object]:
    findings = [
        (requirement_name(code), _(FINDING_WORDS[Finding(found)]), seat.looked_at.get(code, ""))
        for code, found in seat.findings.items()
    ]
    return {"seat": seat, "word": _(VERDICT_WORDS[Verdict(seat.verdict)]), "findings": findings}


@require_POST
def seat(request: ActorRequest, reference: str) -> HttpResponse:
    """Take a place oneself, or give it to somebody (`person`)."""
    shown = queries.review_for(request.actor, reference)
    person = people.person_of(request.actor)
    if "person" in request.POST:
        form = SeatForm(request.POST, people=queries.may_be_seated(shown))
        if not form.is_valid():
            return page_of_review(request, shown, seat_form=form, status=422)
        person = form.cleaned_data["person"]
    try:
        actions.seat_reviewer(review=shown, person=person, by=request.actor, at=now())
    except Conflict as error:
        messages.error(request, sentence_of(error))
        return redirect(shown)
    messages.success(request, _("The place is taken. Interests are declared before the reading."))
    return redirect(shown)


@require_POST
def declare(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.review_for(request.actor, reference)
    own, form = own_seat(request, shown), DeclareForm(request.POST)
    if not form.is_valid():
        return page_of_review(request, shown, declare_form=form, status=422)
    actions.declare_interests(seat=own, interest=form.wanted(), by=request.actor, at=now())
    aside = _("Thank you. You stand aside, and somebody else reads.")
    messages.success(request, aside if form.wanted() else _("Thank you. You can read now."))
    return redirect(shown)


@require_POST
def read(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.review_for(request.actor, reference)
    own, form = own_seat(request, shown), ReadingForm(request.POST)
    if form.is_valid():
        try:
            actions.give_reading(seat=own, reading=form.reading(), by=request.actor, at=now())
        except (Invalid, RuleBroken) as error:
            form.add_error(None, sentence_of(error))
    if not form.is_valid():
        return page_of_review(request, shown, reading_form=form, status=422)
    messages.success(request, _("Your reading is kept. Nobody sees it before the review has ended."))
    return redirect(shown)


def own_seat(request: ActorRequest, shown: Review) -> Seat:
    own = queries.seat_of(request.actor, shown)
    if own is None:
        raise NO_SEAT
    return own
