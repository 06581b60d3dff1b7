"""The hosted matcher: whoever may not hold a list asks with the first digits of a key, and compares the rest itself."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field

from bonafides.base.people.api_auth import ApiKeyAuth
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.vocabulary import Lookup
from bonafides.safety.peers import described, rules
from bonafides.safety.peers.queries import hosted

further = described.FURTHER
router = Router(tags=["hosted matching"])

Short = Annotated[str, Path(max_length=100)]


class KeyOut(Schema):
    """`rest`: the digits of a key after the prefix. Among them are made-up ones, which no key ever meets."""

    rest: Annotated[str, Field(min_length=60, max_length=60)]
    entry: str
    bank: str


class KeysOut(Schema):
    """Keys in the order of their digits, in multiples of 32."""

    type: str
    prefix: str
    index_version: int
    keys: list[KeyOut]


@router.get(
    "/match/prefix/{kind}/{prefix}",
    auth=ApiKeyAuth(scope=Scope.MATCH_READ),
    response=KeysOut,
    url_name="match_prefix",
    summary="Look up without saying what",
)
def match_prefix(request: HttpRequest, kind: Short, prefix: Short) -> dict[str, Any]:
    """`prefix` is the first four digits of SHA-256 over the canonical value: lower-case hexadecimal of a digest (md5,
    sha1, sha256, sha512), or the canonical form of an address (url). We learn 16 bits of what is asked, and never
    whether it matched. Pictures are matched by nearness, which no prefix tells: look those up whole.
    """
    type_, digits = rules.hosted_type(kind), rules.check_prefix(prefix)
    banks_actions.count_lookup(name=Lookup.API, matched=False, at=now())
    rows = hosted.rows_under(type_, digits)
    keys = [{"rest": row.rest, "entry": row.entry, "bank": row.bank} for row in rows]
    return {"type": type_, "prefix": digits, "index_version": banks.index_version(), "keys": keys}
