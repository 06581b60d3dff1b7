import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bonafides.base.keys import backup, files
from bonafides.kernel.errors import Conflict, Invalid, Unavailable

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSPHRASE = "a long sentence to remember"


@pytest.fixture
def keys_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "home.keys"
    files.create_missing(folder, NOON)
    return folder


def test_every_purpose_has_its_own_file_that_nobody_else_can_read(keys_dir: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in keys_dir.glob("*.key")}

    assert modes == {f"{purpose}.key": 0o600 for purpose in files.KEY_FILES}
    assert keys_dir.stat().st_mode & 0o777 == 0o700
    assert files.problems(keys_dir) == []


def test_what_is_there_is_never_made_again(keys_dir: Path) -> None:
    (keys_dir / "log.key").unlink()
    before = (keys_dir / "master.key").read_text()

    made = files.create_missing(keys_dir, NOON)

    assert made == ["log"]
    assert (keys_dir / "master.key").read_text() == before


def test_a_missing_a_damaged_and_an_open_key_are_each_a_problem(keys_dir: Path) -> None:
    (keys_dir / "log.key").unlink()
    (keys_dir / "receipts.key").write_text('{"purpose": "receipts"')
    (keys_dir / "master.key").chmod(0o640)

    found = files.problems(keys_dir)

    assert len(found) == 3
    assert "master.key is readable by others" in found[0]
    assert "no key for log" in found[1]
    assert "receipts is damaged" in found[2]


def test_an_open_folder_and_an_absent_one_are_problems(keys_dir: Path) -> None:
    keys_dir.chmod(0o755)

    assert "must be 700" in files.problems(keys_dir)[0]
    assert "does not exist" in files.problems(keys_dir / "elsewhere")[0]


def test_settings_read_an_empty_secret_before_init(tmp_path: Path, keys_dir: Path) -> None:
    assert files.read_text_secret(tmp_path / "nothing", "django") == ""
    assert len(files.read_text_secret(keys_dir, "django")) == 44


def test_the_file_module_loads_without_django() -> None:
    code = "import sys, bonafides.base.keys.files; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("purpose", ["log", "receipts", "webhooks"])
def test_a_rotated_signing_key_leaves_its_public_half_with_dates_and_nothing_secret(
    keys_dir: Path, purpose: str
) -> None:
    old = files.load(keys_dir, purpose)

    new = files.rotate(keys_dir, purpose, NOON + timedelta(days=1))

    retired = files.load(keys_dir, purpose).previous[0]
    assert (retired.id, retired.public, retired.private) == (old.id, old.public, b"")
    assert (retired.created_at, retired.retired_at) == (NOON, NOON + timedelta(days=1))
    assert new.private != old.private
    assert files._text(old.private) not in (keys_dir / f"{purpose}.key").read_text()


def test_a_rotated_master_key_is_kept_for_what_it_sealed(keys_dir: Path) -> None:
    first = files.load(keys_dir, "master")
    files.rotate(keys_dir, "master", NOON)

    third = files.rotate(keys_dir, "master", NOON)

    assert third.previous[-1].private == first.private
    assert len(third.previous) == 2


def test_nothing_is_rotated_when_the_announcement_fails(keys_dir: Path) -> None:
    before = (keys_dir / "log.key").read_text()

    with pytest.raises(ZeroDivisionError):
        files.rotate(keys_dir, "log", NOON, lambda old, new: 1 // 0)

    assert (keys_dir / "log.key").read_text() == before


def test_an_unknown_purpose_is_no_way_to_another_file(keys_dir: Path) -> None:
    with pytest.raises(Invalid):
        files.load(keys_dir, "../home/secret")


def test_a_backup_gives_back_the_same_keys(keys_dir: Path, tmp_path: Path) -> None:
    files.rotate(keys_dir, "master", NOON)
    backup.backup(keys_dir, tmp_path / "keys.backup", PASSPHRASE)

    backup.restore(tmp_path / "keys.backup", tmp_path / "new.keys", PASSPHRASE)

    restored = {purpose: files.load(tmp_path / "new.keys", purpose) for purpose in files.KEY_FILES}
    assert restored == {purpose: files.load(keys_dir, purpose) for purpose in files.KEY_FILES}
    assert (tmp_path / "keys.backup").stat().st_mode & 0o777 == 0o600
    assert files.problems(tmp_path / "new.keys") == []


def test_a_backup_opens_with_its_passphrase_only_and_unchanged_only(keys_dir: Path, tmp_path: Path) -> None:
    target = tmp_path / "keys.backup"
    backup.backup(keys_dir, target, PASSPHRASE)
    changed = json.loads(target.read_text()) | {"nonce": files._text(bytes(12))}
    (tmp_path / "changed").write_text(json.dumps(changed))

    with pytest.raises(Invalid, match="passphrase is wrong"):
        backup.restore(target, tmp_path / "a.keys", "another long sentence")
    with pytest.raises(Invalid, match="was changed"):
        backup.restore(tmp_path / "changed", tmp_path / "a.keys", PASSPHRASE)


def test_a_restore_never_replaces_a_key(keys_dir: Path, tmp_path: Path) -> None:
    backup.backup(keys_dir, tmp_path / "keys.backup", PASSPHRASE)

    with pytest.raises(Conflict):
        backup.restore(tmp_path / "keys.backup", keys_dir, PASSPHRASE)


def test_a_short_passphrase_and_an_existing_target_are_refused(keys_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        backup.backup(keys_dir, tmp_path / "keys.backup", "short")
    with pytest.raises(Conflict):
        backup.backup(keys_dir, keys_dir / "log.key", PASSPHRASE)


def test_an_absent_key_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="bonafides init"):
        files.load(tmp_path, "log")
