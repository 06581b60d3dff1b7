"""Member States as orders name them, by code or by a name in one of a few languages; and as our pages name them."""

from collections.abc import Mapping
from typing import Final

from bonafides.kernel.text import gettext_noop as _

STATES: dict[str, tuple[str, ...]] = {
    "AT": ("austria", "österreich", "republic of austria"),
    "BE": ("belgium", "belgique", "belgië"),
    "BG": ("bulgaria", "българия"),
    "CY": ("cyprus", "κύπρος"),
    "CZ": ("czechia", "czech republic", "česko"),
    "DE": ("germany", "deutschland", "federal republic of germany"),
    "DK": ("denmark", "danmark"),
    "EE": ("estonia", "eesti"),
    "ES": ("spain", "españa"),
    "FI": ("finland", "suomi"),
    "FR": ("france", "république française"),
    "GR": ("greece", "ελλάδα", "el"),
    "HR": ("croatia", "hrvatska"),
    "HU": ("hungary", "magyarország"),
    "IE": ("ireland", "éire"),
    "IT": ("italy", "italia"),
    "LT": ("lithuania", "lietuva"),
    "LU": ("luxembourg", "luxemburg"),
    "LV": ("latvia", "latvija"),
    "MT": ("malta",),
    "NL": ("netherlands", "the netherlands", "nederland"),
    "PL": ("poland", "polska"),
    "PT": ("portugal",),
    "RO": ("romania", "românia"),
    "SE": ("sweden", "sverige"),
    "SI": ("slovenia", "slovenija"),
    "SK": ("slovakia", "slovensko"),
}
BY_NAME = {name: code for code, names in STATES.items() for name in (code.casefold(), *names)}
NAMES: Final[Mapping[str, str]] = {
    "AT": _("Austria"),
    "BE": _("Belgium"),
    "BG": _("Bulgaria"),
    "CY": _("Cyprus"),
    "CZ": _("Czechia"),
    "DE": _("Germany"),
    "DK": _("Denmark"),
    "EE": _("Estonia"),
    "ES": _("Spain"),
    "FI": _("Finland"),
    "FR": _("France"),
    "GR": _("Greece"),
    "HR": _("Croatia"),
    "HU": _("Hungary"),
    "IE": _("Ireland"),
    "IT": _("Italy"),
    "LT": _("Lithuania"),
    "LU": _("Luxembourg"),
    "LV": _("Latvia"),
    "MT": _("Malta"),
    "NL": _("Netherlands"),
    "PL": _("Poland"),
    "PT": _("Portugal"),
    "RO": _("Romania"),
    "SE": _("Sweden"),
    "SI": _("Slovenia"),
    "SK": _("Slovakia"),
}


def code_of(text: str) -> str:
    """The code of a Member State that a text names; empty for none."""
    return BY_NAME.get(" ".join(text.split()).strip(" .()").casefold(), "")
