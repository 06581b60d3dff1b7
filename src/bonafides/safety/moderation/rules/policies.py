"""What a policy text must hold, and how two versions differ."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _

ORIGINAL = "en"
PARTS = ("title", "introduction", "clauses", "exemptions", "measures", "how_we_decide", "how_to_appeal", "automation")
PLAIN = ("title", "introduction", "how_we_decide", "how_to_appeal", "automation")
WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    kind: str  # same, added, removed
    text: str


@dataclass(frozen=True)
class Change:
    """One part of the policy that differs: a clause, or a paragraph around them."""

    where: str
    pieces: tuple[Piece, ...]


def check_texts(texts: Mapping[str, Mapping[str, Any]]) -> None:
    """The English original is there; every language has every part, and the same clauses in the same order."""
    original = texts.get(ORIGINAL)
    if original is None:
        raise Invalid("no-original", _("A policy needs its English text; the others are its translations."))
    keys = _keys(original)
    for language, text in texts.items():
        missing = [part for part in PARTS if not text.get(part)]
        if missing:
            sentence = _("In “%(language)s” this is missing: %(parts)s.")
            raise Invalid("part-missing", sentence, language=language, parts=", ".join(missing))
        if _keys(text) != keys:
            raise Invalid(
                "other-clauses", _("In “%(language)s” the clauses are not the original's."), language=language
            )


def _keys(text: Mapping[str, Any]) -> list[str]:
    keys = [str(clause.get("key", "")) for clause in text.get("clauses", ())]
    if not all(clause.get("text") and clause.get("title") for clause in text.get("clauses", ())):
        raise Invalid("clause-empty", _("Every clause has a title and a text."))
    return keys


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs between two texts in one language, part by part, word by word."""
    old, new = dict(_parts(before)), dict(_parts(after))
    names = [*new, *(name for name in old if name not in new)]
    return tuple(
        Change(name, tuple(pieces_between(old.get(name, ""), new.get(name, ""))))
        for name in names
        if old.get(name, "") != new.get(name, "")
    )


def _parts(text: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in PLAIN:
        yield name, str(text[name])
    for clause in text["clauses"]:
        lists = [*clause.get("examples", ()), *clause.get("not_covered", ())]
        yield f"{clause['key']}", "\n".join([clause["title"], clause["text"], *lists, clause.get("law", "")])
    for group in ("exemptions", "measures"):
        for each in text[group]:
            yield f"{each['slug']}", f"{each['title']}\n{each['text']}"


def pieces_between(old: str, new: str) -> Iterator[Piece]:
    """Word by word: what stayed, what went, what came."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    for what, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(before[a:b]))
            continue
        if b > a:
            yield Piece("removed", "".join(before[a:b]))
        if d > c:
            yield Piece("added", "".join(after[c:d]))
