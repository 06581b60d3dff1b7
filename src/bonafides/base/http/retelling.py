"""Sentences that were stored as they were said, in English, told again in the language of whoever reads them."""

import re
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext

FACT: Final = re.compile(r"%%|%\((\w+)\)s")


class Retelling:
    """Knows sentences by their templates, `The type %(type)s is not supported.`, and finds the facts in them again.

    A sentence without facts needs no template: it is translated as it stands.
    """

    def __init__(self, templates: Iterable[str]) -> None:
        self._patterns: Final = [(template, pattern_of(template)) for template in templates if "%(" in template]

    def __call__(self, said: str) -> str:
        """The sentence in the reader's language; what is no sentence of ours stays as it is."""
        told = gettext(said) if said else ""
        if told != said:
            return told
        for template, pattern in self._patterns:
            if found := pattern.fullmatch(said):
                return gettext(template) % found.groupdict()
        return said


def pattern_of(template: str) -> re.Pattern[str]:
    """What the template can have become: each fact any text, the same text wherever it stands again."""
    parts, at, named = list[str](), 0, set[str]()
    for fact in FACT.finditer(template):
        parts.append(re.escape(template[at : fact.start()]))
        name, at = fact[1], fact.end()
        parts.append("%" if name is None else f"(?P={name})" if name in named else f"(?P<{name}>.*)")
        named |= {name} if name else set()
    return re.compile("".join([*parts, re.escape(template[at:])]), re.DOTALL)
