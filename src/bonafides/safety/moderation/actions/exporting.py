"""Handing out all that is held about one author or one notifier: GDPR Art. 15. Opened, and recorded as such."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.blobs import queries as blobs
from bonafides.base.blobs.custody import Reading
from bonafides.base.keys.envelope import pseudonym
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import queries as banks
from bonafides.safety.evidence.vocabulary import Act, Purpose
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions.addresses import (
    appellant_address,
    author_address,
    notifier_address,
    notifier_name,
)
from bonafides.safety.moderation.events import PersonExported
from bonafides.safety.moderation.models import Appeal, Flag, Item

INTERNAL = ("id", "case", "item", "flag", "decided_by", "picture_keys")  # numbers of ours that say nothing


@dataclass
class Export:
    """Documents and files by their names in the archive."""

    documents: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def members(self) -> Iterator[tuple[str, bytes]]:
        for name, document in self.documents.items():
            text = json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            yield name, text.encode()
        yield from self.files.items()


@audited_action
def export_author(*, reference: str, by: Actor, at: datetime) -> Export:
    """Everything about the items of one author, by the platform's own name for them."""
    permissions.check_can_export(by)
    items = list(Item.objects.filter(author_reference=reference).select_related("case").order_by("id"))
    if not items:
        raise NotFound("nothing-held", _("Nothing is held about this person."))
    export = Export({f"items/{item.reference}.json": of_item(item) for item in items})
    reading = Reading(by=by, at=at, purpose=Purpose.SUBJECT_ACCESS, act=Act.COPY)
    for item in items:
        export.files |= dict(content_of(item, reading))
    record(PersonExported(key=pseudonym("person", reference)), by=by, at=at)
    return export


def of_item(item: Item) -> dict[str, Any]:
    """An item with what was decided, told and answered about it; nothing of a notifier."""
    return {
        **plain(item),
        "case": item.case.reference,
        "author_address": author_address(item),
        "matches": [plain(each) for each in banks.match_records(item.reference)],
        "holds": [plain(each) for each in item.holds.all()],
        "statements": [plain(each) for each in item.statements.all()],
        "enforcement": [plain(each) for each in item.enforcements.all()],
        "appeals": of_appeals(item.appeals.all()),
    }


def of_appeals(appeals: Iterable[Appeal]) -> list[dict[str, Any]]:
    return [plain(appeal) | {"address": appellant_address(appeal)} for appeal in appeals]


def content_of(item: Item, reading: Reading) -> Iterator[tuple[str, bytes]]:
    if item.content:
        yield f"items/{item.reference}.content", blobs.read(item.content, reading=reading)
    if item.context:
        yield f"items/{item.reference}.context.json", blobs.read(item.context, reading=reading)


@audited_action
def export_notifier(*, address: str, by: Actor, at: datetime) -> Export:
    """Everything about the notices of one address, and the complaints made with it about whatever."""
    permissions.check_can_export(by)
    wanted = address.strip().casefold()
    flags = [flag for flag in _flags_with_address() if notifier_address(flag).casefold() == wanted]
    appeals = [appeal for appeal in _appeals_with_address() if appellant_address(appeal).casefold() == wanted]
    if not flags and not appeals:
        raise NotFound("nothing-held", _("Nothing is held about this person."))
    export = Export({f"notices/{flag.reference}.json": of_flag(flag) for flag in flags})
    export.documents |= {f"complaints/{each['reference']}.json": each for each in of_appeals(appeals)}
    record(PersonExported(key=pseudonym("person", wanted)), by=by, at=at)
    return export


def _flags_with_address() -> Iterator[Flag]:
    """Addresses are sealed each for its own row, so all of them are opened and compared."""
    flags = Flag.objects.exclude(notifier_address="").select_related("case", "item", "batch", "reporter")
    return flags.order_by("id").iterator(chunk_size=500)


def _appeals_with_address() -> Iterator[Appeal]:
    return Appeal.objects.exclude(address="").order_by("id").iterator(chunk_size=500)


def of_flag(flag: Flag) -> dict[str, Any]:
    """A notice with its outcomes; nothing of the author but what the notifier named."""
    return {
        **plain(flag),
        "case": flag.case.reference,
        "notifier_name": notifier_name(flag),
        "notifier_address": notifier_address(flag),
        "reliability": plain(flag.reporter) if flag.reporter else None,
        "batch": flag.batch.reference if flag.batch else None,
        "outcomes": [plain(each) for each in flag.outcomes.all()],
        "appeals": of_appeals(flag.appeals.all()),
    }


def plain(row: Model) -> dict[str, Any]:
    """The columns of a row, without our own numbers for things."""
    columns = {each.name: each.value_from_object(row) for each in row._meta.concrete_fields}
    return {name: value for name, value in columns.items() if name not in INTERNAL}
