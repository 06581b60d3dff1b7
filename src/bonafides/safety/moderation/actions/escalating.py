"""The doors for what cannot wait: a threat to life that is passed on, and material that nobody may see again."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

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
from bonafides.safety.moderation.actions import counting, enforcement
from bonafides.safety.moderation.events import ItemPackaged, ItemRoutedOut
from bonafides.safety.moderation.models import Case, Enforcement, Exposure, Item, OrderedRestriction
from bonafides.safety.moderation.queries.facts import content_key, context_key
from bonafides.safety.moderation.queries.matches import values_to_bank
from bonafides.safety.moderation.vocabulary import CaseState, HoldEnd, ItemState, Measure

TOLD = (
    *("reference", "platform_reference", "kind", "url", "media_type", "language", "author_reference"),
    *("published_at", "taken_at", "sha256", "text_digest"),
)
ITEMS_AT_MOST = 50  # of one package; the rest are named by the case
ROUTED = "routed"  # stands where a removal order would
GONE = f"{ROUTED}:"  # how the name of an item begins that left every page
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
    """What was taken out of moderation: of which case, and the names of its locked blobs."""

    case: str
    blobs: tuple[str, ...]


def copies_of(item: str) -> list[str]:
    """An item and every other with its very bytes or its very text, the asked one first."""
    row = Item.objects.get(reference=item)
    same = Q(pk=row.pk)
    same |= Q(sha256=row.sha256) if row.sha256 else Q()
    same |= Q(text_digest=row.text_digest) if row.text_digest else Q()
    others = Item.objects.filter(same).exclude(pk=row.pk).order_by("pk")
    return [item, *others.values_list("reference", flat=True)]


@audited_action
def route_out(*, item: str, by: Actor, at: datetime) -> Routed:
    """Take an item out of every page, list, log detail and the vault, and lock its bytes.

    1. lock the bytes, moderation's and the vault's; 2. withdraw what it put on our lists, forget what it matched;
    3. drop messages about it, what people saw and wrote of it; 4. have the platform take it down, whatever is
    decided later; 5. empty the row; 6. forget its log secret.
    """
    row = Item.objects.select_for_update().select_related("case").get(reference=item)
    names = dict.fromkeys(filter(None, (row.content, row.context)))
    names |= dict.fromkeys(evidence.surrender(subject=row.reference, by=by, at=at))
    for name in names:
        blobs.lock(name, at=at)
    counting.forget_counted([row], at=at)
    counting.touch_all_of(row.case, at=at)
    _leave_lists(row, by=by, at=at)
    _leave_writings(row, at=at)
    _keep_down(row, at=at)
    _empty(row, at=at)
    _close(row.case, at=at)
    forget(f"item:{row.reference}")
    record(ItemRoutedOut(case=row.case.reference), by=by, at=at)
    return Routed(row.case.reference, tuple(names))


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
    """What flags, appeals and statements say of it; and what was said of the whole case, if nothing else is in it."""
    for flag in item.flags.all():
        flag.location = flag.reason = ""
        flag.save(update_fields=["location", "reason"])
        forget(f"flag:{flag.reference}")
    item.appeals.update(text="", mandate="", answer="")
    for statement in item.statements.all():
        statement.body = statement.body | {"item": f"{GONE}{item.reference}", "facts": "", "url": ""}
        statement.save(update_fields=["body"])
    if not item.case.items.exclude(pk=item.pk).exclude(platform_reference__startswith=GONE).exists():
        _leave_case_writings(item.case)
    _drop_messages(item, at=at)


def _leave_case_writings(case: Case) -> None:
    case.notes.exclude(text="").update(text="")
    case.decisions.exclude(facts="").update(facts="")
    for proposal in case.proposals.prefetch_related("readings"):
        proposal.wish = proposal.wish | {"facts": ""}
        proposal.save(update_fields=["wish"])
        for reading in proposal.readings.all():
            reading.wish = reading.wish | {"facts": ""}
            reading.save(update_fields=["wish"])


def _drop_messages(item: Item, *, at: datetime) -> None:
    keys = [f"{kind}:{each.reference}" for each in item.statements.all() for kind in ("statement", "statement-mail")]
    outbox.drop(keys, at=at)
    outbox.drop_all_under(f"live:{item.reference}:", at=at)
    for asked in item.enforcements.select_related("decision", "item").exclude(decision=None):
        outbox.drop_all_under(enforcement.key_of(asked), at=at)
    item.enforcements.exclude(detail="").update(detail="")


def _keep_down(item: Item, *, at: datetime) -> None:
    """Ask the platform to disable it, the one thing that is still said of it; no end of a hold gives it back."""
    item.holds.filter(ended_at=None).update(ended_at=at, end=HoldEnd.RESTRICTED)
    OrderedRestriction(item=item, order=ROUTED, began_at=at).save()
    data: dict[str, Any] = {
        "item": item.platform_reference,
        "reference": item.reference,
        "case": item.case.reference,
        "action": Measure.DISABLE.value,
        "measure": Measure.DISABLE.value,
        "territory": [],
        "until": None,
        "destroy": False,
    }
    key = f"enforce:{ROUTED}:{item.reference}"
    message = outbox.publish(enforcement.REQUESTED, data, key=key, due_at=at, at=at)
    Enforcement(item=item, action=Measure.DISABLE.value, message=message.reference, asked_at=at).save()


def _empty(item: Item, *, at: datetime) -> None:
    item.platform_reference = f"{GONE}{item.reference}"
    item.content = item.context = item.url = item.url_key = item.sha256 = item.text_digest = ""
    item.author_reference = item.author_address = item.author_language = item.media_type = item.content_trouble = ""
    item.fingerprints, item.size_bytes, item.reach, item.published_at = {}, None, None, None
    item.state, item.content_erased_at = ItemState.RESTRICTED, at
    item.save()


def _close(case: Case, *, at: datetime) -> None:
    """A case with nothing left to judge waits for nobody."""
    case.why = []
    if not case.items.exclude(platform_reference__startswith=GONE).exists():
        case.state, case.closed_at = CaseState.CLOSED, case.closed_at or at
    case.save(update_fields=["why", "state", "closed_at"])
