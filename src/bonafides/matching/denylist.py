"""Denylists of IPFS, among them the public "bad bits": the compact denylist format, read and written.

A file has a header in YAML up to a line `---`, then a rule a line: `/ipfs/CID/path`, `/ipns/name`, or `//` and a double
hash that discloses nothing; `!` before a rule makes an exception; `key=value` pairs after it are hints.
Source: IPFS, Compact Denylist Format (IPIP-383). Where we differ: a rule meets all below its path, for a match only
asks a person to look; an exception becomes an entry whose source says that it is not what the list says.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import yaml

from bonafides.matching.errors import BankFileError, FingerprintError
from bonafides.matching.identifiers import Identifier, IdentifierKind, identifier_of, identifiers_in
from bonafides.matching.identifiers.badbits import double_hash, parse_digest
from bonafides.matching.identifiers.ipfs import identifier_of_cid, identifier_of_name

VERSION: Final = 1
MAX_HEADER_CHARACTERS: Final = 1_048_576
MAX_LINE_CHARACTERS: Final = 2_097_152
END_OF_HEADER: Final = "---"


def is_denylist(opening: str) -> bool:
    """Whether a file's first line that is no comment is one of a denylist: of its header, or a rule."""
    return _OPENING.match(opening) is not None


def read_header(text: str) -> dict[str, str]:
    """The hints that apply to every rule. Raises BankFileError bad_header, or unsupported_version."""
    try:
        header = yaml.safe_load(text) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BankFileError("bad_header", "The header of the denylist is not YAML.") from error
    if not isinstance(header, dict):
        raise BankFileError("bad_header", "The header of the denylist is not YAML.")
    version = header.get("version", VERSION)
    if version != VERSION:
        raise BankFileError("unsupported_version", "Only version 1 of the denylist format is known.")
    hints = header.get("hints")
    simple = hints.items() if isinstance(hints, dict) else ()
    return {str(name): str(value) for name, value in simple if isinstance(value, str | int | float)}


def rule_of(line: str, hints: Mapping[str, str]) -> dict[str, str]:
    """A rule as the columns of a row: type, value, opinion, and its hints as the label.

    Raises FingerprintError bad_rule or bad_double_hash.
    """
    rule, *pairs = line.split()
    said = {**hints, **dict(pair.partition("=")[::2] for pair in pairs if "=" in pair)}
    is_exception = rule[0] in "!+-"
    identifier = _identifier_of(rule[1:] if is_exception else rule)
    return {
        "type": "identifier",
        "value": identifier.text,
        "opinion": "negative" if is_exception else "",
        "label": " ".join(f"{name}={value}" for name, value in said.items())[:300],
    }


def denylist_lines(name: str, entries: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """A denylist of identifiers and addresses that lead to IPFS, disclosing none, a line at a time.

    `entries` as (value or "", is it an exception). What does not lie in IPFS has no rule in this format; how many were
    left out is said in a comment at the end.
    """
    yield f"version: {VERSION}\nname: {json.dumps(name)}\n"
    yield "description: Double hashes, which tell nobody what is on the list who does not hold it.\n"
    yield f"{END_OF_HEADER}\n"
    left_out = 0
    for value, is_exception in entries:
        rules = list(_rules_of(value))
        left_out += not rules
        for rule in rules:
            yield f"{'!' if is_exception else ''}//{rule}\n"
    yield f"# left out, for it has no rule in this format: {left_out}\n"


def _rules_of(value: str) -> Iterator[str]:
    is_hidden = value.startswith(f"{IdentifierKind.BADBITS}:")  # the hash itself may look like content
    identifiers = [] if is_hidden else [each.identifier for each in identifiers_in(value)]
    identifiers = identifiers or _read(value)
    for identifier in identifiers:
        if identifier.kind is IdentifierKind.BADBITS:
            yield identifier.key
        elif identifier.kind in (IdentifierKind.IPFS, IdentifierKind.IPNS) and (digest := double_hash(identifier)):
            yield digest


def _read(value: str) -> list[Identifier]:
    try:
        return [identifier_of(value)]
    except FingerprintError:
        return []


def _identifier_of(rule: str) -> Identifier:
    if rule.startswith("//"):
        return parse_digest(rule[2:])
    match = _RULE.fullmatch(rule)
    if match is None:
        raise FingerprintError("bad_rule", "The line is no rule of a denylist that we know.")
    read = identifier_of_name if match[1] == "ipns" else identifier_of_cid
    identifier = read(match[2], (match[3] or "").removesuffix("*"))
    if identifier is None:
        raise FingerprintError("bad_rule", "The line is no rule of a denylist that we know.")
    return identifier


_RULE: Final = re.compile(r"/(ipfs|ipns|ipld)/([^/\s*]+)(/\S*|\*)?")
_OPENING: Final = re.compile(
    r"[!+-]?/(?:/|ip[fnl][sd]/)|---\s*$|(?:version|name|description|author|hints)\s*:", re.IGNORECASE
)
