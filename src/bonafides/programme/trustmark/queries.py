"""What is read of marks: reviews for their readers, the register for everyone, what is missing for a member."""

from datetime import date, datetime, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet

from bonafides.base.people import queries as people
from bonafides.base.people.vocabulary import OrganisationKind, Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import queries as members
from bonafides.programme.members.queries import Member
from bonafides.programme.members.vocabulary import MemberState, Requirement, RequirementState
from bonafides.programme.pledge import queries as pledge
from bonafides.programme.trustmark import permissions
from bonafides.programme.trustmark.models import (
    Complaint,
    Instance,
    Mark,
    MarkAppeal,
    Measure,
    Review,
    Seat,
    StatusList,
)
from bonafides.programme.trustmark.rules.requirements import RequirementFacts, Shortfall, shortfalls_of
from bonafides.programme.trustmark.rules.reviewing import AskingFacts, may_see_reading
from bonafides.programme.trustmark.rules.standing import standing_of
from bonafides.programme.trustmark.vocabulary import (
    HELD,
    UNDER_WAY,
    AppealState,
    ComplaintState,
    MarkState,
    MeasureState,
    ReviewState,
    Standing,
)

# -- requirements -----------------------------------------------------------------------------------------------------


def requirement_facts(member: Member) -> list[RequirementFacts]:
    rows = members.requirements_of(member)
    return [RequirementFacts(each, RequirementState(row.state), row.until) for each, row in rows.items()]


def shortfalls_for(member: Member, at: datetime) -> tuple[Shortfall, ...]:
    """What this member lacks for the mark at this moment; empty if all eight requirements hold."""
    stands = pledge.signature_of(member) is not None
    return shortfalls_of(requirement_facts(member), pledge_stands=stands, day=at.date())


def checked_days(member: Member, reviewed_at: datetime) -> list[tuple[Requirement, date]]:
    """For each requirement, the day on which the programme last checked it: at the review, or later."""
    rows = members.requirements_of(member)
    later = {each: row.decided_at for each, row in rows.items() if row.decided_at is not None}
    return [(each, max(reviewed_at, later.get(each, reviewed_at)).date()) for each in rows]


def asking_facts(member: Member, at: datetime) -> AskingFacts:
    open_appeals = MarkAppeal.objects.filter(member=member, state=AppealState.OPEN.value)
    return AskingFacts(
        is_admitted=member.state == MemberState.ADMITTED,
        shortfalls=shortfalls_for(member, at),
        has_review_under_way=Review.objects.filter(member=member, state__in=UNDER_WAY).exists(),
        holds_a_mark=Mark.objects.filter(member=member, state__in=HELD).exists(),
        appeal_is_open=open_appeals.exists(),
    )


# -- reviews ----------------------------------------------------------------------------------------------------------


def reviews(by: Actor) -> QuerySet[Review]:
    """All reviews, those under way first, with their seats; for whoever of the programme may read them."""
    if not permissions.can_read_reviews(by):
        raise NotFound("no-such-page", _("There is no such page."))
    seats = Prefetch("seats", Seat.objects.select_related("person"))
    rows: QuerySet[Review] = Review.objects.select_related("member").prefetch_related(seats)
    return rows.order_by("-state", "asked_at", "pk")


def reviews_in(by: Actor, under_way: bool) -> QuerySet[Review]:
    wanted = Q(state__in=[each.value for each in UNDER_WAY])
    rows = reviews(by).filter(wanted if under_way else ~wanted)
    return rows.order_by("asked_at", "pk") if under_way else rows.order_by("-ended_at", "-pk")


def review_for(by: Actor, reference: str) -> Review:
    found = reviews(by).filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-review", _("There is no such review."))
    return found


def seat_of(by: Actor, review: Review) -> Seat | None:
    """The actor's own place, whatever became of it."""
    return next((seat for seat in review.seats.all() if seat.person_id == by.person), None)


def readings_for(by: Actor, review: Review) -> list[Seat]:
    """The readings of a review that this actor may see: their own, and all once it has ended."""
    facts = review.facts()
    return [seat for seat in review.seats.all() if seat.verdict and may_see_reading(facts, seat.person_id, by.person)]


