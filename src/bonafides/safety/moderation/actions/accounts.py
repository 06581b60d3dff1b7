"""Judging an account by its record, and taking in what hints at a return. Nothing here happens without a person."""

from datetime import UTC, datetime, time, timedelta
from hashlib import sha256

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.keys.envelope import pseudonym
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import judging, leases, priorities
from bonafides.safety.moderation.actions.addresses import AUTHOR, author_address, seal
from bonafides.safety.moderation.actions.intake import open_case
from bonafides.safety.moderation.actions.strikes import FORGOTTEN, account_of, forget_names
from bonafides.safety.moderation.events import (
    AccountKeysDropped,
    AccountKeysTaken,
    ItemTaken,
    ReturnContested,
    ReturnNoted,
    ReturnSettled,
)
from bonafides.safety.moderation.models import Account, AccountKey, Case, Decision, Item, Proposal, ReturnNote
from bonafides.safety.moderation.queries import accounts
from bonafides.safety.moderation.queries.accounts import AccountPage
from bonafides.safety.moderation.rules.accounts import SentKey, check_keys, check_measures
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.vocabulary import AccountState, ItemKind, SourceKind
from bonafides.safety.moderation.vocabulary.limits import KEYS_LAST

CONTEST_LIMIT = 5_000  # characters


# -- judging an account -----------------------------------------------------------------------------------------------


@audited_action
def decide_account(*, account: Account, wish: Wish, by: Actor, at: datetime) -> Decision | Proposal:
    """A person's judgement of an account by its record: a case of its own, with a statement, an appeal and a minute.

    To close an account is a first reading always: another person reads before it is decided.
    """
    permissions.check_can_decide(by)
    if AccountPage(account, by, at).open_case is not None:
        raise Conflict("account-case-open", _("A case about this account waits already."))
    check_measures(wish, at.date())
    case = _case_about(account, by=by, at=at)
    leases.open_case(case=case, by=by, at=at)
    judged = judging.decide_case(case=case, wish=wish, by=by, at=at)
    if judged is None:
        raise RuntimeError("Only a made-up case is judged without a decision, and no account is made up.")
    return judged


def _case_about(account: Account, *, by: Actor, at: datetime) -> Case:
    """A new case whose one item is the account itself."""
    case = open_case(SourceKind.RECORD, by=by, at=at)
    name = f"account:{account.platform_reference}"[:300]
    item = Item(case=case, platform_reference=name, kind=ItemKind.ACCOUNT, taken_at=at, submitted_by=by.code)
    item.author_reference = account.platform_reference
    item.url_key = sha256(f"{name}|{case.reference}".encode()).hexdigest()  # an account may be judged more than once
    _know_author(item, account)
    item.save()
    event = ItemTaken(item=item.reference, case=case.reference, kind=item.kind, sha256="", source=by.code)
    record(event, by=by, at=at)
    priorities.refresh(case, at=at)
    return case


def _know_author(item: Item, account: Account) -> None:
    """How the author is told, as the latest of their items knew it."""
    theirs = Item.objects.filter(author_reference=account.platform_reference).exclude(kind=ItemKind.ACCOUNT)
    latest = theirs.order_by("-taken_at", "-pk").first()
    if latest is not None:
        item.author_language = latest.author_language
        item.author_address = seal(author_address(latest), purpose=AUTHOR, reference=item.reference)


# -- what hints at a return -------------------------------------------------------------------------------------------


@audited_action
def take_keys(*, reference: str, keys: tuple[SentKey, ...], by: Actor, at: datetime) -> None:
    """What the platform chose to send about an account.

    Of a suspended or closed account the keys are kept, as pseudonyms under a secret of this installation, for as long
    as it is. Of any other account nothing is kept: its keys are compared once, and what they have in common with such
    an account becomes a note, for people only. The answer to the platform says nothing of it.
    """
    if not by.has_scope(Scope.ITEMS_WRITE):
        raise NotAllowed("scope-missing", _("This API key lacks the scope “%(scope)s”."), scope=Scope.ITEMS_WRITE.value)
    check_keys(keys)
    named = {(key.kind.strip().lower(), _blurred(key)) for key in keys}
    account = accounts.account_named(reference)
    if account is not None and account.state != AccountState.GOOD:
        _keep(account, named, by=by, at=at)
    else:
        _compare(reference, named, by=by, at=at)


