"""Everything that the page of a case shows, in a fixed number of statements however many items it has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Q

from bonafides.kernel.actor import Actor
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks.queries import MatchRecord
from bonafides.safety.links import queries as links
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.models import (
    Appeal,
    Case,
    CaseNote,
    Decision,
    Enforcement,
    Exposure,
    Flag,
    Hold,
    Incident,
    IncidentCase,
    Item,
    LiveStream,
    PolicyVersion,
    ProgrammeAlert,
    Proposal,
    ReturnNote,
)
from bonafides.safety.moderation.queries import accounts, facts, incidents
from bonafides.safety.moderation.queries.accounts import AccountPage
from bonafides.safety.moderation.queries.cases import policy_in_force
from bonafides.safety.moderation.queries.matches import evidence_of
from bonafides.safety.moderation.rules.priority import age_of
from bonafides.safety.moderation.vocabulary import (
    APPEALED_SENTENCES,
    AppellantKind,
    CaseState,
    DecisionState,
    ExposureMode,
    ProposalState,
    SourceKind,
    Verdict,
)

ITEMS_SHOWN = 100
CONTEXT_ROWS = 20
READ_STATES = (ProposalState.WAITING, ProposalState.DISAGREED)


@dataclass(frozen=True)
class Moment:
    """One line of the history: what, who (a code), when."""

    at: datetime
    what: str
    values: dict[str, Any]
    who: str = ""
    is_key: bool = False
    why: str = ""


@dataclass(frozen=True)
class CasePage:
    """What one person sees of one case at one moment; parts are read when the page comes to them."""

    case: Case
    by: Actor
    at: datetime

    # -- who has it -----------------------------------------------------------------------------------------------

    @cached_property
    def is_mine(self) -> bool:
        lease = getattr(self.case, "lease", None)
        return lease is not None and lease.person_id == self.by.person and lease.until > self.at

    @cached_property
    def held_by_other(self) -> str:
        """The code of whoever else has it open."""
        lease = getattr(self.case, "lease", None)
        return lease.person.code if lease and not self.is_mine and lease.until > self.at else ""

    @property
    def is_waiting(self) -> bool:
        return self.case.state in (CaseState.OPEN, CaseState.SECOND_READING)

    @property
    def can_work(self) -> bool:
        return permissions.can_judge(self.by) or permissions.is_outside_reader(self.by, self.case.reference)

    @property
    def may_see_content(self) -> bool:
        return permissions.can_see_content(self.by, self.case.reference)

    @property
    def may_upload(self) -> bool:
        return permissions.can_judge(self.by)  # as the address of the upload wants it, see access.py

    # -- what it is about -----------------------------------------------------------------------------------------

    @cached_property
    def items(self) -> list[Item]:
        return list(self.case.items.order_by("pk")[:ITEMS_SHOWN])

    @cached_property
    def item_count(self) -> int:
        return len(self.items) if len(self.items) < ITEMS_SHOWN else self.case.items.count()

    @cached_property
    def item(self) -> Item | None:
        """The one that is shown: the first whose content we hold, else the first."""
        with_content = (item for item in self.items if facts.has_content(item))
        return next(with_content, self.items[0] if self.items else None)

    @property
    def others(self) -> list[Item]:
        return [item for item in self.items if item is not self.item]

    @cached_property
    def evidence(self) -> list[MatchRecord]:
        return evidence_of(self.items)

    @cached_property
    def leads_to(self) -> list[links.Link]:
        """Where the short addresses of its items lead, as far as anybody was asked."""
        return links.leads_to(item.reference for item in self.items)

    @property
    def is_byte_exact(self) -> bool:
        """Whether a match alone may be decided on, as far as the first items go; the rules look at each."""
        return any(map(facts.is_byte_exact, self.evidence))

    @cached_property
    def why(self) -> list[dict[str, Any]]:
        """Why it stands where it does, waiting included."""
        age = age_of(self.case.opened_at, self.at).as_json()
        return [*self.case.why, age] if self.is_waiting else list(self.case.why)

    @property
    def points(self) -> int:
        return sum(factor["points"] for factor in self.why)

    @cached_property
    def flags(self) -> list[Flag]:
        return list(self.case.flags.select_related("reporter").order_by("-received_at")[:20])

    @cached_property
    def programme_alerts(self) -> list[ProgrammeAlert]:
        """What a programme said of it, where it did."""
        if not any(flag.source == SourceKind.PROGRAMME_ALERT for flag in self.flags):
            return []
        return list(ProgrammeAlert.objects.filter(flag__case=self.case).order_by("-pk")[:20])

    @cached_property
    def objections(self) -> list[Hold]:
        """What authors said against a hold of their item."""
        held = Hold.objects.filter(item__case=self.case).exclude(objected_at=None)
        return list(held.select_related("item").order_by("-objected_at")[:20])

    # -- what this person has seen --------------------------------------------------------------------------------

    @cached_property
    def seen(self) -> dict[tuple[str, str], datetime]:
        item = self.item
        if item is None:
            return {}
        keys = (facts.content_key(item), facts.context_key(item))
        rows = Exposure.objects.filter(person=self.by.person, digest__in=keys)
        return {(digest, mode): at for digest, mode, at in rows.values_list("digest", "mode", "at")}

    @property
    def seen_before(self) -> bool:
        """Whether this person saw the content before they opened this case: it is not shown again unless they ask."""
        lease = getattr(self.case, "lease", None)
        since = lease.since if lease and self.is_mine else self.at
        return self.item is not None and any(
            at < since for (digest, _mode), at in self.seen.items() if digest == facts.content_key(self.item)
        )

    @property
    def was_seen(self) -> bool:
        return self.item is not None and any(digest == facts.content_key(self.item) for digest, _mode in self.seen)

    @property
    def context_seen(self) -> bool:
        item = self.item
        return item is None or not item.context or (facts.context_key(item), ExposureMode.CONTEXT) in self.seen

    def looked_at(self, *, showing: bool = False) -> int:
        """How many of the items this person has seen, with the one on show; copies of a content are seen at once."""
        contents = facts.content_keys(self.case)
        rows = Exposure.objects.filter(person=self.by.person, digest__in=contents.keys())
        seen = set(rows.exclude(mode=ExposureMode.CONTEXT).values_list("digest", flat=True))
        if showing and self.item is not None:
            seen.add(facts.content_key(self.item))
        return sum(contents[digest] for digest in seen)

    # -- the author -----------------------------------------------------------------------------------------------

    @cached_property
    def author(self) -> dict[str, Any] | None:
        """What the same author's items came to before, by the platform's pseudonym."""
        if self.item is None or not self.item.author_reference:
            return None
        theirs = Item.objects.filter(author_reference=self.item.author_reference).exclude(case=self.case)
        sums = theirs.aggregate(
            items=Count("pk"),
            restricted=Count("pk", filter=Q(case__outcome=Verdict.RESTRICT, case__state=CaseState.CLOSED)),
            kept=Count("pk", filter=Q(case__outcome=Verdict.KEEP, case__state=CaseState.CLOSED)),
            latest=Max("taken_at"),
        )
        latest = theirs.order_by("-taken_at").values_list("case__reference", flat=True)[:20]
        recent = list(dict.fromkeys(latest))[:5] if permissions.can_read_all(self.by) else []  # not for outsiders
        return {"reference": self.item.author_reference, "recent": recent, **sums}

    @cached_property
    def account(self) -> AccountPage | None:
        """The author's account, where anything was decided about it."""
        found = accounts.account_named(self.item.author_reference) if self.item is not None else None
        return AccountPage(found, self.by, self.at) if found else None

    @cached_property
    def return_notes(self) -> list[ReturnNote]:
        """Notes that the author's account may be that of somebody who returned: a hint, found by a machine."""
        reference = self.item.author_reference if self.item is not None else ""
        return list(accounts.notes_standing(reference)) if reference and permissions.can_read_all(self.by) else []

    @cached_property
    def stream(self) -> LiveStream | None:
        """That the item on show is, or was, being streamed."""
        return LiveStream.objects.filter(item=self.item).first() if self.item is not None else None

    @cached_property
    def incident_places(self) -> list[IncidentCase]:
        """The incidents that it belongs to."""
        return list(IncidentCase.objects.filter(case=self.case).select_related("incident"))

    @cached_property
    def incidents_to_join(self) -> list[Incident]:
        """The incidents that run, for whoever may put a case there."""
        if not permissions.can_decide(self.by):
            return []
        there = {place.incident_id for place in self.incident_places}
        return [incident for incident in incidents.running(self.at) if incident.pk not in there]

    # -- the policy -----------------------------------------------------------------------------------------------

    @cached_property
    def policy(self) -> PolicyVersion:
        return policy_in_force()

    # -- readings and decisions -----------------------------------------------------------------------------------

    @cached_property
    def decisions(self) -> list[Decision]:
        decisions = self.case.decisions.select_related("decided_by", "policy_version", "reverses", "bulk_case__bulk")
        return list(decisions.prefetch_related("measures").order_by("decided_at", "pk"))

    @property
    def decision(self) -> Decision | None:
        """The one in force, or the draft that will be."""
        standing = [decision for decision in self.decisions if decision.state != DecisionState.UNDONE]
        return standing[-1] if standing else None

    @cached_property
    def proposals(self) -> list[Proposal]:
        return list(self.case.proposals.select_related("proposed_by").order_by("proposed_at", "pk"))

    @property
    def proposal(self) -> Proposal | None:
        """The one that waits for a reading."""
        return next((proposal for proposal in self.proposals if proposal.state in READ_STATES), None)

    @property
    def is_blind(self) -> bool:
        """Whether earlier readings stay hidden from this person: while one of two is still to be given."""
        return self.proposal is not None and self.proposal.state == ProposalState.WAITING

    @property
    def why_two(self) -> str:
        """Why one reading did not decide, as a code; while the next is to be blind, only to whoever gave the first."""
        if self.proposal is None or (self.is_blind and self.proposal.proposed_by_id != self.by.person):
            return ""
        return self.proposal.reason

    @cached_property
    def readings(self) -> list[Any]:
        """The readings so far, for a lead who decides between them."""
        if self.proposal is None or self.is_blind:
            return []
        given = list(self.proposal.readings.select_related("read_by"))
        first = {"who": self.proposal.proposed_by.code, "at": self.proposal.proposed_at, "wish": self.proposal.wish}
        return [first, *({"who": each.read_by.code, "at": each.read_at, "wish": each.wish} for each in given)]

    @cached_property
    def enforcements(self) -> list[Enforcement]:
        asked = Enforcement.objects.filter(item__case=self.case).select_related("item")
        return list(asked.order_by("-asked_at", "-pk")[:20])

    @cached_property
    def notes(self) -> list[CaseNote]:
        return [] if self.is_blind else list(self.case.notes.select_related("person", "to").order_by("-at"))

    @cached_property
    def appeals(self) -> list[Appeal]:
        return list(self.case.appeals.order_by("opened_at"))

    # -- the history ----------------------------------------------------------------------------------------------

    @cached_property
    def history(self) -> list[Moment]:
        """What happened, latest first; nothing of a reading that must stay hidden."""
        lines = [
            Moment(self.case.opened_at, _("Case opened"), {}),
            *(Moment(flag.received_at, _("Reported: %(source)s"), {"source": flag.source}) for flag in self.flags),
            *(_proposed(each, is_blind=self.is_blind) for each in self.proposals),
            *map(_decided, self.decisions),
            *map(_published, (each for each in self.decisions if each.published_at)),
            *map(_enforced, (each for each in self.enforcements if each.answered_at)),
            *(Moment(each.opened_at, APPEALED_SENTENCES[AppellantKind(each.appellant)], {}) for each in self.appeals),
        ]
        return sorted(lines, key=lambda line: line.at, reverse=True)


