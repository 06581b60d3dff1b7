"""`bonafides keys list | rotate | backup | restore`."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from django.conf import settings
from django.db import transaction

from bonafides.base.keys import backup, files, signing
from bonafides.base.keys.events import KeyRotated
from bonafides.kernel import recording
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop

PASSPHRASE_VARIABLE = "BONAFIDES_PASSPHRASE"  # noqa: S105  the name of an environment variable


def keys_list_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Each key, the public half of those that sign, and the retired ones with their dates."


def keys_list(options: argparse.Namespace) -> int:
    """Print the keys, never their private halves; exit 1 if something is wrong with them."""
    for purpose, kind in files.KEY_FILES.items():
        key = files.load(settings.KEYS, purpose)
        published = {one.id: one.vkey for one in signing.public_keys(purpose)} if kind == files.ED25519 else {}
        print(f"{purpose:9} {key.id}  since {key.created_at:%Y-%m-%d %H:%M}  {published.get(key.id, '')}".rstrip())
        for old in key.previous:
            dates = f"{old.created_at:%Y-%m-%d %H:%M} to {old.retired_at:%Y-%m-%d %H:%M}"
            print(f"{'':9} {old.id}  {dates}  {published.get(old.id, '')}".rstrip())
    found = files.problems(settings.KEYS)
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


def keys_rotate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("purpose", choices=sorted(files.KEY_FILES))


def keys_rotate(options: argparse.Namespace) -> int:
    """Make a new key of one purpose; the change is recorded before the file is written, or not made at all."""
    at, record = now(), recording.recorder()

    def announce(old: files.KeyFile, new: files.KeyFile) -> None:
        record(KeyRotated(options.purpose, old.id, new.id), SYSTEM, at)

    with transaction.atomic():
        new = files.rotate(settings.KEYS, options.purpose, at, announce)
    print(f"{options.purpose}: {new.id} is in use from now on. Make a new backup of the keys.")
    if options.purpose == "django":
        print("Everyone must sign in again once the server has been started anew.")
    return 0


def keys_backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="where to write the backup")


def keys_backup(options: argparse.Namespace) -> int:
    """Write all keys into one file under a passphrase, from BONAFIDES_PASSPHRASE or typed twice."""
    backup.backup(settings.KEYS, options.file, _passphrase(twice=True))
    print(f"Written: {options.file}. Keep it apart from its passphrase, and from the backup of the data.")
    return 0


def keys_restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the backup")


def keys_restore(options: argparse.Namespace) -> int:
    """Put the keys of a backup into an empty key folder."""
    restored = backup.restore(options.file, settings.KEYS, _passphrase(twice=False))
    print(f"Restored: {', '.join(restored)}.")
    return 0


def _passphrase(*, twice: bool) -> str:
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given is not None:
        return given
    typed = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("Again: ") != typed:
        raise Invalid("passphrase-differs", gettext_noop("The two passphrases differ."))
    return typed
