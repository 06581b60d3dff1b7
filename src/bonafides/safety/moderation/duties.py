"""Which duties of the DSA and of the TCO Regulation bind a service, and why: facts in, duties with reasons out.

DSA is Reg. (EU) 2022/2065 (OJ L 277, 27.10.2022, p. 1), TCO is Reg. (EU) 2021/784 (OJ L 172, 17.5.2021, p. 79),
the sizes are those of the Annex to Recommendation 2003/361/EC. This is a map for orientation and no legal advice
(docs/explanation/duties.md). Read against a stored copy of the official text or of a summary by an authority:
TCO Art. 1(2), 1(3), 2(7) and DSA Art. 19. From knowledge, to be checked against the Official Journal before it is
relied on (†): every other article number here, the precise wording of the duties, and the thresholds of Art. 2 of
the Annex. Not modelled: very large platforms (DSA Art. 33 ff.), marketplaces (29-32), the twelve months of grace
after growing (19(1), 15(2)), national law, and the law of countries outside the Union.
"""

from dataclasses import dataclass
from enum import StrEnum

from bonafides.kernel.text import gettext_noop

EU = frozenset("AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())  # noqa: SIM905


class Size(StrEnum):
    """Size of the enterprise, partners and linked enterprises counted in: Recommendation 2003/361/EC †."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class ServiceKind(StrEnum):
    """What the service stores for its users. One enterprise may run several."""

    PASTING = "pasting"
    FILE_SHARING = "file_sharing"
    SOCIAL_NETWORK = "social_network"
    FORUM = "forum"
    VIDEO = "video"
    PUBLIC_CHANNELS = "public_channels"
    PRIVATE_CHAT = "private_chat"
    PRIVATE_STORAGE = "private_storage"
    WEB_HOSTING = "web_hosting"


PUBLIC_KINDS = frozenset(
    {
        ServiceKind.PASTING,
        ServiceKind.FILE_SHARING,
        ServiceKind.SOCIAL_NETWORK,
        ServiceKind.FORUM,
        ServiceKind.VIDEO,
        ServiceKind.PUBLIC_CHANNELS,
    }
)
"""Kinds that show what users store to an unlimited number of people: TCO Art. 2(3), DSA Art. 3(i), (k) †."""


@dataclass(frozen=True, slots=True)
class Establishment:
    """What `bonafides init` asks once. `country` is ISO 3166-1 alpha-2, None where there is no establishment."""

    country: str | None
    offers_in_eu: bool
    size: Size
    kinds: frozenset[ServiceKind]


class Scope(StrEnum):
    """Whom a duty is for."""

    HOSTING = "hosting"  # every hosting service
    HOSTING_ABOVE_SMALL = "hosting_above_small"
    PLATFORM = "platform"  # every service that shows content to the public
    PLATFORM_ABOVE_SMALL = "platform_above_small"
    OUTSIDE_EU = "outside_eu"  # hosting services without an establishment in the Union
    PLATFORM_OUTSIDE_EU = "platform_outside_eu"
    ORDERED = "ordered"  # services that show content to the public, once an authority finds them exposed


class Binding(StrEnum):
    """Whether a duty applies now."""

    BINDS = "binds"
    ONCE_ORDERED = "once_ordered"  # from a decision of the authority on
    DOES_NOT_BIND = "does_not_bind"


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty, whether it applies, and why in a sentence to translate; so is the title."""

    code: str
    law: str
    article: str
    title: str
    binding: Binding
    why: str


@dataclass(frozen=True, slots=True)
class _Rule:
    code: str
    law: str
    article: str
    title: str
    scope: Scope


def duties_of(facts: Establishment) -> tuple[Duty, ...]:
    """Every duty we know of, in the order of the laws, each with whether it binds this service and why."""
    return tuple(_duty_of(rule, facts) for rule in RULES)


def size_of(*, staff: int, turnover_eur: int, balance_sheet_eur: int | None = None) -> Size:
    """The size class: the staff ceiling must be kept, and one of the two financial ceilings (Annex, Art. 2 †).

    staff is in annual work units, money in whole euros a year; without a balance sheet the turnover decides alone.
    Raises ValueError for a negative number.
    """
    amounts = (turnover_eur, turnover_eur if balance_sheet_eur is None else balance_sheet_eur)
    if min(staff, *amounts) < 0:
        raise ValueError("staff, turnover and balance sheet cannot be negative")
    for size, staff_below, turnover_at_most, balance_at_most in CEILINGS:
        if staff < staff_below and (amounts[0] <= turnover_at_most or amounts[1] <= balance_at_most):
            return size
    return Size.LARGE


CEILINGS = (
    (Size.MICRO, 10, 2_000_000, 2_000_000),
    (Size.SMALL, 50, 10_000_000, 10_000_000),
    (Size.MEDIUM, 250, 50_000_000, 43_000_000),
)
"""Size, staff below, turnover at most, balance sheet total at most: Recommendation 2003/361/EC, Annex, Art. 2 †."""


def _duty_of(rule: _Rule, facts: Establishment) -> Duty:
    binding, why = _answer(rule.scope, facts)
    return Duty(code=rule.code, law=rule.law, article=rule.article, title=rule.title, binding=binding, why=why)


def _answer(scope: Scope, facts: Establishment) -> tuple[Binding, str]:
    exemption = _exemption_from(scope, facts)
    if exemption is not None:
        return Binding.DOES_NOT_BIND, exemption
    return Binding.ONCE_ORDERED if scope is Scope.ORDERED else Binding.BINDS, BECAUSE[scope]


def _exemption_from(scope: Scope, facts: Establishment) -> str | None:
    """The first reason why the duty does not bind, the widest one first; None if it binds."""
    if not facts.offers_in_eu:
        return NOT_IN_EU
    if scope in _FOR_PLATFORMS and not facts.kinds & PUBLIC_KINDS:
        return NOT_PUBLIC
    if scope in _FOR_OUTSIDERS and facts.country in EU:
        return ESTABLISHED_IN_EU
    return SMALL_ENOUGH if scope in _FOR_THE_LARGER and facts.size in _EXEMPT_SIZES else None


NOT_IN_EU = gettext_noop("The service is not offered to people in the European Union.")
NOT_PUBLIC = gettext_noop("The service does not show what users store to the public.")
ESTABLISHED_IN_EU = gettext_noop("The service has an establishment in the European Union.")
SMALL_ENOUGH = gettext_noop(
    "Micro and small enterprises are exempt: fewer than 50 staff and at most EUR 10 million of turnover or balance "
    "sheet. You may do it all the same."
)

BECAUSE = {
    Scope.HOSTING: gettext_noop("It binds every hosting service offered in the European Union, of any size."),
    Scope.HOSTING_ABOVE_SMALL: gettext_noop(
        "It binds hosting services that are larger than a small enterprise: from 50 staff on, or above EUR 10 million."
    ),
    Scope.PLATFORM: gettext_noop(
        "It binds every service that shows the content of its users to the public in the European Union; "
        "there is no exemption for small ones."
    ),
    Scope.PLATFORM_ABOVE_SMALL: gettext_noop(
        "It binds online platforms that are larger than a small enterprise: from 50 staff on, or above EUR 10 million."
    ),
    Scope.OUTSIDE_EU: gettext_noop(
        "The service is offered in the European Union without an establishment there, whatever its size."
    ),
    Scope.PLATFORM_OUTSIDE_EU: gettext_noop(
        "The service shows content to the public in the European Union without an establishment there, "
        "whatever its size."
    ),
    Scope.ORDERED: gettext_noop(
        "It binds from the day on which the competent authority decides that the service is exposed to terrorist "
        "content, whatever its size. Until then there is nothing to do."
    ),
}

_FOR_PLATFORMS = {Scope.PLATFORM, Scope.PLATFORM_ABOVE_SMALL, Scope.PLATFORM_OUTSIDE_EU, Scope.ORDERED}
_FOR_OUTSIDERS = {Scope.OUTSIDE_EU, Scope.PLATFORM_OUTSIDE_EU}
_FOR_THE_LARGER = {Scope.HOSTING_ABOVE_SMALL, Scope.PLATFORM_ABOVE_SMALL}
_EXEMPT_SIZES = {Size.MICRO, Size.SMALL}

RULES = (
    _Rule("dsa-11", "DSA", "Art. 11", gettext_noop("A contact point for authorities"), Scope.HOSTING),
    _Rule("dsa-12", "DSA", "Art. 12", gettext_noop("A contact point for users"), Scope.HOSTING),
    _Rule("dsa-13", "DSA", "Art. 13", gettext_noop("A legal representative in the Union"), Scope.OUTSIDE_EU),
    _Rule("dsa-14", "DSA", "Art. 14", gettext_noop("Terms that name restrictions, applied fairly"), Scope.HOSTING),
    _Rule("dsa-15", "DSA", "Art. 15", gettext_noop("A yearly transparency report"), Scope.HOSTING_ABOVE_SMALL),
    _Rule("dsa-16", "DSA", "Art. 16", gettext_noop("A way for anyone to give notice"), Scope.HOSTING),
    _Rule("dsa-17", "DSA", "Art. 17", gettext_noop("A statement of reasons to the author"), Scope.HOSTING),
    _Rule("dsa-18", "DSA", "Art. 18", gettext_noop("Reporting threats to life or safety"), Scope.HOSTING),
    _Rule("dsa-20", "DSA", "Art. 20", gettext_noop("Complaints, open for six months"), Scope.PLATFORM_ABOVE_SMALL),
    _Rule("dsa-21", "DSA", "Art. 21", gettext_noop("Out-of-court dispute settlement"), Scope.PLATFORM_ABOVE_SMALL),
    _Rule("dsa-22", "DSA", "Art. 22", gettext_noop("Priority for trusted flaggers"), Scope.PLATFORM_ABOVE_SMALL),
    _Rule("dsa-23", "DSA", "Art. 23", gettext_noop("Measures against misuse"), Scope.PLATFORM_ABOVE_SMALL),
    _Rule(
        "dsa-24",
        "DSA",
        "Art. 24(1), (2), (5)",
        gettext_noop("Further figures, user numbers and the database of statements"),
        Scope.PLATFORM_ABOVE_SMALL,
    ),
    _Rule("dsa-24-3", "DSA", "Art. 24(3)", gettext_noop("User numbers when asked for them"), Scope.PLATFORM),
    _Rule("dsa-25", "DSA", "Art. 25", gettext_noop("An interface that does not deceive"), Scope.PLATFORM_ABOVE_SMALL),
    _Rule("dsa-26", "DSA", "Art. 26", gettext_noop("Advertising that can be recognised"), Scope.PLATFORM_ABOVE_SMALL),
    _Rule("dsa-27", "DSA", "Art. 27", gettext_noop("Recommendations explained"), Scope.PLATFORM_ABOVE_SMALL),
    _Rule("dsa-28", "DSA", "Art. 28", gettext_noop("Protection of minors"), Scope.PLATFORM_ABOVE_SMALL),
    _Rule("tco-3", "TCO", "Art. 3", gettext_noop("Removal orders carried out within one hour"), Scope.PLATFORM),
    _Rule("tco-4", "TCO", "Art. 4", gettext_noop("Content kept restorable after a cross-border order"), Scope.PLATFORM),
    _Rule("tco-5", "TCO", "Art. 5", gettext_noop("Specific measures, with human oversight"), Scope.ORDERED),
    _Rule("tco-6", "TCO", "Art. 6", gettext_noop("Removed content preserved for six months"), Scope.PLATFORM),
    _Rule(
        "tco-7",
        "TCO",
        "Art. 7",
        gettext_noop("A policy in the terms, and a report for each year in which something was done"),
        Scope.PLATFORM,
    ),
    _Rule("tco-10", "TCO", "Art. 10", gettext_noop("Complaints answered within two weeks"), Scope.ORDERED),
    _Rule("tco-11", "TCO", "Art. 11", gettext_noop("Authors told of a removal"), Scope.PLATFORM),
    _Rule("tco-14", "TCO", "Art. 14(5)", gettext_noop("Imminent threats to life reported"), Scope.PLATFORM),
    _Rule("tco-15", "TCO", "Art. 15", gettext_noop("A contact point for removal orders"), Scope.PLATFORM),
    _Rule("tco-17", "TCO", "Art. 17", gettext_noop("A legal representative in the Union"), Scope.PLATFORM_OUTSIDE_EU),
)
