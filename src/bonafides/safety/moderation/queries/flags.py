"""Flags: for the list of the team, and for those who raised them through the API."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.ids import read_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.models import Decision, Flag, NoticeBatch
from bonafides.safety.moderation.queries.outcomes import verdict_for
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState, SourceKind, Verdict

STATES = {
    "waiting": ~Q(case__state=CaseState.CLOSED),
    "decided": Q(case__state=CaseState.CLOSED),
    "incomplete": Q(complete=False),
    "threat": Q(threat_to_life=True),
}


def flags_for(by: Actor, *, source: str = "", state: str = "") -> "QuerySet[Flag]":
    """All flags, the latest first; `source` and `state` choose among them, empty is all."""
    permissions.check_can_read_flags(by)
    raised = Flag.objects.filter(case__made_up=False)
    rows: QuerySet[Flag] = raised.select_related("case", "item", "batch").order_by("-id")
    if source in set(SourceKind):
        rows = rows.filter(source=source)
    return rows.filter(STATES.get(state, Q()))


@dataclass(frozen=True)
class FlagState:
    """A flag, and the decision in force on what it is about."""

    flag: Flag
    decision: Decision | None

    @property
    def outcome(self) -> Verdict | None:
        return verdict_for(self.flag.item, self.decision) if self.decision else None

    @property
    def decided_at(self) -> datetime | None:
        return self.decision.published_at if self.decision else None


def own_flag(by: Actor, reference: str) -> FlagState:
    """A flag that this API client raised itself."""
    flag = Flag.objects.select_related("case", "batch", "item").filter(
        reference=read_reference(reference), client=by.code
    )
    found = flag.first()
    if found is None:
        raise NotFound("no-such-flag", _("There is no such flag of yours."))
    decision = found.case.decisions.filter(state=DecisionState.PUBLISHED).order_by("-published_at", "-pk").first()
    return FlagState(found, decision if found.case.state == CaseState.CLOSED else None)


@dataclass(frozen=True)
class Receipted:
    """A notice as its receipt names it: one flag, or a batch with what was set aside."""

    reference: str
    flags: list[Flag]
    set_aside: list[dict[str, object]]
    received_at: datetime


def receipted(reference: str) -> Receipted:
    """The flag, or the batch, of this reference."""
    batch = NoticeBatch.objects.filter(reference=reference).first()
    rows = Flag.objects.filter(batch=batch) if batch else Flag.objects.filter(reference=reference)
    flags = list(rows.select_related("case").order_by("pk"))
    if not flags:
        raise NotFound("no-such-notice", _("There is no such notice."))
    return Receipted(reference, flags, batch.set_aside if batch else [], flags[0].received_at)
