"""Many at once: samples first, one minute, each case its own decision, exactly once whatever happens on the way."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.safety.moderation import wording
from bonafides.safety.moderation.actions import bulk, leases, publishing, viewing
from bonafides.safety.moderation.models import BulkDecision, Case, Decision, Item, Statement
from bonafides.safety.moderation.queries.bulk import Drawing, samples_of
from bonafides.safety.moderation.queries.counts import Range, rows_of, totals_of
from bonafides.safety.moderation.queries.queue import QueueFilter
from bonafides.safety.moderation.rules.deciding import WishedMeasure
from bonafides.safety.moderation.tests.scenes import KEEP, a_case, a_restriction, an_item, by_amina
from bonafides.safety.moderation.vocabulary import (
    Basis,
    BulkPlace,
    BulkState,
    CaseState,
    ExposureMode,
    Measure,
    SetAside,
    SourceKind,
)
from bonafides.safety.moderation.vocabulary.limits import UNDO_WINDOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policy")]

ALL = Drawing.of_filter(QueueFilter(source=SourceKind.USER_NOTICE))
A_MINUTE_LATER = NOON + UNDO_WINDOW


def lea() -> Actor:
    return cast.by(cast.a_person("Lea", Role.LEAD))


def some_cases(number: int, **changes: Any) -> list[Case]:
    return [a_case(f"Harmless text number {n} of a made-up flood.", **changes) for n in range(number)]


def open_samples(made: BulkDecision, by: Actor, at: datetime = NOON) -> None:
    for sample in samples_of(made, by).drawn[:10]:
        viewing.open_text(item=sample.item, mode=ExposureMode.REDUCED, by=by, at=at)


def a_decided_set(number: int = 12, **changes: Any) -> BulkDecision:
    """Amina has opened her samples and removed what is like them; the minute runs."""
    some_cases(number)
    made = bulk.make(drawing=ALL, by=by_amina(), at=NOON)
    open_samples(made, by_amina())
    return bulk.decide(bulk=made, wish=a_restriction(**changes), by=by_amina(), at=NOON)


def work_off(made: BulkDecision, at: datetime = A_MINUTE_LATER) -> BulkDecision:
    bulk.run(reference=made.reference, at=at)
    made.refresh_from_db()
    return made


# -- drawing up -------------------------------------------------------------------------------------------------------


def test_a_set_holds_the_open_cases_of_a_filter_and_says_so_in_the_log() -> None:
    some_cases(3)
    a_case("Another text.", source=SourceKind.OWN_DETECTION)

    made = bulk.make(drawing=ALL, by=by_amina(), at=NOON)

    assert (made.state, made.members.count()) == (BulkState.SAMPLING, 3)
    assert LogEntry.objects.get(event_name="bulk.made").opened["items"] == 3


def test_what_must_be_judged_by_itself_is_set_aside_with_the_reason() -> None:
    plain, threat, foreign = some_cases(1)[0], a_case("One.", threat_to_life=True), a_case("Two.", reader_wanted="ar")

    made = bulk.make(drawing=ALL, by=by_amina(), at=NOON)

    places = {member.case: (member.place, member.reason) for member in made.members.select_related("case")}
    assert places[plain] == (BulkPlace.WAITING, "")
    assert places[threat] == (BulkPlace.SET_ASIDE, SetAside.THREAT)
    assert places[foreign] == (BulkPlace.SET_ASIDE, SetAside.LANGUAGE)


def test_the_set_of_an_account_never_carries_other_peoples_items_along() -> None:
    own, shared = a_case("Own."), a_case("Shared.")
    an_item(shared, b"Shared, by somebody else.", platform_reference="other", author_reference="author-8")

    made = bulk.make(drawing=Drawing.of_account("author-7"), by=by_amina(), at=NOON)

    assert made.members.get(case=own).place == BulkPlace.WAITING
    assert made.members.get(case=shared).reason == SetAside.OTHER_ACCOUNTS


def test_an_empty_set_is_refused() -> None:
    with pytest.raises(RuleBroken, match="No open case"):
        bulk.make(drawing=ALL, by=by_amina(), at=NOON)

    assert not BulkDecision.objects.exists()


def test_a_trainee_and_an_auditor_decide_over_nothing() -> None:
    some_cases(1)
    trainee, auditor = cast.a_person("Tom", Role.TRAINEE), cast.a_person("Aude", Role.AUDITOR)

    with pytest.raises(NotAllowed):
        bulk.make(drawing=ALL, by=cast.by(trainee), at=NOON)
    with pytest.raises(NotAllowed):
        bulk.make(drawing=ALL, by=cast.by(auditor), at=NOON)


# -- samples ----------------------------------------------------------------------------------------------------------


def test_nobody_decides_before_ten_samples_are_open() -> None:
    some_cases(12)
    made = bulk.make(drawing=ALL, by=by_amina(), at=NOON)
    for sample in samples_of(made, by_amina()).drawn[:9]:
        viewing.open_text(item=sample.item, mode=ExposureMode.REDUCED, by=by_amina(), at=NOON)

    with pytest.raises(RuleBroken, match="Open 1 more"):
        bulk.decide(bulk=made, wish=a_restriction(), by=by_amina(), at=NOON)


def test_of_a_small_set_all_are_opened() -> None:
    some_cases(3)
    made = bulk.make(drawing=ALL, by=by_amina(), at=NOON)
    opened_before = samples_of(made, by_amina())
    open_samples(made, by_amina())

    assert (opened_before.needed, opened_before.opened) == (3, 0)
    assert samples_of(made, by_amina()).are_enough


def test_two_people_are_given_different_samples() -> None:
    some_cases(60)
    made = bulk.make(drawing=ALL, by=by_amina(), at=NOON)

    mine, hers = (samples_of(made, who).drawn for who in (by_amina(), lea()))

    assert [each.case for each in mine] != [each.case for each in hers]
    assert [each.case for each in mine] == [each.case for each in samples_of(made, by_amina()).drawn]


def test_the_exemptions_are_weighed_for_the_set_or_nothing_is_decided() -> None:
    some_cases(2)
    made = bulk.make(drawing=ALL, by=by_amina(), at=NOON)
    open_samples(made, by_amina())

    with pytest.raises(RuleBroken, match="six exemptions"):
        bulk.decide(bulk=made, wish=a_restriction(none_applies=False), by=by_amina(), at=NOON)


def test_an_account_is_never_closed_by_a_set_of_items() -> None:
    with pytest.raises(RuleBroken, match="its own page"):
        a_decided_set(2, measures=(WishedMeasure(Measure.TERMINATE),))


# -- the minute -------------------------------------------------------------------------------------------------------


@pytest.mark.db
def test_for_a_minute_no_case_is_touched_and_all_of_it_can_be_undone() -> None:
    made = a_decided_set(3)

    bulk.undo(bulk=made, by=by_amina(), at=NOON + timedelta(seconds=59))
    made.refresh_from_db()

    assert made.state == BulkState.UNDONE
    assert set(Case.objects.values_list("state", flat=True)) == {CaseState.OPEN}
    assert not Decision.objects.exists()
    assert OutboxRow.objects.get(kind=bulk.RUN).state == "cancelled"


def test_after_the_minute_nothing_is_undone_at_one_stroke() -> None:
    made = a_decided_set(3)

    with pytest.raises(Conflict, match="minute is over"):
        bulk.undo(bulk=made, by=by_amina(), at=A_MINUTE_LATER)


def test_a_colleague_undoes_nobody_elses() -> None:
    made = a_decided_set(3)

    with pytest.raises(NotAllowed):
        bulk.undo(bulk=made, by=cast.by(cast.a_person("Rafa", Role.REVIEWER)), at=NOON)


# -- carrying out -----------------------------------------------------------------------------------------------------


@pytest.mark.db
def test_each_item_gets_its_own_statement_which_tells_of_the_set() -> None:
    made = work_off(work_off(a_decided_set(12)))

    statements = list(Statement.objects.order_by("pk"))
    sentences = " ".join(section.sentences[0] for section in wording.sections_of(statements[0].body))
    assert made.state == BulkState.DONE
    assert len({statement.item_id for statement in statements}) == 12
    assert len({statement.decision_id for statement in statements}) == 12
    assert "one of 12 items" in sentences
    assert statements[0].body["bulk"]["exemptions"]["journalism"] == "no"
    assert set(Item.objects.values_list("state", flat=True)) == {"restricted"}


def test_whoever_was_not_among_the_samples_is_told_so() -> None:
    work_off(a_decided_set(30))

    by_basis = {basis: Decision.objects.filter(basis=basis) for basis in (Basis.REDUCED, Basis.SAMPLED)}
    unseen = Statement.objects.get(decision=by_basis[Basis.SAMPLED][0]).body
    assert {basis: found.count() for basis, found in by_basis.items()} == {Basis.REDUCED: 10, Basis.SAMPLED: 20}
    assert unseen["bulk"]["was_opened"] is False
    assert "was not among those" in wording.plain_text(wording.sections_of(unseen))


@pytest.mark.db
def test_a_run_that_is_broken_off_goes_on_and_decides_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BULK_BATCH_CASES", 5)
    made, written = a_decided_set(12), []
    publish = publishing.publish_decision

    def dies_at_the_eighth(**given: Any) -> None:
        written.append(given)
        if len(written) == 8:
            raise KeyboardInterrupt
        publish(**given)

    monkeypatch.setattr(bulk, "publish_decision", dies_at_the_eighth)
    with pytest.raises(KeyboardInterrupt):
        work_off(made)
    after_the_crash = Decision.objects.count()
    made = work_off(made)

    assert after_the_crash == 5
    assert (Decision.objects.count(), Statement.objects.count(), made.state) == (12, 12, BulkState.DONE)
    assert LogEntry.objects.filter(event_name="case.decided").count() == 12


def test_the_same_row_again_does_nothing() -> None:
    made = work_off(a_decided_set(3))

    work_off(made, A_MINUTE_LATER + timedelta(hours=1))

    assert Decision.objects.count() == 3


def test_what_has_changed_since_is_set_aside_and_not_swept_along() -> None:
    made = a_decided_set(3)
    first, second = (member.case for member in made.members.select_related("case")[:2])
    leases.open_case(case=first, by=lea(), at=NOON)
    an_objection = Case.objects.filter(pk=second.pk)
    _mark_threat(an_objection)

    made = work_off(made)

    aside = set(made.members.filter(place=BulkPlace.SET_ASIDE).values_list("reason", flat=True))
    assert aside == {SetAside.OPEN_ELSEWHERE, SetAside.THREAT}
    assert Decision.objects.count() == 1


def _mark_threat(cases: Any) -> None:
    from django.db.models import QuerySet

    QuerySet.update(cases, threat_to_life=True)


def test_a_lead_stops_a_run_and_the_rest_waits_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BULK_BATCH_CASES", 2)
    monkeypatch.setattr(bulk, "BULK_BATCHES_A_TURN", 1)
    made = work_off(a_decided_set(5))

    bulk.stop(bulk=made, by=lea(), at=A_MINUTE_LATER)
    made = work_off(made)

    assert (made.state, Decision.objects.count()) == (BulkState.STOPPED, 2)
    assert Case.objects.filter(state=CaseState.OPEN).count() == 3


def test_kept_together_is_kept_each() -> None:
    some_cases(3)
    made = bulk.make(drawing=ALL, by=by_amina(), at=NOON)
    open_samples(made, by_amina())

    work_off(bulk.decide(bulk=made, wish=KEEP, by=by_amina(), at=NOON))

    assert set(Case.objects.values_list("outcome", flat=True)) == {"keep"}


def test_it_is_counted() -> None:
    work_off(a_decided_set(12))

    totals = dict(totals_of(rows_of(Range(NOON.date(), NOON.date()))))

    assert totals["decisions.in_bulk"] == 12
    assert totals["decisions.sampled"] == 2
    assert totals["bulk_decisions.done"] == 1


# -- a second person --------------------------------------------------------------------------------------------------


def a_large_set() -> BulkDecision:
    return a_decided_set(51)


def test_above_fifty_items_another_person_opens_their_own_samples_and_agrees() -> None:
    made = a_large_set()
    state_before = made.state
    open_samples(made, lea())

    made = bulk.agree(bulk=made, by=lea(), at=NOON)

    assert (state_before, made.state) == (BulkState.SECOND, BulkState.DRAFT)
    assert made.run_at == A_MINUTE_LATER


def test_nobody_agrees_unseen_or_with_themselves() -> None:
    made = a_large_set()

    with pytest.raises(RuleBroken, match="10 more"):
        bulk.agree(bulk=made, by=lea(), at=NOON)
    with pytest.raises(NotAllowed, match="Somebody else"):
        bulk.agree(bulk=made, by=by_amina(), at=NOON)


def test_where_the_second_does_not_agree_every_case_waits_as_before() -> None:
    made = a_large_set()

    bulk.refuse(bulk=made, by=lea(), at=NOON)
    made = work_off(made)

    assert made.state == BulkState.REFUSED
    assert not Decision.objects.exists()
