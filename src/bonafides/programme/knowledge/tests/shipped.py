"""The resources and datasets that are shipped with the product, read from their files without Django."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parents[1] / "data"

MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`>#|\[\]]|^[ \t]*(?:[-+]|\d+\.)\s", re.MULTILINE)
SENTENCE_END = re.compile(r"[.!?:;…|]+(?:\s|$)|\n\s*\n|\n(?=\s*(?:[-+*>#]|\d+\.))", re.MULTILINE)
HEADING = re.compile(r"^#{2,3} (.+)", re.MULTILINE)
COLUMNS = re.compile(r"^\|(.+)\|\n\|[-:| ]+\|", re.MULTILINE)
EMAIL = re.compile(r"[\w.+-]+@[\w.-]*\w")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)

MINIMUM_WORDS = 4  # shorter sentences are labels, and labels may be alike


@dataclass(frozen=True)
class Shipped:
    slug: str
    language: str
    front: dict[str, Any]
    body: str

    def __str__(self) -> str:
        return f"{self.slug}/{self.language}"

    @property
    def words(self) -> int:
        return len(self.body.split())

    @property
    def headings(self) -> list[str]:
        return HEADING.findall(self.body)

    @property
    def columns(self) -> list[str]:
        """The names of the columns of every table."""
        return [name.strip() for head in COLUMNS.findall(self.body) for name in head.split("|")]

    @property
    def emails(self) -> list[str]:
        return EMAIL.findall(self.body)


def read(path: Path) -> Shipped:
    """One file: YAML between two lines of dashes, then Markdown."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return Shipped(path.parent.name, path.stem, yaml.safe_load(front), body)


@cache
def all_resources() -> tuple[Shipped, ...]:
    return tuple(read(path) for path in sorted((DATA / "resources").glob("*/*.md")))


def in_language(language: str) -> list[Shipped]:
    return [resource for resource in all_resources() if resource.language == language]


@cache
def sentences_in(body: str) -> frozenset[str]:
    """The sentences of a Markdown text as lower-case words with single spaces.

    Headings, cells of tables, items of lists and paragraphs end a sentence; markup, link targets and punctuation go.
    """
    plain = MARKUP.sub(r"\1 ", SENTENCE_END.sub("\n\n", FENCE.sub("", body)))
    sentences = (re.findall(r"\w+", part.casefold()) for part in plain.split("\n\n"))
    return frozenset(" ".join(words) for words in sentences if len(words) >= MINIMUM_WORDS)


def shared_part(one: str, other: str) -> float:
    """Sentences that stand in both texts, as a part of the one that has fewer; 0 to 1."""
    few, many = sorted((sentences_in(one), sentences_in(other)), key=len)
    return len(few & many) / max(len(few), 1)


@dataclass(frozen=True)
class Dataset:
    id: str
    rows: list[dict[str, Any]]
    about: dict[str, Any]

    def __str__(self) -> str:
        return self.id


@cache
def all_datasets() -> tuple[Dataset, ...]:
    documents = (json.loads(path.read_text(encoding="utf-8")) for path in sorted((DATA / "datasets").glob("*.json")))
    return tuple(Dataset(document.pop("id"), document.pop("rows"), document) for document in documents)
