"""The policy every installation starts with: "Terrorist content", in six languages, as frozen values.

The texts lie in `data/policy/<language>.json`. English is the original; a translation nobody has read yet
says so with `reviewed = False`. Why the policy is built this way: docs/explanation/policy.md.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "ar", "fr", "de", "ru", "es")
FOLDER = Path(__file__).parent / "data" / "policy"


@dataclass(frozen=True, slots=True)
class StarterClause:
    """One rule. `kind` is "terrorist_content" (the exemptions must be weighed) or "terms"."""

    key: str
    slug: str
    kind: str
    title: str
    text: str
    examples: tuple[str, ...]
    not_covered: tuple[str, ...]
    law: str


@dataclass(frozen=True, slots=True)
class StarterExemption:
    """One of the six purposes of Reg. (EU) 2021/784, Art. 1(3), and the key that answers it."""

    key: str
    slug: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class StarterMeasure:
    """One step of the ladder, mildest first."""

    slug: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class StarterPolicy:
    """The whole policy in one language."""

    language: str
    reviewed: bool
    version: int
    title: str
    introduction: str
    clauses: tuple[StarterClause, ...]
    exemptions: tuple[StarterExemption, ...]
    measures: tuple[StarterMeasure, ...]
    how_we_decide: str
    how_to_appeal: str
    automation: str


@cache
def starter_policy(language: str) -> StarterPolicy:
    """The policy in one of LANGUAGES; ValueError for any other."""
    return _policy_of(document(language))


def document(language: str) -> dict[str, Any]:
    """The same as the JSON object that `PolicyVersion.texts` holds."""
    if language not in LANGUAGES:
        raise ValueError(f"there is no starter policy in {language!r}, only in {', '.join(LANGUAGES)}")
    found: dict[str, Any] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found


def _policy_of(document: dict[str, Any]) -> StarterPolicy:
    parts = {
        "clauses": tuple(_clause_of(clause) for clause in document["clauses"]),
        "exemptions": tuple(StarterExemption(**exemption) for exemption in document["exemptions"]),
        "measures": tuple(StarterMeasure(**measure) for measure in document["measures"]),
    }
    return StarterPolicy(**{**document, **parts})


def _clause_of(clause: dict[str, Any]) -> StarterClause:
    lists = {"examples": tuple(clause["examples"]), "not_covered": tuple(clause["not_covered"])}
    return StarterClause(**{**clause, **lists})
