"""Onion services: 56 characters that hold a key, a checksum and the version, with `.onion`, however they are reached.

Source: Tor, rend-spec-v3, section 6 (encoding onion addresses). Version 2 has been out of service since 2021.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import Final

from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.vocabulary import Identifier, IdentifierKind


def is_onion(name: str) -> bool:
    """Whether 56 lower-case characters are an onion service's name."""
    data = base64.b32decode(name.upper())
    key, checksum, version = data[:32], data[32:34], data[34:]
    return version == b"\x03" and hashlib.sha3_256(b".onion checksum" + key + version).digest()[:2] == checksum


def _in_text(match: re.Match[str]) -> Iterator[Identifier]:
    name = match[1].lower()
    if is_onion(name):
        yield Identifier(IdentifierKind.ONION, f"{name}.onion")


FINDERS: Final = (
    Finder(re.compile(r"(?<![^\W_])([a-z2-7]{56})\.onion(?![^\W_])", re.IGNORECASE), _in_text, (".onion",)),
)
