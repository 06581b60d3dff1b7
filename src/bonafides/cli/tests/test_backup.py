"""A backup of a running installation, restored: the data are there, and the log goes on."""

import json
import os
import shutil
import sqlite3
import tarfile
from base64 import b64decode
from contextlib import closing
from pathlib import Path

import pytest
from tests.installations import a_home, bonafides, python

pytestmark = pytest.mark.xdist_group("backups")  # one is made for several
TABLES = ("blobs_blobkey", "audit_subjectsecret", "banks_keptupload", "banks_foundlater")
PUBLISH = """
import django
django.setup()
from bonafides.base.audit import sealing
from bonafides.kernel.clock import now
print(sealing.publish(now()).size)
"""


def publish(home: Path) -> int:
    return int(python(home, PUBLISH))


def invite(home: Path, email: str) -> None:
    assert bonafides(home, "user", "invite", email, "--role", "reviewer").returncode == 0


def log_key(home: Path) -> str:
    lines = bonafides(home, "keys", "list").stdout.splitlines()
    return next(line.split()[-1] for line in lines if line.startswith("log "))


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a home that had published; its keys are those of every home that `a_home` makes."""
    folder = tmp_path_factory.mktemp("backup")
    home = a_home(folder)
    publish(home)
    assert bonafides(home, "backup", str(folder / "b.tar")).returncode == 0
    return folder / "b.tar"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with other keys, which has published."""
    home = tmp_path_factory.mktemp("other") / "home"
    bonafides(home, "init", "--organisation", "Other", "--email", "x@example.org")
    publish(home)
    return home


@pytest.fixture
def restored(home: Path, tmp_path: Path) -> Path:
    """An empty home with the keys of the first one."""
    target = tmp_path / "restored"
    shutil.copytree(f"{home}.keys", f"{target}.keys")
    return target


def test_a_restored_backup_goes_on_with_the_log_that_was_published_since(home: Path, restored: Path) -> None:
    publish(home)
    bonafides(home, "backup", str(home.parent / "b.tar"))
    invite(home, "gita@example.org")
    published = publish(home)
    kept = str(shutil.copy(home / "log" / "checkpoint", home.parent / "kept"))

    done = bonafides(restored, "restore", str(home.parent / "b.tar"), "--log", str(home / "log"))
    invite(restored, "hugo@example.org")
    size = publish(restored)

    verified = bonafides(
        restored, "ledger", "verify", str(restored / "log"), "--key", log_key(restored), "--earlier", kept
    )
    assert done.returncode == 0, done.stderr
    assert size == published + 1
    assert verified.returncode == 0, verified.stderr
    assert f"extends the earlier checkpoint of {published} entries" in verified.stdout


def test_a_backup_restored_alone_is_in_order(backup: Path, restored: Path) -> None:
    bonafides(restored, "restore", str(backup))

    checked = bonafides(restored, "check")
    assert checked.returncode == 0, checked.stdout
    assert "6 entries published; the next head will extend them." in checked.stdout


def test_a_database_put_back_by_hand_behind_the_log_is_found_by_check(home: Path) -> None:
    publish(home)
    old = shutil.copy(home / "bonafides.sqlite3", home.parent / "old.sqlite3")
    invite(home, "gita@example.org")
    publish(home)

    shutil.copy(old, home / "bonafides.sqlite3")

    checked = bonafides(home, "check", "--quiet")
    assert checked.returncode == 1
    assert "1 published entries are not in this database" in checked.stdout


def test_a_backup_holds_no_key_and_is_closed_to_others(home: Path) -> None:
    file = home.parent / "b.tar"

    done = bonafides(home, "backup", str(file))

    with tarfile.open(file) as tar:
        names = tar.getnames()
    assert [name for name in names if "key" in name] == []
    assert {"manifest.json", "database", "bonafides.env"} <= set(names)
    assert file.stat().st_mode & 0o077 == 0
    assert "It holds no keys" in done.stderr


