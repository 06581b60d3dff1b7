"""Flags: raised by anyone, joined to what they are about, answered with a receipt that can be checked.

A flag that names an item only (an address, the platform's reference) opens a case without content; the worker asks
the platform's own content endpoint for it, and what then comes fills the item: see `intake/attaching.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from bonafides.base.audit.actions import audited_action
from bonafides.base.keys import envelope
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.urls import refang
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import intake, priorities, telling
from bonafides.safety.moderation.actions.addresses import NOTIFIER, NOTIFIER_NAME, seal
from bonafides.safety.moderation.actions.counters import count
from bonafides.safety.moderation.actions.intake import Prepared, Submission
from bonafides.safety.moderation.actions.turns import take_turn
from bonafides.safety.moderation.models import Case, ContentEndpoint, Flag, Item, NoticeBatch, Reporter
from bonafides.safety.moderation.queries.likeness import Identity, Known, facts_of, item_of, known_like
from bonafides.safety.moderation.rules.joining import Incoming, Joining, Likeness, Place, place_of
from bonafides.safety.moderation.rules.notices import NoticeFacts, completeness_of
from bonafides.safety.moderation.vocabulary import CaseState, ItemKind, SourceKind
from bonafides.safety.moderation.vocabulary.limits import BATCH_LIMIT, NOTIFIER_ADDRESS

RESOLVE = "moderation.resolve"  # the outbox row that has the platform asked for a content
LOCATION_LIMIT, NAME_LIMIT = 2_000, 300  # characters


@dataclass(frozen=True)
class Notifier:
    """Who raises a flag; both may be left out. Neither ever reaches the author."""

    name: str = ""
    address: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Report:
    """One flag as it comes in: about a content that comes with it, or about an address or reference alone."""

    source: SourceKind
    location: str  # address or reference, as it was given
    reason: str = ""
    category: str = "terrorist_content"
    good_faith: bool = False
    threat_to_life: bool = False
    notifier: Notifier = Notifier()
    submission: Submission | None = None


@dataclass(frozen=True)
class Receipt:
    """What the notifier is given at once: a reference, a token for the status page, a signed promise."""

    reference: str
    token: str
    flags: tuple[Flag, ...]
    batch: NoticeBatch | None = None


@audited_action
def raise_flag(*, report: Report, by: Actor, at: datetime) -> Receipt:
    """Take one flag in and give its receipt."""
    permissions.check_can_flag(by, report.source)
    flag = _take(report, None, by=by, at=at)
    token = _status_link(flag.reference, at)
    telling.send_receipt(flag=flag, token=token, at=at)
    return Receipt(flag.reference, token, (flag,))


@audited_action
def raise_batch(
    *, reports: Sequence[Report], set_aside: Sequence[dict[str, object]], by: Actor, at: datetime
) -> Receipt:
    """Take several addresses in as one notice: one receipt, and what could not be read is set aside and shown."""
    if not reports:
        raise Invalid("nothing-to-flag", gettext_noop("No address in it can be read; send one address a line."))
    if len(reports) > BATCH_LIMIT:
        sentence = gettext_noop("A notice takes at most %(limit)s addresses; this one has %(count)s.")
        raise Invalid("batch-too-long", sentence, limit=BATCH_LIMIT, count=len(reports))
    permissions.check_can_flag(by, reports[0].source)
    batch = NoticeBatch(received_at=at, lines=len(reports) + len(set_aside), set_aside=list(set_aside))
    batch.save()
    flags = tuple(_take(report, batch, by=by, at=at) for report in reports)
    token = _status_link(batch.reference, at)
    telling.send_receipt(flag=flags[0], token=token, at=at)
    return Receipt(batch.reference, token, flags, batch)


def _status_link(about: str, at: datetime) -> str:
    return people.issue_link(
        purpose=LinkPurpose.NOTICE_STATUS, about=about, expires_at=at + 2 * NOTIFIER_ADDRESS, at=at
    )


def _take(report: Report, batch: NoticeBatch | None, *, by: Actor, at: datetime) -> Flag:
    """Find or make the item and its case, store the flag, follow a decision that stands; look up what it is about."""
    prepared = _prepared(report)
    flag = take_prepared(report, prepared, batch, by=by, at=at)
    intake.look_up_item(flag.item, prepared.fingerprints, named=report.location, by=by, at=at)
    return flag


def take_prepared(
    report: Report,
    prepared: Prepared,
    batch: NoticeBatch | None = None,
    *,
    into: Case | None = None,
    by: Actor,
    at: datetime,
) -> Flag:
    """The same of what is prepared already, inside an action; `into` is the case for what would have a new one."""
    take_turn()
    intake.fill_named(prepared, by=by, at=at)
    known, place = _where(report, prepared.identity)
    is_new = place.joining is Joining.NEW
    case = into if into and is_new else intake.case_for(known, place, report.source, by=by, at=at)
    item = _item_for(prepared, known, case, by=by, at=at)
    flag = _flag_of(report, item, batch, by=by, at=at)
    flag.after_decision = place.joining is Joining.FOLLOW
    intake.save_flag(flag, by=by, at=at)
    _note_threat(case, report)
    if flag.after_decision:
        telling.tell_outcome_that_stands(flag, at=at)
    priorities.refresh(case, at=at)
    count(f"flags.{report.source}", at=at)
    return flag


def _where(report: Report, identity: Identity) -> tuple[Known | None, Place]:
    """The case that a flag goes to; an item that was named before, and never seen, is not named twice."""
    incoming = Incoming(report.source, report.threat_to_life, identity.names_only, _can_be_asked_for())
    known = known_like(identity)
    place = place_of(known.facts if known else None, incoming)
    twin = item_of(identity) if place.joining is Joining.NEW else None
    if twin is None:
        return known, place
    reopened = twin.case.state == CaseState.CLOSED
    return Known(twin, facts_of(twin, Likeness.SAME_NAME)), Place(
        Joining.REOPEN if reopened else Joining.JOIN, place.reasons
    )


def _can_be_asked_for() -> bool:
    return ContentEndpoint.objects.filter(active=True).exists()


def _prepared(report: Report) -> Prepared:
    """What the report is about: the content that came with it, at the address it names, or what it only names."""
    given = report.submission
    if given is None:
        return prepare_named(report.location)
    stands_at = given.url or (refang(report.location).strip() if intake.addresses_of(report.location) else "")
    return intake.prepare(replace(given, url=stands_at))


def prepare_named(given: str) -> Prepared:
    """An item that is only named: by its address, or by the platform's own name for it."""
    location = refang(given).strip()
    if not location:
        raise Invalid("no-location", gettext_noop("Say what it is about: an address, or the platform's reference."))
    if len(location) > LOCATION_LIMIT:
        sentence = gettext_noop("An address or reference has at most %(limit)s characters.")
        raise Invalid("location-too-long", sentence, limit=LOCATION_LIMIT)
    if "://" in location:
        prepared = intake.prepare(Submission(_short(location), ItemKind.URL, url=location))
        return replace(prepared, identity=replace(prepared.identity, names_only=True))
    return prepare_referenced(_short(location))


