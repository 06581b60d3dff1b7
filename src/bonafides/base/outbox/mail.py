"""Sending a mail that was put into the outbox."""

import base64
import smtplib
import time
from datetime import datetime

from django.core.mail import EmailMultiAlternatives

from bonafides.base.keys import envelope
from bonafides.base.outbox.actions import MAIL_SEALING, PDF_PART
from bonafides.base.outbox.errors import Park, Retry
from bonafides.base.outbox.models import DeliveryAttempt, OutboxRow


def send(row: OutboxRow, at: datetime) -> None:
    """Handle a `mail` row. The Message-ID comes from the row's number: a mail sent twice is seen as one."""
    began, error = time.monotonic(), ""
    try:
        _message(row).send()
    except smtplib.SMTPRecipientsRefused as failure:
        codes = sorted({code for code, _ in failure.recipients.values()})
        error = f"the mail server refused the address: {codes}"
        raise (Park(error) if min(codes) >= 500 else Retry(error)) from failure
    except smtplib.SMTPResponseException as failure:
        error = f"the mail server answered {failure.smtp_code}"
        raise Retry(error, rests_lane=True) from failure
    except OSError as failure:  # smtplib's other errors are OSErrors too
        error = f"the mail server cannot be reached: {type(failure).__name__}"
        raise Retry(error, rests_lane=True) from failure
    finally:
        took_ms = round((time.monotonic() - began) * 1000)
        DeliveryAttempt.objects.create(row=row, at=at, duration_ms=took_ms, error=error)


def _message(row: OutboxRow) -> EmailMultiAlternatives:
    parts = {
        name: envelope.unseal_text(text, purpose=MAIL_SEALING, bound_to=f"{row.key}|{name}")
        for name, text in row.payload.items()
    }
    message = EmailMultiAlternatives(parts["subject"], parts["body"], to=[parts["to"]])
    domain = message.from_email.rpartition("@")[2].rstrip(">")
    message.extra_headers = {"Message-ID": f"<outbox-{row.pk}@{domain}>", "Auto-Submitted": "auto-generated"}
    if "html" in parts:
        message.attach_alternative(parts["html"], "text/html")
    for name in sorted(parts):
        if name.startswith(PDF_PART):
            message.attach(name.removeprefix(PDF_PART), base64.b64decode(parts[name]), "application/pdf")
    return message
