"""Structured data as a product: files that come with the software, with provenance, date and the sense of columns."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _

FOLDER = Path(__file__).parent / "data" / "datasets"


@dataclass(frozen=True)
class Dataset:
    id: str
    title: str
    as_of: str
    owner: str
    legal_note: bool
    fields: tuple[tuple[str, str], ...]  # name, and what it means
    rows: tuple[Mapping[str, Any], ...]
    provenance: str = ""


@cache
def datasets() -> dict[str, Dataset]:
    """All datasets by id."""
    read = (dataset_of(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.json")))
    return {dataset.id: dataset for dataset in read}


def dataset_of(document: Mapping[str, Any]) -> Dataset:
    return Dataset(
        id=document["id"],
        title=document["title"],
        as_of=document["as_of"],
        owner=document.get("owner", ""),
        legal_note=bool(document.get("legal_note", False)),
        fields=tuple(document["fields"].items()),
        rows=tuple(document["rows"]),
        provenance=document.get("provenance", ""),
    )


def dataset_for(name: str) -> Dataset:
    found = datasets().get(name)
    if found is None:
        raise NotFound("no-such-dataset", _("There is no such dataset."))
    return found


def cell_of(value: object) -> str:
    """A value for a table cell: lists in one line, an object by its values."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(cell_of, value))
    if isinstance(value, Mapping):
        return ": ".join(map(cell_of, value.values()))
    return str(value)


def reader_of(key: str) -> Callable[[Mapping[str, Any]], str]:
    """Reads one column of a row, for a table."""
    return lambda row: cell_of(row.get(key))