def prepare_referenced(reference: str) -> Prepared:
    """An item by the platform's own name for it, whatever that looks like."""
    return Prepared(Submission(reference, ItemKind.FILE), Fingerprints(), Identity(reference, names_only=True))


def _short(location: str) -> str:
    """The name under which an item is kept: the location, or its beginning and its digest."""
    if len(location) <= NAME_LIMIT:
        return location
    return f"{location[: NAME_LIMIT - 65]}~{sha256(location.encode()).hexdigest()}"


def _item_for(prepared: Prepared, known: Known | None, case: Case, *, by: Actor, at: datetime) -> Item:
    """The item on record if the flag names no new content, else a new one in the case."""
    names_only = prepared.identity.names_only
    if known is not None and names_only and known.item.case_id == case.pk:
        return known.item
    item = intake.add_item(prepared, case, keep_content=True, by=by, at=at)
    if names_only:
        ask_for_content(item, at=at)
    return item


def ask_for_content(item: Item, *, at: datetime) -> None:
    """Have the worker ask the platform's own endpoint, never the open web; without one the case takes an upload."""
    outbox.enqueue(RESOLVE, {"item": item.reference}, key=f"resolve:{item.reference}", due_at=at, at=at)


def _flag_of(report: Report, item: Item, batch: NoticeBatch | None, *, by: Actor, at: datetime) -> Flag:
    flag = Flag(
        case=item.case,
        item=item,
        batch=batch,
        source=report.source,
        client=by.code,
        language=report.notifier.language,
        category=report.category,
        reason=report.reason,
        location=report.location,
        good_faith=report.good_faith,
        threat_to_life=report.threat_to_life,
        received_at=at,
    )
    flag.complete = completeness_of(_facts_of(report)).complete
    flag.notifier_name = seal(report.notifier.name, purpose=NOTIFIER_NAME, reference=flag.reference)
    flag.notifier_address = seal(report.notifier.address, purpose=NOTIFIER, reference=flag.reference)
    flag.reporter = reporter_for(report, by, at=at)
    return flag


def _facts_of(report: Report) -> NoticeFacts:
    return NoticeFacts(
        source=report.source,
        category=report.category,
        has_reason=bool(report.reason.strip()),
        has_location=bool(report.location.strip()),
        has_name=bool(report.notifier.name.strip()),
        has_address=bool(report.notifier.address.strip()),
        good_faith=report.good_faith,
    )


def reporter_for(report: Report, by: Actor, *, at: datetime) -> Reporter | None:
    """Whose reliability the flag counts for: the API client's, else the address's, by a pseudonym; else nobody's."""
    known_by = by.code if by.scopes else report.notifier.address.strip().casefold()
    if not known_by:
        return None
    key = envelope.pseudonym("reporter", known_by)
    reporter = Reporter.objects.filter(key=key).first() or Reporter(key=key)
    reporter.flags, reporter.updated_at = reporter.flags + 1, at
    reporter.save()
    return reporter


def _note_threat(case: Case, report: Report) -> None:
    if report.threat_to_life and not case.threat_to_life:
        case.threat_to_life = True
        case.save(update_fields=["threat_to_life"])
