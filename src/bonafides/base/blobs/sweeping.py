"""Files that no row names, and files whose key was destroyed, are removed."""

import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from bonafides.base.blobs import store
from bonafides.base.blobs.models import BlobKey
from bonafides.base.blobs.vocabulary import UNNAMED_FOR

AT_ONCE = 500


def sweep(at: datetime) -> None:
    """Remove every file older than an hour that no key opens.

    Age is told by the machine's clock, as the file system tells it: a clock that was moved must not make a file that
    is just being stored look old.
    """
    oldest_kept = time.time() - UNNAMED_FOR.total_seconds()
    for batch in _batches(path for path in store.names() if _is_older(path, oldest_kept)):
        names = [path.name for path in batch]
        readable = set(BlobKey.objects.filter(blob__name__in=names).values_list("blob__name", flat=True))
        for path in batch:
            if path.name not in readable:
                path.unlink(missing_ok=True)


def _is_older(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:  # erased meanwhile
        return False


def _batches(paths: Iterable[Path]) -> Iterator[list[Path]]:
    rest = iter(paths)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
