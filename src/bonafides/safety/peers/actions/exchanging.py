"""Exchanges of a client of Hasher-Matcher-Actioner: each is a feed that fills a list of its own, of the same name."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks.queries import Bank
from bonafides.safety.feeds import actions as feeds
from bonafides.safety.feeds import queries as feeds_queries
from bonafides.safety.peers import permissions
from bonafides.safety.peers.actions import banking
from bonafides.safety.peers.queries import banked
from bonafides.safety.peers.queries import exchanges as queries
from bonafides.safety.peers.sources import Asked, Credentials, lacking
from bonafides.safety.peers.vocabulary import KIND_OF

TAKEN = Conflict("exchange-name-taken", _("There is an exchange of that name already."))
LIST_TAKEN = Conflict(
    "exchange-list-taken", _("There is a list of that name already, and an exchange fills one of its own.")
)


def set_up(*, api: str, asked: Asked, by: Actor, at: datetime) -> None:
    """Set up a feed with its list and, unless it is asked not to, switch it on. Of two at once with one name, one."""
    permissions.check_has(by, Scope.FEEDS_WRITE)
    permissions.check_has(by, Scope.BANKS_WRITE)
    try:
        _set_up(api=api, asked=asked, by=by, at=at)
    except Conflict:
        if asked.name not in queries.exchanges(by, at):
            raise
        raise TAKEN from None


@audited_action
def _set_up(*, api: str, asked: Asked, by: Actor, at: datetime) -> None:
    if asked.name in queries.exchanges(by, at):
        raise TAKEN
    bank = _list_for(asked.name, by, at)
    setup = feeds.Setup(asked.name, KIND_OF[api], asked.address, asked.settings)
    try:
        feed = feeds.add_feed_of_kind(bank=bank.reference, setup=setup, secrets=asked.credentials.secrets, by=by, at=at)
    except Invalid as error:
        if error.code == "feed-setting":
            raise lacking(str(error.facts["name"]), api) from error
        raise
    if asked.is_on:
        feeds.switch(feed=feed, on=True, by=by, at=at)


def _list_for(name: str, by: Actor, at: datetime) -> Bank:
    """A new list; or that of an exchange of this name that was removed, which stays for what was decided by it."""
    standing = banked.bank_called(by, name)
    if standing is None:
        return banking.make_bank(name=name, by=by, at=at)
    if standing.name != name or not feeds_queries.fills_no_more(standing.reference):
        raise LIST_TAKEN
    return standing


def give_credentials(*, api: str, credentials: Credentials, by: Actor, at: datetime) -> None:
    """For every exchange of an API, those to come included; none erases what was given so."""
    permissions.check_has(by, Scope.FEEDS_WRITE)
    if not credentials.secrets:
        feeds.forget_of_kind(adapter=KIND_OF[api], by=by, at=at)
        return
    given = credentials.secrets, credentials.settings
    feeds.give_to_kind(adapter=KIND_OF[api], secrets=given[0], settings=given[1], by=by, at=at)
