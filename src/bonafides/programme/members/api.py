"""What a member's programs show the programme."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from bonafides.base.http.idempotency import idempotent
from bonafides.base.people.api_auth import ApiKeyAuth
from bonafides.base.people.vocabulary import OrganisationKind, Scope
from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.programme.members.actions import requirements

router = Router(tags=["membership"])
WRITE = ApiKeyAuth(scope=Scope.ALERTS_WRITE, of=OrganisationKind.MEMBER)


class ReadinessIn(Schema):
    """`evidence` is the signed document as it was downloaded; `key` the public key that its installation publishes."""

    evidence: Annotated[str, Field(min_length=2, max_length=100_000)]
    key: Annotated[str, Field(min_length=10, max_length=500)]


class ReadinessOut(Schema):
    """`key_is_pinned`: whether the key is the one that is known for this member; else an officer asks first."""

    requirement: str
    dated: str
    note: str
    key_is_pinned: bool


@router.post(
    "/membership/readiness",
    auth=WRITE,
    response={201: ReadinessOut},
    url_name="show_readiness",
    summary="Show readiness evidence",
)
@idempotent
def show_readiness(request: HttpRequest, shown: ReadinessIn) -> Status[dict[str, Any]]:
    """The signature is checked, and that the key is of one of the member's domains. The first key is pinned: what
    another one signed is kept, and waits until an officer has asked whether it is yours. An officer then looks at it.
    """
    actor: Actor = request.auth  # type: ignore[attr-defined]
    offered = requirements.take_readiness(document=shown.evidence.encode(), vkey=shown.key, by=actor, at=now())
    answer = {"requirement": offered.row.requirement, "dated": offered.dated.isoformat(), "note": offered.note}
    return Status(201, answer | {"key_is_pinned": offered.key is None or offered.key.is_pinned})
