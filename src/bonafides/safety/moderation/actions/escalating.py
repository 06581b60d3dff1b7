"""The doors for what cannot wait: a threat to life that is passed on, and material that nobody may see again."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bonafides.base.audit.actions import audited_action, forget, record
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs import queries as stored
from bonafides.base.blobs.custody import Reading
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import DomainError
from bonafides.kernel.event import as_json
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.evidence import actions as evidence
from bonafides.safety.evidence.vocabulary import Act, Purpose
from bonafides.safety.moderation.actions import enforcement
from bonafides.safety.moderation.events import ItemPackaged, ItemRoutedOut
from bonafides.safety.moderation.models import Case, Exposure, Item
from bonafides.safety.moderation.queries.facts import content_key, context_key
from bonafides.safety.moderation.queries.matches import values_to_bank
from bonafides.safety.moderation.vocabulary import CaseState, ItemState

TOLD = (
    *("reference", "platform_reference", "kind", "url", "media_type", "language", "author_reference"),
    *("published_at", "taken_at", "sha256", "text_digest"),
)
ITEMS_AT_MOST = 50  # of one package; the rest are named by the case
CONTENT_AT_MOST = 5_000_000  # bytes of one item that travel by mail


@audited_action
def package_of(*, case: str, by: Actor, at: datetime) -> dict[str, Any]:
    """All that an authority needs of a case at once: content, digests, account, times. Whoever escalates may read it;
    neither a lease nor a filter is asked. A content that cannot be read is left out, and said so."""
    found = Case.objects.get(reference=case)
    items = list(found.items.order_by("pk")[:ITEMS_AT_MOST])
    told = [_told(item, by=by, at=at) for item in items]
    record(ItemPackaged(case=found.reference, items=len(items)), by=by, at=at)
    return {"case": found.reference, "opened_at": as_json(found.opened_at), "items": told}


def _told(item: Item, *, by: Actor, at: datetime) -> dict[str, Any]:
    known = {name: as_json(getattr(item, name)) for name in TOLD}
    if not item.content:
        return known | {"content": "not held"}
    if stored.size_of(item.content) > CONTENT_AT_MOST:
        return known | {"content": "held, too large to be sent; ask for it"}
    reading = Reading(by=by, at=at, purpose=Purpose.THREAT, act=Act.COPY)
    try:
        data = stored.read(item.content, reading=reading)
    except DomainError:
        return known | {"content": "held, but could not be read"}
    if item.kind == "text":
        return known | {"text": data.decode("utf-8", "replace")}
    return known | {"content_base64": base64.b64encode(data).decode()}


# -- out of reach -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Routed:
    """What was taken out of moderation: the platform's own name of it, and the names of its blobs."""

    item: str
    case: str
    platform_reference: str
    blobs: tuple[str, ...]


@audited_action
def route_out(*, item: str, by: Actor, at: datetime) -> Routed:
    """Take an item out of every page, list, log detail and the vault, and lock its bytes.

    1. lock the bytes, moderation's and the vault's; 2. withdraw what it put on our lists, forget what it matched;
    3. drop messages about it, what people saw and wrote of it; 4. empty the row; 5. forget its log secret.
    """
    row = Item.objects.select_for_update().select_related("case").get(reference=item)
    names = dict.fromkeys(filter(None, (row.content, row.context)))
    names |= dict.fromkeys(evidence.surrender(subject=row.reference, by=by, at=at))
    for name in names:
        blobs.lock(name, at=at)
    routed = Routed(row.reference, row.case.reference, row.platform_reference, tuple(names))
    _leave_lists(row, by=by, at=at)
    _leave_writings(row, at=at)
    _empty(row, at=at)
    _close(row.case, at=at)
    forget(f"item:{row.reference}")
    record(ItemRoutedOut(case=row.case.reference), by=by, at=at)
    return routed


def _leave_lists(item: Item, *, by: Actor, at: datetime) -> None:
    values = values_to_bank([item])
    decisions = list(item.case.decisions.values_list("reference", flat=True))
    banks_actions.forget_entries(entries=banks.entries_banked_by(decisions, values), by=by, at=at)
    item.holds.update(match_record=None, objection="")
    if banks.match_records(item.reference):
        banks_actions.forget_matches(item=item.reference, at=at)
    item.picture_keys.all().delete()
    Exposure.objects.filter(digest__in=[content_key(item), context_key(item)]).delete()


def _leave_writings(item: Item, *, at: datetime) -> None:
    """What flags, notes, decisions, statements and messages say of it."""
    for flag in item.case.flags.all():
        flag.location = flag.reason = ""
        flag.save(update_fields=["location", "reason"])
        forget(f"flag:{flag.reference}")
    item.case.notes.exclude(text="").update(text="")
    for decision in item.case.decisions.exclude(facts=""):
        decision.facts = ""
        decision.save(update_fields=["facts"])
    for statement in item.statements.all():
        statement.body = statement.body | {"item": f"routed:{item.reference}", "facts": "", "url": ""}
        statement.save(update_fields=["body"])
    _drop_messages(item, at=at)


def _drop_messages(item: Item, *, at: datetime) -> None:
    keys = [f"{kind}:{each.reference}" for each in item.statements.all() for kind in ("statement", "statement-mail")]
    outbox.drop(keys, at=at)
    for asked in item.enforcements.select_related("decision", "item").exclude(decision=None):
        outbox.drop_all_under(enforcement.key_of(asked), at=at)
    item.enforcements.exclude(detail="").update(detail="")


def _empty(item: Item, *, at: datetime) -> None:
    item.platform_reference = f"routed:{item.reference}"
    item.content = item.context = item.url = item.url_key = item.sha256 = item.text_digest = ""
    item.author_reference = item.author_address = item.author_language = item.media_type = item.content_trouble = ""
    item.fingerprints, item.size_bytes, item.reach, item.published_at = {}, None, None, None
    item.state, item.content_erased_at = ItemState.RESTRICTED, at
    item.save()


def _close(case: Case, *, at: datetime) -> None:
    """A case with nothing left to judge waits for nobody."""
    case.why = []
    if not case.items.exclude(platform_reference__startswith="routed:").exists():
        case.state, case.closed_at = CaseState.CLOSED, case.closed_at or at
    case.save(update_fields=["why", "state", "closed_at"])
