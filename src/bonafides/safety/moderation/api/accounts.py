"""What the platform may say of an account: keys that hint at a return, and that its owner contests such a hint."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field, StringConstraints

from bonafides.base.http.idempotency import idempotent
from bonafides.base.people.api_auth import ApiKeyAuth
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.safety.moderation.actions import accounts
from bonafides.safety.moderation.api.items import WRITE, actor_of
from bonafides.safety.moderation.api.schemas import NO_NUL, Name, Strict
from bonafides.safety.moderation.rules.accounts import SentKey
from bonafides.safety.moderation.vocabulary.limits import KEYS_AT_MOST

router = Router(tags=["accounts"])
COMPLAINTS = ApiKeyAuth(scope=Scope.APPEALS_WRITE)

Kind = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[a-z_]+$")]


class KeyIn(Strict):
    """One key: your own word for its kind, such as `device`, and its value, best a digest that you made yourself."""

    kind: Kind
    value: Name


class KeysIn(Strict):
    account: Name
    keys: Annotated[list[KeyIn], Field(min_length=1, max_length=KEYS_AT_MOST)]


class ContestIn(Strict):
    account: Name
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000, pattern=NO_NUL)]


@router.post(
    "/accounts/keys", auth=WRITE, response={204: None}, url_name="account_keys", summary="Send keys of an account"
)
@idempotent
def account_keys(request: HttpRequest, sent: KeysIn) -> Status[None]:
    """Optional, and yours to choose. Of a suspended or closed account they are kept, as pseudonyms, while it is.

    Of any other account they are compared once and not kept. The answer says nothing of what was found: people decide.
    """
    keys = tuple(SentKey(key.kind, key.value) for key in sent.keys)
    accounts.take_keys(reference=sent.account, keys=keys, by=actor_of(request), at=now())
    return Status(204, None)


@router.post(
    "/accounts/contest", auth=COMPLAINTS, response={204: None}, url_name="contest_return", summary="Contest a note"
)
@idempotent
def contest(request: HttpRequest, said: ContestIn) -> Status[None]:
    """Whoever holds the account says that the note about a possible return is wrong; a person looks at it."""
    accounts.contest_return(reference=said.account, text=said.text, by=actor_of(request), at=now())
    return Status(204, None)
