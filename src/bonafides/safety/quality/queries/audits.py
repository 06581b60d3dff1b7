"""Which decision is judged again next, and what its page shows of it: nothing of what was decided."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.ids import read_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.queries import facts
from bonafides.safety.moderation.queries.case_page import CasePage
from bonafides.safety.moderation.queries.cases import deciders_besides, decision_standing, leads_among
from bonafides.safety.moderation.queries.judged import readers_of
from bonafides.safety.moderation.vocabulary import CaseState, Verdict
from bonafides.safety.quality import permissions
from bonafides.safety.quality.models import Audit, PassedOn, SeedDay
from bonafides.safety.quality.rules import drawing
from bonafides.safety.quality.rules.judging import JudgeFacts, Judgement, SecondFacts, SettlingFacts
from bonafides.safety.quality.vocabulary import CLAIM_LASTS, AuditState

WHOLE = ("day", "decision__case", "decision__decided_by", "decision__policy_version__policy", "judged_by", "settled_by")
NO_AUDIT = NotFound("no-such-audit", _("There is no such second look."))


def audits_listed(by: Actor, state: str) -> "QuerySet[Audit]":
    """Those drawn, of one state or all; what a decision was is for those who may see the team's figures."""
    permissions.check_can_see_team(by)
    rows: QuerySet[Audit] = Audit.objects.select_related(*WHOLE).order_by("-drawn_at", "-pk")
    return rows.filter(state=state) if state in set(AuditState) else rows


def audit_for(by: Actor, reference: str) -> Audit:
    permissions.check_can_read(by)
    found: Audit | None = (
        Audit.objects.select_related(*WHOLE, "claimed_by").filter(reference=read_reference(reference)).first()
    )
    if found is None:
        raise NO_AUDIT
    return found


# -- what waits -------------------------------------------------------------------------------------------------------


def claimed_by(by: Actor, at: datetime) -> Audit | None:
    """What this person has open now."""
    found: Audit | None = Audit.objects.filter(
        state=AuditState.WAITING, claimed_by=by.person, claimed_at__gt=at - CLAIM_LASTS, due_at__gt=at
    ).first()
    return found


def waiting_for(by: Actor, at: datetime) -> "QuerySet[Audit]":
    """What this person may judge, the soonest due first; who has read a case is told when it comes to them."""
    passed_on = PassedOn.objects.filter(audit=OuterRef("pk"), person=by.person)
    free = Q(claimed_by=None) | Q(claimed_at__lte=at - CLAIM_LASTS) | Q(claimed_by=by.person)
    waiting = Audit.objects.filter(free, ~Exists(passed_on), state=AuditState.WAITING, due_at__gt=at)
    return waiting.select_related("decision__case").order_by("due_at", "pk")


def number_waiting(at: datetime) -> int:
    return Audit.objects.filter(state=AuditState.WAITING, due_at__gt=at).count()


def disagreements() -> "QuerySet[Audit]":
    """Two readings that differ: a lead's tasks, the oldest first."""
    return Audit.objects.filter(state=AuditState.DISAGREED).select_related(*WHOLE).order_by("judged_at", "pk")


def overdue(at: datetime) -> "QuerySet[Audit]":
    return Audit.objects.filter(state=AuditState.WAITING, due_at__lte=at).select_related("decision")


def days_to_draw(at: datetime) -> list[date]:
    """Days that are over and not drawn yet, the oldest first."""
    sealed = SeedDay.objects.filter(revealed_at=None).order_by("day").values_list("day", flat=True)
    return [day for day in sealed if drawing.can_be_drawn(day, at)]


# -- facts for the rules ----------------------------------------------------------------------------------------------


def judge_facts(audit: Audit, by: Actor, at: datetime) -> JudgeFacts:
    """Whether this person has read the case, and who else could judge it."""
    readers = readers_of(audit.decision.case)
    return JudgeFacts(
        has_read=by.person in readers,
        others=deciders_besides(by, readers | {by.person or 0}).count(),
        since_decision=at - audit.decision.decided_at,
    )


def second_facts(audit: Audit, by: Actor) -> SecondFacts:
    """The policy that was applied, and whether this person has looked."""
    version, items = audit.decision.policy_version, list(audit.decision.case.items.all())
    seen = facts.seen_by(by, items)
    holds_content = any(map(facts.has_content, items))
    was_seen = facts.basis_seen(items, seen) is not None and facts.context_shown(items, seen)
    return SecondFacts(
        clauses=frozenset(str(clause["key"]) for clause in facts.clauses_of(version)),
        terrorist_clauses=facts.terrorist_clauses(version),
        was_seen=was_seen and holds_content,
    )


def settling_facts(audit: Audit, by: Actor) -> SettlingFacts:
    decision = audit.decision
    gave = {person for person in (decision.decided_by_id, audit.judged_by_id) if person is not None}
    standing = decision_standing(decision.case) == decision and decision.case.state == CaseState.CLOSED
    others = leads_among(deciders_besides(by, gave | {by.person or 0}))
    return SettlingFacts(Verdict(decision.verdict), standing, by.person in gave, others)


def first_of(audit: Audit) -> Judgement:
    """The decision, as a judgement that another can be held against."""
    decision = audit.decision
    measures = tuple(sorted(each.measure for each in decision.measures.all()))
    return Judgement(Verdict(decision.verdict), tuple(decision.clauses), measures, line=decision.facts)


# -- the page ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SecondPage:
    """What a second judge sees: content, context and what was reported, as the first reader saw it."""

    audit: Audit
    by: Actor
    at: datetime

    @cached_property
    def case(self) -> CasePage:
        return CasePage(self.audit.decision.case, self.by, self.at)

    @property
    def is_mine(self) -> bool:
        """Whether this person has it open."""
        audit = self.audit
        is_fresh = audit.claimed_at is not None and audit.claimed_at > self.at - CLAIM_LASTS
        return audit.state == AuditState.WAITING and audit.claimed_by_id == self.by.person and is_fresh

    @property
    def seen_before(self) -> bool:
        """Whether this person saw the content before they opened this: it is not shown again unless they ask."""
        since, item = self.audit.claimed_at or self.at, self.case.item
        return item is not None and any(
            at < since for (digest, _mode), at in self.case.seen.items() if digest == facts.content_key(item)
        )

    @property
    def shows_both(self) -> bool:
        """Both readings are in: nothing is blind any more."""
        return self.audit.judged_at is not None

    @property
    def clauses(self) -> list[dict[str, object]]:
        return facts.clauses_of(self.audit.decision.policy_version)
