"""Storing bytes, and making them unreadable."""

import io
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import BinaryIO

from django.db import transaction

from bonafides.base.blobs import store as files
from bonafides.base.blobs import stream
from bonafides.base.blobs.custody import Guard, guard_of
from bonafides.base.blobs.models import Blob, BlobKey
from bonafides.base.blobs.vocabulary import WRAPPING
from bonafides.base.keys import envelope
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop


@dataclass(frozen=True)
class Placed:
    """An encrypted file that nobody can open yet: its key is here only, until `keep` wraps it into a row."""

    name: str
    key: bytes = field(repr=False)
    size_bytes: int


def store(data: bytes | BinaryIO, *, bound_to: str, at: datetime) -> str:
    """Keep `data` and return its name.

    The file is encrypted, synced and renamed before this returns; the rows that name and open it stand in the
    caller's transaction. If that rolls back, the file is one that nobody can open, and `sweep` removes it.
    """
    return keep(place(data), bound_to=bound_to, at=at)


def place(data: bytes | BinaryIO) -> Placed:
    """The first half of `store`, slow and without the database: call it before the transaction begins."""
    name, key = secrets.token_hex(16), secrets.token_bytes(32)
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    return Placed(name, key, files.place(name, lambda file: stream.write(source, file, key=key, name=name)))


def keep(placed: Placed, *, bound_to: str, at: datetime) -> str:
    """The second half of `store`: the rows that name and open a placed file. Returns its name."""
    with transaction.atomic():
        blob = Blob.objects.create(name=placed.name, bound_to=bound_to, size_bytes=placed.size_bytes, created_at=at)
        wrapped = envelope.seal(placed.key, purpose=WRAPPING, bound_to=f"{placed.name}|{bound_to}")
        BlobKey.objects.create(blob=blob, wrapped=wrapped)
    return placed.name


def lock(name: str, *, at: datetime) -> None:
    """Have nobody read it any more, whoever asks; it can only be erased, by `erase_locked`. There is no way back."""
    Blob.objects.filter(name=name, locked_at=None).update(locked_at=at)


def erase_locked(name: str, *, at: datetime) -> None:
    """Destroy what was locked, once whoever locked it has decided so; the locker answers for it, not the guard."""
    with transaction.atomic():
        BlobKey.objects.filter(blob__name=name, blob__locked_at__isnull=False).delete()
        Blob.objects.filter(name=name, erased_at=None, locked_at__isnull=False).update(erased_at=at)
        transaction.on_commit(lambda: _remove_erased(name), robust=True)


def _remove_erased(name: str) -> None:
    if Blob.objects.filter(name=name, erased_at__isnull=False).exists():
        files.path_of(name).unlink(missing_ok=True)


def erase(*names: str, at: datetime) -> None:
    """Destroy the keys, at once and for good; the files go once the caller's transaction has committed.

    Erasing again is harmless. A file that could not be removed is taken by `sweep`. The guard of a blob's class may
    refuse, and then none is erased: what must be kept is not lost by whoever needs it no longer.
    """
    with transaction.atomic():
        blobs = list(Blob.objects.filter(name__in=names))
        if any(blob.locked_at is not None for blob in blobs):
            raise Conflict("blob-locked", gettext_noop("This content is locked; it is erased by decision only."))
        _ask_guards(blobs)
        BlobKey.objects.filter(blob__in=blobs).delete()
        Blob.objects.filter(name__in=names, erased_at=None).update(erased_at=at)
        for path in map(files.path_of, names):
            transaction.on_commit(partial(path.unlink, missing_ok=True), robust=True)


def _ask_guards(blobs: Iterable[Blob]) -> None:
    """Each guard once, about all that it stands before."""
    guarded: dict[Guard, list[str]] = {}
    for blob in blobs:
        if watch := guard_of(blob.bound_to):
            guarded.setdefault(watch, []).append(blob.name)
    for watch, names in guarded.items():
        watch.before_erasing(names)
