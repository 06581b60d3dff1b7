"""The mails that go with alerts: warnings first, and addresses defanged, so that no click follows one by accident."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from bonafides.programme.alerts.documents import defanged
from bonafides.programme.alerts.models import Alert, AlertBatch
from bonafides.programme.alerts.vocabulary import MAILED_ADDRESSES


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str


def page_of_alerts() -> str:
    return settings.PUBLIC_URL + reverse("alerts:alerts")


def page_of_link(token: str) -> str:
    return settings.PUBLIC_URL + reverse("alerts:by_link", args=[token])


def issued(batch: AlertBatch, alerts: Sequence[Alert], url: str) -> Letter:
    """Alerts that were just verified; `url` is where they are answered."""
    subject = _("%(count)s verified alert(s) about content on %(host)s") % {
        "count": len(alerts),
        "host": alerts[0].host,
    }
    paragraphs = [*warnings_of(batch), about(batch), addresses_of(alerts)]
    if batch.note:
        paragraphs.append(batch.note)
    paragraphs.append(_("Read and answer it here:\n%(url)s") % {"url": url})
    paragraphs.append(_("An alert is information and no order: you judge it, and you may dispute it."))
    return Letter(subject, "\n\n".join(paragraphs))


def withdrawn(alert: Alert, url: str) -> Letter:
    subject = _("Withdrawn: alert %(alert)s") % {"alert": alert.reference}
    body = _(
        "We withdraw our alert %(alert)s about\n%(address)s\n\nWhy: %(reason)s\n\n"
        "If you restricted the content because of it, please look at it again.\n%(url)s"
    ) % {"alert": alert.reference, "address": defanged(alert.url), "reason": alert.withdrawal, "url": url}
    return Letter(subject, body)


def warnings_of(batch: AlertBatch) -> list[str]:
    """What to know before anything is opened."""
    said = []
    if batch.has_graphic_content:
        said.append(_("WARNING: the content is graphic. Prepare yourself, or have somebody else open it."))
    if batch.has_personal_data:
        said.append(_("WARNING: the content holds personal data. Do not pass it on."))
    return said


def about(batch: AlertBatch) -> str:
    sentence = _(
        "Two persons have verified that this is content of %(entity)s, which stands on the %(list)s under %(number)s.\n"
        "Legal basis: %(basis)s"
    )
    entry = batch.entry
    return sentence % {
        "entity": entry.entity.name,
        "list": entry.public_list.name,
        "number": entry.number,
        "basis": batch.basis,
    }


def addresses_of(alerts: Sequence[Alert]) -> str:
    lines = [f"{alert.reference}  {defanged(alert.url)}" for alert in alerts[:MAILED_ADDRESSES]]
    if len(alerts) > MAILED_ADDRESSES:
        lines.append(_("and %(more)s more, on the page") % {"more": len(alerts) - MAILED_ADDRESSES})
    return "\n".join(lines)
