"""Whatever happens to items, what kept days come to is what the rows themselves come to."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib import import_module
from random import Random

import pytest
from django.apps import apps
from django.db.models import QuerySet
from tests import cast
from tests.cast import NOON
from tests.lengths import rounds

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import MatchRecord
from bonafides.safety.moderation.actions import counting, escalating, forgetting, reversing
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.models import Case, CountedDay, CountTouch, Decision, Item
from bonafides.safety.moderation.queries import met
from bonafides.safety.moderation.queries.met import account_numbers, met_between, met_directly, moment_of
from bonafides.safety.moderation.rules.counting import Met
from bonafides.safety.moderation.rules.deciding import ExceptedItem
from bonafides.safety.moderation.tests.lists import PHRASE, listed
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy, a_restriction
from bonafides.safety.moderation.tests.stories import a_notice
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState
from bonafides.safety.moderation.vocabulary.limits import UNDO_WINDOW
from bonafides.safety.patterns.measures import MEASURES, VIDEOS
from bonafides.safety.patterns.queries import Days, Patterns, Quality
from bonafides.safety.patterns.rules import Row, Table
from bonafides.safety.patterns.tests import by_sql
from bonafides.safety.patterns.tests.scenes import (
    LONG,
    PLACES,
    a_listed_picture,
    a_text,
    a_town,
    as_a_video,
    decided,
    nearly_long,
    submitted,
    the_picture,
    uploaded,
)
from bonafides.safety.patterns.vocabulary import TableKey

pytestmark = [pytest.mark.django_db, pytest.mark.db]
DAY = timedelta(days=1)
RANGE = Days(NOON.date(), NOON.date() + 5 * DAY)
MUCH_LATER = NOON + 800 * DAY
STEPS = 14
UNHURRIED = float("inf")  # seconds


def shown() -> list[object]:
    return [*Patterns(SYSTEM, RANGE).tables(), *of(Quality(SYSTEM, RANGE))]


def counted_by_sql() -> list[object]:
    return [*by_sql.Patterns(RANGE).tables(), *of(by_sql.Quality(RANGE))]


def of(quality: Quality | by_sql.Quality) -> list[object]:
    return [*(quality.thresholds(measure) for measure in MEASURES), quality.by_list(), quality.recall()]


def as_rows(met: Met) -> list[tuple[object, ...]]:
    """What columns say, in an order of its own, with words instead of their places."""
    names = met.rows.dtype.names or ()
    told = [
        tuple(met.said[name][value] if name in met.said else value for name, value in zip(names, row, strict=True))
        for row in met.rows.tolist()
    ]
    flagged = [(item, met.said["flagged_kind"][kind]) for item, kind in met.flagged.tolist()]
    return sorted(told, key=str) + sorted(flagged)


# -- what may happen, in any order ----------------------------------------------------------------------------------


def an_upload(random: Random, at: datetime) -> None:
    text, author = random.randrange(4), random.choice(["planted-author", "another-author", ""])
    submitted(a_text(f"p/{random.randrange(9)}/{text}", f"{text}: {PHRASE}", author=author), at)


def a_picture_comes(random: Random, at: datetime) -> None:
    submitted(the_picture(f"picture/{random.randrange(3)}"), at)


def a_near_copy_comes(random: Random, at: datetime) -> None:
    replaced = random.randrange(1, len(PLACES) + 1)
    submitted(a_text(f"copy/{replaced}", nearly_long(replaced)), at)


def somebody_flags(random: Random, at: datetime) -> None:
    text = random.randrange(6)
    a_notice(f"p/{random.randrange(9)}/{text}", f"{text}: {PHRASE if text < 4 else 'nothing listed'}", at=at)


def a_decision(random: Random, at: datetime) -> None:
    waiting = Case.objects.filter(state=CaseState.OPEN, items__isnull=False).order_by("pk").distinct()
    if case := waiting.first():
        decided(case.items.all()[0], random.choice([a_restriction(), a_restriction(), KEEP]), at)


def a_reversal(random: Random, at: datetime) -> None:
    standing = Decision.objects.filter(state=DecisionState.PUBLISHED, verdict="restrict", reversed_by=None)
    if decision := standing.filter(case__state=CaseState.CLOSED).order_by("-pk").first():
        gita = cast.by(cast.a_person(f"Gita {decision.pk}", Role.LEAD))
        again = reversing.reverse_decision(decision=decision, facts="It was news.", by=gita, at=at)
        publish_decision(reference=again.reference, at=at + UNDO_WINDOW)


def a_route_out(random: Random, at: datetime) -> None:
    if item := Item.objects.exclude(sha256="").order_by("pk").first():
        escalating.route_out(item=item.reference, by=SYSTEM, at=at)


def the_worker_counts(random: Random, at: datetime) -> None:
    counting.count_due(at, for_seconds=UNHURRIED)


HAPPENINGS: tuple[Callable[[Random, datetime], None], ...] = (
    *(an_upload, an_upload, an_upload, a_picture_comes, a_near_copy_comes, somebody_flags, somebody_flags),
    *(a_decision, a_decision, a_decision, a_reversal, a_route_out),
    *(the_worker_counts, the_worker_counts),
)


def whether_it_is_the_same_after_each_step(seed: int) -> list[bool]:
    random = Random(seed)
    a_policy()
    bank = listed(PHRASE).bank
    banks.add_entry(bank=bank, type_=EntryType.TEXT, value=LONG, by=cast.by(cast.bo()), at=NOON)
    a_listed_picture()
    found = []
    for step in range(STEPS):
        at = NOON + timedelta(hours=step * 8)
        random.choice(HAPPENINGS)(random, at)
        found.append(shown() == counted_by_sql())
    return found


@pytest.mark.parametrize("seed", range(rounds(3, 6)))
def test_after_whatever_happened_the_tables_are_what_the_rows_come_to(seed: int) -> None:
    assert whether_it_is_the_same_after_each_step(seed) == [True] * STEPS


# -- one by one -----------------------------------------------------------------------------------------------------


def test_a_day_that_was_kept_is_read_instead_of_its_rows() -> None:
    a_town()
    counting.count_due(NOON, for_seconds=UNHURRIED)
    before = shown()

    assert not CountTouch.objects.exists()
    assert as_rows(met_between(RANGE.first, RANGE.first)) == as_rows(met_directly(moment_of(RANGE.first), LATER))
    assert before == counted_by_sql()


LATER = NOON + 5 * DAY


def test_a_kept_day_is_counted_again_from_what_changed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    a_town()
    counting.count_due(NOON, for_seconds=UNHURRIED)
    decided(Item.objects.get(case__state=CaseState.OPEN), KEEP)
    asked: list[object] = []
    monkeypatch.setattr(met, "one_day", asked.append)

    counting.count_due(NOON, for_seconds=UNHURRIED)

    assert asked == []
    assert not CountTouch.objects.exists()
    assert shown() == counted_by_sql()


def test_a_kept_day_of_which_much_changed_is_counted_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    a_town()
    counting.count_due(NOON, for_seconds=UNHURRIED)
    decided(Item.objects.get(case__state=CaseState.OPEN), KEEP)
    monkeypatch.setattr(met, "ITEMS_PER_STATEMENT", 1)
    counting.touch_with_copies(Item.objects.all(), at=NOON)

    counting.count_due(NOON, for_seconds=UNHURRIED)

    assert not CountTouch.objects.exists()
    assert shown() == counted_by_sql()


def test_shares_of_videos_are_kept_as_they_were_recorded() -> None:
    a_policy()
    listed(PHRASE)
    item = uploaded("p/1", f"one: {PHRASE}")
    as_a_video(item, 80.0)
    decided(item, a_restriction())

    counting.count_due(NOON)

    assert [row.right for row in Quality(SYSTEM, RANGE).thresholds(VIDEOS)] == [1] * 9 + [0] * 2
    assert shown() == counted_by_sql()


def test_days_kept_in_other_columns_are_emptied_and_counted_anew() -> None:
    a_town()
    counting.count_due(NOON)
    migration = import_module("bonafides.safety.moderation.migrations.0013_count_how_alike_matches_are")

    migration.empty_kept_days(apps, None)
    kept = list(CountedDay.objects.values_list("rows", "is_whole"))
    shown_without = shown()
    counting.count_due(NOON)

    assert [(bytes(rows), is_whole) for rows, is_whole in kept] == [(b"", False)]
    assert shown_without == shown() == counted_by_sql()


def test_what_is_forgotten_leaves_no_account_in_any_kept_day() -> None:
    a_policy()
    listed(PHRASE)
    decided(uploaded("p/1", f"one: {PHRASE}"), a_restriction())
    counting.count_due(NOON, for_seconds=UNHURRIED)
    number = account_numbers()("planted-author").to_bytes(8, "little")
    kept_before = bytes(CountedDay.objects.get(day=NOON.date()).rows)

    forgetting.forget_due(MUCH_LATER)

    assert number in kept_before
    assert not MatchRecord.objects.exists()
    assert [bytes(day.rows) for day in CountedDay.objects.all()] == [b""]
    assert shown() == counted_by_sql()


def test_what_was_kept_counts_as_wrong_no_longer_than_what_was_restricted_counts_as_right() -> None:
    a_town()
    before = Quality(SYSTEM, RANGE)
    (judged,), (recall,) = before.by_list(), before.recall()
    counting.count_due(NOON, for_seconds=UNHURRIED)

    forgetting.forget_due(MUCH_LATER)
    after = Quality(SYSTEM, RANGE)

    assert (judged.right, judged.wrong, recall.restricted) == (1, 1, 1)
    assert (after.by_list(), after.recall()) == ([], [])
    assert shown() == counted_by_sql()


def test_a_copy_of_what_a_restriction_left_out_is_no_copy_of_what_was_removed() -> None:
    a_policy()
    listed(PHRASE)
    removed, spared = uploaded("p/1", f"news: {PHRASE}"), uploaded("p/2", f"NEWS: {PHRASE}")
    decided(removed, a_restriction(excepted=(ExceptedItem(spared.reference, "A quotation in a report."),)))
    uploaded("p/3", f"NEWS: {PHRASE}", at=NOON + timedelta(hours=3))
    expected = Table(TableKey.AGAIN, ("kind", "items", "same_as_removed", "met_own_list"), (Row("text", (3, 0, 0)),))

    by_digest = Patterns(SYSTEM, RANGE).tables()
    CountTouch.objects.all().delete()
    by_item = Patterns(SYSTEM, RANGE).tables()

    assert removed.case == spared.case
    assert expected in by_digest
    assert expected in by_item
    assert shown() == counted_by_sql()


def test_what_came_before_midnight_and_matched_after_it_had_met_a_list() -> None:
    a_town()
    flagged = Item.objects.get(platform_reference="p/4")
    moved: QuerySet[MatchRecord] = QuerySet(MatchRecord).filter(matched_at__gt=NOON)  # as no door would move it
    moved.update(item=flagged.reference, matched_at=NOON + DAY)
    day = Days(NOON.date(), NOON.date())

    counting.count_due(NOON + 2 * DAY, for_seconds=UNHURRIED)
    kept = Quality(SYSTEM, day).recall()
    counting.touch_with_copies(Item.objects.all(), at=NOON + 2 * DAY)
    touched = Quality(SYSTEM, day).recall()

    assert [(row.met, row.restricted) for row in kept] == [(1, 1)]
    assert touched == kept


def test_a_day_that_is_emptied_while_it_is_counted_stays_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    a_town()
    item = Item.objects.exclude(author_reference="").order_by("pk")[0]
    counting.count_due(NOON, for_seconds=UNHURRIED)
    count = met.one_day_again

    def forgotten_meanwhile(day: date, changed: set[int]) -> Met:
        found = count(day, changed)
        counting.forget_counted([item], at=NOON)
        return found

    monkeypatch.setattr(met, "one_day_again", forgotten_meanwhile)
    counting.count_day(NOON.date())

    assert bytes(CountedDay.objects.get(day=NOON.date()).rows) == b""
    assert CountTouch.objects.exists()
    assert shown() == counted_by_sql()


def test_what_changes_while_a_day_is_counted_is_read_from_its_own_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    a_town()
    waiting = Item.objects.get(case__state=CaseState.OPEN)
    count = met.one_day_again

    def decided_meanwhile(day: date, changed: set[int]) -> Met:
        found = count(day, changed)
        decided(waiting, KEEP)
        return found

    monkeypatch.setattr(met, "one_day_again", decided_meanwhile)
    counting.count_day(NOON.date())
    monkeypatch.setattr(met, "one_day_again", count)

    assert CountTouch.objects.filter(item=waiting.pk).exists()
    assert shown() == counted_by_sql()


def test_a_run_of_the_worker_ends_in_time_and_the_next_goes_on() -> None:
    a_town()

    runs = [counting.count_due(NOON + 2 * DAY, for_seconds=0) for _ in range(4)]

    assert runs == [1, 1, 1, 0]
