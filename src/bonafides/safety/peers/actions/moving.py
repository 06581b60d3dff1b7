"""Moving over: what another system held becomes lists, and what waited there to be judged waits here."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Invalid
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import Bank
from bonafides.safety.banks.vocabulary import ListFormat
from bonafides.safety.moderation.actions import intake
from bonafides.safety.peers import rules
from bonafides.safety.peers.actions import banking, targets
from bonafides.safety.peers.actions.banking import Beside
from bonafides.safety.peers.actions.targets import Given
from bonafides.safety.peers.dumps.altitude import OldTarget
from bonafides.safety.peers.dumps.hma import Content
from bonafides.safety.peers.models import Target
from bonafides.safety.peers.queries import banked
from bonafides.safety.peers.vocabulary import ALWAYS_OFF, ALWAYS_ON, METADATA_LIMIT_BYTES

AT_ONCE = 500  # contents whose entries are found in one statement


@dataclass(frozen=True)
class Brought:
    """What one file of rows came to: the counts of its run, and the first rows that were set aside."""

    bank: str
    counts: dict[str, int]
    set_aside: tuple[tuple[int, str], ...]


def bring_in(*, name: str, provenance: str, path: Path, at: datetime) -> Brought:
    """Bring a file of rows (JSON Lines) into the list of this name, from where an earlier run of it was stopped."""
    bank = banks.bank_named(SYSTEM, name) or banks_actions.create_bank(
        name=name, provenance=provenance, by=SYSTEM, at=at
    )
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        run = banks_actions.start_import(
            bank=bank, file_name=path.name, file_sha256=digest, format_=ListFormat.JSONL, by=SYSTEM, at=at
        )
        run = banks_actions.import_file(run=run, file=file, by=SYSTEM, at=at)
    aside = tuple((row.line, row.reason) for row in run.rows_set_aside.all()[:20])
    return Brought(bank.name, run.counts(), aside)


def keep_beside(*, bank: Bank, contents: Mapping[str, Content], at: datetime) -> int:
    """What a content of Hasher-Matcher-Actioner said beside its signals; off stays off. Returns how many did."""
    told = {number: each for number, each in contents.items() if each.disable_until != ALWAYS_ON or each.metadata}
    left = iter(told)
    while some := list(islice(left, AT_ONCE)):
        for entry in banks.entries_of(bank).filter(source_id__in=some, withdrawn_at=None):
            content = told[entry.source_id]
            banking.change_content(
                content=banked.content_of(bank, entry),
                timestamp=readable(content.disable_until, at),
                beside=beside_of(content.metadata),
                by=SYSTEM,
                at=at,
            )
    return len(told)


def readable(timestamp: int, at: datetime) -> int:
    """Until when a content is off; for good where that cannot be read."""
    try:
        rules.off_until(timestamp, at)
    except Invalid:
        return ALWAYS_OFF
    return timestamp


def beside_of(metadata: dict[str, Any]) -> Beside:
    held = metadata.get("json")
    return Beside(
        content_id=str(metadata.get("content_id") or "")[:300].replace("\0", ""),
        content_uri=str(metadata.get("content_uri") or "")[:2_000].replace("\0", ""),
        json=held if isinstance(held, dict) and is_storable(held) else None,
    )


def is_storable(held: dict[str, Any]) -> bool:
    text = json.dumps(held)
    return len(text) <= METADATA_LIMIT_BYTES and "\\u0000" not in text


def submit_again(*, old: OldTarget, at: datetime) -> bool:
    """Submit a target that waited there; under its old name, once. False where it concerns nobody here."""
    if Target.objects.filter(reference=old.name).exists():
        return True
    given = Given(
        content_type=old.content_type,
        data=old.data,
        title=old.title,
        description=old.description,
        client_context=old.client_context,
        views=old.views,
    )
    looked_up = intake.look_up(submission=targets.submission_of(given, old.name), by=SYSTEM)
    return targets.take_target(name=old.name, given=given, looked_up=looked_up, by=SYSTEM, at=at) is not None
