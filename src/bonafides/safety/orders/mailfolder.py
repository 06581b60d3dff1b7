"""The watched folder: what a mail server puts into `HOME/orders-mail` becomes an order, or a message.

A maildir's `new` serves as well as plain `.eml` and `.pdf` files. What was read moves to `done`, what could not
be read to `set-aside`; nothing is deleted, and a file that is taken twice is the same order.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import DomainError
from bonafides.kernel.logs import where
from bonafides.safety.orders.actions.intake import import_file, tell_of_unreadable

log = logging.getLogger(__name__)
QUIET = timedelta(seconds=2)  # a file that was written to more recently may not be whole yet
AT_ONCE = 50


def folder() -> Path:
    return Path(settings.HOME) / "orders-mail"


def take_in(at: datetime) -> int:
    """Take in what lies there; returns how many files were read."""
    return sum(_take(path, at) for path in waiting(at)[:AT_ONCE])


def waiting(at: datetime) -> list[Path]:
    """Files that are whole, the oldest first: of the folder itself and of a maildir's `new`."""
    found = [path for part in (folder(), folder() / "new") if part.is_dir() for path in part.iterdir()]
    whole = [path for path in found if path.is_file() and not path.name.startswith(".") and _is_quiet(path, at)]
    return sorted(whole, key=lambda path: (path.stat().st_mtime, path.name))


def _is_quiet(path: Path, at: datetime) -> bool:
    return path.stat().st_mtime <= (at - QUIET).timestamp() or path.parent.name == "new"


def _take(path: Path, at: datetime) -> bool:
    try:
        import_file(data=path.read_bytes(), name=path.name, by=SYSTEM, at=at)
    except DomainError as error:
        log.warning("A file in the orders folder was set aside: %s", where(error))
        tell_of_unreadable(path.name, at=at)
        _move(path, "set-aside")
        return False
    _move(path, "done")
    return True


def _move(path: Path, to: str) -> None:
    target = folder() / to
    target.mkdir(exist_ok=True)
    path.replace(target / path.name)
