"""The number that tells every process that what can match has changed."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from bonafides.safety.banks import live
from bonafides.safety.banks.models import Entry, IndexState
from bonafides.safety.banks.vocabulary import Opinion


def renew(entries: Iterable[Entry], were: Mapping[int, str], at: datetime) -> None:
    """Give entries that counted as wrong (`were`: opinions by id), and do not any more, the next index version.

    They ask for a look again, and are new to whoever looks back; the caller saves `changed_in`.
    """
    asking = [each for each in entries if were[each.pk] == Opinion.NEGATIVE != each.opinion]
    version = next_version(at) if asking else 0
    for entry in asking:
        entry.changed_in = version


def opinions_in(entries: Iterable[Entry]) -> dict[int, str]:
    """What each counts as now, by id."""
    return {entry.pk: entry.opinion for entry in entries}


def next_version(at: datetime) -> int:
    """Take the next index version for a change that belongs to this transaction.

    The first row is locked until the transaction ends, so versions become visible in their order: who reads a version
    reads every row that was changed in it or before.
    """
    IndexState.objects.get_or_create(version=0, defaults={"stamp": ""})
    IndexState.objects.select_for_update().get(version=0)
    transaction.on_commit(live.note_change)
    latest = IndexState.objects.order_by("-version").values_list("version", flat=True)[0]
    return IndexState.objects.create(version=latest + 1, stamp=secrets.token_hex(16), changed_at=at).version
