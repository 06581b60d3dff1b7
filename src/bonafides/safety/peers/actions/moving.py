"""Moving over: what another system held becomes lists, and what waited there to be judged waits here."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.db import transaction

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Invalid
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import Bank, Entry
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


def bring_in(*, name: str, provenance: str, path: Path, rests: bool = False, at: datetime) -> Brought:
    """Bring a file of rows (JSON Lines) into the list of this name, from where an earlier run of it was stopped.

    A list that `rests` is made switched off: else what is off there would match here until its switch is set.
    """
    bank = banks.bank_named(SYSTEM, name) or new_list(name=name, provenance=provenance, rests=rests, at=at)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        run = banks_actions.start_import(
            bank=bank, file_name=path.name, file_sha256=digest, format_=ListFormat.JSONL, by=SYSTEM, at=at
        )
        run = banks_actions.import_file(run=run, file=file, by=SYSTEM, at=at)
    aside = tuple((row.line, row.reason) for row in run.rows_set_aside.all()[:20])
    return Brought(bank.name, run.counts(), aside)


@transaction.atomic
def new_list(*, name: str, provenance: str, rests: bool, at: datetime) -> Bank:
    bank = banks_actions.create_bank(name=name, provenance=provenance, by=SYSTEM, at=at)
    return banking.change_bank(bank=bank, name=None, share=0.0, by=SYSTEM, at=at) if rests else bank


def switch_on(*, bank: Bank, share: float, at: datetime) -> Bank:
    """A list that rests comes on for its share, or stays off; how any other stands was said here, and stays so."""
    if bank.disabled_by != SYSTEM.code:
        return bank
    return banking.change_bank(bank=bank, name=None, share=share, by=SYSTEM, at=at)


class Merging:
    """Which contents of Hasher-Matcher-Actioner have the same value: there it stands on a list for each of them, here
    once.
    """

    def __init__(self) -> None:
        self._first: dict[bytes, str] = {}
        self._shared: dict[bytes, set[str]] = {}

    def note(self, bank: str, row: Mapping[str, str]) -> None:
        """Take note of a row of a list; one that is no value is set aside when it is brought in."""
        try:
            value = banks.value_of(EntryType(row["type"]), row.get("value", ""))
        except (Invalid, ValueError):
            return
        key, number = digest_of(bank, value.type, value.sha256), row["source_id"]
        first = self._first.setdefault(key, number)
        if first != number:
            self._shared.setdefault(key, {first}).add(number)

    def contents_of(self, bank: str, entry: Entry) -> list[str]:
        """The numbers of all contents that are this entry here."""
        found = self._shared.get(digest_of(bank, entry.type, entry.value_sha256), {entry.source_id})
        return sorted(found, key=int)

    def beside(self, numbers: Collection[str]) -> set[str]:
        """These contents, and those that share a value with one of them."""
        return set(numbers).union(*(each for each in self._shared.values() if not each.isdisjoint(numbers)))

    def merged(self, numbers: Collection[str]) -> int:
        """How many of these have a value that another one of them has, too."""
        return len(set(numbers).intersection(chain.from_iterable(self._shared.values())))


def digest_of(bank: str, type_: str, sha256: str) -> bytes:
    return hashlib.sha256(f"{bank} {type_} {sha256}".encode()).digest()[:16]


def keep_beside(*, bank: Bank, contents: Mapping[str, Content], merging: Merging, at: datetime) -> int:
    """What a content of Hasher-Matcher-Actioner said beside its signals; off stays off. Returns how many did.

    A value that several contents have is off only while all of them are: else it matched there.
    """
    told = {number for number, each in contents.items() if each.disable_until != ALWAYS_ON or each.metadata}
    left = iter(merging.beside(told))
    while some := list(islice(left, AT_ONCE)):
        for entry in banks.entries_of(bank).filter(source_id__in=some, withdrawn_at=None):
            same = [contents[number] for number in merging.contents_of(bank.name, entry)]
            banking.change_content(
                content=banked.content_of(bank, entry),
                timestamp=off_until(same, at),
                beside=beside_of(next((each.metadata for each in same if each.metadata), {})),
                by=SYSTEM,
                at=at,
            )
    return len(told)


def off_until(same: Collection[Content], at: datetime) -> int | None:
    """Until when what all these contents are is off; None while one of them is on."""
    moments = [readable(each.disable_until, at) for each in same]
    if any(rules.off_until(moment, at) is True for moment in moments):
        return None
    return min((moment for moment in moments if moment != ALWAYS_OFF), default=ALWAYS_OFF)


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
