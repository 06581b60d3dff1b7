"""The desk of the case page as its template wants it: each choice with its key, and whether it is chosen."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bonafides.safety.moderation.forms.judging import ANSWERS, JudgeForm
from bonafides.safety.moderation.queries.case_page import CasePage
from bonafides.safety.moderation.rules.accounts import OF_ACCOUNTS
from bonafides.safety.moderation.views.viewing import Shown
from bonafides.safety.moderation.vocabulary import (
    EXEMPTION_KEYS,
    EXEMPTION_WORDS,
    MEASURE_KEYS,
    MEASURE_WORDS,
)


@dataclass(frozen=True)
class Choice:
    value: str
    word: str
    key: str
    chosen: bool
    text: str = ""


@dataclass(frozen=True)
class Desk:
    """What stands on the desk."""

    verdict: str
    clauses: list[Choice]
    measures: list[Choice]
    exemptions: list[tuple[Choice, list[tuple[str, str, bool]]]]
    can_say_none: bool  # the context, and at least the reduced content, were or are being shown
    can_match_only: bool
    can_bank: bool = True
    needs_end: bool = False  # a suspension ends on a day, which is asked for openly


def desk_of(form: JudgeForm, page: CasePage, shown: Shown) -> Desk:
    chosen, measures = set(form.given("clauses")), set(form.given("measures"))
    return Desk(
        verdict=form.data.get("verdict", "") if form.is_bound else "",
        clauses=[_clause(clause, chosen) for clause in form.policy_clauses],
        measures=[Choice(m.value, _(MEASURE_WORDS[m]), MEASURE_KEYS[m], m.value in measures) for m in MEASURE_WORDS],
        exemptions=[_exemption(form, exemption) for exemption in EXEMPTION_WORDS],
        can_say_none=can_say_none(page, shown),
        can_match_only=page.is_byte_exact and not page.was_seen,
    )


def desk_of_many(form: JudgeForm, *, can_say_none: bool) -> Desk:
    """The desk of a decision over many: nothing that can be said of one case only stands on it."""
    chosen, measures = set(form.given("clauses")), set(form.given("measures"))
    offered = [m for m in MEASURE_WORDS if m not in OF_ACCOUNTS]
    return Desk(
        verdict=form.data.get("verdict", "") if form.is_bound else "",
        clauses=[_clause(clause, chosen) for clause in form.policy_clauses],
        measures=[Choice(m.value, _(MEASURE_WORDS[m]), MEASURE_KEYS[m], m.value in measures) for m in offered],
        exemptions=[_exemption(form, exemption) for exemption in EXEMPTION_WORDS],
        can_say_none=can_say_none,
        can_match_only=False,
        can_bank=False,
    )


def desk_of_account(form: JudgeForm) -> Desk:
    """The desk of an account: its two measures, and what the rules ask for with them."""
    chosen, measures = set(form.given("clauses")), set(form.given("measures"))
    offered = [m for m in MEASURE_WORDS if m in OF_ACCOUNTS]
    return Desk(
        verdict=form.data.get("verdict", "") if form.is_bound else "",
        clauses=[_clause(clause, chosen) for clause in form.policy_clauses],
        measures=[Choice(m.value, _(MEASURE_WORDS[m]), MEASURE_KEYS[m], m.value in measures) for m in offered],
        exemptions=[_exemption(form, exemption) for exemption in EXEMPTION_WORDS],
        can_say_none=True,
        can_match_only=False,
        can_bank=False,
        needs_end=True,
    )


def can_say_none(page: CasePage, shown: Shown) -> bool:
    """Whether the exemptions can be weighed; a byte-exact match may be decided on alone, and says so."""
    content = page.was_seen or shown.is_showing
    context = page.context_seen or bool(shown.context)
    return (content and context) or page.is_byte_exact


def _clause(clause: dict[str, Any], chosen: set[str]) -> Choice:
    key = str(clause["key"])
    return Choice(key, clause["title"], key, key in chosen, clause["text"])


def _exemption(form: JudgeForm, exemption: Any) -> tuple[Choice, list[tuple[str, str, bool]]]:
    given = form.data.get(exemption.value, "") if form.is_bound else ""
    answers = [(value, str(word), value == given) for value, word in ANSWERS]
    return Choice(exemption.value, _(EXEMPTION_WORDS[exemption]), EXEMPTION_KEYS[exemption], bool(given)), answers
