"""What the process that opens foreign files can reach: what is asked of the kernel, and what comes of it."""

import json
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from bonafides.matching.insides import landlock, opening

TRIES = """
import json, os, sys
from bonafides.matching.insides.child import confine
from bonafides.matching.insides.vocabulary import ON_UPLOAD
confine(ON_UPLOAD)
home, said = sys.argv[1], {}
for name, act in {
    "read a key": lambda: open(f"{home}/keys/master.key").read(),
    "list the keys": lambda: os.listdir(f"{home}/keys"),
    "make a file": lambda: open(f"{home}/new", "w"),
    "empty a file": lambda: os.truncate(f"{home}/keys/empty.key", 0),
    "remove a file": lambda: os.unlink(f"{home}/keys/spare.key"),
    "make a folder": lambda: os.mkdir(f"{home}/folder"),
    "run a program": lambda: os.posix_spawn("/bin/sh", ["sh", "-c", "exit 0"], {}),
    "read the program": lambda: open(json.__file__).read(),
}.items():
    try:
        act()
        said[name] = "did"
    except PermissionError:
        said[name] = "refused"
import numpy, PIL.Image, av, pillow_heif, py7zr, pypdf
print(json.dumps(said))
"""


@pytest.mark.parametrize(
    ("known", "fields"),
    [
        (1, (0x1FFF,)),
        (2, (0x3FFF,)),
        (3, (0x7FFF,)),
        (4, (0x7FFF, 3)),
        (5, (0xFFFF, 3)),
        (6, (0xFFFF, 3, 3)),
        (9, (0xFFFF, 3, 3)),
    ],
)
def test_a_kernel_is_asked_for_what_its_version_knows(known: int, fields: tuple[int, ...]) -> None:
    asked = landlock.ruleset(known)

    assert struct.unpack(f"={len(fields)}Q", asked) == fields


def test_a_kernel_without_it_is_of_version_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "_CREATE_RULESET", 100_000)  # a call that no kernel has

    assert landlock.version() == 0


def test_a_machine_with_other_numbers_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "_MACHINES", frozenset())

    assert landlock.version() == 0


def test_the_process_that_opens_files_reads_its_program_and_no_key_where_the_kernel_lets_it(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    for name in ("master", "empty", "spare"):
        (tmp_path / "keys" / f"{name}.key").write_text("made up")
        (tmp_path / "keys" / f"{name}.key").chmod(0o600)

    said = json.loads(
        subprocess.run(
            [sys.executable, "-s", "-P", "-c", TRIES, str(tmp_path)],
            env=opening._environment(), cwd="/", check=True, capture_output=True, timeout=300,
        ).stdout
    )  # fmt: skip

    assert said.pop("read the program") == "did"
    assert set(said.values()) == {"refused" if landlock.version() else "did"}
