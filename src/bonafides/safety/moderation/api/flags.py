"""Flags of trusted flaggers, authorities, the programme and the platform's own forms: one, or many as one notice."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from bonafides.base.audit.queries import receipt_for
from bonafides.base.http.idempotency import idempotent
from bonafides.base.people.api_auth import ApiKeyAuth
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.actions import flags as actions
from bonafides.safety.moderation.actions.flags import Notifier, Receipt, Report
from bonafides.safety.moderation.actions.intake import Submission
from bonafides.safety.moderation.actions.telling import address_of
from bonafides.safety.moderation.api.contents import content_as_submission
from bonafides.safety.moderation.api.items import actor_of
from bonafides.safety.moderation.api.schemas import FlagBase, FlagBatchIn, FlagIn, FlagOut, FlagReceived
from bonafides.safety.moderation.permissions import source_of
from bonafides.safety.moderation.queries.flags import own_flag
from bonafides.safety.moderation.rules.addresses_in import Addresses, addresses_in, addresses_of
from bonafides.safety.moderation.vocabulary import SourceKind

router = Router(tags=["flags"], auth=ApiKeyAuth(scope=Scope.FLAGS_WRITE))


@router.post("/flags", response={201: FlagReceived}, url_name="raise_flag", summary="Raise a flag")
@idempotent
def raise_flag(request: HttpRequest, flag: FlagIn) -> Status[Any]:
    """About an address, or the platform's own reference. The platform itself may send the content along."""
    by = actor_of(request)
    source = source_of(by)
    report = report_of(flag, flag.location, source, submission=_content(flag, source))
    return Status(201, receipt_of(actions.raise_flag(report=report, by=by, at=now())))


def _content(flag: FlagIn, source: SourceKind) -> Submission | None:
    if flag.content is None:
        return None
    if source is not SourceKind.USER_NOTICE:
        raise NotAllowed("content-from-platform", _("Only the platform itself may send the content along."))
    return content_as_submission(flag.content, reference=flag.location)


@router.post("/flags/batch", response={201: FlagReceived}, url_name="raise_batch", summary="Raise many flags at once")
@idempotent
def raise_batch(request: HttpRequest, batch: FlagBatchIn) -> Status[Any]:
    """Up to 1,000 addresses as one notice with one receipt: a list, or a pasted CSV or e-mail; defanged ones too.

    What cannot be read as an address is set aside, with its line and the reason, and the rest goes in.
    """
    by = actor_of(request)
    source, found = source_of(by), _found(batch)
    reports = [report_of(batch, address, source) for address in found.addresses]
    receipt = actions.raise_batch(reports=reports, set_aside=found.set_aside_as_json(), by=by, at=now())
    return Status(201, receipt_of(receipt))


def _found(batch: FlagBatchIn) -> Addresses:
    listed = addresses_of(enumerate(batch.locations, start=1))
    return listed.and_then(addresses_in(batch.pasted)) if batch.pasted else listed


@router.get("/flags/{reference}", response=FlagOut, url_name="flag", summary="Where a flag stands")
def get_flag(request: HttpRequest, reference: str) -> dict[str, Any]:
    """A flag that the same API key raised; every flag of a batch has its own reference."""
    found = own_flag(actor_of(request), reference)
    return {
        "reference": found.flag.reference,
        "batch": found.flag.batch.reference if found.flag.batch else None,
        "source": found.flag.source,
        "received_at": found.flag.received_at,
        "complete": found.flag.complete,
        "state": "decided" if found.decision else "received",
        "outcome": found.outcome,
        "decided_at": found.decided_at,
    }


def report_of(said: FlagBase, location: str, source: SourceKind, submission: Submission | None = None) -> Report:
    return Report(
        source=source,
        location=location,
        reason=said.reason,
        category=said.category,
        good_faith=said.good_faith,
        threat_to_life=said.threat_to_life,
        notifier=Notifier(said.notifier.name, said.notifier.address, said.notifier.language or "en"),
        submission=submission,
    )


def receipt_of(receipt: Receipt) -> dict[str, Any]:
    return {
        "reference": receipt.reference,
        "flags": [flag.reference for flag in receipt.flags],
        "token": receipt.token,
        "status_url": address_of("notice_status", receipt.token),
        "promises": [receipt_for(flag.event_id).decode() for flag in receipt.flags],
        "set_aside": receipt.batch.set_aside if receipt.batch else [],
    }