def _blurred(key: SentKey) -> str:
    return pseudonym("account-key", f"{key.kind.strip().lower()}|{key.value.strip()}")


def _keep(account: Account, named: set[tuple[str, str]], *, by: Actor, at: datetime) -> None:
    for kind, key in sorted(named):
        expires_at = _expiry(account, at)
        AccountKey.objects.update_or_create(
            account=account, kind=kind, key=key, defaults={"given_at": at, "expires_at": expires_at}
        )
    record(AccountKeysTaken(account=account.reference, keys=len(named)), by=by, at=at)


def _expiry(account: Account, at: datetime) -> datetime:
    if account.suspended_until is None:
        return at + KEYS_LAST
    return datetime.combine(account.suspended_until + timedelta(days=1), time(), UTC)


def _compare(reference: str, named: set[tuple[str, str]], *, by: Actor, at: datetime) -> None:
    found = AccountKey.objects.filter(key__in=[key for _kind, key in named], expires_at__gt=at)
    alike: dict[int, set[str]] = {}
    for row in found.exclude(account__platform_reference=reference):
        if (row.kind, row.key) in named:
            alike.setdefault(row.account_id, set()).add(row.kind)
    if not alike:
        nothing_changed()
        return
    account = account_of(reference, at)
    fresh = [_note(account, resembles, kinds, by=by, at=at) for resembles, kinds in sorted(alike.items())]
    if not any(fresh):
        nothing_changed()


def _note(account: Account, resembles: int, kinds: set[str], *, by: Actor, at: datetime) -> bool:
    """Note it once; a note that a person found wrong does not come back."""
    wanted = {"kinds": sorted(kinds), "noted_at": at}
    _note_row, is_new = ReturnNote.objects.get_or_create(account=account, resembles_id=resembles, defaults=wanted)
    if is_new:
        record(ReturnNoted(account=account.reference, kinds=tuple(sorted(kinds))), by=by, at=at)
    return is_new


@audited_action
def contest_return(*, reference: str, text: str, by: Actor, at: datetime) -> None:
    """Whose account it is says that the note is wrong: by their statement's link, or through the platform."""
    permissions.check_can_appeal(by)
    if not text.strip() or len(text) > CONTEST_LIMIT:
        raise Invalid("contest-text", _("Say in at most %(limit)d characters why it is wrong."), limit=CONTEST_LIMIT)
    notes = list(accounts.notes_standing(reference))
    if not notes:
        raise NotFound("no-note", _("There is no such note about this account."))
    for note in notes:
        note.contested_at = note.contested_at or at
        note.contest = "\n\n".join(part for part in (note.contest, text.strip()) if part)
        note.settled_at = note.settled_by = None
        note.save(update_fields=["contested_at", "contest", "settled_at", "settled_by"])
        record(ReturnContested(account=note.account.reference, note=note.reference), by=by, at=at)


@audited_action
def settle_return(*, note: ReturnNote, stands: bool, by: Actor, at: datetime) -> None:
    """A person looks at a note: it stays a hint, or it was wrong and is shown no more."""
    permissions.check_can_decide(by)
    note.stands, note.settled_at, note.settled_by_id = stands, at, permissions.person_of(by)
    note.save(update_fields=["stands", "settled_at", "settled_by"])
    record(ReturnSettled(account=note.account.reference, note=note.reference, stands=stands), by=by, at=at)


# -- forgetting -------------------------------------------------------------------------------------------------------


@audited_action
def forget_accounts(*, at: datetime) -> int:
    """Keys past their day go; so does the name of every account that no item on record is by any more."""
    named = Account.objects.exclude(platform_reference__startswith=FORGOTTEN).exclude(first_at__gt=at - KEYS_LAST)
    known = Item.objects.exclude(author_reference="").values("author_reference")
    nothing_changed()  # where nothing is past its day
    _drop_keys(at)
    return forget_names(named.exclude(platform_reference__in=known)[:200], at=at)


def _drop_keys(at: datetime) -> None:
    past = AccountKey.objects.filter(expires_at__lte=at)
    if number := past.count():
        past.delete()
        record(AccountKeysDropped(number=number), by=SYSTEM, at=at)
