"""Reviews, plans, tasks and notes: who writes them, who reads them."""

from datetime import timedelta

import pytest
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from bonafides.programme.members import actions, probing, queries
from bonafides.programme.members.actions.people import Somebody
from bonafides.programme.members.models import DocumentReview, Finding, Member, Task
from bonafides.programme.members.vocabulary import (
    DocumentKind,
    FindingKind,
    FindingState,
    PlanState,
    Severity,
)

pytestmark = pytest.mark.django_db


def a_mentored_member() -> Member:
    member = cast.a_member()
    actions.name_mentor(member=member, mentor=cast.hana(), by=cast.by(cast.olu()), at=now())
    return member


def a_review(member: Member) -> DocumentReview:
    snapshot = probing.snapshot_of_text("Nobody may use this for terrorism.")
    return actions.begin_review(
        member=member, kind=DocumentKind.TERMS, url="", snapshot=snapshot, by=cast.by(cast.hana()), at=now()
    )


def a_finding(review: DocumentReview, severity: Severity = Severity.HIGH) -> Finding:
    return actions.note_finding(
        review=review,
        kind=FindingKind.RECOMMENDATION,
        text="Say how to appeal.",
        severity=severity,
        by=cast.by(cast.hana()),
        at=now(),
    )


def test_a_mentor_works_for_the_programme() -> None:
    with pytest.raises(Invalid):
        actions.name_mentor(member=cast.a_member(), mentor=cast.sana(), by=cast.by(cast.olu()), at=now())


def test_another_assessor_who_is_not_the_mentor_reviews_nothing() -> None:
    member, other = a_mentored_member(), cast.of_the_programme("Anton", Role.ASSESSOR)
    snapshot = probing.snapshot_of_text("x")

    with pytest.raises(NotAllowed):
        actions.begin_review(
            member=member, kind=DocumentKind.TERMS, url="", snapshot=snapshot, by=cast.by(other), at=now()
        )


def test_a_review_is_seen_by_the_member_only_once_it_was_shared() -> None:
    review, sana = a_review(a_mentored_member()), cast.by(cast.sana())
    a_finding(review)
    with pytest.raises(NotFound):
        queries.review_for(sana, review.reference)

    actions.share_review(review=review, by=cast.by(cast.hana()), at=now())

    assert queries.review_for(sana, review.reference) == review
    assert list(queries.reviews_of(sana, review.member)) == [review]
    assert LogEntry.objects.filter(event_name="review.changed").count() == 2


def test_an_empty_review_is_not_shared_and_none_is_shared_twice() -> None:
    review, hana = a_review(a_mentored_member()), cast.by(cast.hana())
    with pytest.raises(RuleBroken):
        actions.share_review(review=review, by=hana, at=now())
    a_finding(review)

    actions.share_review(review=review, by=hana, at=now())

    with pytest.raises(Conflict):
        actions.share_review(review=review, by=hana, at=now())


@pytest.mark.parametrize(
    ("kind", "severity"),
    [(FindingKind.RECOMMENDATION, Severity.NONE), (FindingKind.STRENGTH, Severity.LOW)],
)
def test_a_recommendation_says_how_much_it_matters_and_a_strength_does_not(
    kind: FindingKind, severity: Severity
) -> None:
    review = a_review(a_mentored_member())

    with pytest.raises(RuleBroken):
        actions.note_finding(review=review, kind=kind, text="x", severity=severity, by=cast.by(cast.hana()), at=now())


def test_who_signs_answers_a_recommendation() -> None:
    finding = a_finding(a_review(a_mentored_member()))

    answer = {"state": FindingState.ACCEPTED, "answer": "In May."}
    actions.answer_finding(finding=finding, **answer, by=cast.by(cast.sana()), at=now())  # type: ignore[arg-type]

    finding.refresh_from_db()
    assert (finding.state, finding.answer) == ("accepted", "In May.")


def test_the_plan_is_common_to_both_sides_and_to_nobody_else() -> None:
    member, due_on = a_mentored_member(), now().date() + timedelta(days=9)
    given = {"title": "Appeals", "owner": "Sana", "due_on": due_on}
    item = actions.add_plan_item(member=member, **given, by=cast.by(cast.sana()), at=now())  # type: ignore[arg-type]

    actions.set_plan_state(item=item, state=PlanState.DONE, by=cast.by(cast.hana()), at=now())

    item.refresh_from_db()
    assert item.state == "done"
    with pytest.raises(NotAllowed):
        actions.add_plan_item(member=member, **given, by=cast.by(cast.rex()), at=now())  # type: ignore[arg-type]


def test_a_task_is_done_by_whom_it_is_given_to() -> None:
    member, anik = a_mentored_member(), cast.of_the_programme("Anik", Role.ANALYST)
    task = actions.make_task(member=member, title="Call", due_on=now().date(), by=SYSTEM, at=now())
    with pytest.raises(NotAllowed):
        actions.finish_task(task=task, note="", by=cast.by(anik), at=now())
    actions.assign_task(task=task, assignee=anik, by=cast.by(cast.olu()), at=now())

    actions.finish_task(task=task, note="Called.", by=cast.by(anik), at=now())

    assert Task.objects.get(pk=task.pk).done_by == anik.code
    with pytest.raises(Conflict):
        actions.finish_task(task=task, note="", by=cast.by(anik), at=now())


def test_what_only_an_officer_decides_is_not_given_to_a_mentor() -> None:
    member = a_mentored_member()
    somebody = Somebody("Ivo", "ivo@pastehaven.test", Role.READER.value)

    actions.propose_person(member=member, somebody=somebody, by=cast.by(cast.sana()), at=now())

    assert Task.objects.get().assignee is None


def test_a_members_own_task_is_seen_and_done_by_who_signs_alone() -> None:
    member = a_mentored_member()
    task = actions.make_task(member=member, title="Send it", due_on=now().date(), for_member=True, by=SYSTEM, at=now())
    with pytest.raises(NotAllowed):
        actions.finish_task(task=task, note="", by=cast.by(cast.rex()), at=now())

    actions.finish_task(task=task, note="Sent.", by=cast.by(cast.sana()), at=now())

    assert queries.task_for(cast.by(cast.rex()), task.reference).note == "Sent."


def test_a_task_of_the_programme_is_not_there_for_the_member() -> None:
    task = actions.make_task(member=a_mentored_member(), title="x", due_on=now().date(), by=SYSTEM, at=now())

    with pytest.raises(NotFound):
        queries.task_for(cast.by(cast.sana()), task.reference)
