"""The incident switch: opened with a name and a reason, extended with another, ended by itself; shared and debriefed.

1. `open_incident` begins it; a row of the outbox ends it after 24 hours, another looks through what waits already.
2. Cases join by hand, by likeness or by kind (`incident_cases`), rank higher while it runs, and copies are folded.
3. `share` opens its fingerprints, signed, to others; `close` or the clock ends it; `debrief` keeps what was learnt.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.keys import signing
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.entries import canonical
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import priorities
from bonafides.safety.moderation.actions.incident_cases import consider, join
from bonafides.safety.moderation.actions.intake import merge
from bonafides.safety.moderation.actions.judging import locked
from bonafides.safety.moderation.actions.turns import take_turn
from bonafides.safety.moderation.events import (
    CaseLeftIncident,
    IncidentDebriefed,
    IncidentEnded,
    IncidentExtended,
    IncidentOpened,
    IncidentRanked,
    IncidentShared,
)
from bonafides.safety.moderation.models import Case, Incident, IncidentExtension
from bonafides.safety.moderation.queries import incidents as queries
from bonafides.safety.moderation.rules import incidents as rules
from bonafides.safety.moderation.rules.incident_lists import IncidentList
from bonafides.safety.moderation.vocabulary import CaseState, IncidentEnd, IncidentJoining, Sharing
from bonafides.safety.moderation.vocabulary.limits import INCIDENT_BATCH_CASES, INCIDENT_LIST_KEPT

END = "moderation.incident_end"  # outbox rows: ends one whose time is over
LOOK = "moderation.incident_look"  # looks through what waits, when one begins
RANK = "moderation.incident_rank"  # ranks its waiting cases anew, when one is over
TITLE_LIMIT, REASON_LIMIT = 120, 5_000  # characters

OVER = Conflict("incident-over", _("This incident is over."))


@dataclass(frozen=True)
class Naming:
    """What an incident is called, why it is switched on, and which cases belong to it by what they are."""

    title: str
    reason: str
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


# -- switching it on and off ------------------------------------------------------------------------------------------


@audited_action
def open_incident(*, naming: Naming, drill: str = "", by: Actor, at: datetime) -> Incident:
    """Switch an incident on. It ends by itself. One of a drill takes no cases and is shared with nobody."""
    permissions.check_can_lead(by)
    title, reason = " ".join(naming.title.split()), naming.reason.strip()
    if not title or len(title) > TITLE_LIMIT or not reason or len(reason) > REASON_LIMIT:
        raise Invalid("incident-name", _("Give the incident a name, and the reason for switching it on."))
    incident = Incident(title=title, reason=reason, drill=drill, opened_at=at, ends_at=rules.ends_at(at))
    incident.opened_by_id = permissions.person_of(by)
    incident.languages, incident.kinds = list(naming.languages), list(naming.kinds)
    incident.sources = list(naming.sources)
    incident.save()
    record(
        IncidentOpened(
            incident=incident.reference,
            title=title,
            reason=reason,
            ends_at=incident.ends_at,
            languages=naming.languages,
            kinds=naming.kinds,
            sources=naming.sources,
        ),
        by=by,
        at=at,
    )
    _plan_end(incident, at)
    _enqueue(LOOK, incident, 0, at)
    return incident


def _plan_end(incident: Incident, at: datetime) -> None:
    key = f"incident-end:{incident.reference}:{incident.ends_at.isoformat()}"
    outbox.enqueue(END, {"incident": incident.reference}, key=key, due_at=incident.ends_at, at=at)


def _enqueue(kind: str, incident: Incident, after: int, at: datetime) -> None:
    """A row for the cases behind this number."""
    payload = {"incident": incident.reference, "after": after}
    outbox.enqueue(kind, payload, key=f"{kind}:{incident.reference}:{at.isoformat()}:{after}", due_at=at, at=at)


@audited_action
def extend(*, incident: Incident, until: datetime, reason: str, by: Actor, at: datetime) -> Incident:
    """Let it run longer, a day from now at most, for a reason that is published."""
    permissions.check_can_lead(by)
    incident = _running(incident, at)
    incident.ends_at = rules.extended(incident.ends_at, until, at, reason)
    incident.save(update_fields=["ends_at"])
    said = reason.strip()[:500]
    IncidentExtension(incident=incident, until=until, reason=said, by_id=permissions.person_of(by), at=at).save()
    record(IncidentExtended(incident=incident.reference, until=until, reason=said), by=by, at=at)
    _plan_end(incident, at)
    return incident


@audited_action
def close(*, incident: Incident, by: Actor, at: datetime) -> None:
    """End it before its time."""
    permissions.check_can_lead(by)
    _end(_running(incident, at), IncidentEnd.CLOSED, by=by, at=at)


@audited_action
def end_if_due(*, reference: str, at: datetime) -> None:
    """Its time is over, unless it was extended meanwhile or ended already."""
    incident = Incident.objects.select_for_update().get(reference=reference)
    if incident.ended_at is not None or at < incident.ends_at:
        nothing_changed()
        return
    _end(incident, IncidentEnd.EXPIRED, by=SYSTEM, at=at)


def _end(incident: Incident, why: IncidentEnd, *, by: Actor, at: datetime) -> None:
    incident.ended_at, incident.end = at, why
    incident.save(update_fields=["ended_at", "end"])
    record(IncidentEnded(incident=incident.reference, why=why), by=by, at=at)
    _enqueue(RANK, incident, 0, at)


def _running(incident: Incident, at: datetime) -> Incident:
    found: Incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if found.ended_at is not None or at >= found.ends_at:
        raise OVER
    return found


# -- its cases --------------------------------------------------------------------------------------------------------


@audited_action
def add_case(*, incident: Incident, case: Case, by: Actor, at: datetime) -> None:
    """A person puts a case there; what is like it follows by itself."""
    permissions.check_can_decide(by)
    incident = _running(incident, at)
    if incident.places.filter(case=case).exists():
        raise Conflict("case-in-incident", _("The case belongs to this incident already."))
    join(incident, case, IncidentJoining.BY_HAND, by=by, at=at)
    priorities.refresh(case, at=at)
    _enqueue(LOOK, incident, 0, at)


@audited_action
def remove_case(*, incident: Incident, case: Case, by: Actor, at: datetime) -> None:
    """A case that does not belong there after all."""
    permissions.check_can_decide(by)
    if not incident.places.filter(case=case).exists():
        raise Conflict("case-not-in-incident", _("The case does not belong to this incident."))
    incident.places.filter(case=case).delete()
    record(CaseLeftIncident(case=case.reference, incident=incident.reference), by=by, at=at)
    _rank(case, at)


def _rank(case: Case, at: datetime) -> None:
    """Rank a case without letting it join again what it was just taken out of."""
    facts = priorities.priority_facts(case, at=at)
    priorities.apply(case, facts)


@audited_action
def look_through(*, reference: str, after: int, at: datetime) -> None:
    """What waited when the incident began, or when a person put a case there: a batch, and a row for the rest."""
    nothing_changed()  # where nothing of the batch belongs
    incident = Incident.objects.get(reference=reference)
    if incident.ended_at is not None or at >= incident.ends_at:
        return
    cases = list(queries.cases_beside(incident).filter(pk__gt=after).order_by("pk")[:INCIDENT_BATCH_CASES])
    for case in cases:
        consider(case, at=at)
        if incident.places.filter(case=case).exists():
            _rank(case, at)
    if len(cases) == INCIDENT_BATCH_CASES:
        _enqueue(LOOK, incident, cases[-1].pk, at)


@audited_action
def rank_anew(*, reference: str, after: int, at: datetime) -> None:
    """The incident is over: what still waits of it goes back to where it would stand without."""
    nothing_changed()
    incident = Incident.objects.get(reference=reference)
    waiting = queries.cases_of(incident).filter(state__in=(CaseState.OPEN, CaseState.SECOND_READING), pk__gt=after)
    cases = list(waiting.order_by("pk")[:INCIDENT_BATCH_CASES])
    for case in cases:
        _rank(case, at)
    if cases:
        record(IncidentRanked(incident=reference, cases=len(cases)), by=SYSTEM, at=at)
    if len(cases) == INCIDENT_BATCH_CASES:
        _enqueue(RANK, incident, cases[-1].pk, at)


@audited_action
def fold(*, incident: str, case: str, at: datetime) -> None:
    """Make a case and its copies in the incident one: all are then seen once."""
    take_turn()
    nothing_changed()  # where it is like no other, or was folded already
    waiting = {each.reference: each for each in queries.waiting_of(Incident.objects.get(reference=incident))}
    if case not in waiting:
        return
    facts = {name: queries.fold_facts(each, at) for name, each in waiting.items()}
    found = rules.folds_of(facts[case], list(facts.values()))
    if found is None:
        return
    staying, folded = locked(waiting[found[0]]), found[1]
    for name in folded:
        merge(locked(waiting[name]), staying, by=SYSTEM, at=at)
    _rank(staying, at)


# -- sharing ----------------------------------------------------------------------------------------------------------


@audited_action
def share(*, incident: Incident, sharing: Sharing, by: Actor, at: datetime) -> str:
    """Open its fingerprints to whoever is given an address, or to everybody; or to nobody any more.

    Returns the token of a new address, told once, where one is needed.
    """
    permissions.check_can_lead(by)
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.drill:
        raise Conflict("incident-is-a-drill", _("This is a drill: it is shared with nobody."))
    if sharing is not Sharing.LINK:
        people.revoke_links(purpose=LinkPurpose.INCIDENT_LIST, about=incident.reference, at=at)
    incident.sharing = sharing
    incident.save(update_fields=["sharing"])
    record(IncidentShared(incident=incident.reference, sharing=sharing), by=by, at=at)
    if sharing is not Sharing.LINK:
        return ""
    expires_at = at + INCIDENT_LIST_KEPT
    return people.issue_link(purpose=LinkPurpose.INCIDENT_LIST, about=incident.reference, expires_at=expires_at, at=at)


def signed_list(incident: Incident, *, at: datetime) -> bytes:
    """Its list as it is now, signed by the key of the receipts."""
    rows = tuple(queries.rows_to_share(incident))
    listed = IncidentList(settings.LOG_ORIGIN, incident.reference, incident.title, at, rows)
    return listed.signed(signing.signer("receipts"))


# -- the debrief ------------------------------------------------------------------------------------------------------


@audited_action
def debrief(*, incident: Incident, answers: dict[str, str], by: Actor, at: datetime) -> Incident:
    """What was learnt, with the numbers of the moment; an incident that still runs is closed by it."""
    permissions.check_can_lead(by)
    given = rules.checked_debrief(answers.items())
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.debriefed_at is not None:
        raise Conflict("debriefed", _("This incident was debriefed already."))
    if incident.ended_at is None:
        _end(incident, IncidentEnd.CLOSED, by=by, at=at)
    numbers = queries.numbers_of(incident)
    incident.debrief = {"answers": given, "numbers": vars(numbers)}
    incident.debriefed_by_id, incident.debriefed_at = permissions.person_of(by), at
    incident.save(update_fields=["debrief", "debriefed_by", "debriefed_at"])
    record(
        IncidentDebriefed(
            incident=incident.reference,
            digest=sha256(canonical(given)).hexdigest(),
            cases=numbers.cases,
            restricted=numbers.restricted,
            kept=numbers.kept,
            reversed=numbers.reversed,
        ),
        by=by,
        at=at,
    )
    return incident
