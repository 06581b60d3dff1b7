"""What is one group of addresses, what a second person must confirm, which answer may follow. No clock, no table."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil

from bonafides.kernel.errors import Invalid, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.errors import UrlError
from bonafides.matching.urls import CanonicalUrl, refang
from bonafides.programme.alerts.vocabulary import (
    ADDRESS_LIMIT_CHARACTERS,
    ALERT_MOVES,
    FEWEST_RECIPIENTS,
    FINAL,
    GROUP_AT_MOST,
    WITH_REASON,
    AlertState,
    Answer,
    Criterion,
)

# -- addresses --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Address:
    """One address as it was found, and the key that it is compared by."""

    url: str
    key: str
    host: str
    shape: str


@dataclass(frozen=True)
class SetAside:
    line: int
    text: str
    reason: str


@dataclass
class Read:
    """What a list of addresses came to."""

    addresses: list[Address] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)


def address_of(text: str) -> Address:
    """Read one address, defanged or not; http and https only. Raises Invalid with the reason."""
    url = refang(text.strip())
    if len(url) > ADDRESS_LIMIT_CHARACTERS:
        raise Invalid("address-too-long", _("The address is longer than %(most)s characters."),
                      most=ADDRESS_LIMIT_CHARACTERS)  # fmt: skip
    try:
        canonical = CanonicalUrl.parse(url)
    except UrlError as error:
        raise Invalid("not-an-address", _("This is not a web address.")) from error
    if canonical.scheme != "https":
        raise Invalid("not-an-address", _("This is not a web address."))
    whole = url if "://" in url else f"https://{url}"
    return Address(whole, canonical.text, canonical.host, shape_of(canonical))


def shape_of(url: CanonicalUrl) -> str:
    """Host and folder with numbers levelled: addresses of one shape are looked at as one group."""
    folder = url.path.rpartition("/")[0]
    return f"{url.authority}{re.sub(r'[0-9]+', '0', folder)}/*"


def read_lines(lines: Iterable[tuple[int, str]], known: frozenset[str] = frozenset()) -> Read:
    """Addresses from numbered lines; what cannot be read, stands there twice, or is known already is set aside."""
    read, seen = Read(), set[str]()
    for number, text in lines:
        if not text.strip():
            continue
        try:
            address = address_of(text)
        except Invalid as error:
            read.set_aside.append(SetAside(number, text[:200], str(error)))
            continue
        if address.key in seen or address.key in known:
            sentence = _("The same address stands above.") if address.key in seen else _("There is an alert on it.")
            read.set_aside.append(SetAside(number, text[:200], sentence))
        else:
            seen.add(address.key)
            read.addresses.append(address)
    return read


def groups_of(addresses: Sequence[Address]) -> list[list[Address]]:
    """Near-identical addresses together, in the order in which they came, none larger than a person can look at."""
    by_shape: dict[str, list[Address]] = {}
    for address in addresses:
        by_shape.setdefault(address.shape, []).append(address)
    return [
        group[start : start + GROUP_AT_MOST]
        for group in by_shape.values()
        for start in range(0, len(group), GROUP_AT_MOST)
    ]


# -- the second person ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BatchFacts:
    state: AlertState
    submitted_by: int
    entry_is_listed: bool


def check_verification(batch: BatchFacts, verifier: int, confirmed: frozenset[Criterion]) -> None:
    """Refuse what the inclusion policy does not allow: it takes a second person, the whole list, a designation."""
    check_open(batch.state)
    check_second_person(batch, verifier)
    if not batch.entry_is_listed:
        raise RuleBroken("not-designated", _("The entity does not stand on that list any more: nothing may go out."))
    if confirmed != frozenset(Criterion):
        raise RuleBroken("checklist", _("Confirm each point of the inclusion policy, or refuse the addresses."))


def check_second_person(batch: BatchFacts, verifier: int) -> None:
    if verifier == batch.submitted_by:
        raise RuleBroken("second-person", _("Whoever submitted an address does not verify it: somebody else does."))


def check_open(state: AlertState) -> None:
    if state is not AlertState.SUBMITTED:
        raise RuleBroken("decided", _("These addresses have been decided on already."))


def moved(state: AlertState, to: AlertState) -> AlertState:
    """The next state, if the table allows it."""
    if to not in ALERT_MOVES[state]:
        raise RuleBroken("alert-state", _("An alert that is %(state)s cannot become %(to)s."),
                         state=state.value, to=to.value)  # fmt: skip
    return to


# -- answers ----------------------------------------------------------------------------------------------------------


def check_answer(before: Answer | None, answer: Answer, reason: str) -> None:
    """A receiver may change its mind, but not go back to having only noticed; a refusal has its reason."""
    if answer in WITH_REASON and not reason.strip():
        raise Invalid("reason-missing", _("Say why: content that stays, and a dispute, need a reason."))
    if answer is Answer.ACKNOWLEDGED and before is not None:
        raise RuleBroken("answered", _("This alert was answered already; say what you did with it."))


# -- figures ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """One alert that went to one recipient, as the record has it."""

    alert: str
    recipient: str
    platform_type: str
    first_final: timedelta | None = None  # from sending to the first final answer
    answer: Answer | None = None  # the latest
    withdrawn: bool = False


@dataclass(frozen=True)
class Figures:
    """What a row of counts says."""

    platform_type: str
    recipients: int
    alerts: int
    answered: int
    restricted: int
    kept: int
    disputed: int
    withdrawn: int
    median: timedelta | None
    ninth_decile: timedelta | None

    @property
    def dispute_rate(self) -> float | None:
        """Of those that were answered finally; None where none was."""
        return self.disputed / self.answered if self.answered else None

    @property
    def dispute_percent(self) -> str:
        return "–" if self.dispute_rate is None else f"{self.dispute_rate * 100:.1f}"


def figures_of(platform_type: str, rows: Sequence[Sent]) -> Figures:
    final = [row for row in rows if row.answer in FINAL]
    times = sorted(row.first_final for row in rows if row.first_final is not None)
    said = [row.answer for row in final]
    return Figures(
        platform_type=platform_type,
        recipients=len({row.recipient for row in rows}),
        alerts=len(rows),
        answered=len(final),
        restricted=said.count(Answer.RESTRICTED),
        kept=said.count(Answer.KEPT),
        disputed=said.count(Answer.DISPUTED),
        withdrawn=sum(row.withdrawn for row in rows),
        median=quantile(times, 0.5),
        ninth_decile=quantile(times, 0.9),
    )


def quantile(times: Sequence[timedelta], share: float) -> timedelta | None:
    """The nearest rank of sorted times: a time that really was taken; None of none."""
    return times[max(ceil(share * len(times)), 1) - 1] if times else None


def rows_by_type(sent: Sequence[Sent], *, fewest: int = 0) -> list[Figures]:
    """A row for each type of platform, largest first.

    With `fewest`, types with fewer recipients are joined to `other`, the next smallest with them until that row too
    stands for enough, so that no row, and no difference between rows and total, names a recipient.
    """
    by_type: dict[str, list[Sent]] = {}
    for each in sent:
        by_type.setdefault(each.platform_type, []).append(each)
    joined = joined_types({name: {row.recipient for row in rows} for name, rows in by_type.items()}, fewest)
    shown = {name: rows for name, rows in by_type.items() if name not in joined}
    if joined:
        shown["other"] = [row for name in sorted(joined) for row in by_type[name]]
    figures = [figures_of(name, rows) for name, rows in shown.items()]
    return sorted(figures, key=lambda row: (-row.alerts, row.platform_type))


def joined_types(recipients: dict[str, set[str]], fewest: int) -> set[str]:
    small = {name for name, who in recipients.items() if len(who) < fewest}
    rest = sorted(recipients.keys() - small, key=lambda name: (len(recipients[name]), name))
    while small and rest and len(set().union(*(recipients[name] for name in small))) < fewest:
        small.add(rest.pop(0))
    return small


def may_publish(sent: Sequence[Sent], fewest: int = FEWEST_RECIPIENTS) -> bool:
    """Whether there are enough recipients for any figure about their answers."""
    return len({row.recipient for row in sent}) >= fewest
