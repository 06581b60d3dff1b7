"""Counts by platform type, times to action and the yearly report, computed from what was recorded."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bonafides.base.audit import queries as audit
from bonafides.programme.alerts import rules
from bonafides.programme.alerts.events import AlertAnswered, AlertSent, AlertsRefused, AlertsSubmitted, AlertWithdrawn
from bonafides.programme.alerts.rules import Figures, Sent
from bonafides.programme.alerts.vocabulary import FEWEST_RECIPIENTS, FINAL, Answer

ANSWERS_COUNT_FOR = timedelta(days=366)  # an answer counts for the period in which the alert was sent


@dataclass(frozen=True)
class Report:
    """What the programme says of itself for one year."""

    year: int
    submitted: int
    refused: int
    sent: int
    withdrawn: int
    total: Figures | None  # None where so few platforms were told that a figure would name one
    rows: tuple[Figures, ...]

    @property
    def is_too_small(self) -> bool:
        return self.total is None


def report_of(year: int) -> Report:
    """The public yearly report: rows that would name a platform are joined, as `rules.rows_by_type` says."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    sent = sent_between(first, last)
    enough = rules.may_publish(sent)
    return Report(
        year=year,
        submitted=total_of(AlertsSubmitted.name, first, last),
        refused=total_of(AlertsRefused.name, first, last),
        sent=len({row.alert for row in sent}),
        withdrawn=sum(1 for _event in audit.events_between([AlertWithdrawn.name], *bounds(first, last))),
        total=rules.figures_of("all", sent) if enough else None,
        rows=tuple(rules.rows_by_type(sent, fewest=FEWEST_RECIPIENTS)) if enough else (),
    )


def figures_between(first: date, last: date) -> tuple[Figures, list[Figures]]:
    """For the programme's own people: everything, and a row for each type."""
    sent = sent_between(first, last)
    return rules.figures_of("all", sent), rules.rows_by_type(sent)


def years_reported(today: date) -> list[int]:
    """From the year of the first alert to this one, the latest first."""
    first = audit.first_event(AlertSent.name)
    return list(range(today.year, first.year - 1, -1)) if first else []


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of a day to the last of another, in UTC."""
    return datetime.combine(first, time.min, UTC), datetime.combine(last + timedelta(days=1), time.min, UTC)


def total_of(name: str, first: date, last: date) -> int:
    """How many addresses the events of a name speak of."""
    return sum(int(event.fields.get("alerts", 0)) for event in audit.events_between([name], *bounds(first, last)))


def sent_between(first: date, last: date) -> list[Sent]:
    """Each delivery that began in these days, with what was answered since."""
    start, end = bounds(first, last)
    began = {str(e.fields["delivery"]): e for e in audit.events_between([AlertSent.name], start, end)}
    later = [*audit.events_between([AlertAnswered.name, AlertWithdrawn.name], start, end + ANSWERS_COUNT_FOR)]
    withdrawn = {str(event.fields["alert"]) for event in later if event.name == AlertWithdrawn.name}
    answers: dict[str, list[audit.Recorded]] = {}
    for event in later:
        if event.name == AlertAnswered.name:
            answers.setdefault(str(event.fields["delivery"]), []).append(event)
    return [one_sent(event, answers.get(key, []), withdrawn) for key, event in began.items()]


def one_sent(event: audit.Recorded, answers: list[audit.Recorded], withdrawn: set[str]) -> Sent:
    final = [each for each in answers if Answer(str(each.fields["answer"])) in FINAL]
    return Sent(
        alert=str(event.fields["alert"]),
        recipient=str(event.fields["recipient"]),
        platform_type=str(event.fields["platform_type"]),
        first_final=final[0].at - event.at if final else None,
        answer=Answer(str(answers[-1].fields["answer"])) if answers else None,
        withdrawn=str(event.fields["alert"]) in withdrawn,
    )
