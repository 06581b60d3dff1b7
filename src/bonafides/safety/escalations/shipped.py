"""The table of authorities that comes with the house: one for each Member State, and Europol."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "authorities.json"


@dataclass(frozen=True)
class Row:
    country: str
    name: str
    email: str
    phone: str
    hotline: str
    duty: str
    source: str
    checked: bool
    as_of: date
    age_key: str = ""
    ours: bool = False  # an owner wrote it


@cache
def rows() -> dict[str, Row]:
    """Country -> row. Addresses that we are not sure of are left empty: such a report is printed and phoned."""
    held = json.loads(FILE.read_text(encoding="utf-8"))
    as_of = date.fromisoformat(held["as_of"])
    return {each["country"]: Row(**each, as_of=as_of) for each in held["authorities"]}
