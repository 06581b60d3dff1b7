"""The part of a backup that opens the rest: wrapped keys of content, and secrets of the log, in a file of their own.

Erasing destroys such a row. A backup that kept them for years would bring back what had to be forgotten; so they leave
the copy of the database and stand in `FILE.tar.wrapped`, which is thrown away after a week. An older copy of the data
is opened with the newest of these files, which lacks what was erased meanwhile.

One JSON object a line; the first says what the file is.
"""

import json
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop

FORMAT, SUFFIX = "bonafides-wrapped/1", ".wrapped"
LASTS = timedelta(days=7)  # ours: no copy of a wrapped key outlives its erasure by more
AT_ONCE = 2_000

NO_WRAPPED = gettext_noop(
    "%(file)s is missing: without it no content can be read, and its files would be swept away. Name the newest one \
that you have with --wrapped."
)
BAD_WRAPPED = gettext_noop("%(file)s cannot be read as wrapped keys: %(why)s")
TOO_OLD = gettext_noop(
    "%(file)s is of %(made)s, older than a week: it may open what had to be forgotten. Name a newer one, or say \
--old-wrapped if there is none."
)


def beside(backup: Path) -> Path:
    return backup.with_name(backup.name + SUFFIX)


def tables() -> list[str]:
    """The tables whose rows never enter a copy of the database: what opens the rest, and what is kept to look back.

    The latter is not put back either: it is about people who did nothing, and each row of it is erased after days.
    """
    from django.apps import apps

    from bonafides.base.audit.models import SubjectSecret
    from bonafides.base.blobs.models import BlobKey

    never_copied = [model for model in apps.get_models() if getattr(model, "never_copied", False)]
    left_out: list[Any] = [BlobKey, SubjectSecret, *never_copied]
    return [model._meta.db_table for model in left_out]


def strip_sqlite(copy: Path) -> None:
    """Take those rows out of a copy, and overwrite where they stood."""
    database = sqlite3.connect(copy)
    try:
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("PRAGMA secure_delete=ON")
        for table in tables():
            database.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of our own models
        database.commit()
    finally:
        database.close()


def write(target: Path, master_key: str) -> int:
    """Write the rows as they are now; returns how many."""
    head = {"format": FORMAT, "made_at": datetime.now(UTC).isoformat(timespec="seconds"), "master_key": master_key}
    target.touch(mode=0o600)
    with target.open("w") as file:
        file.write(json.dumps(head) + "\n")
        return sum(file.write(json.dumps(row) + "\n") > 0 for row in rows())


def rows() -> Iterator[dict[str, str]]:
    from bonafides.base.audit.models import SubjectSecret
    from bonafides.base.blobs.models import BlobKey

    keys = BlobKey.objects.values_list("blob__name", "wrapped").order_by("pk")
    for name, wrapped in keys.iterator(chunk_size=AT_ONCE):
        yield {"blob": name, "wrapped": b64encode(bytes(wrapped)).decode()}
    secrets = SubjectSecret.objects.values_list("subject", "secret", "created_at").order_by("pk")
    for subject, secret, created_at in secrets.iterator(chunk_size=AT_ONCE):
        yield {"subject": subject, "secret": b64encode(bytes(secret)).decode(), "created_at": created_at.isoformat()}


def check(file: Path, at: datetime, *, even_if_old: bool) -> None:
    """Refuse, before anything is restored, a file that is missing, is something else, or is too old."""
    if not file.exists():
        raise Invalid("no-wrapped-keys", NO_WRAPPED, file=str(file))
    try:
        with file.open() as lines:
            head = json.loads(next(lines))
        made = datetime.fromisoformat(head["made_at"])
        if head["format"] != FORMAT:
            raise ValueError(f"its format is {head['format']!r}")
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise Invalid("bad-wrapped-keys", BAD_WRAPPED, file=str(file), why=error) from error
    if at - made > LASTS and not even_if_old:
        raise Conflict("old-wrapped-keys", TOO_OLD, file=str(file), made=head["made_at"])


def put_back(file: Path) -> int:
    """Give each blob and each subject of the restored data its row again; what was erased gets none. How many."""
    with file.open() as lines:
        next(lines)
        found = (json.loads(line) for line in lines)
        return sum(_put(batch) for batch in _batches(found))


def _batches(found: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(found, AT_ONCE)):
        yield batch


def _put(batch: list[dict[str, Any]]) -> int:
    from bonafides.base.audit.models import LogEntry, SubjectSecret
    from bonafides.base.blobs.models import Blob, BlobKey

    wrapped = {row["blob"]: b64decode(row["wrapped"]) for row in batch if "blob" in row}
    blobs = Blob.objects.filter(name__in=wrapped, erased_at=None, key=None)
    keys = [BlobKey(blob=blob, wrapped=wrapped[blob.name]) for blob in blobs]
    BlobKey.objects.bulk_create(keys)
    given = {row["subject"]: row for row in batch if "subject" in row}
    known = set(LogEntry.objects.filter(subject__in=given).values_list("subject", flat=True))
    secrets = [
        SubjectSecret(
            subject=subject,
            secret=b64decode(given[subject]["secret"]),
            created_at=datetime.fromisoformat(given[subject]["created_at"]),
        )
        for subject in known
    ]
    SubjectSecret.objects.bulk_create(secrets, ignore_conflicts=True)
    return len(keys) + len(secrets)
