"""What every test stands on: a throw-away home with its own keys, made before the settings are read."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

_scratch = tempfile.TemporaryDirectory(prefix="bonafides-tests-")
HOME = Path(_scratch.name) / "home"
HOME.mkdir()
os.environ["BONAFIDES_HOME"] = str(HOME)
os.environ["BONAFIDES_KEYS"] = f"{HOME}.keys"
os.environ.setdefault("BONAFIDES_EDITION", "both")

from bonafides.base.keys import files  # noqa: E402  the environment must stand first

files.create_missing(Path(f"{HOME}.keys"), at=datetime.now(UTC))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """The tables that no migration makes: the database cache."""
    from django.core.management import call_command

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("createcachetable", verbosity=0)


@pytest.fixture(autouse=True)
def machine_clock() -> None:
    """Each test starts on the machine's clock."""
    from bonafides.kernel import clock

    clock.use(None)