def _proposed(proposal: Proposal, *, is_blind: bool) -> Moment:
    why = "" if is_blind else proposal.reason
    return Moment(proposal.proposed_at, _("First reading given"), {}, proposal.proposed_by.code, why=why)


def _decided(decision: Decision) -> Moment:
    values = {"verdict": decision.verdict, "version": decision.policy_version.number, "state": decision.state}
    sentence = _("Decided: %(verdict)s · policy version %(version)s · %(state)s")
    return Moment(decision.decided_at, sentence, values, decision.decided_by.code, is_key=True)


def _published(decision: Decision) -> Moment:
    assert decision.published_at is not None
    return Moment(decision.published_at, _("Decision published"), {}, is_key=True)


def _enforced(enforcement: Enforcement) -> Moment:
    assert enforcement.answered_at is not None
    values = {"action": enforcement.action, "state": enforcement.state}
    return Moment(enforcement.answered_at, _("The platform says of %(action)s: %(state)s"), values)


def draft_of(by: Actor, at: datetime) -> Decision | None:
    """The person's own latest draft that can still be undone."""
    drafts = Decision.objects.filter(decided_by=by.person, state=DecisionState.DRAFT, publish_at__gt=at)
    return drafts.select_related("case").order_by("-decided_at").first()


def context_rows(context: Any) -> list[tuple[str, str]]:
    """The surroundings as lines of (what, text), whatever shape the platform gave them."""
    return [(name, text[:1_000]) for name, text in _flat(context, "")][:CONTEXT_ROWS]


def _flat(value: Any, name: str) -> Iterable[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _flat(part, str(key))
    elif isinstance(value, list):
        for part in value:
            yield from _flat(part, name)
    elif value is not None:
        yield name, str(value)
