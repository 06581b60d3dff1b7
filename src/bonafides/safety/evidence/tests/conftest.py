"""Two time-stamp authorities, made once for all tests of the vault."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from bonafides.safety.evidence.tests.authorities import make_authority, serving


@pytest.fixture(scope="session")
def authority_folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    base = tmp_path_factory.mktemp("authorities")
    first, second = base / "first", base / "second"
    make_authority(first, "First")
    make_authority(second, "Second")
    return first, second


@pytest.fixture
def two_authorities(authority_folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Both answer, and are configured."""
    first, second = authority_folders
    with serving(first) as one, serving(second) as two:
        configured = [f"{one}|{first / 'root.pem'}", f"{two}|{second / 'root.pem'}"]
        monkeypatch.setattr(settings, "TIMESTAMP_AUTHORITIES", configured)
        monkeypatch.setattr(settings, "FETCH_ALLOW", [address.split("/")[2] for address in (one, two)])
        yield configured


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, so that the log in it is this test's."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(settings, "HOME", home)
    return home
