"""A case that is judged a second time, or differently for one item: everyone concerned hears what holds for theirs."""

from datetime import timedelta

import pytest
from tests.cast import NOON, a_person, amina, bo, by

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import ANYONE
from bonafides.safety.banks.models import Entry
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.moderation.actions import judging, leases
from bonafides.safety.moderation.actions.flags import Receipt, Report, raise_flag
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.actions.reversing import reverse_decision
from bonafides.safety.moderation.models import Case, Decision, Item, Skip
from bonafides.safety.moderation.queries.flags import FlagState
from bonafides.safety.moderation.queries.notices import notice_named
from bonafides.safety.moderation.rules.deciding import ExceptedItem
from bonafides.safety.moderation.tests.scenes import KEEP, a_case, a_restriction, open_and_look
from bonafides.safety.moderation.tests.stories import Story, a_notice, a_story, a_submission, decide
from bonafides.safety.moderation.vocabulary import CaseState, ItemState, SkipReason, SourceKind, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]
HOUR = timedelta(hours=1)


def opened_again(story: Story) -> Case:
    """A threat to life is reported, which the decision did not consider."""
    threat = Report(source=SourceKind.USER_NOTICE, location="paste-1", threat_to_life=True)
    raise_flag(report=threat, by=ANYONE, at=NOON + HOUR)
    story.case.refresh_from_db()
    assert story.case.state == CaseState.OPEN
    return story.case


def actions_asked(item: Item) -> list[str]:
    return list(item.enforcements.order_by("pk").values_list("action", flat=True))


# -- opened again -----------------------------------------------------------------------------------------------------


def test_what_was_restricted_and_is_kept_on_new_facts_is_asked_back_from_the_platform() -> None:
    story = a_story()

    second = decide(opened_again(story), by(amina()), KEEP, at=NOON + 2 * HOUR)

    assert second.reverses == story.decision
    assert actions_asked(story.item) == ["remove", "restore"]
    assert story.statement.body["kind"] == "restored"


def test_what_is_restricted_again_is_asked_for_again_and_comes_back_whole_when_reversed() -> None:
    story = a_story()
    second = decide(opened_again(story), by(amina()), at=NOON + 2 * HOUR)

    reversal = reverse_decision(decision=second, facts="A report.", by=by(bo()), at=NOON + 3 * HOUR)
    publish_decision(reference=reversal.reference, at=NOON + 4 * HOUR)

    assert actions_asked(story.item) == ["remove", "remove", "restore"]


def test_undoing_the_second_judgement_leaves_the_case_open() -> None:
    case = opened_again(a_story())
    open_and_look(case, by(amina()), NOON + 2 * HOUR)
    draft = judging.decide_case(case=case, wish=KEEP, by=by(amina()), at=NOON + 2 * HOUR)
    assert isinstance(draft, Decision)

    judging.undo(decision=draft, by=by(amina()), at=NOON + 2 * HOUR)

    case.refresh_from_db()
    assert case.state == CaseState.OPEN


def test_a_reversal_turns_the_opinion_of_what_the_removal_had_put_on_our_own_list() -> None:
    story = a_story(a_restriction(bank_it=True))
    assert Entry.objects.get().opinion == Opinion.POSITIVE

    reversal = reverse_decision(decision=story.decision, facts="A report.", by=by(bo()), at=NOON + HOUR)
    publish_decision(reference=reversal.reference, at=NOON + 2 * HOUR)

    assert Entry.objects.get().opinion == Opinion.NEGATIVE


# -- left out ---------------------------------------------------------------------------------------------------------


def two_copies_and_one_is_left_out() -> tuple[Receipt, Receipt]:
    """The notices of a copy that is restricted, and of one that stays."""
    restricted, stays = a_notice("paste-1"), a_notice("paste-2")
    left_out = ExceptedItem(stays.flags[0].item.reference, "It is a news report.")
    decide(restricted.flags[0].case, by(amina()), a_restriction(excepted=(left_out,)))
    return restricted, stays


def test_each_notifier_hears_what_became_of_the_copy_that_they_named() -> None:
    restricted, stays = two_copies_and_one_is_left_out()

    told = [notice_named(each.reference, NOON + HOUR).lines[0].word for each in (restricted, stays)]

    assert told == ["restricted", "kept"]


def test_a_program_hears_it_too() -> None:
    _restricted, stays = two_copies_and_one_is_left_out()
    flag = stays.flags[0]
    flag.item.refresh_from_db()

    assert FlagState(flag, Decision.objects.get()).outcome is Verdict.KEEP


def test_a_copy_that_was_left_out_stays_up_when_it_is_flagged_again() -> None:
    _restricted, stays = two_copies_and_one_is_left_out()
    again = Report(source=SourceKind.USER_NOTICE, location="paste-2", submission=a_submission("paste-2"))

    flag = raise_flag(report=again, by=ANYONE, at=NOON + HOUR).flags[0]

    assert (flag.after_decision, flag.case.state, flag.item.state) == (True, CaseState.CLOSED, ItemState.LIVE)
    assert flag.item == stays.flags[0].item


def test_a_further_copy_does_not_hide_behind_the_one_that_was_left_out() -> None:
    two_copies_and_one_is_left_out()
    another = Report(source=SourceKind.USER_NOTICE, location="paste-3", submission=a_submission("paste-3"))

    flag = raise_flag(report=another, by=ANYONE, at=NOON + HOUR).flags[0]

    assert flag.case.state == CaseState.OPEN


# -- passed on --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [(SkipReason.TOO_CLOSE, SkipReason.CANNOT_READ), (SkipReason.CANNOT_READ, SkipReason.TOO_CLOSE)],
    ids=["said last", "said first"],
)
def test_that_somebody_cannot_read_a_case_counts_whatever_else_they_said(said: tuple[SkipReason, ...]) -> None:
    case = a_case()

    leases.skip(case=case, reason=said[0], by=by(amina()), at=NOON)
    leases.skip(case=case, reason=said[1], by=by(amina()), at=NOON)

    assert Skip.objects.get().reason == SkipReason.CANNOT_READ


def test_whoever_is_given_a_case_is_shown_it_whatever_its_language() -> None:
    case, gita = a_case(language="so"), a_person("Gita", Role.REVIEWER)
    leases.skip(case=case, reason=SkipReason.CANNOT_READ, by=by(amina()), at=NOON)

    leases.assign(case=Case.objects.get(), to=gita, by=by(bo()), at=NOON)

    assert leases.claim_next(by=by(gita), at=NOON) == case
