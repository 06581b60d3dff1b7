"""A member whose requirements hold, its review, and its mark."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tests import cast

from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.programme.members import actions as members
from bonafides.programme.members.models import Member
from bonafides.programme.members.vocabulary import FOR_THE_MARK, Requirement, RequirementState
from bonafides.programme.pledge import actions as pledge
from bonafides.programme.pledge import queries as pledge_queries
from bonafides.programme.trustmark import actions
from bonafides.programme.trustmark.actions.reviewing import Reading
from bonafides.programme.trustmark.models import Mark, Review, Seat
from bonafides.programme.trustmark.vocabulary import Finding, Verdict

REASONS = "Every requirement was looked at and holds."
AGAINST = "The terms do not name terrorist use at all."
AUTHORITY = "I am the managing director and sign for the company alone."


def mira() -> Person:
    return cast.of_the_programme("Mira", Role.MARK_REVIEWER)


def nils() -> Person:
    return cast.of_the_programme("Nils", Role.MARK_REVIEWER)


def oona() -> Person:
    return cast.of_the_programme("Oona", Role.MARK_REVIEWER)


def set_requirement(member: Member, requirement: Requirement, state: RequirementState, **changes: Any) -> None:
    wanted: dict[str, Any] = {"evidence": "Seen.", "evidence_at": now().date(), **changes}
    members.set_requirement(member=member, requirement=requirement, state=state, **wanted, by=SYSTEM, at=now())


def a_ready_member(name: str = "Pastehaven") -> Member:
    """All eight requirements hold; the pledge is signed."""
    member = cast.a_member(name)
    pledge.install_pledge(at=now())
    for requirement in (Requirement.ASSESSMENTS, *FOR_THE_MARK):
        set_requirement(member, requirement, RequirementState.MET)
    if pledge_queries.signature_of(member) is None:
        wanted: dict[str, Any] = {"position": "Managing director", "authority": AUTHORITY, "language": "en"}
        pledge.sign_pledge(member=member, **wanted, is_listed=False, by=cast.by(signatory_of(member)), at=now())
    return member


def signatory_of(member: Member) -> Person:
    return cast.sana() if member.name == "Pastehaven" else cast.of_member(f"Sig{member.pk}", Role.SIGNATORY, member)


def a_review(member: Member | None = None) -> Review:
    member = member or a_ready_member()
    return actions.ask_for_mark(member=member, by=cast.by(signatory_of(member)), at=now())


def seated(review: Review, person: Person, *, declared: bool = True) -> Seat:
    """A reviewer at their place, by default without an interest."""
    seat = actions.seat_reviewer(review=review, person=person, by=cast.by(person), at=now())
    if declared:
        actions.declare_interests(seat=seat, interest="", by=cast.by(person), at=now())
    seat.refresh_from_db()
    return seat


def a_reading(verdict: Verdict = Verdict.GRANT, missed: Iterable[Requirement] = ()) -> Reading:
    against = set(missed) or ({Requirement.PROHIBITION} if verdict is Verdict.REFUSE else set())
    findings = {each: Finding.NOT_MET if each in against else Finding.MET for each in FOR_THE_MARK}
    looked_at = dict.fromkeys(FOR_THE_MARK, "The published page.")
    return Reading(verdict, findings, looked_at, REASONS if verdict is Verdict.GRANT else AGAINST)


def read(review: Review, person: Person, verdict: Verdict = Verdict.GRANT) -> None:
    seat = seated(review, person)
    actions.give_reading(seat=seat, reading=a_reading(verdict), by=cast.by(person), at=now())


def a_refusal(member: Member | None = None) -> Review:
    review = a_review(member)
    read(review, mira(), Verdict.REFUSE)
    read(review, nils(), Verdict.REFUSE)
    review.refresh_from_db()
    return review


def a_mark(member: Member | None = None) -> Mark:
    """Granted by two, and issued."""
    review = a_review(member)
    read(review, mira())
    read(review, nils())
    return Mark.objects.select_related("member", "current").get(review=review)


def fresh(mark: Mark) -> Mark:
    return Mark.objects.select_related("member", "current").get(pk=mark.pk)


def stopped_clock(moment: datetime) -> Any:
    """For `clock.use`."""
    return lambda: moment
