"""What a list holds under the first digits of a key, for a platform that may not hold the list."""

from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import queries as banks
from bonafides.safety.peers import rules
from bonafides.safety.peers.rules import HostedRow
from bonafides.safety.peers.vocabulary import PREFIX_DIGITS


def rows_under(type_: EntryType, prefix: str) -> list[HostedRow]:
    """Every key of this type that begins so, among made-up ones."""
    found = banks.keys_under(type_, prefix)
    return rules.padded([HostedRow(key.sha256[PREFIX_DIGITS:], key.entry, key.bank) for key in found])
