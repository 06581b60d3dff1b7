"""Asking shorteners, hop by hop, where an address leads.

1. Nothing is asked while following is switched off; the link says so.
2. Only a shortener is asked: HEAD, and GET where HEAD is refused. No redirect is followed by the fetcher itself.
3. The address it names is the next hop. Where that is no shortener's, the chain ends, and nobody there is asked.
4. A shortener that does not answer is asked again, three times in all.
"""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urljoin

from bonafides.base import fetch
from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.fetch.addresses import Resolver, resolve
from bonafides.base.outbox.errors import Retry
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import DomainError, Unavailable
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.links import queries
from bonafides.safety.links.events import LinkFollowed
from bonafides.safety.links.models import Link
from bonafides.safety.links.rules import REDIRECTS, cut, end_of
from bonafides.safety.links.vocabulary import END_SENTENCES, HOP_BYTES, HOP_SECONDS, MOST_ATTEMPTS, End, LinkState

SWITCHED_OFF = _("Short addresses are not followed any more.")

Hop = Callable[[str], str | None]


def follow(*, reference: str, attempt: int, at: datetime, resolver: Resolver = resolve) -> None:
    """Handle a `links.follow` row; running twice does nothing twice."""
    link = Link.objects.filter(reference=reference, state=LinkState.WAITING).first()
    if link is None:
        return
    if queries.following() is None:
        settle(link=link, hops=[], trouble=SWITCHED_OFF, at=at)
        return
    try:
        chain, end = chain_of(link.url, lambda address: next_hop(address, resolver))
    except Unavailable as error:
        if attempt < MOST_ATTEMPTS:
            raise Retry(str(error)) from error
        settle(link=link, hops=[], trouble=str(error), at=at)
    except DomainError as error:
        settle(link=link, hops=[], trouble=str(error), at=at)
    else:
        settle(link=link, hops=chain[1:], trouble=END_SENTENCES[end], at=at)


def chain_of(url: str, hop: Hop) -> tuple[list[str], End]:
    """All that an address leads through and to, itself first, and why it ends there."""
    chain = [url]
    while True:
        following = hop(chain[-1])
        end = end_of(chain, following)
        if following is not None and end in (None, End.LEFT_THE_SHORTENERS):
            chain.append(following)
        if end is not None:
            return chain, end


def next_hop(address: str, resolver: Resolver = resolve) -> str | None:
    """Where one shortener sends whoever asks; None where it sends nowhere."""
    answer = fetch.head(address, seconds=HOP_SECONDS, resolver=resolver)
    if answer.status >= 400:
        answer = fetch.get_once(address, max_bytes=HOP_BYTES, seconds=HOP_SECONDS, resolver=resolver)
    location = answer.headers.get("location", "").strip()
    if answer.status not in REDIRECTS or not location:
        return None
    return cut(urljoin(address, location.replace("\\", "/")))  # as browsers read it


@audited_action
def settle(*, link: Link, hops: list[str], trouble: str, at: datetime) -> None:
    """Write down where a link leads, once; moderation hears of it."""
    still = Link.objects.select_for_update().filter(pk=link.pk, state=LinkState.WAITING).first()
    if still is None:
        nothing_changed()  # another worker was first, or it was forgotten meanwhile
        return
    still.state = LinkState.FOLLOWED if hops else LinkState.FAILED
    still.hops, still.trouble, still.followed_at = hops, trouble[:300], at
    still.save(update_fields=["state", "hops", "trouble", "followed_at"])
    record(LinkFollowed(item=still.item, link=still.reference, hops=len(hops)), by=SYSTEM, at=at)
