"""Texts, addresses, notices and appeals for the demo, from `data/sample_writings.json`."""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[1] / "data" / "sample_writings.json"


class TextRelation(StrEnum):
    """What a text is to the known phrase named in `of`."""

    KNOWN = "known"
    CONTAINS = "contains"
    COUNTER_SPEECH = "counter_speech"  # quotes the phrase to oppose it
    NEWS = "news"  # quotes the phrase to report on it
    HARMLESS = "harmless"


class UrlRelation(StrEnum):
    """What an address is to the known one named in `of`."""

    KNOWN = "known"
    VARIANT = "variant"  # the same address, written another way
    DEFANGED = "defanged"  # made unclickable on purpose
    BELOW = "below"  # under a known prefix or on a known host
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class SampleText:
    """One text; `how` says in words how it is written: as it stands, upper case, quoted."""

    name: str
    language: str
    relation: TextRelation
    of: str | None
    how: str
    text: str


@dataclass(frozen=True, slots=True)
class SampleUrl:
    """One address; `scope` is how the known entry matches: "full", "prefix" or "host"."""

    name: str
    relation: UrlRelation
    scope: str
    of: str | None
    url: str


@dataclass(frozen=True, slots=True)
class SampleFlag:
    """What somebody wrote about the sample named in `about`; `source` and `clause` as moderation spells them."""

    name: str
    language: str
    source: str
    about: str
    clause: str
    notifier: str | None
    email: str | None
    text: str


@dataclass(frozen=True, slots=True)
class SampleAppeal:
    """An appeal by "author", "notifier" or "representative" about the sample named in `about`."""

    name: str
    language: str
    by: str
    about: str
    text: str


@cache
def sample_texts() -> tuple[SampleText, ...]:
    """Known phrases in eight languages first, then posts that hold them, quote them, or do neither."""
    return tuple(SampleText(**{**row, "relation": TextRelation(row["relation"])}) for row in _rows("texts"))


@cache
def sample_urls() -> tuple[SampleUrl, ...]:
    """Known addresses first, then other spellings of them and unrelated ones."""
    return tuple(SampleUrl(**{**row, "relation": UrlRelation(row["relation"])}) for row in _rows("urls"))


@cache
def sample_flags() -> tuple[SampleFlag, ...]:
    """Notices by neighbours, a trusted flagger and an authority; some of them mistaken."""
    return tuple(SampleFlag(**row) for row in _rows("flags"))


@cache
def sample_appeals() -> tuple[SampleAppeal, ...]:
    """Appeals from authors, a notifier and a representative."""
    return tuple(SampleAppeal(**row) for row in _rows("appeals"))


def _rows(part: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(SOURCE.read_text(encoding="utf-8"))[part]
    return rows