STORE = """
import django, sys
django.setup()
from bonafides.base.blobs import actions, queries
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.safety.evidence import actions as evidence
from bonafides.safety.evidence.vocabulary import Cause
for subject in ("ERASED0001", "KEPT000001"):
    blob = actions.store(b"planted bytes of " + subject.encode(), bound_to=f"item:{subject}", at=now())
    found = evidence.Found(subject=subject, case="CASE000001", kind="text", content=blob)
    evidence.preserve(found=found, cause=Cause.HOLD, by=SYSTEM, at=now())
"""
KEEP = """
import django
django.setup()
from bonafides.base.people.models import Person
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.clock import now
from bonafides.matching.fingerprint import fingerprints_of_text
from bonafides.safety.banks import actions
person = Person.objects.get()
owner = Actor(ActorKind.PERSON, person.code, person=person.pk, organisation=1, roles=frozenset({"owner"}))
actions.switch_on_looking_back(days=7, lasts_days=30, reason="a test", by=owner, at=now())
assert actions.keep(item="p/1", fingerprints=fingerprints_of_text("harmless"), index_version=0, at=now())
"""
LET_GO = """
import django
django.setup()
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.safety.evidence import actions as evidence
evidence.let_go(subject="ERASED0001", by=SYSTEM, at=now())
"""
READ = """
import django
django.setup()
from bonafides.base.audit.models import SubjectSecret
from bonafides.base.blobs import queries
from bonafides.base.blobs.custody import Reading
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.safety.evidence.models import EvidenceItem
for item in EvidenceItem.objects.order_by("subject"):
    for piece in item.pieces.filter(kind="content"):
        try:
            print(queries.read(piece.blob, reading=Reading(by=SYSTEM, at=now(), purpose="integrity")).decode())
        except NotFound as error:
            print(item.subject, error.code, SubjectSecret.objects.filter(subject=f"evidence:{item.reference}").exists())
"""


def test_what_was_erased_does_not_come_back_with_an_older_backup(home: Path, restored: Path, tmp_path: Path) -> None:
    python(home, STORE)
    bonafides(home, "backup", str(tmp_path / "old.tar"))
    python(home, LET_GO)
    bonafides(home, "backup", str(tmp_path / "new.tar"))

    done = bonafides(restored, "restore", str(tmp_path / "old.tar"), "--wrapped", str(tmp_path / "new.tar.wrapped"))

    assert done.returncode == 0, done.stderr
    assert python(restored, READ) == "ERASED0001 blob-gone False\nplanted bytes of KEPT000001\n"


def test_a_backup_alone_opens_no_content_and_no_log_and_holds_no_kept_upload(home: Path, tmp_path: Path) -> None:
    python(home, STORE)
    python(home, KEEP)

    bonafides(home, "backup", str(tmp_path / "b.tar"))

    with tarfile.open(tmp_path / "b.tar") as tar:
        tar.extract("database", tmp_path, filter="data")
    with closing(sqlite3.connect(tmp_path / "database")) as database:
        counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]
    openers = [json.loads(line) for line in (tmp_path / "b.tar.wrapped").read_text().splitlines()][1:]
    copy = (tmp_path / "database").read_bytes()
    assert counts == [0, 0, 0, 0]
    assert len(openers) > 4
    assert [row for row in openers if b64decode(row.get("wrapped") or row["secret"]) in copy] == []
    assert (tmp_path / "b.tar.wrapped").stat().st_mode & 0o077 == 0


def test_a_restore_without_wrapped_keys_or_with_old_ones_is_refused(
    backup: Path, restored: Path, tmp_path: Path
) -> None:
    shutil.copy(backup, tmp_path)
    openers = Path(shutil.copy(f"{backup}.wrapped", tmp_path))
    head, _, rest = openers.read_text().partition("\n")
    openers.write_text(json.dumps(json.loads(head) | {"made_at": "2020-01-01T00:00:00+00:00"}) + "\n" + rest)

    old = bonafides(restored, "restore", str(tmp_path / "b.tar"))
    none = bonafides(restored, "restore", str(tmp_path / "b.tar"), "--wrapped", str(tmp_path / "none"))
    taken = bonafides(restored, "restore", str(tmp_path / "b.tar"), "--old-wrapped")

    assert (old.returncode, none.returncode, taken.returncode) == (5, 2, 0)
    assert "older than a week" in old.stderr


def test_a_restore_refuses_a_home_that_holds_something(backup: Path, home: Path) -> None:
    done = bonafides(home, "restore", str(backup))

    assert done.returncode == 5
    assert "holds something already" in done.stderr


def test_a_restore_refuses_keys_that_are_not_those_of_the_backup(backup: Path, other: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    shutil.copytree(f"{other}.keys", f"{target}.keys")

    done = bonafides(target, "restore", str(backup))

    assert done.returncode == 5
    assert "are not those of this backup" in done.stderr
    assert not target.exists()


def test_a_log_that_another_key_signed_is_not_taken(backup: Path, other: Path, restored: Path) -> None:
    done = bonafides(restored, "restore", str(backup), "--log", str(other / "log"))

    assert done.returncode == 5
    assert "cannot be used" in done.stderr


def test_a_file_that_is_no_backup_is_refused_and_nothing_is_written(restored: Path, tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_bytes(os.urandom(2_000))

    done = bonafides(restored, "restore", str(tmp_path / "b.tar"))

    assert done.returncode == 2
    assert not restored.exists()
