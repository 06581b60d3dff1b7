"""Statements as the platform may show them, and complaints that it passes on."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from bonafides.base.http.idempotency import idempotent
from bonafides.base.people.api_auth import ApiKeyAuth
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.actions.appeals import Complaint, open_appeal
from bonafides.safety.moderation.actions.telling import address_of
from bonafides.safety.moderation.api.items import READ, actor_of
from bonafides.safety.moderation.api.schemas import Language, Short
from bonafides.safety.moderation.models import Appeal, Statement
from bonafides.safety.moderation.queries import appeals
from bonafides.safety.moderation.rules.appeals import TEXT_LIMIT
from bonafides.safety.moderation.vocabulary import AppealOutcome, AppealState, AppellantKind, StatementState

router = Router(tags=["statements and complaints"])
WRITE = ApiKeyAuth(scope=Scope.APPEALS_WRITE)


class StatementOut(Schema):
    """A statement of reasons; `body` is described in docs/reference/statement.md."""

    reference: str
    item: str
    reference_of_item: str
    language: str
    issued_at: datetime
    state: StatementState
    body: dict[str, Any]
    tombstone: str


class AppealIn(Schema):
    """A complaint of one side; exactly one of `statement`, `item` and `flag` says which."""

    statement: Short = ""
    item: Short = ""
    flag: Short = ""
    text: str = Field(min_length=1, max_length=TEXT_LIMIT, pattern=r"^[^\x00]*$")
    appellant: AppellantKind = AppellantKind.AUTHOR
    mandate: Short = ""
    language: Language = ""


class AppealOut(Schema):
    reference: str
    case: str
    decision: str
    appellant: AppellantKind
    state: AppealState
    opened_at: datetime
    due_at: datetime
    decided_at: datetime | None
    outcome: AppealOutcome | None
    self_review: bool
    status_url: str = ""


@router.get(
    "/items/{reference}/statements",
    auth=READ,
    response=list[StatementOut],
    url_name="item_statements",
    summary="The statements of reasons about an item",
)
def statements(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """The latest first."""
    item = appeals.item_named(reference)
    return [statement_out(each) for each in appeals.statements_of(item.reference)]


def statement_out(statement: Statement) -> dict[str, Any]:
    return {
        "reference": statement.reference,
        "item": statement.item.platform_reference,
        "reference_of_item": statement.item.reference,
        "language": statement.language,
        "issued_at": statement.issued_at,
        "state": statement.state,
        "body": statement.body,
        "tombstone": address_of("tombstone", statement.item.reference),
    }


@router.post("/appeals", auth=WRITE, response={201: AppealOut}, url_name="open_appeal", summary="Pass a complaint on")
@idempotent
def open_one(request: HttpRequest, appeal: AppealIn) -> Status[Any]:
    """What somebody told the platform; `status_url` is for them."""
    named = [appeal.statement, appeal.item, appeal.flag]
    if sum(map(bool, named)) != 1:
        raise Invalid("one-side", _("Name one of statement, item and flag."))
    side = appeals.side_named(statement=appeal.statement, item=appeal.item, flag=appeal.flag)
    complaint = Complaint(
        text=appeal.text, appellant=appeal.appellant, mandate=appeal.mandate, language=appeal.language
    )
    opened = open_appeal(side=side, complaint=complaint, by=actor_of(request), at=now())
    return Status(201, appeal_out(opened.appeal) | {"status_url": address_of("appeal_status", opened.token)})


@router.get(
    "/appeals/{reference}", auth=READ, response=AppealOut, url_name="appeal", summary="Where a complaint stands"
)
def get_appeal(request: HttpRequest, reference: str) -> dict[str, Any]:
    """By the reference that we gave it; the answer itself is for the appellant."""
    return appeal_out(appeals.appeal_named(reference))


def appeal_out(appeal: Appeal) -> dict[str, Any]:
    return {
        "reference": appeal.reference,
        "case": appeal.case.reference,
        "decision": appeal.decision.reference,
        "appellant": appeal.appellant,
        "state": appeal.state,
        "opened_at": appeal.opened_at,
        "due_at": appeal.due_at,
        "decided_at": appeal.decided_at,
        "outcome": appeal.outcome_word(),
        "self_review": appeal.self_review,
    }
