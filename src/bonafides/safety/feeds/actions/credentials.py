"""Credentials for every source of a kind, as programs give them: for the feeds that there are and those to come.

They go to one server only: that at which the kind usually is, or else the one at which all its feeds are. A feed of the
same kind elsewhere keeps its own, so that nobody is handed what was meant for another.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.feeds import permissions, rules
from bonafides.safety.feeds.actions.keeping import (
    Setup,
    add_feed,
    checked_address,
    replace_secrets,
    standing,
    standing_with_run,
)
from bonafides.safety.feeds.adapters import ADAPTERS
from bonafides.safety.feeds.events import FeedSecretsErased, KindCredentialsForgotten, KindCredentialsGiven
from bonafides.safety.feeds.models import Feed, KindCredentials

NO_SERVER = _("Give these credentials with the source: sources of this kind are at no usual address, or at several.")


@audited_action
def give_to_kind(
    *, adapter: str, secrets: Mapping[str, str], settings: Mapping[str, str] | None = None, by: Actor, at: datetime
) -> list[Feed]:
    """Keep credentials for a kind and give them to its feeds, in the place of what they had; returns those feeds."""
    permissions.check_can_set_up(by)
    server = _server_of(adapter)
    wanted = {"server": server, "set_by": by.code, "set_at": at}
    kept, _made = KindCredentials.objects.select_for_update().get_or_create(adapter=adapter, defaults=wanted)
    kept.server, kept.settings, kept.set_by, kept.set_at = server, dict(settings or {}), by.code, at
    kept.seal_secrets(secrets)
    kept.save()
    feeds = _feeds_at(adapter, server)
    for feed in feeds:
        replace_secrets(feed=feed, secrets=secrets, settings=settings, server=server, others_stay=False, by=by, at=at)
    names, took = sorted({**secrets, **kept.settings}), [feed.reference for feed in feeds]
    record(KindCredentialsGiven(kind=adapter, names=names, feeds=took), by=by, at=at)
    return feeds


@audited_action
def add_feed_of_kind(*, bank: str, setup: Setup, secrets: Mapping[str, str], by: Actor, at: datetime) -> Feed:
    """Set up a feed with credentials of its own or, where it has none, with those that are kept for its kind.

    They are locked: whoever replaces or erases them meanwhile waits, and finds this feed.
    """
    address = checked_address(setup.address or ADAPTERS[setup.adapter].address, setup.adapter)
    kept = None if secrets else _kept_for(setup.adapter, address, KindCredentials.objects.select_for_update())
    if kept is not None:
        setup, secrets = replace(setup, settings={**kept.settings, **setup.settings}), kept.opened_secrets()
    return add_feed(bank=bank, setup=setup, secrets=secrets, by=by, at=at)


@audited_action
def erase_of_feed(*, feed: Feed, by: Actor, at: datetime) -> Feed:
    """Erase the credentials of one feed; those that are kept for its kind and its server take their place."""
    permissions.check_can_set_up(by)
    nothing_changed()  # where it has none of its own
    feed, _under_way = standing_with_run(feed)
    kept = _kept_for(feed.adapter, feed.address)
    if not feed.secrets or (kept is not None and kept.opened_secrets() == feed.opened_secrets()):
        return feed
    feed.secrets, feed.secrets_set_at = "", None
    feed.save(update_fields=["secrets", "secrets_set_at"])
    record(FeedSecretsErased(feed=feed.reference), by=by, at=at)
    if kept is not None:
        secrets = kept.opened_secrets()
        replace_secrets(feed=feed, secrets=secrets, settings=kept.settings, server=kept.server, by=by, at=at)
    return feed


@audited_action
def forget_of_kind(*, adapter: str, by: Actor, at: datetime) -> None:
    """Erase what is kept for a kind, and the credentials of its feeds on that server, which then cannot be read."""
    permissions.check_can_set_up(by)
    nothing_changed()  # where nothing is kept
    kept = KindCredentials.objects.select_for_update().filter(adapter=adapter).first()
    if kept is None:
        return
    locked = [standing(feed) for feed in _feeds_at(adapter, kept.server)]
    feeds = [feed for feed in locked if rules.server_of(feed.address) == kept.server]  # one may have moved meanwhile
    for feed in feeds:
        feed.secrets, feed.secrets_set_at = "", None
        feed.save(update_fields=["secrets", "secrets_set_at"])
    kept.delete()
    record(KindCredentialsForgotten(kind=adapter, feeds=[feed.reference for feed in feeds]), by=by, at=at)


def _kept_for(adapter: str, address: str, rows: "QuerySet[KindCredentials] | None" = None) -> KindCredentials | None:
    """What a new feed of this kind takes, if it is at the server that the credentials are for."""
    kept = (KindCredentials.objects.all() if rows is None else rows).filter(adapter=adapter).first()
    return kept if kept is not None and kept.server == rules.server_of(address) else None


def _feeds_at(adapter: str, server: str) -> list[Feed]:
    feeds = Feed.objects.filter(adapter=adapter, removed_at=None).order_by("pk")
    return [feed for feed in feeds if rules.server_of(feed.address) == server]


def _server_of(adapter: str) -> str:
    if usual := ADAPTERS[adapter].address:
        return rules.server_of(usual)
    addresses = Feed.objects.filter(adapter=adapter, removed_at=None).values_list("address", flat=True)
    servers = {rules.server_of(address) for address in addresses}
    if len(servers) != 1:
        raise Conflict("no-one-server", NO_SERVER)
    return servers.pop()
