"""What is published about authorities' orders and requests: by year, kind and country, and what became of them.

What was a drill is counted nowhere. An order that its author may not know of yet is counted once its non-disclosure
has ended. Orders, referrals, requests for data, emergency requests and preservation requests are counted apart, and
none of them among flags or decisions. Threats to life that we passed on of our own accord, and material that we took
out of reach, stand beside them: those who escalate say how many.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bonafides.safety.moderation.queries import numbers
from bonafides.safety.orders.countries import code_of
from bonafides.safety.orders.models import AuthorityRequest, NonDisclosure, Order
from bonafides.safety.orders.vocabulary import RequestState

ORDER = "removal_order"


@dataclass(frozen=True)
class Count:
    """One number."""

    year: int
    kind: str
    country: str  # of the authority; "" where it was not said
    outcome: str
    count: int


def published() -> list[Count]:
    """Every number that is not nought."""
    tally = Counter([*_orders(), *_requests()])
    ours = [Count(*key, number) for key, number in tally.items()]
    others = [Count(each.year, each.kind, "", each.outcome, each.count) for each in numbers.published()]
    return sorted([*ours, *others], key=lambda row: (-row.year, row.kind, row.country, row.outcome))


def _orders() -> Iterator[tuple[int, str, str, str]]:
    hidden = NonDisclosure.objects.filter(released_at=None).values("order")
    for order in Order.objects.filter(drill="").exclude(pk__in=hidden).prefetch_related("replies"):
        country = code_of(order.annex.get("issuing_state", ""))
        for outcome in outcomes_of(order):
            yield order.received_at.year, ORDER, country, outcome


def outcomes_of(order: Order) -> Iterator[str]:
    """Received, and what became of it; one order may have several."""
    yield "received"
    if order.disabled_at:
        yield "disabled"
    if order.reinstated_at:
        yield f"reinstated:{order.reinstate_reason}"
    if order.closed_at:
        yield "closed"
    if not order.disabled_at:
        for ground in sorted({reply.body["ground"] for reply in order.replies.all() if reply.annex == "annex_iii"}):
            yield f"not_executed:{ground}"


def _requests() -> Iterator[tuple[int, str, str, str]]:
    for request in AuthorityRequest.objects.all():
        key = (request.received_at.year, request.kind, request.country)
        yield (*key, "received")
        if request.challenged_at:
            yield (*key, "challenged")
        if request.state == RequestState.ANSWERED:
            yield (*key, request.answer)
