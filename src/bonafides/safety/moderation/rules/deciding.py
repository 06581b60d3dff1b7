"""What a reading of a case leads to: a decision, a second reading, or a refusal that says which rule is in the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.vocabulary import (
    Basis,
    Exemption,
    ExemptionAnswer,
    Ground,
    Measure,
    ProposalReason,
    Verdict,
)

LINE_LIMIT = 500  # characters of the one line; ours
TCO_EXEMPTIONS = "Reg. (EU) 2021/784, Art. 1(3)"
NECESSITY = "DSA Art. 14(4) and 17(3)"


@dataclass(frozen=True)
class WishedMeasure:
    measure: Measure
    territory: tuple[str, ...] = ()  # ISO 3166-1 codes; empty: everywhere
    until: date | None = None

    def as_json(self) -> dict[str, Any]:
        until = self.until.isoformat() if self.until else None
        return {"measure": self.measure.value, "territory": list(self.territory), "until": until}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "WishedMeasure":
        until = date.fromisoformat(value["until"]) if value["until"] else None
        return cls(Measure(value["measure"]), tuple(value["territory"]), until)


@dataclass(frozen=True)
class ExceptedItem:
    """An item of the case that the reader leaves out, by its reference, and why."""

    item: str
    reason: str


@dataclass(frozen=True)
class Wish:
    """What one reader would have done."""

    verdict: Verdict
    clauses: tuple[str, ...] = ()
    measures: tuple[WishedMeasure, ...] = ()
    exemptions: Mapping[Exemption, ExemptionAnswer] = field(default_factory=dict)
    none_applies: bool = False
    facts: str = ""
    match_only: bool = False
    excepted: tuple[ExceptedItem, ...] = ()
    bank_it: bool = False

    def answers(self) -> dict[Exemption, ExemptionAnswer]:
        """The six answers, as far as they are given; `none applies` answers all of them."""
        return dict.fromkeys(Exemption, ExemptionAnswer.NO) if self.none_applies else dict(self.exemptions)

    def measure_words(self) -> frozenset[Measure]:
        return frozenset(wished.measure for wished in self.measures)

    def as_json(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict.value,
            "clauses": list(self.clauses),
            "measures": [wished.as_json() for wished in self.measures],
            "exemptions": {key.value: answer.value for key, answer in self.exemptions.items()},
            "none_applies": self.none_applies,
            "facts": self.facts,
            "match_only": self.match_only,
            "excepted": [[excepted.item, excepted.reason] for excepted in self.excepted],
            "bank_it": self.bank_it,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Wish":
        return cls(
            verdict=Verdict(value["verdict"]),
            clauses=tuple(value["clauses"]),
            measures=tuple(map(WishedMeasure.from_json, value["measures"])),
            exemptions={Exemption(key): ExemptionAnswer(answer) for key, answer in value["exemptions"].items()},
            none_applies=value["none_applies"],
            facts=value["facts"],
            match_only=value["match_only"],
            excepted=tuple(ExceptedItem(item, reason) for item, reason in value["excepted"]),
            bank_it=value["bank_it"],
        )


@dataclass(frozen=True)
class DecidingFacts:
    """What the rules look at, besides the wish."""

    clauses: frozenset[str]  # of the policy version in force, and of them:
    terrorist_clauses: frozenset[str]
    two_person_clauses: frozenset[str]
    two_person_measures: frozenset[Measure]
    items: frozenset[str]  # references
    has_content: bool
    context_shown: bool  # or there is none to show
    seen: Basis | None  # FULL or REDUCED: how plainly this person has seen the content; None: not at all
    byte_exact: bool  # every item that would be restricted matches an entry byte for byte
    cannot_read: bool  # this person said so
    is_trainee: bool = False
    is_second: bool = False  # this is a second reading, or a lead's


@dataclass(frozen=True)
class Outcome:
    """`proposal` is None where this reading decides; else why another person reads first."""

    proposal: ProposalReason | None
    basis: Basis
    ground: Ground
    exemptions: Mapping[Exemption, ExemptionAnswer]


def outcome_of(wish: Wish, facts: DecidingFacts) -> Outcome:
    """What follows from this reading. Raises the first rule that it breaks."""
    for broken in broken_rules(wish, facts):
        raise broken
    answers = wish.answers() if needs_exemptions(wish, facts) else {}
    return Outcome(proposal_reason(wish, facts), basis_of(wish, facts), Ground.TERMS, answers)


def broken_rules(wish: Wish, facts: DecidingFacts) -> tuple[RuleBroken, ...]:
    """Every rule in the way, in the order in which a person would mend them."""
    rules = RESTRICTING if wish.verdict is Verdict.RESTRICT else KEEPING
    return tuple(broken for rule in rules if (broken := rule(wish, facts)) is not None)


def needs_exemptions(wish: Wish, facts: DecidingFacts) -> bool:
    return wish.verdict is Verdict.RESTRICT and not facts.terrorist_clauses.isdisjoint(wish.clauses)


def basis_of(wish: Wish, facts: DecidingFacts) -> Basis:
    """What the person who decided had seen. Whoever saw the content did not decide on the match alone."""
    if facts.seen is not None:
        return facts.seen
    return Basis.MATCH_ONLY if wish.match_only else Basis.NOTHING


def proposal_reason(wish: Wish, facts: DecidingFacts) -> ProposalReason | None:
    """Why this reading does not decide alone; a trainee's never does."""
    if facts.is_trainee:
        return ProposalReason.TRAINEE
    if facts.is_second or wish.verdict is Verdict.KEEP:
        return None
    if not facts.two_person_measures.isdisjoint(wish.measure_words()):
        return ProposalReason.MEASURE
    if not facts.two_person_clauses.isdisjoint(wish.clauses):
        return ProposalReason.CLAUSE
    if needs_exemptions(wish, facts) and ExemptionAnswer.UNCERTAIN in wish.answers().values():
        return ProposalReason.UNCERTAIN
    return None


