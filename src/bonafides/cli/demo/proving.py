"""Writing a proof and checking it, each by its own command in its own process."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from bonafides.base.keys import signing
from bonafides.kernel.errors import Unavailable
from bonafides.kernel.text import gettext_noop

FAILED = gettext_noop("bonafides %(command)s failed: %(why)s")


def write_proof(case: str, target: Path) -> Path:
    """`bonafides ledger prove CASE --for auditor --out FILE`."""
    bonafides("ledger", "prove", case, "--for", "auditor", "--out", str(target))
    return target


def verified(proof: Path, receipt: Path) -> list[str]:
    """The story that `bonafides ledger verify` tells of the proof, without the opened fields, and of the log."""
    key, receipt_key = vkey("log"), vkey("receipts")
    story = bonafides("ledger", "verify", str(proof), "--key", key, "--receipt-key", receipt_key)
    log = ("ledger", "verify", str(settings.HOME / "log"), "--key", key)
    found = bonafides(*log, "--receipt", str(receipt), "--receipt-key", receipt_key)
    told = [line for line in story.splitlines() if not line.startswith("  ")]
    return [*told, "", *(line for line in found.splitlines() if not line.startswith("  "))]


def vkey(purpose: str) -> str:
    return signing.public_keys(purpose)[0].vkey


def bonafides(*words: str) -> str:
    command = [sys.executable, "-m", "bonafides.cli.main", *words]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True)
    if done.returncode:
        raise Unavailable("command-failed", FAILED, command=" ".join(words[:2]), why=done.stderr.strip()[-500:])
    return done.stdout
