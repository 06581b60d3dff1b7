"""A decision over many: which cases may stand in a set, which samples are drawn, and when a second person is needed."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.rules.accounts import OF_ACCOUNTS
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.vocabulary import Basis, CaseState, ProposalReason, SetAside, Verdict
from bonafides.safety.moderation.vocabulary.limits import (
    BULK_ALONE_ITEMS,
    BULK_CASES_AT_MOST,
    BULK_SAMPLES,
    BULK_SPARE_SAMPLES,
)


@dataclass(frozen=True)
class PlaceFacts:
    """What decides whether one case may be decided with the others."""

    state: CaseState
    threat_to_life: bool = False
    open_elsewhere: bool = False  # somebody else has it open now
    of_other_accounts: bool = False  # where the set is an account's
    has_content: bool = True
    decided_before: bool = False
    reader_wanted: bool = False
    objected_to: bool = False


def set_aside(facts: PlaceFacts, verdict: Verdict | None) -> SetAside | None:
    """Why the case is judged by itself; None where it may be decided with the others. No verdict: none is given yet."""
    reasons = (
        (SetAside.NOT_OPEN, facts.state is not CaseState.OPEN),
        (SetAside.THREAT, facts.threat_to_life),
        (SetAside.OTHER_ACCOUNTS, facts.of_other_accounts),
        (SetAside.DECIDED_BEFORE, facts.decided_before),
        (SetAside.OBJECTED, facts.objected_to),
        (SetAside.LANGUAGE, facts.reader_wanted),
        (SetAside.NO_CONTENT, verdict is Verdict.RESTRICT and not facts.has_content),
        (SetAside.OPEN_ELSEWHERE, verdict is not None and facts.open_elsewhere),
    )
    return next((reason for reason, holds in reasons if holds), None)


# -- samples ----------------------------------------------------------------------------------------------------------


def drawn(cases: Iterable[str], *, bulk: str, person: str) -> list[str]:
    """The samples that one person opens, a few spare ones among them; nobody chooses them, and each gets others.

    The order is by SHA-256 of the set, the person and the case, so that it is the same whenever it is asked.
    """
    order = sorted(cases, key=lambda case: sha256(f"{bulk}|{person}|{case}".encode()).digest())
    return order[: BULK_SAMPLES + BULK_SPARE_SAMPLES]


def needed(cases_with_content: int) -> int:
    """How many samples must be opened: ten, or all where there are fewer."""
    return min(BULK_SAMPLES, cases_with_content)


def check_samples(opened: int, cases_with_content: int) -> None:
    wanted = needed(cases_with_content)
    if opened < wanted:
        sentence = _("Open %(left)d more samples before you decide over all of them.")
        raise RuleBroken("samples-unopened", sentence, left=wanted - opened)


# -- the set and the wish ---------------------------------------------------------------------------------------------


def check_size(cases: int) -> None:
    if cases == 0:
        raise RuleBroken("empty-set", _("No open case is like that, so there is nothing to decide."))
    if cases > BULK_CASES_AT_MOST:
        sentence = _("%(cases)d cases are like that; one decision may be over %(most)d. Narrow the set.")
        raise RuleBroken("set-too-large", sentence, cases=cases, most=BULK_CASES_AT_MOST)


def check_wish(wish: Wish) -> None:
    """What no decision over many may hold, whatever the other rules say."""
    if not OF_ACCOUNTS.isdisjoint(wish.measure_words()):
        sentence = _("An account is suspended or closed by itself, on its own page, and never by a set of items.")
        raise RuleBroken("account-by-itself", sentence)
    if wish.match_only or wish.bank_it or wish.excepted:
        raise RuleBroken("not-for-many", _("This can be said of one case only."))


def needs_second(items: int, proposal: ProposalReason | None) -> bool:
    """Whether another person must agree: for many items, and wherever one case alone would need two readings."""
    return items > BULK_ALONE_ITEMS or proposal is not None


def basis_of_member(seen: Basis | None, sampled: Basis) -> Basis:
    """What the person had seen of one case: itself, or only samples of the set; nothing where there was nothing."""
    if seen is not None:
        return seen
    return Basis.NOTHING if sampled is Basis.NOTHING else Basis.SAMPLED
