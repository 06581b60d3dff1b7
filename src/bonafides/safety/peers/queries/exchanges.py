"""Our feeds, as a client of Hasher-Matcher-Actioner reads its exchanges. No credential leaves here."""

from datetime import datetime
from typing import Any

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import queries as banks
from bonafides.safety.feeds import queries as feeds
from bonafides.safety.feeds.queries import FeedRow
from bonafides.safety.feeds.vocabulary import FeedState
from bonafides.safety.peers.sources import Kind
from bonafides.safety.peers.vocabulary import API_OF, KIND_OF


def exchanges(by: Actor, at: datetime) -> dict[str, FeedRow]:
    """Every feed by its name in that client's spelling; of two that are spelt alike, the first."""
    found: dict[str, FeedRow] = {}
    for row in feeds.feeds_for(by, at):
        found.setdefault(banks.peer_name(row.feed.name), row)
    return found


def exchange_called(by: Actor, name: str, at: datetime) -> FeedRow:
    row = exchanges(by, at).get(name)
    if row is None:
        raise NotFound("no-such-exchange", _("Exchange '%(name)s' not found"), name=name[:100])
    return row


def exchange_shape(name: str, row: FeedRow) -> dict[str, Any]:
    feed = row.feed
    return {
        "name": name,
        "api": api_of(feed.adapter),
        "enabled": feed.is_on,
        "bank": banks.peer_name(feed.bank.name),
        "credential_status": credential_status(row),
    }


def credential_status(row: FeedRow) -> dict[str, Any]:
    """Whether an exchange has credentials, and whether they are its own or those for its API; never what they are."""
    has_some = row.feed.secrets_set_at is not None
    takes_some = any(field.is_secret for field in row.feed.kind.fields)
    source = "api" if feeds.has_those_of_its_kind(row.feed) else "exchange"
    return {"supports_auth": takes_some, "has_credentials": has_some, "source": source if has_some else None}


def api_of(adapter: str) -> str:
    """What that client calls a kind of source; those that it does not know keep our name."""
    return API_OF.get(adapter, adapter)


def status_shape(row: FeedRow) -> dict[str, Any]:
    feed, run = row.feed, row.run
    return {
        "checkpoint_ts": seconds_of(feed.checkpoint_at),
        "running_fetch_start_ts": seconds_of(run.started_at) if run else None,
        "last_fetch_complete_ts": seconds_of(feed.done_at),
        "last_fetch_succeeded": not feed.failures if feed.done_at or feed.failures else None,
        "up_to_date": row.state is FeedState.WELL,
        "fetched_items": row.standing,
    }


def seconds_of(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None


def source_kind(name: str) -> Any:
    """Our kind of source for an exchange API of that client."""
    if name not in KIND_OF:
        raise Invalid("no-such-api", _("no such Exchange API '%(name)s'"), name=name[:40])
    return feeds.source_kind(KIND_OF[name])


def asked_kind(name: str) -> Kind:
    """The same, as it is asked for through this door."""
    return kind_of(source_kind(name))


def kind_of(kind: Any) -> Kind:
    return Kind(api_of(kind.name), kind.address, kind.fields)


def api_shape(by: Actor, name: str, at: datetime) -> dict[str, bool]:
    """Whether a kind of source takes credentials, and whether some are kept for it or one of our feeds has some."""
    kind = source_kind(name)
    of_kind = [row.feed for row in feeds.feeds_for(by, at) if api_of(row.feed.adapter) == name]
    is_kept = feeds.kept_of_kinds(by).filter(adapter=kind.name).exists()
    return {
        "supports_authentification": any(field.is_secret for field in kind.fields),
        "has_set_authentification": is_kept or any(feed.secrets_set_at is not None for feed in of_kind),
    }
