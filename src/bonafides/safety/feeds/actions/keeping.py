"""Setting feeds up: where from, into which list, how often, with which credentials; on, and off."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.fetch.addresses import Target
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.kernel.text import one_line
from bonafides.safety.banks import queries as banks
from bonafides.safety.feeds import permissions, rules, wire
from bonafides.safety.feeds.adapters import ADAPTERS
from bonafides.safety.feeds.adapters.local import IN_FOLDER
from bonafides.safety.feeds.adapters.shape import Bad, Row
from bonafides.safety.feeds.events import FeedAdded, FeedChanged, FeedSecretsReplaced, FeedSwitched
from bonafides.safety.feeds.models import Feed, FeedRun
from bonafides.safety.feeds.troubles import BEGUN_ANEW
from bonafides.safety.feeds.vocabulary import EVERY, NAME_CHARACTERS, TEST_SECONDS, RunState

BEING_READ = Conflict("feed-is-read", _("This feed is being read already."))
NAME_TAKEN = Conflict("feed-name-taken", _("There is a feed of that name already."))
MOVED = _("The address of this feed was changed meanwhile. See where it leads, then give the credentials again.")
NO_SETTING = _("This kind of source has no setting “%(name)s”; it has: %(names)s.")
NO_SECRET = _("This kind of source has no credential “%(name)s”; it has: %(names)s.")
NO_CHOICE = _("“%(name)s” is one of: %(choices)s.")

NO_ADDRESS = _("This kind of source has no usual address: give that of yours, at the terminal with --address.")
ONLY_FILE = _(
    "Only the kind “file” reads this home's folder “feeds”. Give an address that begins with https, from which the "
    "file is fetched."
)


@dataclass(frozen=True)
class Setup:
    """What a person says of a feed, but for its credentials."""

    name: str
    adapter: str
    address: str  # empty: that of the kind
    settings: Mapping[str, str] = field(default_factory=dict)
    every: timedelta = EVERY
    sends_opinions: bool = False
    asks_hosted: bool = False


@audited_action
def add_feed(*, bank: str, setup: Setup, secrets: Mapping[str, str] | None = None, by: Actor, at: datetime) -> Feed:
    """Set up a feed that fills the list of this reference. It is off until somebody switches it on."""
    permissions.check_can_set_up(by)
    found = banks.bank_for(by, bank)
    if found.is_own:
        raise Conflict("own-bank", _("Our own list is filled by decisions, not from a feed."))
    name = _free_name(setup.name)
    feed = Feed(name=name, bank=found, adapter=_known(setup.adapter), created_by=by.code, created_at=at)
    _apply(feed, setup)
    if given := _given(feed, secrets):
        feed.seal_secrets(given, at)
    try:
        with transaction.atomic():
            feed.save()
    except IntegrityError:  # somebody else has just taken the name
        raise NAME_TAKEN from None
    record(FeedAdded(feed=feed.reference, bank=found.reference, adapter=feed.adapter), by=by, at=at)
    return feed


@audited_action
def change_feed(*, feed: Feed, setup: Setup, secrets: Mapping[str, str] | None = None, by: Actor, at: datetime) -> Feed:
    """Say something else of a feed; name and kind stay. Another address, or other settings, are read from the start.

    Credentials stay with their server: an address on another one comes with `secrets` for it, and what was kept is
    erased. Otherwise whoever may change a feed could have its credentials sent to a server of their own.
    """
    permissions.check_can_keep(by)
    feed, under_way = standing_with_run(feed)
    before = {name: getattr(feed, name) for name in _SAID}
    _apply(feed, setup)
    changed = [name for name in _SAID if getattr(feed, name) != before[name]]
    if {"address", "settings"} & set(changed):
        start_over(feed, under_way, at)
    given = _given(feed, secrets)
    if _leaves_secrets_behind(feed, given, before["address"]):
        feed.secrets, feed.secrets_set_at = "", None
        changed.append("credentials")
    if given:
        feed.seal_secrets({**feed.opened_secrets(), **given}, at)
        record(FeedSecretsReplaced(feed=feed.reference, names=sorted(given)), by=by, at=at)
    feed.save()
    record(FeedChanged(feed=feed.reference, changed=changed), by=by, at=at)
    return feed


@audited_action
def replace_secrets(
    *,
    feed: Feed,
    secrets: Mapping[str, str],
    settings: Mapping[str, str] | None = None,
    server: str | None = None,
    others_stay: bool = True,
    by: Actor,
    at: datetime,
) -> None:
    """Keep new credentials; those that are not named stay as they are, or go. `settings`: what goes with them, as a
    user name does; for another one the source is read from the start. `server`: whom they are for, where known.
    """
    permissions.check_can_set_up(by)
    feed, under_way = standing_with_run(feed)
    if server not in {None, rules.server_of(feed.address)}:
        raise Conflict("feed-moved", MOVED)
    given = _given(feed, secrets)
    if not given:
        raise Invalid("no-secret", _("Give at least one credential."))
    feed.seal_secrets({**feed.opened_secrets(), **given} if others_stay else given, at)
    if settings and (said := {**feed.settings, **settings}) != feed.settings:
        feed.settings = _checked_settings(feed, said)
        start_over(feed, under_way, at)
    feed.failures, feed.due_at = 0, at if feed.is_on else None
    feed.save()
    record(FeedSecretsReplaced(feed=feed.reference, names=sorted({**given, **(settings or {})})), by=by, at=at)


@audited_action
def switch(*, feed: Feed, on: bool, by: Actor, at: datetime) -> None:
    """Have a feed read on its schedule, or no more; what it brought stays on its list."""
    feed = standing(feed)
    permissions.check_can_switch(by, on=on, tells_others=feed.asks_hosted or feed.sends_opinions)
    if feed.is_on == on:
        raise Conflict("feed-switched", _("The feed is switched so already."))
    feed.is_on, feed.due_at = on, at if on else None
    feed.save(update_fields=["is_on", "due_at"])
    record(FeedSwitched(feed=feed.reference, is_on=on), by=by, at=at)


@audited_action
def begin_again(*, feed: Feed, by: Actor, at: datetime) -> None:
    """Have everything read from the start; what the source then does not name is withdrawn."""
    permissions.check_can_keep(by)
    feed, under_way = standing_with_run(feed)
    start_over(feed, under_way, at)
    feed.may_shrink = True
    feed.due_at = at if feed.is_on else None
    feed.save()
    record(FeedChanged(feed=feed.reference, changed=["checkpoint"]), by=by, at=at)


@dataclass(frozen=True)
class Tried:
    """What a source answered to a first question, of which nothing is kept."""

    rows: int = 0
    bad: int = 0
    reason: str = ""  # of the first row that cannot be used
    is_all: bool = False
    trouble: str = ""


def try_connection(*, feed: Feed, by: Actor, at: datetime) -> Tried:
    """Ask for the next page and read it; nothing is written down."""
    permissions.check_can_keep(by)
    connection = wire.Connection(feed.kind, feed.source(), seconds=TEST_SECONDS)
    try:
        page = connection.page(None, at).page
    except wire.SourceTrouble as trouble:
        return Tried(trouble=trouble.reason)
    bad = [line for line in page.lines if isinstance(line, Bad)]
    rows = sum(isinstance(line, Row) for line in page.lines)
    return Tried(rows, len(bad), bad[0].reason if bad else "", page.is_last)


def locked(feed: Feed) -> Feed:
    """The row as it is now, kept from others until this action is over."""
    found: Feed = Feed.objects.select_related("bank").select_for_update(of=("self",)).get(pk=feed.pk)
    return found


def standing(feed: Feed) -> Feed:
    """The row, locked; refused once it was removed."""
    found = locked(feed)
    if found.removed_at is not None:
        raise Conflict("feed-removed", _("This feed was removed; set it up anew."))
    return found


def standing_with_run(feed: Feed) -> tuple[Feed, FeedRun | None]:
    """The feed, and the run that is under way if there is one; the run is locked first, as by who reads the feed."""
    under_way = FeedRun.objects.select_for_update().filter(feed=feed, finished_at=None).first()
    feed = standing(feed)
    if under_way is None and FeedRun.objects.filter(feed=feed, finished_at=None).exists():  # begun in between
        raise BEING_READ
    return feed, under_way


def end(run: FeedRun, why: str, at: datetime) -> None:
    """End a run that another worker may be in: it writes nothing more."""
    run.state, run.finished_at, run.trouble = RunState.FAILED, at, why
    run.save(update_fields=["state", "finished_at", "trouble"])


def start_over(feed: Feed, under_way: FeedRun | None, at: datetime) -> None:
    """The next run begins at the start. One that is under way would write its own place over that: it is ended."""
    forget_place(feed)
    if under_way is not None:
        end(under_way, BEGUN_ANEW, at)
        feed.due_at = at if feed.is_on else None


def forget_place(feed: Feed) -> None:
    """The next run begins at the start."""
    feed.checkpoint = feed.checkpoint_at = feed.whole_since = None
    feed.page_sha256, feed.page_lines = "", 0


_SAID = ("address", "settings", "every", "sends_opinions", "asks_hosted")


def _apply(feed: Feed, setup: Setup) -> None:
    rules.check_interval(setup.every)
    feed.address = checked_address(setup.address or feed.kind.address, feed.adapter)
    feed.settings = _checked_settings(feed, setup.settings)
    feed.every, feed.sends_opinions = setup.every, setup.sends_opinions and feed.kind.hears
    feed.asks_hosted = setup.asks_hosted and feed.kind.answers


def _leaves_secrets_behind(feed: Feed, given: Mapping[str, str], address: str) -> bool:
    """Whether a feed that was at this address is to forget its credentials; refused without those it needs instead."""
    before, after = rules.server_of(address), rules.server_of(feed.address)
    if before == after or not feed.secrets:
        return False
    needed = [each.name for each in feed.kind.fields if each.is_secret and each.is_required]
    rules.check_given_anew(needed, given, before=before, after=after)
    return True


def _known(adapter: str) -> str:
    if adapter not in ADAPTERS:
        raise Invalid("feed-adapter", _("There is no such kind of source: %(name)s."), name=adapter)
    return adapter


def _free_name(name: str) -> str:
    name = one_line(name)
    if not name or len(name) > NAME_CHARACTERS:
        raise Invalid("feed-name", _("A feed has a name of at most %(most)s characters."), most=NAME_CHARACTERS)
    if Feed.objects.filter(name=name, removed_at=None).exists():
        raise NAME_TAKEN
    return name


def checked_address(address: str, adapter: str) -> str:
    address = address.strip()
    if not address:
        raise Invalid("feed-address", NO_ADDRESS)
    if address.startswith(IN_FOLDER):
        if adapter != "file":
            raise Invalid("feed-address", ONLY_FILE)
        return address
    return Target.parse(address).url


def _checked_settings(feed: Feed, given: Mapping[str, str]) -> dict[str, Any]:
    """What this kind of source asks for; a setting that it has not is refused, for it was meant to do something."""
    _check_known(given, [each.name for each in feed.kind.fields if not each.is_secret], NO_SETTING)
    found = {each.name: str(given.get(each.name) or "").strip() for each in feed.kind.fields if not each.is_secret}
    for each in feed.kind.fields:
        if not each.is_secret and each.is_required and not found[each.name]:
            raise Invalid("feed-setting", _("This kind of source needs “%(name)s”."), name=each.name)
        if each.choices and found.get(each.name) and found[each.name] not in each.choices:
            raise Invalid("feed-choice", NO_CHOICE, name=each.name, choices=", ".join(each.choices))
    return found


def _given(feed: Feed, secrets: Mapping[str, str] | None) -> dict[str, str]:
    _check_known(secrets or {}, [each.name for each in feed.kind.fields if each.is_secret], NO_SECRET)
    return {name: value for name, value in (secrets or {}).items() if value}


def _check_known(given: Collection[str], known: Collection[str], sentence: str) -> None:
    for name in given:
        if name not in known:
            raise Invalid("feed-no-such-field", sentence, name=name[:40], names=", ".join(known) or "–")
