"""International bank account numbers, by the length of their country and the check of ISO 7064 (mod 97-10).

Source: SWIFT, IBAN Registry, release 99, and the partial IBANs of countries that are not registered but use them.
"""

import re
from collections.abc import Iterator
from typing import Final

from bonafides.matching.identifiers.finder import Finder
from bonafides.matching.identifiers.vocabulary import Identifier, IdentifierKind

_LENGTHS_BY_SIZE: Final = {
    15: "NO",
    16: "BE",
    18: "DK FI FO GL NL SD FK",
    19: "MK SI",
    20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST AO CV GW MZ",
    26: "IS TR DZ IR",
    27: "BI DJ FR GR IT MC MR SM CF CG CM GA GQ KM MG TD",
    28: "AL AZ BY CY DO GT HN HU LB NI PL SV BF BJ CI MA ML NE SN TG",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
LENGTHS: Final = {country: size for size, countries in _LENGTHS_BY_SIZE.items() for country in countries.split()}


def is_iban(text: str) -> bool:
    """Whether a number in capitals and without spaces is an IBAN."""
    if len(text) != LENGTHS.get(text[:2]) or not text.isascii() or not text.isalnum():
        return False
    return int("".join(str(int(each, 36)) for each in text[4:] + text[:4])) % 97 == 1


def _in_word(match: re.Match[str]) -> Iterator[Identifier]:
    """As much of a word as its country's numbers are long."""
    number = match[0].upper()[: LENGTHS.get(match[0][:2].upper(), 0)]
    if is_iban(number):
        yield Identifier(IdentifierKind.IBAN, number)


def _in_groups(match: re.Match[str]) -> Iterator[Identifier]:
    """Mostly digits, as all account numbers are: of words that begin like one, one in 97 has the right check.

    Norway's are in capitals where they stand apart from their country, for numbers of orders follow `no` everywhere.
    """
    if match["place"][:2] in _SMALL_NORWAY and not match["place"][2].isdigit():
        return
    number = re.sub(r"[^A-Z0-9]", "", match["place"].upper())
    if 2 * sum(map(str.isdecimal, number)) >= len(number) and is_iban(number):
        yield Identifier(IdentifierKind.IBAN, number)


_SMALL_NORWAY: Final = {"no", "No", "nO"}
_BETWEEN: Final = r"[\t \u00a0\u1680\u2000-\u200a\u2010-\u2014\u202f\u205f\u3000.-]{0,2}"
_BY_COUNTRY: Final = "|".join(
    rf"(?:{countries.replace(' ', '|')})(?:{_BETWEEN}[A-Za-z0-9]){{{size - 2}}}"
    for size, countries in _LENGTHS_BY_SIZE.items()
)

FINDERS: Final = (
    Finder(re.compile(r"(?<![^\W_])[A-Za-z]{2}[0-9]{2}[A-Za-z0-9]{11,29}(?![^\W_])"), _in_word, least=15),
    Finder(
        re.compile(
            rf"(?<![^\W_])(?=[A-Za-z]{{2}}{_BETWEEN}[0-9]{_BETWEEN}[0-9])(?=(?P<place>(?i:{_BY_COUNTRY})(?![^\W_])))"
        ),
        _in_groups,
    ),
)
