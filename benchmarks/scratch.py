"""A throw-away installation for a measurement: home, keys, tables, people; on DATABASE_URL if that is set."""

import os
import platform
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path


@contextmanager
def installation() -> Iterator[Path]:
    """Make a home in a temporary folder, start Django on it, and leave nothing behind but what is printed."""
    with tempfile.TemporaryDirectory(prefix="bonafides-bench-") as folder:
        home = Path(folder) / "home"
        os.environ |= {"BONAFIDES_HOME": str(home), "BONAFIDES_KEYS": f"{home}.keys"}
        os.environ.setdefault("BONAFIDES_PUBLIC_URL", "http://testserver")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafides.config.settings")
        start(home)
        yield home


def start(home: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from bonafides.cli import init

    if os.environ.get("DATABASE_URL"):
        call_command("flush", verbosity=0, interactive=False) if tables_exist() else None
    init.make_home(
        init.Start(
            organisation="Harbour Pastes",
            country="DE",
            staff=3,
            turnover_eur=100_000,
            services=("pasting",),
            email="bo@example.org",
            name="Bo",
            password="quiet-otter-maps-the-harbour",
            public_url="http://testserver",
        ),
        at=datetime.now(UTC),
    )


def api_key(*scopes: str) -> str:
    """A key of the platform with these scopes, and no limit that a measurement would meet."""
    from bonafides.base.people import actions, queries
    from bonafides.base.people.vocabulary import OrganisationKind, Scope, Standing
    from bonafides.kernel.actor import SYSTEM

    issued = actions.create_api_key(
        organisation=queries.active_organisation(OrganisationKind.PLATFORM),
        name="bench",
        scopes=frozenset(Scope(scope) for scope in scopes),
        standing=Standing.PLATFORM,
        calls_per_minute=100_000_000,
        by=SYSTEM,
        at=datetime.now(UTC),
    )
    return issued.plaintext


def tables_exist() -> bool:
    from django.db import connection

    return "people_person" in connection.introspection.table_names()


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def in_milliseconds(seconds: Sequence[float]) -> str:
    """Median, ninth decile, 95th percentile and worst of a series, with its n."""
    at = {name: quantile(seconds, share) * 1000 for name, share in (("p50", 0.5), ("p90", 0.9), ("p95", 0.95))}
    figures = ", ".join(f"{name} {value:.1f} ms" for name, value in at.items())
    return f"{figures}, worst {max(seconds) * 1000:.1f} ms (n = {len(seconds)})"


def machine() -> str:
    """On what it was measured, without its name, and how much it had to do beside: a load of 1 is ours alone."""
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {system}, load {os.getloadavg()[0]:.1f}"
