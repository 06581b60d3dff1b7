"""A backup is verified without being restored, and keys of another set open none."""

import shutil
from pathlib import Path

from tests.installations import bonafides


def a_backup(home: Path) -> Path:
    file = home.parent / "b.tar"
    assert bonafides(home, "backup", str(file)).returncode == 0
    return file


def test_a_whole_backup_is_found_whole(home: Path) -> None:
    file = a_backup(home)

    done = bonafides(home, "backup", "verify", str(file))

    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAIL" not in done.stdout
    assert "It can be restored." in done.stderr
    assert sorted(each.name for each in home.parent.iterdir() if each.name.startswith(".")) == []


def test_a_backup_that_was_cut_short_is_found_out(home: Path) -> None:
    file = a_backup(home)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    done = bonafides(home, "backup", "verify", str(file))

    assert done.returncode == 1
    assert "FAIL" in done.stdout


def test_a_backup_without_what_opens_it_is_found_out(home: Path) -> None:
    file = a_backup(home)
    file.with_name("b.tar.wrapped").unlink()

    done = bonafides(home, "backup", "verify", str(file))

    assert done.returncode == 1
    assert "is missing" in done.stdout


def test_keys_of_another_set_are_refused_before_anything_is_written(home: Path, tmp_path: Path) -> None:
    file, target = a_backup(home), tmp_path / "restored"
    shutil.copytree(f"{home}.keys", f"{target}.keys")
    bonafides(home, "keys", "rotate", "log")
    other = tmp_path / "other"
    shutil.copytree(f"{home}.keys", f"{other}.keys")
    later = home.parent / "later.tar"
    bonafides(home, "backup", str(later))

    older_keys = bonafides(target, "restore", str(later))
    newer_keys = bonafides(other, "restore", str(file))

    assert older_keys.returncode == 5
    assert "those for log never belonged to this backup" in older_keys.stderr
    assert not (target / "bonafides.sqlite3").exists()
    assert newer_keys.returncode == 0, newer_keys.stderr