def newest_review_of(member: Member) -> Review | None:
    rows = Review.objects.filter(member=member).prefetch_related("seats").select_related("member")
    found: Review | None = rows.order_by("-asked_at", "-pk").first()
    return found


# -- marks ------------------------------------------------------------------------------------------------------------


def marks() -> QuerySet[Mark]:
    rows: QuerySet[Mark] = Mark.objects.select_related("member", "current")
    return rows


def mark_at(reference: str) -> Mark:
    """Anyone may look up a mark."""
    found = marks().select_related("review").filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-mark", _("There is no such mark."))
    return found


def instance_at(reference: str, number: int) -> Instance:
    rows = Instance.objects.select_related("mark__member", "mark__current", "status_list")
    found: Instance | None = rows.filter(mark__reference=reference, number=number).first()
    if found is None:
        raise NotFound("no-such-mark", _("There is no such mark."))
    return found


def mark_of(member: Member) -> Mark | None:
    """The member's newest mark, whatever became of it."""
    return marks().filter(member=member).order_by("-awarded_at", "-pk").first()


def register(at: datetime, *, words: str = "", standing: str = "") -> QuerySet[Mark]:
    """What anyone may read, by name; one statement, as the rest follows from the row."""
    rows = marks()
    if words:
        rows = rows.filter(
            Q(member__name__icontains=words) | Q(member__website__icontains=words) | Q(reference__iexact=words)
        )
    if standing in set(Standing):
        rows = rows.filter(in_standing(Standing(standing), at))
    return rows.order_by("member__name", "-awarded_at", "-pk")


def in_standing(standing: Standing, at: datetime) -> Q:
    """`rules.standing.standing_of` as a condition over rows."""
    active = Q(state=MarkState.ACTIVE.value)
    out = Q(current__valid_until__gt=at)
    conditions = {
        Standing.VALID: active & Q(missing=[]) & out & Q(late_since=None),
        Standing.ENDING: active & ~Q(missing=[]) & out,
        Standing.ISSUER_LATE: active & Q(missing=[]) & (~out | Q(current=None) | Q(late_since__isnull=False)),
        Standing.LAPSED: Q(state=MarkState.LAPSED.value) | (active & ~Q(missing=[]) & (~out | Q(current=None))),
    }
    return conditions.get(standing, Q(state=standing.value))


def standing_at(mark: Mark, at: datetime) -> Standing:
    return standing_of(mark.facts(), at)


def changed_lately(limit: int = 50) -> QuerySet[Mark]:
    """For the feed: marks whose standing changed, the newest first."""
    return marks().order_by("-changed_at", "-pk")[:limit]


def has_newer_request(mark: Mark) -> bool:
    """Whether the member has asked for another mark since, and that is under way or was granted."""
    newer = Review.objects.filter(member=mark.member_id, asked_at__gt=mark.review.asked_at)
    return bool(newer.filter(Q(state__in=UNDER_WAY) | Q(mark__state__in=HELD)).exists())


def standing_measures(mark: Mark) -> QuerySet[Measure]:
    """Measures that stand, confirmed or not."""
    rows: QuerySet[Measure] = mark.measures.select_related("opened_by", "confirmed_by")
    return rows.filter(state__in=[MeasureState.OPEN.value, MeasureState.CONFIRMED.value])


def measure_for(by: Actor, reference: str) -> Measure:
    found: Measure | None = Measure.objects.select_related("mark__member").filter(reference=reference).first()
    if found is None or not permissions.can_read_reviews(by):
        raise NotFound("no-such-measure", _("There is no such measure."))
    return found


def status_list_numbered(number: int) -> StatusList:
    found: StatusList | None = StatusList.objects.filter(number=number, document__isnull=False).first()
    if found is None:
        raise NotFound("no-such-list", _("There is no such status list."))
    return found


def marks_to_look_at() -> QuerySet[Mark]:
    """Every active mark, for the renewing job."""
    return marks().filter(state=MarkState.ACTIVE.value).prefetch_related("member__requirements").order_by("pk")


def words_to_sign(before: datetime) -> QuerySet[Mark]:
    """Marks whose signed word is missing or old; the word on one that is over is not renewed."""
    held = marks().filter(state__in=[each.value for each in HELD])
    old = Q(word=None) | Q(word__document=None) | Q(word__signed_at__lte=before)
    return held.filter(old).order_by("pk")


