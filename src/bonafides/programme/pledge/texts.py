"""The text that every programme starts with, in six languages; English is the original."""

import hashlib
import json
from pathlib import Path
from typing import Any

import rfc8785

from bonafides.programme.pledge.vocabulary import LANGUAGES

FOLDER = Path(__file__).parent / "data" / "pledge"


def shipped() -> dict[str, Any]:
    """Language -> text, as `PledgeVersion.texts` holds it."""
    return {language: json.loads((FOLDER / f"{language}.json").read_text("utf-8")) for language in LANGUAGES}


def digest_of(texts: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON (RFC 8785), in hex: what a signature and the log name."""
    return hashlib.sha256(rfc8785.dumps(texts)).hexdigest()
