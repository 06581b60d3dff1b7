"""Bags that were handed out, unpacked and checked as their recipient does."""

import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pyrage
from tests import cast
from tests.cast import NOON

from bonafides.base.audit import sealing
from bonafides.base.keys import signing
from bonafides.safety.evidence import actions
from bonafides.safety.evidence.models import Release
from bonafides.safety.evidence.tests.scenes import KEY, a_kept_item, an_approved_release, cleo


def handed_out(release: Release) -> Release:
    return actions.hand_out(release=release, by=cast.by(cleo()), at=NOON)


def package_of(release: Release) -> bytes:
    return actions.fetch_package(release=release, by=cast.by(cleo()), at=NOON)


def opened(release: Release, into: Path) -> Path:
    """The bag, as its recipient unpacks it."""
    package = package_of(release)
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(package, [KEY]))) as tar:
        tar.extractall(into, filter="data")
    return into / f"evidence-{release.reference}"


def run(bag: Path, command: str) -> int:
    return subprocess.run(command, cwd=bag, shell=True, capture_output=True).returncode


def commands(bag: Path) -> list[str]:
    """The three commands as VERIFY.md gives them: its indented paragraphs."""
    blocks = [part for part in (bag / "VERIFY.md").read_text().split("\n\n") if part.startswith("    ")]
    one, two, three = blocks
    key = signing.public_keys("log")[0].vkey
    here = str(Path(sys.executable).parent)
    return [f"{here}/{one.strip()}", two, f"{here}/{three.strip()}".replace("THE LOG KEY", key)]


def checked(bag: Path) -> list[int]:
    return [run(bag, command) for command in commands(bag)]


def a_bag(into: Path, *, items: int = 1) -> Path:
    """A bag whose items stand in the published log."""
    release = an_approved_release(*[a_kept_item() for _ in range(items)])
    sealing.publish(NOON)
    return opened(handed_out(release), into)
