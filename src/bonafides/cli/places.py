"""Where a home and its keys lie, for commands that run before the settings can be read; and what may go there."""

import os
from pathlib import Path

from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop

NOT_EMPTY = gettext_noop("%(home)s holds something already. Name an empty folder, or remove what is there.")
ENV_FILE = "bonafides.env"


def home_path() -> Path:
    return Path(os.environ.get("BONAFIDES_HOME", "var/home")).resolve()


def keys_path() -> Path:
    return Path(os.environ.get("BONAFIDES_KEYS") or f"{home_path()}.keys").resolve()


def refuse_unless_empty(home: Path) -> None:
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise Conflict("home-not-empty", NOT_EMPTY, home=str(home))
