"""An alert as it travels: the published document, in webhooks, in the API and on the page that a link opens.

Its JSON Schema is `data/alert-1.json`, served at `/alerts/schema/1/`; docs/reference/alert.md explains it.
"""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from bonafides.programme.alerts.models import Alert, AlertBatch
from bonafides.programme.alerts.vocabulary import SCHEMA_VERSION

SCHEMA_FILE = Path(__file__).parent / "data" / "alert-1.json"
ISSUED, WITHDRAWN = "alert.issued", "alert.withdrawn"  # the types of message

Document = dict[str, Any]


@cache
def schema() -> Document:
    loaded: Document = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return loaded


def document_of(alert: Alert) -> Document:
    """All that a recipient is told; nothing of who submitted or verified it."""
    batch = alert.batch
    return {
        "version": SCHEMA_VERSION,
        "alert": alert.reference,
        "status": "withdrawn" if alert.withdrawn_at else "issued",
        "url": alert.url,
        "host": alert.host,
        "content_kind": batch.kind,
        "language": batch.language,
        "platform_type": batch.platform_type,
        "entity": entity_of(batch),
        "legal_basis": batch.basis,
        "warnings": {"personal_data": batch.has_personal_data, "graphic_content": batch.has_graphic_content},
        "note": batch.note,
        "inclusion_policy": batch.policy_number,
        "issued_at": moment(alert.sent_at),
        "withdrawal": withdrawal_of(alert),
        "answer_url": f"{settings.PUBLIC_URL}/api/v1/alerts/{alert.reference}/answer",
    }


def entity_of(batch: AlertBatch) -> Document:
    """The designation that the alert stands on."""
    entry = batch.entry
    listed_on = entry.listed_on.isoformat() if entry.listed_on else None
    return {
        "name": entry.entity.name,
        "list": entry.public_list.key,
        "list_name": entry.public_list.name,
        "issued_by": entry.public_list.body,
        "number": entry.number,
        "listed_on": listed_on,
    }


def withdrawal_of(alert: Alert) -> Document | None:
    if alert.withdrawn_at is None:
        return None
    return {"at": moment(alert.withdrawn_at), "reason": alert.withdrawal}


def moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def defanged(url: str) -> str:
    """An address that no click follows by accident."""
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.replace('tt', 'xx')}{separator}{host.replace('.', '[.]')}{slash}{path}"
