"""Exit, family, crisis and victim services to name beside bad news, and the programmes that share lists.

Both are data, dated and unchecked until a person has checked them: `data/support_services.json` and
`data/programmes.json`. A place for such services stands in statements, tombstones and receipts.
"""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from bonafides.kernel.text import gettext_noop

DATA = Path(__file__).parent / "data"
ANY = "*"


class ServiceKind(StrEnum):
    """What a service is for; shells show the sentence of KIND_SENTENCES in the reader's language."""

    EXIT = "exit"
    FAMILY = "family"
    CRISIS = "crisis"
    VICTIMS = "victims"
    DIRECTORY = "directory"


KIND_SENTENCES = {
    ServiceKind.EXIT: gettext_noop("Help to leave a violent group or way of thinking"),
    ServiceKind.FAMILY: gettext_noop("Advice for people who worry about someone close to them"),
    ServiceKind.CRISIS: gettext_noop("Someone to talk to in a crisis"),
    ServiceKind.VICTIMS: gettext_noop("Support for victims and witnesses"),
    ServiceKind.DIRECTORY: gettext_noop("A directory of help in many countries"),
}


@dataclass(frozen=True, slots=True)
class SupportService:
    """One public service. `country` is ISO 3166-1 alpha-2 or "*"; `phone` as dialled there, or None."""

    name: str
    kind: ServiceKind
    country: str
    languages: tuple[str, ...]
    run_by: str
    what: str
    url: str
    phone: str | None
    as_of: date
    source: str
    checked: bool


@dataclass(frozen=True, slots=True)
class ListProgramme:
    """One public programme that shares lists or alerts, and how a platform applies for it."""

    slug: str
    name: str
    run_by: str
    shares: str
    who_may_apply: str
    how: str
    cost: str
    import_as: str
    url: str
    as_of: date
    checked: bool


def services_for(country: str | None, language: str) -> tuple[SupportService, ...]:
    """The services of a country, those that speak `language` first, then those for every country.

    Without a country (or with one we know nothing of) only the latter are named: a helpline abroad
    helps nobody, and a language does not tell where a person lives.
    """
    near = [service for service in all_services() if service.country in {country, ANY}]
    return tuple(sorted(near, key=lambda service: _rank(service, language)))


@cache
def all_services() -> tuple[SupportService, ...]:
    """Every service of the starter set, in the order of the file."""
    return tuple(_service_of(row) for row in _rows("support_services.json", "services"))


@cache
def list_programmes() -> tuple[ListProgramme, ...]:
    """Every programme of the starter set, in the order of the file."""
    rows = _rows("programmes.json", "programmes")
    return tuple(ListProgramme(**{**row, "as_of": date.fromisoformat(row["as_of"])}) for row in rows)


def _rank(service: SupportService, language: str) -> tuple[bool, bool]:
    speaks = language in service.languages or ANY in service.languages
    return service.country == ANY, not speaks


def _service_of(row: dict[str, Any]) -> SupportService:
    typed = {
        "kind": ServiceKind(row["kind"]),
        "languages": tuple(row["languages"]),
        "as_of": date.fromisoformat(row["as_of"]),
    }
    return SupportService(**{**row, **typed})


def _rows(name: str, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"))[key]
    return rows
