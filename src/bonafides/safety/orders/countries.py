"""Member States as orders name them: by code or by a name in one of a few languages."""

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
CHOICES = tuple((code, f"{names[0].title()} ({code})") for code, names in sorted(STATES.items()))


def code_of(text: str) -> str:
    """The code of a Member State that a text names; empty for none."""
    return BY_NAME.get(" ".join(text.split()).strip(" .()").casefold(), "")