# -- being heard ------------------------------------------------------------------------------------------------------


def appeals(by: Actor) -> QuerySet[MarkAppeal]:
    if not permissions.can_read_reviews(by):
        raise NotFound("no-such-page", _("There is no such page."))
    rows: QuerySet[MarkAppeal] = MarkAppeal.objects.select_related(
        "member", "review", "measure__mark", "heard_by", "opened_by"
    )
    return rows.order_by("-state", "opened_at", "pk")


def appeal_for(by: Actor, reference: str) -> MarkAppeal:
    found = appeals(by).filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-appeal", _("There is no such appeal."))
    return found


def appeals_of(member: Member) -> QuerySet[MarkAppeal]:
    rows: QuerySet[MarkAppeal] = MarkAppeal.objects.filter(member=member).select_related("review", "measure")
    return rows.order_by("-opened_at", "-pk")


def complaints(by: Actor) -> QuerySet[Complaint]:
    if not permissions.can_read_reviews(by):
        raise NotFound("no-such-page", _("There is no such page."))
    rows: QuerySet[Complaint] = Complaint.objects.select_related("mark__member", "answered_by")
    return rows.order_by("-state", "received_at", "pk")


def complaint_for(by: Actor, reference: str) -> Complaint:
    found = complaints(by).filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-complaint", _("There is no such complaint."))
    return found


def complaint_told_to(reference: str) -> Complaint:
    """For whoever bears the link of a complaint."""
    found: Complaint = Complaint.objects.select_related("mark__member").get(reference=reference)
    return found


def complaint_counts(mark: Mark) -> dict[str, int]:
    """How many complaints about a mark were received, are open, and were upheld; anyone may know."""
    counts: dict[str, int] = mark.complaints.aggregate(
        received=Count("pk"),
        open=Count("pk", filter=Q(state=ComplaintState.OPEN.value)),
        upheld=Count("pk", filter=Q(is_upheld=True)),
    )
    return counts


# -- counts for the queue ---------------------------------------------------------------------------------------------


def waiting(at: datetime) -> dict[str, int]:
    """What waits for the programme."""
    soon = at + timedelta(days=30)
    return {
        "reviews": Review.objects.filter(state__in=UNDER_WAY).count(),
        "measures": Measure.objects.filter(state=MeasureState.OPEN.value).count(),
        "appeals": MarkAppeal.objects.filter(state=AppealState.OPEN.value).count(),
        "complaints": Complaint.objects.filter(state=ComplaintState.OPEN.value).count(),
        "ending": Mark.objects.filter(in_standing(Standing.ENDING, at), current__valid_until__lte=soon).count(),
    }


def may_be_seated(review: Review) -> QuerySet[people.Person]:
    """Reviewers of the programme who could still take a place on a review; the owner too where a third is sought."""
    roles = [Role.MARK_REVIEWER] + ([Role.OWNER] if review.state == ReviewState.SPLIT else [])
    programme = people.active_organisation(OrganisationKind.PROGRAMME)
    held = {"held_roles__role__in": roles, "held_roles__revoked_at": None}
    persons = people.Person.objects.filter(organisation=programme, is_active=True, **held)
    sat = [seat.person_id for seat in review.seats.all()]
    return persons.exclude(pk__in=[*sat, review.member.mentor_id or 0]).distinct().order_by("name", "pk")


def measures_of(mark: Mark) -> QuerySet[Measure]:
    rows: QuerySet[Measure] = mark.measures.select_related("mark", "opened_by", "confirmed_by").prefetch_related(
        "appeals"
    )
    return rows


def instances_of(mark: Mark) -> QuerySet[Instance]:
    rows: QuerySet[Instance] = mark.instances.select_related("status_list")
    return rows


def own_review(member: Member, reference: str) -> Review:
    found: Review | None = Review.objects.filter(member=member, reference=reference).select_related("member").first()
    if found is None:
        raise NotFound("no-such-review", _("There is no such review."))
    return found


def own_measure(member: Member, reference: str) -> Measure:
    rows = Measure.objects.filter(mark__member=member, reference=reference)
    found: Measure | None = rows.select_related("mark__member").first()
    if found is None:
        raise NotFound("no-such-measure", _("There is no such measure."))
    return found
