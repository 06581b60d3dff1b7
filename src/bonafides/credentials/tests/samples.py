"""What the tests of this package share: an issuer with two keys, a stranger, a mark, its status list and pictures."""

import json
from collections.abc import Callable, Iterable
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from bonafides.credentials.awards import Holder, Issuer
from bonafides.credentials.did import IssuerDocument
from bonafides.credentials.marks import Programme, Requirement, mark
from bonafides.credentials.proof import SigningKey, sign
from bonafides.credentials.status import StatusEntry, status_list
from bonafides.credentials.verdict import Verdict
from bonafides.credentials.verify import verify

Change = Callable[[dict[str, Any]], object]
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ONE = NOON + timedelta(hours=1)
DAY = timedelta(days=1)
DID = "did:web:trust.example"
KEY = SigningKey(f"{DID}#key-2", bytes(range(32)))
OLD_KEY = SigningKey(f"{DID}#key-1", bytes(range(1, 33)))
STRANGER_KEY = SigningKey("did:web:stranger.example#key-1", bytes(range(2, 34)))
ISSUER = Issuer(did=DID, name="Programme", url="https://trust.example")
DOCUMENT = IssuerDocument(DID, (KEY.method, OLD_KEY.method))
STRANGER = IssuerDocument("did:web:stranger.example", (STRANGER_KEY.method,))
LIST_URL = "https://trust.example/status/1"
PLACE = 94_567
HOLDER = Holder.organisation(id_="did:web:smallhost.example", name="Smallhost", url="https://smallhost.example")
PROGRAMME = Programme(
    mark_id="https://trust.example/mark/1.0",
    mark_name="Verified member",
    description="Meets the eight requirements of membership.",
    criteria_url="https://trust.example/mark/1.0/criteria",
    criteria="Both assessments, the pledge, and six more.",
    version="1.0",
)
REQUIREMENTS = (
    Requirement(code="assessments", name="Both assessments handed in", checked_on=date(2026, 10, 20)),
    Requirement(code="pledge", name="Pledge signed", checked_on=date(2026, 10, 21)),
    Requirement(code="transparency", name="Transparency report published", checked_on=date(2026, 10, 22)),
)


def a_mark_document(**changes: Any) -> dict[str, Any]:
    """A mark that is not signed yet."""
    parts: dict[str, Any] = {
        "id_": "https://trust.example/marks/7f3a",
        "issuer": ISSUER,
        "holder": HOLDER,
        "holder_name": "Smallhost",
        "programme": PROGRAMME,
        "requirements": REQUIREMENTS,
        "shares_knowledge_since": date(2026, 3, 1),
        "awarded_at": NOON - 200 * DAY,
        "valid_from": NOON,
        "valid_until": NOON + 35 * DAY,
        "status": StatusEntry(list_url=LIST_URL, index=PLACE),
    }
    return mark(**(parts | changes))


@cache
def _mark_text() -> str:
    return json.dumps(sign(a_mark_document(), key=KEY, at=NOON))


def a_mark() -> dict[str, Any]:
    """A signed mark, a fresh copy each time."""
    loaded: dict[str, Any] = json.loads(_mark_text())
    return loaded


def a_list(revoked: Iterable[int] = (), *, key: SigningKey = KEY, **changes: Any) -> dict[str, Any]:
    """A signed status list."""
    parts: dict[str, Any] = {
        "url": LIST_URL,
        "issuer_did": key.id.partition("#")[0],
        "revoked": revoked,
        "valid_from": NOON,
        "valid_until": NOON + DAY,
    }
    return sign(status_list(**(parts | changes)), key=key, at=NOON)


def resigned(document: dict[str, Any], change: Change, key: SigningKey = KEY) -> dict[str, Any]:
    """The document, changed before its issuer signed it."""
    plain = deepcopy({name: value for name, value in document.items() if name != "proof"})
    change(plain)
    return sign(plain, key=key, at=NOON)


def data(document: object) -> bytes:
    return json.dumps(document).encode()


def judged(
    document: object, *, at: datetime = ONE, status: object = None, issuer: IssuerDocument = DOCUMENT
) -> Verdict:
    """The verdict on a document, with a list in which nothing is revoked unless another is given."""
    given = document if isinstance(document, bytes) else data(document)
    listed = status if isinstance(status, bytes) else data(a_list() if status is None else status)
    return verify(given, issuer=issuer, at=at, status_list=listed)


def code_of(verdict: Verdict) -> str:
    """The code of the check that decided against it, "" if it is valid."""
    return verdict.reason.code if verdict.reason else ""
