"""Each edition stands by itself: its tables can be made, its checks pass, its addresses stand in the role table.

Run once for each edition with BONAFIDES_EDITION set.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from bonafides.config.access import TABLE

pytestmark = pytest.mark.django_db


def names_below(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> set[str]:
    """Every address of this edition by its full name."""
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            found |= names_below(pattern, inner)
        elif isinstance(pattern, URLPattern):
            found.add(":".join((*namespaces, pattern.name or f"unnamed {pattern.pattern}")))
    return found


def is_api(name: str) -> bool:
    """The API's operations carry scopes instead of roles; tests of the API walk those."""
    return name.startswith("api-1.0.0:")


def test_every_page_of_the_edition_stands_in_the_role_table() -> None:
    pages = {name for name in names_below(get_resolver()) if not is_api(name)}

    assert sorted(pages - TABLE.keys()) == []


def test_the_role_table_names_no_page_that_is_not_there() -> None:
    pages = names_below(get_resolver())

    assert sorted(TABLE.keys() - pages) == []


def test_the_checks_pass_and_no_migration_is_missing() -> None:
    call_command("check")
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_new_home_of_this_edition_is_made_and_found_in_order(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = {**os.environ, "BONAFIDES_HOME": str(home), "BONAFIDES_OWNER_PASSWORD": "correct horse battery"}
    environment.pop("BONAFIDES_KEYS")
    command = [
        sys.executable,
        "-m",
        "bonafides.cli.main",
        "init",
        "--organisation",
        "Example",
        "--email",
        "bo@example.org",
    ]

    made = subprocess.run(command, env=environment, capture_output=True, text=True)

    assert made.returncode == 0, made.stderr
    assert (home / "bonafides.env").is_file()