# -- the rules, one each ----------------------------------------------------------------------------------------------


def _line_is_short(wish: Wish, facts: DecidingFacts) -> RuleBroken | None:
    if len(wish.facts) > LINE_LIMIT:
        return RuleBroken("line-too-long", _("The line may have %(limit)d characters."), limit=LINE_LIMIT)
    return None


def _reads_the_language(wish: Wish, facts: DecidingFacts) -> RuleBroken | None:
    if facts.cannot_read:
        sentence = _("You said that you cannot read this, so you cannot restrict it. Somebody who reads it decides.")
        return RuleBroken("cannot-read", sentence)
    return None


def _has_clause(wish: Wish, facts: DecidingFacts) -> RuleBroken | None:
    if not wish.clauses:
        return RuleBroken("no-clause", _("Choose the clause that it breaks."), source=NECESSITY)
    if not facts.clauses.issuperset(wish.clauses):
        return RuleBroken("unknown-clause", _("The policy in force has no such clause."), source=NECESSITY)
    return None


def _has_measure(wish: Wish, facts: DecidingFacts) -> RuleBroken | None:
    if not wish.measures:
        return RuleBroken("no-measure", _("Choose a measure, the mildest that is enough."), source=NECESSITY)
    if len(wish.measure_words()) != len(wish.measures):
        return RuleBroken("measure-twice", _("A measure can be taken once only."))
    return None


def _geo_has_territory(wish: Wish, facts: DecidingFacts) -> RuleBroken | None:
    if any(wished.measure is Measure.GEO and not wished.territory for wished in wish.measures):
        return RuleBroken("no-territory", _("Say in which countries it is disabled."), source=NECESSITY)
    return None


def _suspension_ends(wish: Wish, facts: DecidingFacts) -> RuleBroken | None:
    if any(wished.measure is Measure.SUSPEND and wished.until is None for wished in wish.measures):
        return RuleBroken(
            "suspension-without-end", _("Say until which day the account is suspended."), source=NECESSITY
        )
    return None


def _has_line(wish: Wish, facts: DecidingFacts) -> RuleBroken | None:
    if not wish.facts.strip():
        return RuleBroken("no-line", _("Write one line: what it is, and why the clause applies."), source=NECESSITY)
    return None


def _was_seen(wish: Wish, facts: DecidingFacts) -> RuleBroken | None:
    if wish.match_only or (facts.seen is not None and facts.context_shown):
        return None
    sentence = _("Look at the context, and at the content at least in its reduced form, before you restrict it.")
    return RuleBroken("not-shown", sentence, source=TCO_EXEMPTIONS)


def _match_alone_is_byte_exact(wish: Wish, facts: DecidingFacts) -> RuleBroken | None:
    if wish.match_only and facts.seen is None and not facts.byte_exact:
        sentence = _("The match alone is enough only where the file is the same byte for byte. Look at the content.")
        return RuleBroken("match-not-exact", sentence)
    return None


def _exemptions_answered(wish: Wish, facts: DecidingFacts) -> RuleBroken | None:
    if needs_exemptions(wish, facts) and not wish.answers().keys() >= set(Exemption):
        sentence = _("Answer for each of the six exemptions, or say that none applies.")
        return RuleBroken("exemptions-open", sentence, source=TCO_EXEMPTIONS)
    return None


def _no_exemption_applies(wish: Wish, facts: DecidingFacts) -> RuleBroken | None:
    contradicts = wish.none_applies and set(wish.exemptions.values()) - {ExemptionAnswer.NO}
    if contradicts:
        return RuleBroken("exemptions-contradict", _("You answered for an exemption and said that none applies."))
    if needs_exemptions(wish, facts) and ExemptionAnswer.YES in wish.answers().values():
        sentence = _("An exemption applies, so this is not terrorist content. Keep it, or choose another clause.")
        return RuleBroken("exemption-applies", sentence, source=TCO_EXEMPTIONS)
    return None


def _doubt_is_settled(wish: Wish, facts: DecidingFacts) -> RuleBroken | None:
    uncertain = needs_exemptions(wish, facts) and ExemptionAnswer.UNCERTAIN in wish.answers().values()
    if uncertain and facts.is_second:
        sentence = _("Two readers who are uncertain cannot restrict it. Answer yes or no, or keep it.")
        return RuleBroken("still-uncertain", sentence, source=TCO_EXEMPTIONS)
    return None


def _exceptions_leave_something(wish: Wish, facts: DecidingFacts) -> RuleBroken | None:
    excepted = {left_out.item for left_out in wish.excepted}
    if not excepted <= facts.items:
        return RuleBroken("foreign-item", _("An item that is left out does not belong to this case."))
    if facts.items and excepted == facts.items:
        return RuleBroken("all-excepted", _("Every item is left out. Keep the case instead."))
    if any(not left_out.reason.strip() for left_out in wish.excepted):
        return RuleBroken("exception-without-reason", _("Say in a line why an item is left out."))
    return None


Rule = Callable[[Wish, DecidingFacts], RuleBroken | None]
KEEPING: tuple[Rule, ...] = (_line_is_short,)
RESTRICTING: tuple[Rule, ...] = (
    _reads_the_language,
    _has_clause,
    _has_measure,
    _geo_has_territory,
    _suspension_ends,
    _match_alone_is_byte_exact,
    _was_seen,
    _exemptions_answered,
    _no_exemption_applies,
    _doubt_is_settled,
    _has_line,
    _line_is_short,
    _exceptions_leave_something,
)
