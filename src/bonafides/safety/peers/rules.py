"""What the words of other systems mean here. Nothing reads a clock or a table."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import DIGEST_TYPES, EntryType
from bonafides.safety.moderation.vocabulary import Verdict
from bonafides.safety.peers.vocabulary import (
    ALWAYS_OFF,
    ALWAYS_ON,
    KEY_DIGITS,
    NAME_OF_A_BANK,
    OFF_AT_MOST,
    PADDED_TO,
    PREFIX_DIGITS,
    Decision,
    SignalSource,
)

# -- Hasher-Matcher-Actioner ------------------------------------------------------------------------------------------


def is_on(enabled: object, ratio: object) -> bool | None:
    """Whether a list is to match, from `enabled` and `enabled_ratio`; None where neither says so.

    A ratio between 0 and 1 is refused: there a flip of a coin decides about an upload, and nobody could say why.
    """
    if ratio is not None:
        if isinstance(ratio, bool) or not isinstance(ratio, int | float) or ratio not in (0, 1):
            raise Invalid("ratio", _("A list is on (1) or off (0) here; chance decides about no upload."))
        return bool(ratio)
    if enabled is None or isinstance(enabled, bool):
        return enabled
    raise Invalid("enabled", _("The field enabled is true or false."))


def check_name(name: object) -> str:
    """A list's name as the client has to spell it."""
    if not isinstance(name, str) or not re.fullmatch(NAME_OF_A_BANK, name):
        raise Invalid("bank-name", _("The name of a list has capitals, digits and underscores, and no digit first."))
    return name


def off_until(timestamp: object, at: datetime) -> datetime | bool:
    """What `disable_until_ts` asks for: False for off, True for on, or the moment until which it is off."""
    if isinstance(timestamp, bool) or not isinstance(timestamp, int) or timestamp < 0:
        raise Invalid("disable-until", _("The field disable_until_ts is 0, 1 or a moment in seconds since 1970."))
    if timestamp in (ALWAYS_OFF, ALWAYS_ON):
        return timestamp == ALWAYS_ON
    if timestamp > (at + OFF_AT_MOST).timestamp():
        raise Invalid("disable-until", _("An entry may be off for at most five years."))
    until = datetime.fromtimestamp(timestamp, UTC)
    return True if until <= at else until


# -- Altitude ---------------------------------------------------------------------------------------------------------


def decision_of(verdict: Verdict) -> Decision:
    """The receiver knows two words: whatever restricts, however mildly, is BLOCK."""
    return Decision.BLOCK if verdict is Verdict.RESTRICT else Decision.APPROVE


def source_named_in(bank: str) -> SignalSource:
    """Which of its sources a list's name speaks of."""
    words = set(re.split(r"[^A-Z_]+", bank.upper().replace("USER REPORT", "USER_REPORT")))
    return next((source for source in SignalSource if source.value in words), SignalSource.UNKNOWN)


# -- the hosted matcher -----------------------------------------------------------------------------------------------

HOSTED_TYPES = (*DIGEST_TYPES, EntryType.URL)
NEARNESS_NEEDS_ALL = _(
    "A %(type)s fingerprint matches what is near it, and nearness cannot be asked of a few digits: look it up whole."
)


@dataclass(frozen=True)
class HostedRow:
    """One key that begins with the prefix: the digits after it, the entry, and its list."""

    rest: str
    entry: str
    bank: str


def hosted_type(name: str) -> EntryType:
    """A type that can be asked for by the first digits of a key; one that is matched by nearness cannot."""
    if name in {each.value for each in EntryType} - {each.value for each in HOSTED_TYPES}:
        raise Invalid("not-by-prefix", NEARNESS_NEEDS_ALL, type=name)
    if name not in {each.value for each in HOSTED_TYPES}:
        raise Invalid("type", _("Ask for one of %(types)s."), types=", ".join(HOSTED_TYPES))
    return EntryType(name)


def check_prefix(prefix: str) -> str:
    """Exactly so many hexadecimal digits: fewer would hand out more of a list, more would tell us more of an upload."""
    if not re.fullmatch(rf"[0-9a-f]{{{PREFIX_DIGITS}}}", prefix):
        raise Invalid("prefix", _("A prefix has exactly %(digits)s digits, 0-9 and a-f."), digits=PREFIX_DIGITS)
    return prefix


def padded(rows: Sequence[HostedRow]) -> list[HostedRow]:
    """The rows among made-up ones, in the order of their digits: how many there are does not show on the wire.

    A made-up row holds random digits, so it meets a real key with a probability of 2^-240.
    """
    wanted = max(-(-len(rows) // PADDED_TO), 1) * PADDED_TO
    like = rows[0] if rows else HostedRow("", "0" * 10, "0" * 10)
    made_up = (made_up_row(like) for _n in range(wanted - len(rows)))
    return sorted([*rows, *made_up], key=lambda row: row.rest)


def made_up_row(like: HostedRow) -> HostedRow:
    return HostedRow(secrets.token_hex((KEY_DIGITS - PREFIX_DIGITS) // 2), *map(scrambled, (like.entry, like.bank)))


def scrambled(reference: str) -> str:
    """A random reference of the same length."""
    return "".join(secrets.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _character in reference)
