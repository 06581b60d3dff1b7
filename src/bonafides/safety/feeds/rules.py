"""When a source is read again, what its state is, whom a list may be shared with. No clock, no table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bonafides.kernel.errors import Invalid, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks.vocabulary import Tlp
from bonafides.safety.feeds.adapters.shape import Bad, Gone, Line, Row
from bonafides.safety.feeds.shared import Said
from bonafides.safety.feeds.vocabulary import (
    EVERY_AT_LEAST,
    EVERY_AT_MOST,
    OVERDUE_AFTER,
    RETRIED_STATUSES,
    RETRY_AT_MOST,
    RETRY_FIRST,
    ROWS_A_TIME,
    SHRINKS_AT_MOST,
    SHRINKS_FREELY,
    FeedState,
    RunReason,
    SharedKind,
)

GIVE_ANEW = _(
    "The new address is on another server, %(after)s: give the credentials for it as well. Those that are kept are for "
    "%(before)s and are sent nowhere else."
)


@dataclass(frozen=True)
class FeedFacts:
    """What of a feed decides how it is read."""

    is_on: bool
    is_whole: bool  # this source is read whole each time
    stale_after: timedelta | None
    has_checkpoint: bool
    checkpoint_at: datetime | None
    whole_since: datetime | None
    every: timedelta
    done_at: datetime | None
    created_at: datetime
    failures: int = 0
    is_running: bool = False
    is_removed: bool = False


def reason_to_read_all(feed: FeedFacts, at: datetime) -> RunReason | None:
    """Why a run begins at the start, after which what was not named is withdrawn; None: it goes on where it was."""
    if feed.whole_since is not None:
        return None  # it has begun already, and goes on
    if not feed.has_checkpoint:
        return RunReason.FIRST
    if feed.is_whole:
        return RunReason.WHOLE
    if feed.stale_after is not None and feed.checkpoint_at is not None and at - feed.checkpoint_at > feed.stale_after:
        return RunReason.STALE
    return None


def state_of(feed: FeedFacts, at: datetime) -> FeedState:
    """How a feed does."""
    if feed.is_removed:
        return FeedState.REMOVED
    if feed.is_running:
        return FeedState.RUNNING
    if not feed.is_on:
        return FeedState.OFF
    if feed.failures:
        return FeedState.FAILING
    if at - (feed.done_at or feed.created_at) > OVERDUE_AFTER * feed.every + EVERY_AT_LEAST:
        return FeedState.OVERDUE
    return FeedState.WELL if feed.done_at else FeedState.NEW


def retry_after(failures: int, every: timedelta, asked: timedelta | None = None) -> timedelta:
    """How long to wait after the n-th failure in a row: doubling, never longer than six hours unless it is asked."""
    grown = RETRY_FIRST * int(2 ** min(max(failures, 1) - 1, 16))
    return max(min(grown, RETRY_AT_MOST, max(every, RETRY_FIRST)), min(asked or timedelta(), EVERY_AT_MOST))


def shrinks_too_much(*, orphans: int, standing: int) -> bool:
    """Whether a whole reading met so little of what stood that a fault of the source is likelier than its intention."""
    return orphans > SHRINKS_FREELY and orphans > SHRINKS_AT_MOST * standing


def server_of(address: str) -> str:
    """Where credentials go that are given to this address: its scheme, host and port, as addresses are kept."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def check_given_anew(needed: Iterable[str], given: Iterable[str], *, before: str, after: str) -> None:
    """Whether a feed that moves to another server has what it cannot do without there: no credential goes along.

    `needed` and `given` are names of credentials, `before` and `after` servers.
    """
    for name in needed:
        if name not in given:
            raise Invalid("feed-secrets-anew", GIVE_ANEW, name=name, before=before, after=after)


def check_interval(every: timedelta) -> None:
    if not EVERY_AT_LEAST <= every <= EVERY_AT_MOST:
        raise RuleBroken("feed-interval", _("A feed is read every five minutes at most and every seven days at least."))


# -- the rows of a page -----------------------------------------------------------------------------------------------


def slices_of(lines: Sequence[Line], size: int = ROWS_A_TIME) -> Iterator[Sequence[Line]]:
    """Parts that become a transaction each. The rows of one record stay together, for they replace each other."""
    start = 0
    while start < len(lines):
        end = min(start + size, len(lines))
        while end < len(lines) and _same_record(lines[end - 1], lines[end]):
            end += 1
        yield lines[start:end]
        start = end


def _same_record(one: Line, other: Line) -> bool:
    return not isinstance(one, Bad) and not isinstance(other, Bad) and one.key == other.key


@dataclass(frozen=True)
class Settled:
    """What lines come to: of a record that is named twice, what was said last counts."""

    rows: tuple[Row, ...]
    gone: frozenset[str]
    bad: tuple[Bad, ...]
    unread: frozenset[str] = frozenset()  # records that say something else now, which cannot be used


def settled(lines: Iterable[Line]) -> Settled:
    rows: dict[str, list[Row]] = {}
    gone: dict[str, Gone | Bad] = {}
    bad: list[Bad] = []
    for line in lines:
        if isinstance(line, Row):
            gone.pop(line.key, None)
            rows.setdefault(line.key, []).append(line)
            continue
        rows.pop(line.key, None)
        gone[line.key] = line
        if isinstance(line, Bad):
            bad.append(line)
    unread = frozenset(key for key, line in gone.items() if key and isinstance(line, Bad))
    standing = tuple(row for several in rows.values() for row in several)
    return Settled(standing, frozenset(gone) - unread - {""}, tuple(bad), unread)


# -- sharing ----------------------------------------------------------------------------------------------------------


def check_may_share(tlp: Tlp, *, is_own: bool, openly: bool) -> None:
    """Whom a list may reach, by its traffic light. Source: FIRST, Traffic Light Protocol 2.0.

    CLEAR may go to anybody, GREEN to a community but not to the open; AMBER and RED are for the recipients that their
    source chose, so we pass on only an AMBER list of our own, to those whom we name.
    """
    if openly and tlp is not Tlp.CLEAR:
        raise RuleBroken("tlp-open", _("Only a list that is TLP:CLEAR may be open to everybody."))
    if tlp in (Tlp.CLEAR, Tlp.GREEN) or (tlp is Tlp.AMBER and is_own):
        return
    raise RuleBroken(
        "tlp-share", _("By its traffic light this list is not ours to pass on: TLP:%(tlp)s."), tlp=tlp.value.upper()
    )


def change_of(before: Said | None, now: Said | None) -> SharedKind | None:
    """Which row follows from what was said of an entry and what is to be said now (None: it does not match)."""
    if now is None:
        return SharedKind.WITHDRAW if before is not None and before.row else None
    if before is None or before.value != now.value or not before.row:
        return SharedKind.ADD
    return SharedKind.OPINION if before.row != now.row else None


def is_refused_for_good(status: int | None) -> bool:
    """Whether a source that answered so will not answer otherwise to the same words."""
    return status is not None and 400 <= status <= 499 and status not in RETRIED_STATUSES
