"""What a published decision means for the accounts concerned: strikes given and taken back, measures in force."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from bonafides.base.audit.actions import audited_action, forget, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.ledger.entries import canonical
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.events import (
    AccountForgotten,
    AccountStateChanged,
    LadderSet,
    StrikeEnded,
    StrikeGiven,
)
from bonafides.safety.moderation.models import (
    Account,
    Decision,
    Enforcement,
    Item,
    PolicyVersion,
    Strike,
    StrikeLadder,
)
from bonafides.safety.moderation.queries import accounts
from bonafides.safety.moderation.queries.facts import clauses_of
from bonafides.safety.moderation.rules.accounts import (
    OF_ACCOUNTS,
    Ladder,
    check_ladder,
    state_of,
    strike_expires_at,
)
from bonafides.safety.moderation.vocabulary import (
    AccountState,
    ItemKind,
    ItemState,
    Measure,
    StrikeEnd,
    Verdict,
)

SUSPENSION_END = "moderation.suspension_end"  # the outbox row that ends one
ENDED = "measure.ended"  # message type
FORGOTTEN = "forgotten:"  # how the name of an account begins that nothing is on record about
SHIPPED = Path(__file__).parent.parent / "data" / "ladder.json"


# -- the ladder -------------------------------------------------------------------------------------------------------


def shipped_ladder() -> Ladder:
    """The ladder that an installation starts with, until its platform writes its own."""
    return Ladder.from_json(json.loads(SHIPPED.read_text("utf-8")))


@audited_action
def set_ladder(*, version: PolicyVersion, ladder: Ladder, by: Actor, at: datetime) -> StrikeLadder:
    """Write the ladder down beside a policy version; strikes that were given keep their day."""
    if by.kind is not ActorKind.SYSTEM:
        permissions.check_can_lead(by)
    check_ladder(ladder, frozenset(str(clause["key"]) for clause in clauses_of(version)))
    written: dict[str, Any] = {
        "rungs": [rung.as_json() for rung in ladder.rungs],
        "lasts_days": ladder.lasts.days,
        "clauses": sorted(ladder.clauses),
    }
    row = StrikeLadder(policy_version=version, set_at=at, set_by_id=by.person, **written)
    row.save()
    digest = sha256(canonical(written)).hexdigest()
    record(LadderSet(policy=version.policy.slug, version=version.number, digest=digest), by=by, at=at)
    return row


# -- strikes ----------------------------------------------------------------------------------------------------------


def learn_from(decision: Decision, items: Sequence[Item], *, at: datetime) -> None:
    """Take back the strikes of what this decision answers, and give those that it calls for; one for each account."""
    if decision.reverses is not None:
        _take_back(decision, items, at)
    ladder = accounts.ladder_in_force()
    if ladder is None or decision.verdict != Verdict.RESTRICT or not ladder.brings_strike(decision.clauses):
        return
    for reference in dict.fromkeys(item.author_reference for item in items if item.kind != ItemKind.ACCOUNT):
        if reference:
            _give(account_of(reference, at), decision, ladder, at)


def account_of(platform_reference: str, at: datetime) -> Account:
    """The row of an account, made when it is first needed."""
    found = Account.objects.filter(platform_reference=platform_reference).first()
    if found is None:
        found = Account(platform_reference=platform_reference, first_at=at)
        found.save()
    return found


def _give(account: Account, decision: Decision, ladder: Ladder, at: datetime) -> None:
    expires_at = strike_expires_at(at, ladder)
    strike = Strike(account=account, decision=decision, policy_version=decision.policy_version)
    strike.given_at, strike.expires_at = at, expires_at
    strike.save()
    event = StrikeGiven(
        account=account.reference,
        decision=decision.reference,
        policy_version=decision.policy_version.number,
        number=accounts.strikes_counting(account, at).count(),
        expires_at=expires_at,
    )
    record(event, by=SYSTEM, at=at)


def _take_back(decision: Decision, items: Iterable[Item], at: datetime) -> None:
    """The strikes that earlier decisions of the case gave the authors of these items."""
    concerned = {item.author_reference for item in items}
    strikes = Strike.objects.filter(decision__case=decision.case, ended_at=None).exclude(decision=decision)
    for strike in strikes.filter(account__platform_reference__in=concerned).select_related("account", "decision"):
        _end(strike, StrikeEnd.REVERSED, at)


def _end(strike: Strike, why: StrikeEnd, at: datetime) -> None:
    strike.ended_at, strike.end = at, why
    strike.save(update_fields=["ended_at", "end"])
    event = StrikeEnded(account=strike.account.reference, decision=strike.decision.reference, why=why)
    record(event, by=SYSTEM, at=at)


@audited_action
def end_expired(*, at: datetime) -> int:
    """Say of each strike past its day that it counts no more; it has not counted since that day."""
    expired = list(Strike.objects.filter(ended_at=None, expires_at__lte=at).select_related("account", "decision")[:200])
    for strike in expired:
        _end(strike, StrikeEnd.EXPIRED, at)
    if not expired:
        nothing_changed()
    return len(expired)


# -- measures ---------------------------------------------------------------------------------------------------------


def settle_accounts(decision: Decision, items: Sequence[Item], *, at: datetime) -> None:
    """What the decision makes of the accounts of its items, where it or the one before it touches an account."""
    touching = OF_ACCOUNTS & {Measure(measure) for measure in _measures_around(decision)}
    if not touching:
        return
    for reference in dict.fromkeys(item.author_reference for item in items if item.author_reference):
        settle(account_of(reference, at), decision, at)


def _measures_around(decision: Decision) -> list[str]:
    before = list(decision.reverses.measures.values_list("measure", flat=True)) if decision.reverses else []
    return [*before, *decision.measures.values_list("measure", flat=True)]


def settle(account: Account, decision: Decision, at: datetime) -> None:
    """Bring the account to what the decisions in force make of it; where nothing restricts it, its keys go."""
    state, until = state_of(accounts.standing_measures(account), at.date())
    if (account.state, account.suspended_until) == (state, until):
        return
    account.state, account.suspended_until = state, until
    account.save(update_fields=["state", "suspended_until"])
    if state is AccountState.GOOD:
        account.keys.all().delete()
    elif until is not None:
        _plan_end(decision, until, at)
    event = AccountStateChanged(
        account=account.reference,
        state=state,
        until=until.isoformat() if until else "",
        decision=decision.reference,
    )
    record(event, by=SYSTEM, at=at)


def _plan_end(decision: Decision, until: date, at: datetime) -> None:
    due_at = datetime.combine(until + timedelta(days=1), time(), UTC)
    key = f"suspension-end:{decision.reference}"
    outbox.enqueue(SUSPENSION_END, {"decision": decision.reference}, key=key, due_at=due_at, at=at)


@audited_action
def end_suspension(*, reference: str, at: datetime) -> None:
    """The last day of a suspension is over: the account is good again, and the platform hears of it.

    Where another decision suspends it longer or closes it, nothing changes. A second delivery does nothing.
    """
    decision = Decision.objects.select_related("case").get(reference=reference)
    suspended = list(decision.case.items.exclude(author_reference=""))
    before = {account.pk: account.state for account in _accounts_of(suspended)}
    for account in _accounts_of(suspended):
        settle(account, decision, at)
        if before[account.pk] == AccountState.SUSPENDED and account.state == AccountState.GOOD:
            _tell_platform(account, decision, suspended, at)
    if all(before[account.pk] == account.state for account in _accounts_of(suspended)):
        nothing_changed()


def _accounts_of(items: Iterable[Item]) -> list[Account]:
    references = {item.author_reference for item in items}
    return list(Account.objects.filter(platform_reference__in=references))


def _tell_platform(account: Account, decision: Decision, items: Iterable[Item], at: datetime) -> None:
    for item in items:
        if item.author_reference != account.platform_reference:
            continue
        if item.kind == ItemKind.ACCOUNT:
            item.state = ItemState.LIVE
            item.save(update_fields=["state"])
        data = {
            "item": item.platform_reference,
            "reference": item.reference,
            "author": item.author_reference,
            "decision": decision.reference,
            "action": "restore",
            "measure": Measure.SUSPEND.value,
        }
        key = f"enforce:{decision.reference}:{item.reference}:ended"
        message = outbox.publish(ENDED, data, key=key, due_at=at, at=at)
        Enforcement(item=item, decision=decision, action="restore", message=message.reference, asked_at=at).save()


# -- forgetting -------------------------------------------------------------------------------------------------------


def forget_where_nothing_is_left(references: Iterable[str], *, at: datetime) -> None:
    """The authors of items were forgotten: so is the name of each account that no other item on record is by."""
    gone = set(references) - set(
        Item.objects.filter(author_reference__in=references).values_list("author_reference", flat=True)
    )
    forget_names(Account.objects.filter(platform_reference__in=gone), at=at)


def forget_names(accounts: Iterable[Account], *, at: datetime) -> int:
    """Take the platform's name from accounts, and what opens their entries in the log; returns how many there were."""
    idle = list(accounts)
    for account in idle:
        account.return_notes.update(contest="")
        account.platform_reference = f"{FORGOTTEN}{account.reference}"
        account.save(update_fields=["platform_reference"])
        forget(f"account:{account.reference}")
    if idle:
        record(AccountForgotten(number=len(idle)), by=SYSTEM, at=at)
    return len(idle)
