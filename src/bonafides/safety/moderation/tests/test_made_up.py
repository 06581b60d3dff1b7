"""Made-up cases wait in the queue like any other; what is answered to them touches nobody."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import NotAllowed, RuleBroken
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Entry
from bonafides.safety.evidence.models import EvidenceItem
from bonafides.safety.moderation.actions import forgetting, intake, judging, leases, made_up
from bonafides.safety.moderation.models import (
    Case,
    Decision,
    Enforcement,
    Outcome,
    PictureKey,
    Proposal,
    Statement,
    Strike,
)
from bonafides.safety.moderation.queries.bulk import Drawing, cases_of
from bonafides.safety.moderation.queries.counts import Range, rows_of
from bonafides.safety.moderation.queries.flags import flags_for
from bonafides.safety.moderation.queries.queue import QueueFilter, cases_listed
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy, a_restriction, open_and_look
from bonafides.safety.moderation.vocabulary import BulkScope, CaseState, ItemKind, Measure, Verdict

pytestmark = pytest.mark.django_db
TEXT = "Brother Marl did it at the mill. Do as he did, at the landing."


def a_made_up_case(**changes: Any) -> Case:
    given: dict[str, Any] = {"platform_reference": "x1", "kind": ItemKind.TEXT, "data": TEXT.encode(), "language": "en"}
    if not Case.objects.exists():
        a_policy()
    wanted = made_up.MadeUp(intake.Submission(**given | changes), "Calls for an attack.")
    return Case.objects.get(reference=made_up.insert(made_up=wanted, by=SYSTEM, at=NOON))


def an_answer(case: Case, wish: Any = None) -> Any:
    by = cast.by(cast.amina())
    open_and_look(case, by)
    return judging.decide_case(case=case, wish=wish or a_restriction(bank_it=True), by=by, at=NOON)


def test_the_next_person_gets_it_like_any_other_case() -> None:
    case = a_made_up_case()

    assert leases.claim_next(by=cast.by(cast.amina()), at=NOON) == case
    assert case.flags.get().reason == "Calls for an attack."
    assert case.why


def test_an_answer_closes_the_case_and_makes_no_decision() -> None:
    case = a_made_up_case()

    assert an_answer(case) is None

    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_at) == (CaseState.CLOSED, "", NOON)
    assert not Decision.objects.exists()


def test_nobody_outside_hears_of_it_and_nothing_is_kept_of_it() -> None:
    mails = OutboxRow.objects.filter(kind="mail").count()

    an_answer(a_made_up_case())

    told = [model.objects.count() for model in (Statement, Outcome, Enforcement, Strike, EvidenceItem, Entry, Message)]
    assert told == [0] * 7
    assert OutboxRow.objects.filter(kind="mail").count() == mails


def test_the_log_marks_it_by_types_of_its_own() -> None:
    an_answer(a_made_up_case())

    names = set(LogEntry.objects.values_list("event_name", flat=True))
    assert {"made_up_case.inserted", "made_up_case.answered"} <= names
    assert names.isdisjoint({"case.opened", "case.decided", "flag.received", "item.taken", "decision.published"})


def test_the_rules_refuse_there_what_they_refuse_everywhere() -> None:
    case = a_made_up_case()
    by = cast.by(cast.amina())
    leases.open_case(case=case, by=by, at=NOON)

    with pytest.raises(RuleBroken) as refused:
        judging.decide_case(case=case, wish=a_restriction(), by=by, at=NOON)

    assert refused.value.code == "not-shown"


@pytest.mark.parametrize("measure", [Measure.TERMINATE, Measure.REMOVE])
def test_no_second_reading_is_asked_for(measure: Measure) -> None:
    from bonafides.safety.moderation.rules.deciding import WishedMeasure

    an_answer(a_made_up_case(), a_restriction(measures=(WishedMeasure(measure),)))

    assert not Proposal.objects.exists()


def test_whoever_asks_for_a_second_reading_has_answered() -> None:
    case, by = a_made_up_case(), cast.by(cast.amina())
    open_and_look(case, by)

    assert judging.ask_for_second(case=case, wish=KEEP, by=by, at=NOON) is None

    assert LogEntry.objects.get(event_name="made_up_case.answered").opened["verdict"] == Verdict.KEEP


def test_a_real_upload_of_the_same_text_never_joins_it() -> None:
    case = a_made_up_case()
    bank = banks.create_bank(name="A list", by=SYSTEM, at=NOON)
    from hashlib import sha256

    from bonafides.matching.vocabulary import EntryType

    banks.add_entry(bank=bank, type_=EntryType.SHA256, value=sha256(TEXT.encode()).hexdigest(), by=SYSTEM, at=NOON)
    upload = intake.Submission(platform_reference="paste/1", kind=ItemKind.TEXT, data=TEXT.encode())

    answered = intake.submit(submission=upload, by=SYSTEM, at=NOON)

    assert answered.item is not None
    assert answered.item.case != case
    assert case.items.count() == 1


def test_a_made_up_picture_cannot_be_found_by_its_likeness() -> None:
    stream = BytesIO()
    Image.radial_gradient("L").save(stream, "PNG")

    a_made_up_case(kind=ItemKind.PICTURE, data=stream.getvalue())

    assert not PictureKey.objects.exists()


def test_it_is_in_no_count_no_list_of_flags_and_no_set_of_many() -> None:
    a_made_up_case()

    by = cast.by(cast.bo())
    assert rows_of(Range(NOON.date(), NOON.date())) == []
    assert not flags_for(by).exists()
    assert not cases_of(Drawing(BulkScope.FILTER, {}), by).exists()
    assert cases_listed(QueueFilter(state=CaseState.OPEN), by).count() == 1


def test_its_content_goes_as_a_kept_cases_does() -> None:
    case = a_made_up_case()
    an_answer(case)

    forgetting.forget_due(NOON + timedelta(days=8))

    assert case.items.get().content == ""


def test_one_that_nobody_answered_can_be_taken_out_again() -> None:
    case = a_made_up_case()

    made_up.withdraw(case=case.reference, by=cast.by(cast.bo()), at=NOON)

    case.refresh_from_db()
    assert case.state == CaseState.CLOSED


def test_a_reviewer_puts_nothing_into_the_queue() -> None:
    wanted = made_up.MadeUp(intake.Submission("x", ItemKind.TEXT, TEXT.encode()), "Look.")

    with pytest.raises(NotAllowed):
        made_up.insert(made_up=wanted, by=cast.by(cast.a_person("Rita", Role.REVIEWER)), at=NOON)


def test_how_long_a_decision_took_is_counted_from_its_opening() -> None:
    a_policy()
    from bonafides.safety.moderation.tests.scenes import a_case

    case, by = a_case(), cast.by(cast.amina())
    open_and_look(case, by)

    decision = judging.decide_case(case=case, wish=KEEP, by=by, at=NOON + timedelta(seconds=48))

    assert isinstance(decision, Decision)
    assert decision.active_seconds == 48
