"""What is read of feeds and shared lists. No query gives a credential away."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.fingerprint import Fingerprints, Frame
from bonafides.matching.pdq import PdqHash
from bonafides.matching.tmk.hash import Tmk
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.feeds import permissions, rules, shared
from bonafides.safety.feeds.adapters import ADAPTERS
from bonafides.safety.feeds.adapters.shape import Adapter
from bonafides.safety.feeds.models import (
    Feed,
    FeedRecord,
    FeedReply,
    FeedRun,
    HostedHit,
    KindCredentials,
    SharedList,
    SharedRow,
    Subscriber,
)
from bonafides.safety.feeds.vocabulary import PDQ_GOOD_QUALITY, SHARED_ROWS_A_PAGE, FeedState


def feed_named_in(reference: str) -> Feed | None:
    """For the worker."""
    return Feed.objects.filter(reference=reference).first()


@dataclass(frozen=True)
class KnownElsewhere:
    """An upload that was let through, and the hashes of it that a hosted matcher knows."""

    item: str  # as the platform calls it
    fingerprints: Fingerprints
    uploaded_at: datetime


def known_elsewhere(hit: str) -> KnownElsewhere | None:
    """For whoever opens a case; None once somebody has, or after a day."""
    found = HostedHit.objects.filter(reference=hit).first()
    if found is None:
        return None
    values = {EntryType(kind): value for kind, value in found.values}
    pdq, tmk = (values.pop(kind, None) for kind in (EntryType.PDQ, EntryType.TMK))
    frames = (Frame(0, PdqHash.parse(pdq), PDQ_GOOD_QUALITY),) if pdq else ()
    read = Fingerprints(values, frames, tmk=Tmk.parse(tmk) if tmk else None)
    return KnownElsewhere(found.item, read, found.asked_at)


@dataclass(frozen=True)
class FeedRow:
    """A feed with how it does and how many records of its source stand."""

    feed: Feed
    state: FeedState
    standing: int
    run: FeedRun | None


def feeds_for(by: Actor, at: datetime) -> list[FeedRow]:
    """Every feed that was not removed, by name."""
    permissions.check_can_read(by)
    standing = Count("records", filter=Q(records__gone_at=None))
    rows: Any = Feed.objects.filter(removed_at=None).select_related("bank").annotate(standing=standing)
    running = {run.feed_id: run for run in FeedRun.objects.filter(finished_at=None)}
    return [_row_of(feed, feed.standing, running.get(feed.pk), at) for feed in rows.order_by("name")]


def removed_feeds(by: Actor) -> "QuerySet[Feed]":
    """Those that were removed, the latest first."""
    permissions.check_can_read(by)
    rows: QuerySet[Feed] = Feed.objects.exclude(removed_at=None).select_related("bank")
    return rows.order_by("-removed_at", "-pk")


def fills_no_more(bank: str) -> bool:
    """Whether a list, by its reference, was filled by sources that were all removed since."""
    feeds = Feed.objects.filter(bank__reference=bank)
    return feeds.exists() and not feeds.filter(removed_at=None).exists()


def kept_of_kinds(by: Actor) -> "QuerySet[KindCredentials]":
    """For which kinds credentials are kept, for feeds that there are and those to come; never what they are."""
    permissions.check_can_read(by)
    rows: QuerySet[KindCredentials] = KindCredentials.objects.all()
    return rows


def has_those_of_its_kind(feed: Feed) -> bool:
    """Whether the credentials of a feed are those that are kept for its kind and its server."""
    kept = KindCredentials.objects.filter(adapter=feed.adapter).first()
    if kept is None or kept.server != rules.server_of(feed.address):
        return False
    return kept.opened_secrets() == feed.opened_secrets()


def feed_for(by: Actor, reference: str) -> Feed:
    permissions.check_can_read(by)
    return _found(Feed.objects.select_related("bank").filter(reference=_as_reference(reference)))


def feed_called(by: Actor, name: str) -> Feed:
    permissions.check_can_read(by)
    return _found(Feed.objects.select_related("bank").filter(name=name, removed_at=None))


def row_of(feed: Feed, at: datetime) -> FeedRow:
    run = FeedRun.objects.filter(feed=feed, finished_at=None).first()
    return _row_of(feed, feed.records.filter(gone_at=None).count(), run, at)


def _row_of(feed: Feed, standing: int, run: FeedRun | None, at: datetime) -> FeedRow:
    return FeedRow(feed, rules.state_of(feed.facts(is_running=run is not None), at), standing, run)


def source_kind(name: str) -> Adapter:
    """One kind of source: its usual address, and the fields that a person fills in for it."""
    return ADAPTERS[name]


def runs_of(feed: Feed) -> "QuerySet[FeedRun]":
    return FeedRun.objects.filter(feed=feed)


def run_for(by: Actor, reference: str) -> FeedRun:
    permissions.check_can_read(by)
    runs = FeedRun.objects.select_related("feed", "feed__bank").filter(reference=_as_reference(reference))
    run: FeedRun | None = runs.first()
    if run is None:
        raise NotFound("no-such-run", _("There is no such run."))
    return run


def replies_of(feed: Feed) -> "QuerySet[FeedReply]":
    return FeedReply.objects.filter(feed=feed).select_related("entry")


def records_heard_of(entry: str) -> list[FeedRecord]:
    """What sources that hear our opinions list as this entry, by its reference."""
    rows = FeedRecord.objects.filter(entry__reference=entry, gone_at=None, feed__sends_opinions=True)
    return list(rows.select_related("feed", "entry").order_by("feed", "pk"))


def sources_hearing_of(entry: str) -> list[str]:
    """The names of the sources that are told what we hold of this entry."""
    hearing = (each.feed for each in records_heard_of(entry) if each.feed.kind.hears)
    return list(dict.fromkeys(feed.name for feed in hearing))


def reply_named_in(reference: str) -> FeedReply | None:
    """For the worker."""
    return FeedReply.objects.filter(reference=reference).select_related("feed", "entry").first()


# -- shared lists -----------------------------------------------------------------------------------------------------


def shared_list(bank: str) -> SharedList | None:
    """A list that is shared now, by its reference."""
    rows = SharedList.objects.filter(bank__reference=_as_reference(bank), is_on=True)
    return rows.select_related("bank").first()


def shared_for(bank: str) -> SharedList:
    found = shared_list(bank)
    if found is None:
        raise NotFound("no-such-list", _("There is no such list."))
    return found


def shares_for(by: Actor) -> "QuerySet[SharedList]":
    """The lists that are shared, with how many may read each."""
    permissions.check_can_read(by)
    readers = Count("subscribers", filter=Q(subscribers__ended_at=None))
    rows: Any = SharedList.objects.filter(is_on=True).select_related("bank").annotate(readers=readers)
    found: QuerySet[SharedList] = rows.order_by("bank__name")
    return found


def subscribers_of(found: SharedList) -> "QuerySet[Subscriber]":
    return Subscriber.objects.filter(shared=found, ended_at=None).select_related("reading")


def subscriber_for(by: Actor, bank: str, key: str) -> Subscriber:
    permissions.check_can_read(by)
    rows = Subscriber.objects.filter(shared__bank__reference=_as_reference(bank), key=_as_reference(key), ended_at=None)
    found: Subscriber | None = rows.select_related("shared__bank").first()
    if found is None:
        raise NotFound("no-such-subscriber", _("There is no such subscriber."))
    return found


def subscriber_with(found: SharedList, key: str) -> Subscriber | None:
    """Whoever bears this key, if it may read this list."""
    return Subscriber.objects.filter(shared=found, key=key, ended_at=None).select_related("shared").first()


def page_after(found: SharedList, number: int, origin: str, at: datetime) -> shared.SharedPage:
    """The rows after a number, to be signed; behind the last row an empty page, which says how many there are."""
    rows = list(SharedRow.objects.filter(shared=found, number__gt=number).order_by("number")[:SHARED_ROWS_A_PAGE])
    head = rows[-1].head if rows else found.head
    bank = found.bank
    about = shared.About(origin, bank.reference, bank.name, bank.tlp, bank.licence, bank.provenance)
    documents = tuple(json.loads(row.body) for row in rows)
    return shared.SharedPage(about, number, documents, found.size, bytes.fromhex(head), at)


def asks_elsewhere() -> bool:
    """Whether a matcher elsewhere is asked about uploads that met nothing here: what the public is to know."""
    return Feed.objects.filter(is_on=True, asks_hosted=True).exists()


def _found(feeds: "Iterable[Feed] | QuerySet[Feed]") -> Feed:
    feed = next(iter(feeds), None)
    if feed is None:
        raise NotFound("no-such-feed", _("There is no such feed."))
    return feed


def _as_reference(text: str) -> str:
    return text if text.isascii() and text.isalnum() else ""
