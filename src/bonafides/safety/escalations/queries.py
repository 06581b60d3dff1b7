"""What is read of escalations: the table of authorities, what was sent, what is locked, the yearly count."""

from datetime import datetime

from django.db.models import QuerySet

from bonafides.base.outbox import queries as outbox
from bonafides.base.outbox.queries import Delivery
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.escalations import permissions, shipped
from bonafides.safety.escalations.models import Authority, Dispatch, Escalation, LockedMaterial, UnsentAlarm
from bonafides.safety.escalations.shipped import Row
from bonafides.safety.escalations.vocabulary import Channel, LineKind
from bonafides.safety.moderation.queries.numbers import Published
from bonafides.safety.moderation.queries.threats import threatening_cases

PER_RUN = 100  # rows that one run of a job looks at
OURS = ("country", "name", "email", "phone", "age_key", "hotline", "duty", "source", "as_of", "checked")


def authorities() -> dict[str, Row]:
    """Country -> whom to tell there: the owner's row, else the shipped one."""
    table = dict(shipped.rows())
    for each in Authority.objects.all():
        table[each.country] = Row(**{name: getattr(each, name) for name in OURS}, ours=True)
    return table


def escalation_for(by: Actor, reference: str) -> Escalation:
    permissions.check_can_escalate(by)
    found = Escalation.objects.filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-escalation", _("There is no such escalation."))
    return found


def material_for(by: Actor, reference: str) -> LockedMaterial:
    permissions.check_can_escalate(by)
    found = LockedMaterial.objects.filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-material", _("There is no such report."))
    return found


def escalations() -> QuerySet[Escalation]:
    return Escalation.objects.prefetch_related("dispatches")


def unreported() -> list[LockedMaterial]:
    """What was taken out of reach and of which nobody said that it was reported; the longest first."""
    return list(LockedMaterial.objects.filter(reported_at=None).order_by("routed_at")[:PER_RUN])


def reached(escalation: Escalation) -> bool:
    """Whether any authority has it: its mail left the house, or somebody says so."""
    if escalation.lines.filter(kind__in=[LineKind.ACKNOWLEDGED, LineKind.HANDED_OVER]).exists():
        return True
    keys = [each.mail_key for each in escalation.dispatches.all() if each.channel == Channel.MAIL]
    return any(state.state is Delivery.DELIVERED for state in outbox.delivery_states(keys).values())


def unsettled(at: datetime) -> list[Escalation]:
    """Those that somebody became aware of before `at`, and of which we do not know whether anybody has them."""
    waiting = Escalation.objects.filter(warned_at=None, reached_at=None, aware_at__lte=at)
    return list(waiting.order_by("aware_at")[:PER_RUN])


def unsent(at: datetime) -> list[str]:
    """Open cases with a threat in them, reported before `at`, that nobody passed on or was told of."""
    cases = threatening_cases(at)
    passed_on = Escalation.objects.filter(case__in=cases).values_list("case", flat=True)
    told = UnsentAlarm.objects.filter(case__in=cases).values_list("case", flat=True)
    return sorted(set(cases) - {*passed_on, *told})


def packages_over(at: datetime) -> list[Escalation]:
    return list(Escalation.objects.filter(sent_at__lte=at).exclude(package="")[:PER_RUN])


def dispatches_of(escalation: Escalation) -> list[Dispatch]:
    return list(escalation.dispatches.all())


def counts() -> list[dict[str, int]]:
    """Year -> how many escalations, and how many items were routed out: what is published; drills are not counted."""
    real = Escalation.objects.filter(drill="")
    years = {moment.year for moment in real.values_list("sent_at", flat=True)}
    years |= {moment.year for moment in LockedMaterial.objects.values_list("routed_at", flat=True)}
    return [
        {
            "year": year,
            "threats": real.filter(sent_at__year=year).count(),
            "material": LockedMaterial.objects.filter(routed_at__year=year).count(),
        }
        for year in sorted(years, reverse=True)
    ]


def published() -> list[Published]:
    """The same numbers for the public page of orders and requests: nothing of a case, and no country."""
    return [
        Published(row["year"], kind, outcome, row[key])
        for row in counts()
        for key, kind, outcome in (
            ("threats", "threat_to_life", "passed_on"),
            ("material", "abuse_of_children", "out_of_reach"),
        )
        if row[key]
    ]


def drilled(reference: str) -> Escalation | None:
    """What was passed on in a drill, if anything was."""
    return Escalation.objects.filter(drill=reference).order_by("pk").first()
