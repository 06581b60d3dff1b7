"""Leaving an item's short addresses for the worker, and forgetting where they led."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.safety.links import queries
from bonafides.safety.links.events import LinksAsked
from bonafides.safety.links.models import Link
from bonafides.safety.links.rules import cut, to_follow
from bonafides.safety.links.vocabulary import LinkState

FOLLOW = "links.follow"  # the outbox row that has one link followed


def ask(*, item: str, addresses: Iterable[str], by: Actor = SYSTEM, at: datetime) -> None:
    """Have the short ones among an item's addresses followed, if that is switched on.

    Without any it costs no statement, so whoever takes an item in may always call it.
    """
    if (short := to_follow(addresses)) and queries.following() is not None:
        leave_for_worker(item=item, addresses=short, by=by, at=at)


@audited_action
def leave_for_worker(*, item: str, addresses: list[str], by: Actor, at: datetime) -> list[Link]:
    """A row for each address that is not known of this item, and a row of the outbox for each of them."""
    known = set(Link.objects.filter(item=item).values_list("url_sha256", flat=True))
    links = [a_link(item, address, at) for address in addresses]
    new = [link for link in links if link.url_sha256 not in known]
    for link in new:
        link.save()
        outbox.enqueue(FOLLOW, {"link": link.reference}, key=f"{FOLLOW}:{link.reference}", due_at=at, at=at)
    if new:
        record(LinksAsked(item=item, links=len(new)), by=by, at=at)
    nothing_changed()  # where all are known
    return new


def a_link(item: str, address: str, at: datetime) -> Link:
    url = cut(address)
    return Link(
        item=item, url=url, url_sha256=sha256(url.encode()).hexdigest(), state=LinkState.WAITING.value, asked_at=at
    )


def forget(*, item: str) -> None:
    """Erase where an item's addresses led, within the action that forgets the item's content."""
    Link.objects.filter(item=item).delete()
