"""Judging a case: a decision becomes a draft, or is refused whole."""

from datetime import timedelta

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.safety.moderation.actions import judging, leases
from bonafides.safety.moderation.models import Decision
from bonafides.safety.moderation.tests.scenes import (
    KEEP,
    MINUTE,
    a_case,
    a_restriction,
    event_names,
    open_and_look,
    state_of,
)
from bonafides.safety.moderation.tests.stories import drafted
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState, Exemption, SkipReason

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_decision_is_a_draft_due_in_a_minute_with_its_outbox_row_and_entry(amina: Actor) -> None:
    case = a_case()

    decision = drafted(case, amina)

    row = OutboxRow.objects.get(kind="moderation.publish")
    assert (decision.state, row.due_at) == (DecisionState.DRAFT, NOON + MINUTE)
    assert state_of(case) == CaseState.DECIDED
    assert decision.exemptions == {exemption.value: "no" for exemption in Exemption}
    assert event_names()[-1] == "case.decided"
    assert not Message.objects.exists()


def test_a_kept_case_is_decided_in_one_step(amina: Actor) -> None:
    decision = drafted(a_case(), amina, KEEP)

    assert (decision.verdict, list(decision.measures.all())) == ("keep", [])


def test_whoever_lost_the_case_cannot_decide_it(amina: Actor, bo: Actor) -> None:
    case = a_case()
    open_and_look(case, amina)
    leases.open_case(case=case, by=bo, at=NOON + timedelta(minutes=3))

    with pytest.raises(Conflict, match="no longer hold"):
        judging.decide_case(case=case, wish=KEEP, by=amina, at=NOON + timedelta(minutes=3))


def test_a_stranger_and_an_auditor_cannot_decide(amina: Actor) -> None:
    auditor = cast.by(cast.a_person("Gita", Role.AUDITOR))

    with pytest.raises(NotAllowed):
        judging.decide_case(case=a_case(), wish=KEEP, by=auditor, at=NOON)
    with pytest.raises(NotAllowed):
        judging.decide_case(case=a_case(), wish=KEEP, by=cast.CHIDI, at=NOON)


def test_nothing_stands_if_the_entry_cannot_be_written(amina: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_case()
    open_and_look(case, amina)
    monkeypatch.setattr(LogEntry.objects, "create", _refuse)

    with pytest.raises(RuntimeError):
        judging.decide_case(case=case, wish=KEEP, by=amina, at=NOON)

    assert not Decision.objects.exists()
    assert state_of(case) == CaseState.OPEN


def _refuse(**_fields: object) -> None:
    raise RuntimeError("the disk is full")


def test_unseen_content_is_not_restricted(amina: Actor) -> None:
    case = a_case()
    leases.open_case(case=case, by=amina, at=NOON)

    with pytest.raises(RuleBroken, match="Look at the context"):
        judging.decide_case(case=case, wish=a_restriction(), by=amina, at=NOON)


def test_who_cannot_read_it_cannot_restrict_it(amina: Actor) -> None:
    case = a_case()
    open_and_look(case, amina)
    leases.skip(case=case, reason=SkipReason.CANNOT_READ, by=amina, at=NOON)
    open_and_look(case, amina)

    with pytest.raises(RuleBroken, match="cannot read"):
        judging.decide_case(case=case, wish=a_restriction(), by=amina, at=NOON)
