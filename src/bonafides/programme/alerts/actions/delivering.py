"""Alerts on their way: to whoever registered the domain, by every channel; to an abuse contact by a person's click.

Webhook, API and mail stand in one transaction with the verification: what was verified is told, at least once, however
long a receiver is down. A withdrawal goes the same way to every recipient.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.keys import envelope
from bonafides.base.outbox import actions as outbox
from bonafides.base.outbox import endpoints
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel import recording
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.alerts import documents, letters, permissions, queries, rules
from bonafides.programme.alerts.events import AlertSent, AlertWithdrawn
from bonafides.programme.alerts.models import Alert, AlertBatch, AlertCheck, Delivery, OutsidePlatform
from bonafides.programme.alerts.vocabulary import FIRST_CHECK, LINK_LASTS, AlertState, Channel
from bonafides.programme.members.queries import Member, member_at

SEALING = "alert-address"


def deliver_batch(batch: AlertBatch, alerts: Sequence[Alert], *, by: Actor, at: datetime) -> None:
    """Each alert of a batch, which has one host or hosts below one domain, to who registered it; or to nobody yet."""
    by_host: dict[str, list[Alert]] = {}
    for alert in alerts:
        alert.batch, alert.state = batch, rules.moved(AlertState(alert.state), AlertState.VERIFIED)
        by_host.setdefault(alert.host, []).append(alert)
    for host, group in by_host.items():
        member = member_at(host)
        platform = None if member else queries.platform_at(host)
        if member is not None:
            _to_member(member, group, by=by, at=at)
        elif platform is not None:
            _to_platform(platform, group, by=by, at=at)
        else:
            _wait(group)


def _wait(alerts: Iterable[Alert]) -> None:
    """Nobody registered the domain: a person finds the abuse contact."""
    for alert in alerts:
        alert.save(update_fields=["state"])


def _to_member(member: Member, alerts: Sequence[Alert], *, by: Actor, at: datetime) -> None:
    """A message for webhooks and the API each, and one mail for all of them."""
    for alert in alerts:
        _mark_sent(alert, at)
        delivery = Delivery(alert=alert, channel=Channel.MEMBER, member=member, sent_at=at, sent_by=by.code)
        _begin(delivery, member.reference, by=by, at=at)
        _publish(documents.ISSUED, delivery, key=f"alert:{delivery.reference}", at=at)
    letter = letters.issued(alerts[0].batch, alerts, letters.page_of_alerts())
    _mail(queries.mails_of(member), letter, key=f"alert-mail:{alerts[0].reference}", at=at)


def _to_platform(platform: OutsidePlatform, alerts: Sequence[Alert], *, by: Actor, at: datetime) -> None:
    for alert in alerts:
        address = queries.contact_of(platform)
        _to_address(alert, address, Channel.REGISTERED, platform=platform, by=by, at=at)


@audited_action
def send_to_contact(*, alert: Alert, address: str, by: Actor, at: datetime) -> Delivery:
    """Send one verified alert to the abuse contact that a person found and answers for."""
    permissions.check_can_verify(by)
    alert = _locked(alert)
    return _to_address(alert, address, Channel.ABUSE_CONTACT, by=by, at=at)


def _to_address(
    alert: Alert,
    address: str,
    channel: Channel,
    *,
    platform: OutsidePlatform | None = None,
    by: Actor,
    at: datetime,
) -> Delivery:
    """A mail with a link that opens this alert and takes the answer."""
    _mark_sent(alert, at)
    delivery = Delivery(alert=alert, channel=channel, platform=platform, sent_at=at, sent_by=by.code)
    delivery.address = envelope.seal_text(address, purpose=SEALING, bound_to=delivery.reference)
    recipient = platform.reference if platform else envelope.pseudonym(SEALING, address.strip().casefold())
    _begin(delivery, recipient, by=by, at=at)
    letter = letters.issued(alert.batch, [alert], letters.page_of_link(_link(delivery, at)))
    _mail([address], letter, key=f"alert-mail:{delivery.reference}", at=at)
    return delivery


def _link(delivery: Delivery, at: datetime) -> str:
    about, ends = delivery.reference, at + LINK_LASTS
    return people.issue_link(purpose=LinkPurpose.ALERT, about=about, expires_at=ends, at=at)


def _mark_sent(alert: Alert, at: datetime) -> None:
    alert.state = rules.moved(AlertState(alert.state), AlertState.SENT)
    alert.sent_at = alert.sent_at or at
    alert.save(update_fields=["state", "sent_at"])
    AlertCheck.objects.get_or_create(alert=alert, defaults={"due_at": at + FIRST_CHECK})


def _begin(delivery: Delivery, recipient: str, *, by: Actor, at: datetime) -> None:
    delivery.save()
    sent = AlertSent(
        alert=delivery.alert.reference,
        delivery=delivery.reference,
        recipient=recipient,
        channel=Channel(delivery.channel),
        platform_type=delivery.alert.batch.platform_type,
    )
    record(sent, by=by, at=at)


def _publish(type_: str, delivery: Delivery, *, key: str, at: datetime) -> None:
    assert delivery.member is not None
    data, audience = documents.document_of(delivery.alert), queries.audience_of(delivery.member)
    outbox.publish(type_, data, audience=audience, key=key, due_at=at, at=at)


def _mail(addresses: Iterable[str], letter: letters.Letter, *, key: str, at: datetime) -> None:
    for number, address in enumerate(addresses):
        mail_key = f"{key}:{number}"
        outbox.enqueue_mail(to=address, subject=letter.subject, body=letter.body, key=mail_key, due_at=at, at=at)


# -- taking back ------------------------------------------------------------------------------------------------------


@audited_action
def withdraw_alert(*, alert: Alert, reason: str, by: Actor, at: datetime) -> None:
    """Say that an alert no longer stands, and why, to everyone who got it."""
    permissions.check_can_verify(by)
    if not reason.strip():
        raise Invalid("reason-missing", _("Say why: every recipient is told."))
    alert = _locked(alert)
    alert.state = rules.moved(AlertState(alert.state), AlertState.WITHDRAWN)
    alert.withdrawn_at, alert.withdrawn_by, alert.withdrawal = at, by.code, reason
    alert.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawal"])
    AlertCheck.objects.filter(alert=alert).update(due_at=None)
    deliveries = list(alert.deliveries.select_related("member", "platform"))
    for delivery in deliveries:
        delivery.alert = alert
        _tell_withdrawal(delivery, at)
    record(AlertWithdrawn(alert=alert.reference, recipients=len(deliveries)), by=by, at=at)


def _tell_withdrawal(delivery: Delivery, at: datetime) -> None:
    delivery.withdrawal_told_at = at
    delivery.save(update_fields=["withdrawal_told_at"])
    key = f"alert-withdrawn:{delivery.reference}"
    if delivery.member is not None:
        _publish(documents.WITHDRAWN, delivery, key=key, at=at)
        addresses, url = queries.mails_of(delivery.member), letters.page_of_alerts()
    else:
        addresses, url = [address_of(delivery)], letters.page_of_link(_link(delivery, at))
    _mail(addresses, letters.withdrawn(delivery.alert, url), key=f"{key}:mail", at=at)


def address_of(delivery: Delivery) -> str:
    return envelope.unseal_text(delivery.address, purpose=SEALING, bound_to=delivery.reference)


def resend_alert(*, delivery: Delivery, by: Actor, at: datetime) -> int:
    """Send again what a member's endpoint refused; returns how many messages."""
    permissions.check_can_verify(by)
    return endpoints.resend_under(key=f"alert:{delivery.reference}", by=by, at=at, record=recording.recorder())


def _locked(alert: Alert) -> Alert:
    rows = Alert.objects.select_for_update(of=("self",))
    rows = rows.select_related("batch__entry__entity", "batch__entry__public_list")
    found: Alert = rows.get(pk=alert.pk)
    return found
