"""The rows of a period, and the figures that follow from them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Invalid, NotFound
from bonafides.kernel.ids import read_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.queries.judged import Judged, judged, published_between
from bonafides.safety.moderation.vocabulary import Verdict
from bonafides.safety.quality import permissions
from bonafides.safety.quality.models import Audit, GoldenInsertion, PublishedFigures, SeedDay
from bonafides.safety.quality.rules.drawing import bounds_of
from bonafides.safety.quality.rules.figures import DecisionRow, Figures, GoldenRow, SecondLook, figures_of
from bonafides.safety.quality.vocabulary import PERIOD_AT_MOST_DAYS, AuditState, Reversal

EARLIEST, LATEST = date(2000, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included, in UTC."""

    first: date
    last: date

    def __post_init__(self) -> None:
        is_sane = EARLIEST <= self.first <= self.last <= LATEST
        if not is_sane or self.last - self.first > timedelta(days=PERIOD_AT_MOST_DAYS):
            raise Invalid("bad-period", _("The days are in the wrong order, or further apart than a year."))

    @property
    def start(self) -> datetime:
        return bounds_of(self.first)[0]

    @property
    def end(self) -> datetime:
        return bounds_of(self.last)[1]


@dataclass(frozen=True)
class Sample:
    """A period with all its rows, each read once."""

    period: Period

    @cached_property
    def found(self) -> list[Judged]:
        return list(judged(published_between(self.period.start, self.period.end)))

    @cached_property
    def rows(self) -> list[DecisionRow]:
        looks = second_looks(self.period)
        return [row_of(each, *looks.get(each.decision, (None, ""))) for each in self.found]

    @cached_property
    def seconds(self) -> list[int]:
        """How long decisions took that somebody had open: sorted, so that none is tied to a decision or a person."""
        return sorted(each.active_seconds for each in self.found if each.active_seconds is not None)

    @cached_property
    def golden(self) -> list[GoldenRow]:
        answered = GoldenInsertion.objects.filter(
            answered_at__gte=self.period.start, answered_at__lt=self.period.end
        ).select_related("golden")
        return [golden_row(each) for each in answered.order_by("answered_at", "pk")]

    @cached_property
    def figures(self) -> Figures:
        return figures_of(self.rows, self.seconds, self.golden)

    def of_reviewer(self, code: str) -> Figures:
        """One person's own figures."""
        rows = [row for row in self.rows if row.reviewer == code]
        seconds = sorted(each.active_seconds for each in self.found if each.reviewer == code and each.active_seconds)
        return figures_of(rows, seconds, [row for row in self.golden if row.reviewer == code])


def second_looks(period: Period) -> dict[str, tuple[SecondLook, str]]:
    """What became of those drawn, by their decision, with the reversal that it led to."""
    drawn = Audit.objects.filter(
        decision__published_at__gte=period.start, decision__published_at__lt=period.end
    ).select_related("decision")
    return {
        audit.decision.reference: (
            SecondLook(AuditState(audit.state), audit.second(), audit.self_review),
            audit.reversal,
        )
        for audit in drawn.iterator(2_000)
    }


def row_of(found: Judged, second: SecondLook | None, reversal: str) -> DecisionRow:
    return DecisionRow(
        decision=found.decision,
        day=found.day.isoformat(),
        verdict=Verdict(found.verdict),
        policy_version=found.policy_version,
        clauses=found.clauses,
        measures=found.measures,
        language=found.language,
        lists=found.lists,
        reviewer=found.reviewer,
        basis=found.basis,
        weighed=found.weighed,
        none_applies=found.none_applies,
        reversal=reversal_of(found, reversal),
        second=second,
    )


def reversal_of(found: Judged, by_audit: str) -> Reversal:
    """How it came to stand no longer."""
    if not found.reversal:
        return Reversal.NONE
    if found.reversed_on_appeal:
        return Reversal.APPEAL
    return Reversal.AUDIT if found.reversal == by_audit else Reversal.OWN


def golden_row(inserted: GoldenInsertion) -> GoldenRow:
    assert inserted.answered_at is not None
    return GoldenRow(
        case=inserted.case,
        day=inserted.answered_at.date().isoformat(),
        golden=inserted.golden.reference,
        language=inserted.golden.language,
        reviewer=inserted.answered_by,
        expected=inserted.golden.verdict,
        verdict=inserted.verdict,
        right=bool(inserted.right),
        met_before=inserted.met_before,
    )


# -- seeds ------------------------------------------------------------------------------------------------------------


def days_of(period: Period) -> "QuerySet[SeedDay]":
    """The days of a period whose seed is open, the oldest first."""
    return SeedDay.objects.filter(day__range=(period.first, period.last), revealed_at__isnull=False).order_by("day")


def days_listed(by: Actor) -> "QuerySet[SeedDay]":
    permissions.check_can_read(by)
    return SeedDay.objects.order_by("-day")


def seed_day_for(by: Actor, day: date) -> SeedDay:
    permissions.check_can_see_team(by)
    found: SeedDay | None = SeedDay.objects.filter(day=day).first()
    if found is None:
        raise NotFound("no-such-day", _("No seed stands in the log for that day."))
    return found


# -- what was published -----------------------------------------------------------------------------------------------


def published() -> "QuerySet[PublishedFigures]":
    return PublishedFigures.objects.all()


def published_for(reference: str) -> PublishedFigures:
    found: PublishedFigures | None = published().filter(reference=read_reference(reference)).first()
    if found is None:
        raise NotFound("no-such-period", _("No figures were published under this name."))
    return found
