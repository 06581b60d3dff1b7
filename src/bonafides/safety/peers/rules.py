"""What the words of other systems mean here. Nothing reads a clock or a table."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from random import Random

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import DIGEST_TYPES, EntryType
from bonafides.safety.moderation.vocabulary import Verdict
from bonafides.safety.peers.vocabulary import (
    ALWAYS_OFF,
    ALWAYS_ON,
    COIN_DIGITS,
    COIN_SIDES,
    KEY_DIGITS,
    NAME_OF_A_BANK,
    OFF_AT_MOST,
    PADDED_TO,
    PREFIX_DIGITS,
    Decision,
    SignalSource,
)

# -- Hasher-Matcher-Actioner ------------------------------------------------------------------------------------------


def share_wanted(enabled: object, ratio: object) -> float | None:
    """For what share of the questions a list is to answer, from `enabled` and `enabled_ratio`; None where neither says.

    Either may come as a text, as some clients write it: "0.5", "true".
    """
    if ratio is not None:
        share = number_in(ratio)
        if share is None or not 0 <= share <= 1:
            raise Invalid("ratio", _("The field enabled_ratio is a number from 0 to 1."))
        return share
    is_on = is_wanted(enabled)
    return None if is_on is None else float(is_on)


def is_wanted(enabled: object) -> bool | None:
    """Whether something is to be on, from `enabled`; None where it is not said."""
    if enabled is None:
        return None
    if str(enabled).lower() not in {"true", "false", "1", "0"}:
        raise Invalid("enabled", _("The field enabled is true or false."))
    return str(enabled).lower() in {"true", "1"}


def number_in(value: object) -> float | None:
    """A number, or a text that is one; None for anything else, and for what is no finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def coin(seed: str, value_sha256: str) -> float:
    """Where a question falls between 0 and 1: a list answers if its share is not below.

    With a `seed` it is the coin of that client's own server, so that the same seed gives the same answer in both.
    Without one the digest of what is asked decides: the same upload is always answered the same.
    """
    if seed:
        return Random(seed).random()  # noqa: S311  # no secret: it is to come out as it does there
    return int(value_sha256[:COIN_DIGITS], 16) / COIN_SIDES


def check_name(name: object) -> str:
    """A list's name as the client has to spell it."""
    if not isinstance(name, str) or not re.fullmatch(NAME_OF_A_BANK, name):
        raise Invalid("bank-name", _("The name of a list has capitals, digits and underscores, and no digit first."))
    return name


def off_until(timestamp: object, at: datetime) -> datetime | bool:
    """What `disable_until_ts` asks for: False for off, True for on, or the moment until which it is off."""
    seconds = number_in(timestamp)
    if seconds is None or seconds < 0 or seconds != int(seconds):
        raise Invalid("disable-until", _("The field disable_until_ts is 0, 1 or a moment in seconds since 1970."))
    if seconds in (ALWAYS_OFF, ALWAYS_ON):
        return seconds == ALWAYS_ON
    if seconds > (at + OFF_AT_MOST).timestamp():
        raise Invalid("disable-until", _("An entry may be off for at most five years."))
    until = datetime.fromtimestamp(seconds, UTC)
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
