"""Alerts as each side reads them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from bonafides.base.outbox import queries as outbox
from bonafides.base.outbox.models import Message
from bonafides.base.people.queries import LinkBearer
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.alerts import permissions
from bonafides.programme.alerts.models import STANDING, Alert, AlertBatch, Delivery
from bonafides.programme.alerts.queries.recipients import audience_of
from bonafides.programme.alerts.vocabulary import AlertState, Answer
from bonafides.programme.members.queries import Member

ENTRY = ("batch__entry__entity", "batch__entry__public_list")
NO_ALERT = _("There is no such alert.")


@dataclass(frozen=True)
class AlertFilter:
    """What is asked for; empty means all."""

    search: str = ""
    state: str = ""
    answer: str = ""


def alerts_for(by: Actor, wanted: AlertFilter) -> QuerySet[Alert]:
    """What this person of the programme may read, the latest first; a flagger reads what they submitted."""
    permissions.check_is_of_team(by)
    rows: QuerySet[Alert] = Alert.objects.select_related("check_row", *ENTRY)
    if not permissions.can_read_all(by):
        rows = rows.filter(batch__submitted_by=by.person)
    if wanted.state in set(AlertState):
        rows = rows.filter(state=wanted.state)
    if wanted.answer in set(Answer):
        rows = rows.filter(answer=wanted.answer)
    return rows.filter(_search_of(wanted.search)).order_by("-pk")


def _search_of(text: str) -> Q:
    """A whole reference or host, part of an address, part of an entity's name."""
    text = text.strip()
    if not text:
        return Q()
    exact = Q(reference=text.upper()) | Q(host=text.lower())
    return exact | Q(url__icontains=text) | Q(batch__entry__entity__name__icontains=text)


def inbox_of(member: Member, answer: str = "") -> QuerySet[Delivery]:
    """What a member received, the latest first; `open` is what it has not finally answered."""
    rows: QuerySet[Delivery] = Delivery.objects.filter(member=member)
    rows = rows.select_related(*(f"alert__{name}" for name in ENTRY))
    if answer == "open":
        rows = rows.filter(answer__in=["", Answer.ACKNOWLEDGED.value], alert__withdrawn_at=None)
    elif answer in set(Answer):
        rows = rows.filter(answer=answer)
    return rows.order_by("-pk")


def alert_for(by: Actor, reference: str) -> Alert:
    """One alert, for the programme's people who may read it; for anybody else there is none."""
    found = alerts_for(by, AlertFilter()).filter(reference=reference.upper()).first()
    if found is None:
        raise NotFound("no-such-alert", NO_ALERT)
    return found


def own_delivery(by: Actor, reference: str) -> Delivery:
    """The alert that went to this person's, or this program's, own member."""
    rows = Delivery.objects.select_related("member", *(f"alert__{name}" for name in ENTRY))
    found: Delivery | None = rows.filter(
        alert__reference=reference.upper(), member__organisation=by.organisation or 0
    ).first()
    if found is None:
        raise NotFound("no-such-alert", NO_ALERT)
    return found


def delivery_of_link(bearer: LinkBearer) -> Delivery:
    """The delivery that a link opens."""
    rows = Delivery.objects.select_related("platform", *(f"alert__{name}" for name in ENTRY))
    found: Delivery = rows.get(reference=bearer.about)
    return found


def batches_to_decide(by: Actor) -> QuerySet[AlertBatch]:
    """What waits for a second person, the oldest first."""
    permissions.check_can_read_all(by)
    rows: QuerySet[AlertBatch] = AlertBatch.objects.filter(state=AlertState.SUBMITTED)
    return rows.select_related("entry__entity", "entry__public_list", "submitted_by").order_by("submitted_at", "pk")


def batch_for(by: Actor, reference: str) -> AlertBatch:
    permissions.check_is_of_team(by)
    rows = AlertBatch.objects.select_related("entry__entity", "entry__public_list", "submitted_by", "decided_by")
    found: AlertBatch | None = rows.filter(reference=reference.upper()).first()
    if found is None or not (permissions.can_read_all(by) or found.submitted_by_id == by.person):
        raise NotFound("no-such-batch", _("There is no such submission."))
    return found


def keys_standing(keys: Iterable[str]) -> frozenset[str]:
    """Those of these addresses that an alert stands on already."""
    wanted, found = list(keys), set[str]()
    for start in range(0, len(wanted), 500):
        rows = Alert.objects.filter(state__in=STANDING, url_key__in=wanted[start : start + 500])
        found.update(rows.values_list("url_key", flat=True))
    return frozenset(found)


def messages_to(member: Member, after: int, limit: int) -> list[Message]:
    """What a member was told after a position: alerts and withdrawals, as its webhooks get them."""
    return outbox.messages_after(after, limit, audience=audience_of(member))
