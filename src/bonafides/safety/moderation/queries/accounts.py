"""What is on record about an account: strikes that count, measures in force, notes of a possible return."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.models import (
    Account,
    Case,
    Decision,
    DecisionMeasure,
    Item,
    PolicyVersion,
    ReturnNote,
    Strike,
    StrikeLadder,
)
from bonafides.safety.moderation.queries.cases import policy_in_force
from bonafides.safety.moderation.rules.accounts import Ladder, Rung, Standing
from bonafides.safety.moderation.rules.statements import RecordCited, StrikeCited
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState, ItemKind, Measure

COUNTS = Q(ended_at=None)  # and is not past its day


# -- finding it -------------------------------------------------------------------------------------------------------


def account_for(by: Actor, reference: str) -> Account:
    if not permissions.can_read_accounts(by):
        raise NotFound("no-such-account", _("There is no such account."))
    found = Account.objects.filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-account", _("There is no such account."))
    return found


def account_named(platform_reference: str) -> Account | None:
    return Account.objects.filter(platform_reference=platform_reference).first() if platform_reference else None


def accounts_listed(at: datetime) -> "QuerySet[Account]":
    """All of them, those with most strikes that count first."""
    counting = Count("strikes", filter=Q(strikes__ended_at=None, strikes__expires_at__gt=at))
    open_notes = ReturnNote.objects.filter(account=OuterRef("pk"), stands=True)
    return Account.objects.annotate(counting=counting, is_noted=Exists(open_notes)).order_by("-counting", "-pk")


# -- strikes and the ladder -------------------------------------------------------------------------------------------


def strikes_counting(account: Account, at: datetime) -> "QuerySet[Strike]":
    return account.strikes.filter(COUNTS, expires_at__gt=at)


def ladder_row() -> StrikeLadder | None:
    """The ladder in force: the latest that was written down, beside whichever version."""
    return StrikeLadder.objects.select_related("policy_version").order_by("-pk").first()


def ladder_beside(version: PolicyVersion) -> StrikeLadder | None:
    """The ladder as it was last written down beside one version."""
    return StrikeLadder.objects.filter(policy_version=version).order_by("-pk").first()


def ladder_in_force() -> Ladder | None:
    row = ladder_row()
    return ladder_of(row) if row else None


def ladder_of(row: StrikeLadder) -> Ladder:
    return Ladder.from_json({"rungs": row.rungs, "lasts_days": row.lasts_days, "clauses": row.clauses})


# -- what a statement says of it --------------------------------------------------------------------------------------


def strike_cited(item: Item, decision: Decision, at: datetime) -> StrikeCited | None:
    """The strike that a decision gave the author of an item."""
    account = account_named(item.author_reference)
    strike = Strike.objects.filter(account=account, decision=decision).first() if account else None
    if account is None or strike is None:
        return None
    return StrikeCited(strikes_counting(account, at).count(), strike.expires_at.date().isoformat())


def strike_foreseen(item: Item, clauses: Iterable[str], at: datetime) -> StrikeCited | None:
    """The strike that a restriction under these clauses would give the author of an item."""
    ladder = ladder_in_force()
    is_somebodys = bool(item.author_reference) and item.kind != ItemKind.ACCOUNT
    if ladder is None or not is_somebodys or not ladder.brings_strike(clauses):
        return None
    account = account_named(item.author_reference)
    before = strikes_counting(account, at).count() if account else 0
    return StrikeCited(before + 1, (at + ladder.lasts).date().isoformat())


def record_cited(item: Item, at: datetime) -> RecordCited | None:
    """Of a measure against an account: the strikes that count."""
    account = account_named(item.author_reference) if item.kind == ItemKind.ACCOUNT else None
    return RecordCited(strikes_counting(account, at).count()) if account else None


def has_return_note(platform_reference: str) -> bool:
    return bool(platform_reference) and notes_standing(platform_reference).exists()


def notes_standing(platform_reference: str) -> "QuerySet[ReturnNote]":
    """The notes about an account that nobody has found wrong."""
    notes = ReturnNote.objects.filter(account__platform_reference=platform_reference, stands=True)
    return notes.select_related("account", "resembles")


# -- measures ---------------------------------------------------------------------------------------------------------


def standing_measures(account: Account) -> list[Standing]:
    """The measures against an account that decisions in force hold, whatever case they were taken in."""
    theirs = Item.objects.filter(author_reference=account.platform_reference)
    cases = Case.objects.filter(items__in=theirs).distinct()
    standing = []
    for case in cases.filter(decisions__measures__measure__in=(Measure.SUSPEND, Measure.TERMINATE)):
        decision = case.decisions.filter(state=DecisionState.PUBLISHED).order_by("published_at", "pk").last()
        if decision is not None:
            standing += _measures_of(decision)
    return standing


def _measures_of(decision: Decision) -> list[Standing]:
    found = decision.measures.filter(measure__in=(Measure.SUSPEND, Measure.TERMINATE))
    return [Standing(Measure(each.measure), each.until) for each in found]


# -- the page ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AccountPage:
    """What one person sees of one account."""

    account: Account
    by: Actor
    at: datetime

    @cached_property
    def strikes(self) -> list[Strike]:
        found = self.account.strikes.select_related("decision__case", "policy_version")
        return list(found[:100])

    @cached_property
    def counting(self) -> int:
        return strikes_counting(self.account, self.at).count()

    @cached_property
    def ladder(self) -> Ladder | None:
        return ladder_in_force()

    @property
    def rung(self) -> Rung | None:
        """What the ladder calls for now; a person decides whether."""
        return self.ladder.rung_for(self.counting) if self.ladder else None

    @cached_property
    def policy(self) -> PolicyVersion:
        return policy_in_force()

    @cached_property
    def notes(self) -> list[ReturnNote]:
        return list(self.account.return_notes.select_related("resembles", "settled_by"))

    @cached_property
    def measures(self) -> list[DecisionMeasure]:
        """Every measure that was taken against it, latest first, with its decision."""
        theirs = DecisionMeasure.objects.filter(
            decision__case__items__author_reference=self.account.platform_reference,
            measure__in=(Measure.SUSPEND, Measure.TERMINATE),
        )
        return list(theirs.select_related("decision__case").distinct().order_by("-pk"))

    @cached_property
    def open_case(self) -> Case | None:
        """Its case that waits for a reading."""
        waiting = Case.objects.filter(
            items__kind=ItemKind.ACCOUNT,
            items__author_reference=self.account.platform_reference,
            state__in=(CaseState.OPEN, CaseState.SECOND_READING, CaseState.DECIDED),
        )
        return waiting.first()

    @cached_property
    def items(self) -> dict[str, int]:
        theirs = Item.objects.filter(author_reference=self.account.platform_reference).exclude(kind=ItemKind.ACCOUNT)
        states = dict(theirs.values_list("state").annotate(number=Count("pk")))
        return {"all": sum(states.values()), **states}

    @property
    def can_decide(self) -> bool:
        return permissions.can_decide(self.by) and self.open_case is None
