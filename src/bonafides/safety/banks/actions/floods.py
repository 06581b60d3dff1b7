"""What is done about an entry that suddenly meets a share of all traffic: it rests, people are told, one undoes it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import override

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import queries as people
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import floods, permissions, rules
from bonafides.safety.banks.actions.entries import locked, save_change
from bonafides.safety.banks.events import (
    EntryExempted,
    EntryQuarantined,
    FloodGuardPaused,
    FloodLimitsChanged,
    QuarantineEnded,
)
from bonafides.safety.banks.models import Entry, FloodExemption, FloodLimitsSet, FloodPause, FloodTally, Quarantine
from bonafides.safety.banks.names import LET_OUT_UNSAID
from bonafides.safety.banks.vocabulary import FLOOD_EXEMPT, FLOOD_REAL, FLOOD_WINDOW


def guard(bursts: Mapping[int, rules.Burst], *, at: datetime) -> list[Quarantine]:
    """Stop every entry that floods and that nobody vouched for."""
    entries = Entry.objects.filter(pk__in=list(bursts), disabled_at=None, withdrawn_at=None).order_by("pk")
    found = [quarantine(entry=entry, burst=bursts[entry.pk], by=SYSTEM, at=at) for entry in entries]
    return [each for each in found if each]


@audited_action
def quarantine(*, entry: Entry, burst: rules.Burst, by: Actor = SYSTEM, at: datetime) -> Quarantine | None:
    """Let a flooding entry rest: it matches nowhere any more, until a person says otherwise.

    While an incident runs, a wave is to be expected: then it goes on matching, and people are told all the same.
    """
    entry = locked(entry)
    if entry.disabled_at or entry.withdrawn_at or is_exempt(entry, at) or entry.quarantines.filter(ended_at=None):
        nothing_changed()
        return None
    pause = FloodPause.objects.select_for_update().filter(until__gt=at).order_by("pk").first()  # it ends after this
    spared_for = pause.incident if pause else ""
    found = Quarantine(entry=entry, hits=burst.hits, items=burst.items, spared_for=spared_for, began_at=at)
    found.save()
    if not spared_for:
        entry.disabled_at, entry.disabled_by = at, by.code
        save_change(entry, at, "disabled_at", "disabled_by")
    record(EntryQuarantined(entry.reference, entry.bank.reference, burst.hits, burst.items, spared_for), by=by, at=at)
    tell(found, at)
    return found


def is_exempt(entry: Entry, at: datetime) -> bool:
    return FloodExemption.objects.filter(entry=entry, until__gt=at).exists()


def tell(found: Quarantine, at: datetime) -> None:
    """Owners and leads by mail, the platform by webhook; the queue has its banner."""
    entry = found.entry
    data = {"entry": entry.reference, "bank": entry.bank.reference, "hits": found.hits, "items": found.items}
    data |= {"spared_for": found.spared_for}
    outbox.publish("entry.quarantined", data, key=f"quarantine:{found.reference}", due_at=at, at=at)
    with override("en"):
        subject, body = letter(found)
    for person in people.people_with(Role.LEAD, Role.OWNER):
        key = f"quarantine:{found.reference}:{person.code}"
        outbox.enqueue_mail(to=person.email, subject=subject, body=body, key=key, due_at=at, at=at)


def letter(found: Quarantine) -> tuple[str, str]:
    facts = {"entry": found.entry.reference, "list": found.entry.bank.name, "hits": found.hits, "items": found.items}
    facts |= {"url": settings.PUBLIC_URL + reverse("banks:floods"), "incident": found.spared_for}
    if found.spared_for:
        subject = _t("An entry meets much of your traffic, and goes on matching")
        what = _t("Because incident %(incident)s runs, it goes on matching. Please look whether it is what it says.")
    else:
        subject = _t("An entry met much of your traffic, and was stopped")
        what = _t("It matches nothing any more, and what it alone held back was let go.")
    met = _t("Entry %(entry)s of the list “%(list)s” met %(hits)s of %(items)s items.")
    return subject, f"{met % facts}\n{what % facts}\n\n{facts['url']}\n"


@audited_action
def release(*, found: Quarantine, reason: str = "", is_real: bool = False, by: Actor, at: datetime) -> None:
    """Let an entry match again, with a reason or without. The same burst does not stop it a second time."""
    permissions.check_can_let_out(by)
    reason = reason.strip() or LET_OUT_UNSAID
    entry = locked(found.entry)
    found.refresh_from_db(from_queryset=Quarantine.objects.select_for_update(of=("self",)))
    if found.ended_at:
        raise Conflict("quarantine-over", _("This entry was let out already."))
    if entry.withdrawn_at:
        raise Conflict("entry-withdrawn", _("The entry is withdrawn already."))
    _end(found, reason, by=by, at=at)
    if not found.spared_for and entry.disabled_at == found.began_at:
        entry.disabled_at, entry.disabled_by = None, ""
        save_change(entry, at, "disabled_at", "disabled_by")
    record(QuarantineEnded(entry.reference, entry.bank.reference, reason, is_real), by=by, at=at)
    exempt(entry=entry, lasts=FLOOD_REAL if is_real else FLOOD_EXEMPT, reason=reason, by=by, at=at)


def _end(found: Quarantine, reason: str, *, by: Actor, at: datetime) -> None:
    found.ended_at, found.ended_by, found.ended_because = at, by.code, reason[:300]
    found.save(update_fields=["ended_at", "ended_by", "ended_because"])


@audited_action
def exempt(*, entry: Entry, lasts: timedelta = FLOOD_REAL, reason: str, by: Actor, at: datetime) -> None:
    """Somebody knows the wave to be real: for some time the entry matches however often it is hit."""
    permissions.check_can_change_entries(by)
    until = at + lasts
    FloodExemption(entry=entry, until=until, reason=reason[:300], given_by=by.code, given_at=at).save()
    record(EntryExempted(entry.reference, entry.bank.reference, until, reason), by=by, at=at)


@audited_action
def set_flood_limits(*, limits: rules.FloodLimits, by: Actor, at: datetime) -> None:
    """Say from when on an entry floods: a person, by name."""
    permissions.check_can_switch_on_holding(by)
    rules.check_flood_limits(limits)
    if limits == floods.limits():
        nothing_changed()
        return
    assert by.person is not None  # a named person, as was checked
    FloodLimitsSet(**vars(limits), set_by_id=by.person, set_at=at).save()
    record(FloodLimitsChanged(**vars(limits)), by=by, at=at)


@audited_action
def pause_flood_guard(*, incident: str, until: datetime, by: Actor = SYSTEM, at: datetime) -> None:
    """An incident runs until then: told, not stopped."""
    permissions.check_can_change_entries(by)
    before = FloodPause.objects.filter(incident=incident).first()
    if before and before.until == until:
        nothing_changed()
        return
    pause = before or FloodPause(incident=incident)
    pause.until = until
    pause.save()
    record(FloodGuardPaused(incident, until), by=by, at=at)


@audited_action
def end_flood_pause(*, incident: str, by: Actor = SYSTEM, at: datetime) -> None:
    """The incident is over. What still floods and that nobody vouched for is stopped at the next look."""
    permissions.check_can_change_entries(by)
    nothing_changed()  # where there was none
    for pause in FloodPause.objects.select_for_update().filter(incident=incident, until__gt=at):
        pause.until = at
        pause.save(update_fields=["until"])
        record(FloodGuardPaused(incident, None), by=by, at=at)
    spared = Quarantine.objects.select_for_update(of=("self",)).filter(spared_for=incident, ended_at=None)
    for found in spared.select_related("entry__bank").order_by("pk"):
        _end(found, "", by=by, at=at)
        record(QuarantineEnded(found.entry.reference, found.entry.bank.reference, "", False), by=by, at=at)


def forget_tallies(*, at: datetime) -> None:
    """Counts older than the window are of no use."""
    FloodTally.objects.filter(slice__lt=floods.slice_of(at - 2 * FLOOD_WINDOW)).delete()
