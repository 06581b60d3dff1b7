"""Targets, signals and cases as a client of Altitude reads them."""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from bonafides.base.keys import envelope
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.moderation.queries import outcomes
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState
from bonafides.safety.peers import priorities, rules
from bonafides.safety.peers.models import Target
from bonafides.safety.peers.priorities import Listed
from bonafides.safety.peers.vocabulary import ContentType

SEALING = "altitude-target"
SCORES = dict.fromkeys(("adult", "spoof", "medical", "violence", "racy"), "UNKNOWN")
SIGNAL_TYPES = {EntryType.PDQ: "HASH_PDQ", EntryType.MD5: "HASH_MD5", EntryType.URL: "URL"}
TYPE_OF = {name: kind for kind, name in SIGNAL_TYPES.items()}


# -- names of targets -------------------------------------------------------------------------------------------------


def new_target_name(at: datetime) -> str:
    """24 hexadecimal digits that only we can have given: the second, 32 random bits, and 32 bits of a keyed digest.

    A target that concerns nobody leaves nothing here; by its name alone we know that it was ours, and when.
    """
    told = f"{int(at.timestamp()):08x}{os.urandom(4).hex()}"
    return told + check_of(told)


def check_of(told: str) -> str:
    return envelope.pseudonym(SEALING, told)[:8]


def moment_in(name: str) -> datetime:
    """When we gave this name. Raises NotFound for one that we never gave."""
    if not re.fullmatch("[0-9a-f]{24}", name) or check_of(name[:16]) != name[16:]:
        raise NotFound("no-such-target", _("Target %(name)s not found."), name=name[:40])
    return datetime.fromtimestamp(int(name[:8], 16), UTC)


# -- targets ----------------------------------------------------------------------------------------------------------


def target_named(name: str) -> Target | None:
    """The target of this name, a name from before moving included; None for one of which nothing was kept."""
    found = target_kept(name) if name.isalnum() else None
    if found is None:
        moment_in(name)
    return found


def said_of(target: Target) -> dict[str, str]:
    """What the client said of it: title, description, client_context."""
    if not target.said:
        return {}
    said: dict[str, str] = json.loads(envelope.unseal_text(target.said, purpose=SEALING, bound_to=target.reference))
    return said


def target_shape(name: str, target: Target | None) -> dict[str, Any]:
    """What is known of a target. The content itself is never handed out here: looking at it leaves a record."""
    if target is None:
        return {"id": name, "create_time": moment_in(name).isoformat()}
    shape: dict[str, Any] = {"id": name, "create_time": target.created_at.isoformat()}
    shape |= {key: value for key, value in said_of(target).items() if value}
    if target.views is not None:
        shape["views"] = target.views
    if target.content_type == ContentType.IMAGE:
        shape["safe_search_scores"] = SCORES
    return shape


def item_of(target: Target) -> Any:
    """The item that a target became; while there is one."""
    if target.item is None:
        raise NotFound("no-such-case", _("Case %(name)s not found."), name=target.reference)
    return target.item


def target_kept(name: str) -> Target | None:
    """The target of this name, with its item, if something was kept of it."""
    return Target.objects.select_related("item__case").filter(reference=name).first()


def decisions_on(target: Target) -> list[str]:
    """The decisions that came into force on a target's case, the first one first; none once its item is gone."""
    if target.item is None:
        return []
    published = target.item.case.decisions.exclude(published_at=None).order_by("published_at", "pk")
    return list(published.values_list("reference", flat=True))


def targets_of(case: str) -> list[Target]:
    return list(Target.objects.select_related("item__case").filter(item__case__reference=case).order_by("pk"))


# -- signals ----------------------------------------------------------------------------------------------------------


def signal_shape(entry: banks.Entry) -> dict[str, Any]:
    kind = SIGNAL_TYPES.get(EntryType(entry.type), "UNKNOWN")
    moment = entry.added_at.isoformat()
    return {
        "id": entry.reference,
        "create_time": moment,
        "content": [{"value": entry.value, "content_type": kind}],
        "sources": [{"name": rules.source_named_in(entry.bank.name), "create_time": moment}],
        "content_features": {
            "associated_entities": [entry.entity] if entry.entity else [],
            "contains_pii": None,
            "is_violent_or_graphic": None,
            "is_illegal_in_countries": [],
            "tags": [entry.severity] if entry.severity else [],
        },
        "status": {"most_recent_status": "UNKNOWN", "last_checked_time": None},
    }


# -- cases ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CasePage:
    """Some targets with a case, how many there are, and the cursors of those behind and before: None at an end."""

    targets: list[Target]
    total: int
    next: int | None = None
    previous: int | None = None


def cases_page(limit: int, state: str = "", *, after: int = 0, before: int = 0) -> CasePage:
    """Targets in the order in which they came, the first ones behind `after`, or the last ones before `before`.

    `state` is ACTIVE, RESOLVED or nothing.
    """
    rows = _with_case(state)
    if before:
        found = list(rows.filter(pk__lt=before).order_by("-pk")[:limit])[::-1]
    else:
        found = list(rows.filter(pk__gt=after).order_by("pk")[:limit])
    if not found:
        return CasePage([], rows.count())
    first, last = found[0].pk, found[-1].pk
    behind, ahead = rows.filter(pk__gt=last).exists(), rows.filter(pk__lt=first).exists()
    return CasePage(found, rows.count(), last if behind else None, first if ahead else None)


def _with_case(state: str) -> "QuerySet[Target]":
    rows = Target.objects.select_related("item__case").filter(item__isnull=False)
    if state == "ACTIVE":
        return rows.exclude(item__case__state=CaseState.CLOSED)
    return rows.filter(item__case__state=CaseState.CLOSED) if state == "RESOLVED" else rows


def case_shape(target: Target) -> dict[str, Any]:
    """A target's case, with the priority that such a client knows; our own queue is in another order."""
    case, records = item_of(target).case, banks.match_records(item_of(target).reference)
    priority = priorities.priority_of(listed_of(records))
    return {
        "id": target.reference,
        "target_id": target.reference,
        "signal_ids": signals_met(records),
        "create_time": case.opened_at.isoformat(),
        "state": "RESOLVED" if case.state == CaseState.CLOSED else "ACTIVE",
        "priority": priority.score,
        "priority_level": priority.level,
        "confidence": priority.confidence,
        "severity": priority.severity,
        "review_history": list(reviews_of(target)),
        "notes": None,
    }


def signals_met(records: Iterable[banks.MatchRecord]) -> list[str]:
    return list(dict.fromkeys(record.entry.reference for record in records))


def listed_of(records: Iterable[banks.MatchRecord]) -> list[Listed]:
    """What was met and still counts here, as its list describes it."""
    entries = {record.entry_id: record.entry for record in records if banks.still_counts(record)}
    return [
        Listed(
            value=(entry.type, entry.value_sha256),
            bank=entry.bank.reference,
            source=rules.source_named_in(entry.bank.name),
            opinion=Opinion(entry.opinion),
            is_ours=entry.own_opinion == Opinion.POSITIVE,
            label=entry.label,
            entity=entry.entity,
            severity=entry.severity,
        )
        for entry in entries.values()
    ]


def reviews_of(target: Target) -> Iterable[dict[str, Any]]:
    """Each published decision, as its receiver was told of it; who decided is not told."""
    item = item_of(target)
    for decision in item.case.decisions.filter(state=DecisionState.PUBLISHED).order_by("published_at", "pk"):
        yield {
            "id": decision.reference,
            "create_time": decision.published_at.isoformat(),
            "decision": rules.decision_of(outcomes.verdict_for(item, decision)),
            "user": None,
        }
