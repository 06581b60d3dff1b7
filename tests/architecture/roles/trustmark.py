"""Trustmarks: who opens what."""

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.programme.members.models import Member
from bonafides.programme.trustmark import actions
from bonafides.programme.trustmark.models import Mark, Review
from bonafides.programme.trustmark.tests import scenes
from bonafides.programme.trustmark.vocabulary import Verdict
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import (
    ANYONE,
    MARK_REVIEWER,
    MEMBER_TEAM,
    OTHER_MEMBER,
    PROGRAMME,
    PROGRAMME_AUDITOR,
    SIGNATORY,
    VETTERS,
    Call,
    Row,
    both,
    get,
    post,
)

HEARERS = VETTERS | {MARK_REVIEWER}
READERS = HEARERS | {PROGRAMME_AUDITOR}
SIT = frozenset({MARK_REVIEWER, PROGRAMME})
SIGNATORIES = frozenset({SIGNATORY, OTHER_MEMBER})
WHY = {"reasons": "The terms were changed and no longer say it."}

PAGES: dict[str, Row] = {
    "trustmark:did": get(ANYONE),
    "trustmark:status_list": get(ANYONE, number="1"),
    "trustmark:verify": both(ANYONE),
    "trustmark:register": get(ANYONE),
    "trustmark:feed": get(ANYONE),
    "trustmark:criteria": get(ANYONE, version="1"),
    "trustmark:achievement": get(ANYONE, version="1"),
    "trustmark:complaint_told": get(ANYONE, token="mark_complaint_link"),
    "trustmark:mark": get(ANYONE, reference="mark"),
    "trustmark:complain": both(ANYONE, reference="mark"),
    "trustmark:word": get(ANYONE, reference="mark"),
    "trustmark:file": get(ANYONE, reference="mark", kind="svg"),
    "trustmark:instance": get(ANYONE, reference="mark", number="1"),
    "trustmark:reviews": get(READERS),
    "trustmark:review": get(READERS, reference="mark_review"),
    "trustmark:seat": post(frozenset({MARK_REVIEWER}), reference="mark_review"),
    "trustmark:declare": post(frozenset({MARK_REVIEWER}), {"has_interest": "no"}, reference="mark_seated"),
    "trustmark:read": post(frozenset({MARK_REVIEWER}), reference="mark_seated"),
    "trustmark:marks": get(READERS),
    "trustmark:manage": get(READERS, reference="mark"),
    "trustmark:suspend": post(VETTERS, {f"suspend-{name}": text for name, text in WHY.items()}, reference="mark"),
    "trustmark:revoke": post(VETTERS, {f"revoke-{name}": text for name, text in WHY.items()}, reference="mark"),
    "trustmark:confirm": post(VETTERS, reference="mark_measure"),
    "trustmark:lift": post(VETTERS, reference="mark_measure"),
    "trustmark:appeals": get(READERS),
    "trustmark:appeal": get(READERS, reference="mark_appeal"),
    "trustmark:hear": post(HEARERS, reference="mark_appeal"),
    "trustmark:complaints": get(READERS),
    "trustmark:complaint": get(READERS, reference="mark_complaint"),
    "trustmark:answer": post(VETTERS, reference="mark_complaint"),
    "trustmark:own": get(MEMBER_TEAM | {OTHER_MEMBER}),
    "trustmark:ask": post(SIGNATORIES),
    "trustmark:withdraw": post(frozenset({SIGNATORY}), reference="mark_review"),
    "trustmark:appeal_refusal": post(frozenset({SIGNATORY}), {"text": "Look again at our terms."}, reference="refused"),
    "trustmark:appeal_measure": post(
        frozenset({SIGNATORY}), {"text": "Look again at our terms."}, reference="mark_own_measure"
    ),
}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """Pastehaven had its mark revoked, was refused, and asks again; three others complete the scene."""
    otto = cast.by(cast.of_the_programme("Otto", Role.OFFICER))
    ours = granted(cast.a_member())
    measure = actions.propose_revocation(mark=ours, **WHY, by=otto, at=now())
    actions.confirm_measure(measure=measure, by=cast.by(cast.dana()), at=now())
    refused = ended(cast.a_member(), Verdict.REFUSE)
    mark = granted(cast.a_member("Markhaven"))
    proposal = actions.propose_revocation(mark=mark, **WHY, by=otto, at=now())
    receipt = actions.complain(mark=mark, text="They do not answer any reports.", by=cast.CHIDI, at=now())
    seated = scenes.a_review(scenes.a_ready_member("Seathaven"))
    scenes.seated(seated, scenes.mira(), declared=False)
    scene.named |= {
        "mark": mark.reference,
        "mark_measure": proposal.reference,
        "mark_own_measure": measure.reference,
        "mark_review": scenes.a_review(cast.a_member()).reference,
        "mark_seated": seated.reference,
        "mark_appeal": an_appeal(),
        "mark_complaint": receipt.complaint.reference,
        "mark_complaint_link": receipt.token,
        "refused": refused.reference,
    }


def ended(member: Member, verdict: Verdict) -> Review:
    """A review that Nils and Oona have ended; Mira has not read it."""
    review = scenes.a_review(scenes.a_ready_member(member.name))
    scenes.read(review, scenes.nils(), verdict)
    scenes.read(review, scenes.oona(), verdict)
    return review


def granted(member: Member) -> Mark:
    return ended(member, Verdict.GRANT).mark


def an_appeal() -> str:
    member = scenes.a_ready_member("Appealhaven")
    review = ended(member, Verdict.REFUSE)
    review.refresh_from_db()
    signatory = cast.by(scenes.signatory_of(member))
    text = "Our terms say it in section four."
    return actions.appeal(against=review, text=text, by=signatory, at=now()).reference
