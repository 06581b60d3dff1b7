"""A request that is sent twice acts once: the `Idempotency-Key` header.

1. The key's row is inserted first, inside the transaction of the action: a second request with it waits for the first.
2. The action runs; if it raises, the row goes with everything else and the request may be sent again.
3. Its answer is kept for a week, encrypted under a key derived from Django's secret key, the caller and the header;
   of the request itself only a keyed hash is.
4. The same key with the same request gets that answer; with another request, 409.
"""

import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.utils.crypto import salted_hmac
from ninja import Status
from pydantic_core import to_jsonable_python

from bonafides.base.http.models import IdempotencyKey
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop as _

ANSWERS_LAST = timedelta(days=7)
KEY_LENGTH_AT_MOST = 200
NONCE_BYTES = 12

P = ParamSpec("P")
R = TypeVar("R")
Answer = Status[Any]  # status and what goes into the body, as JSON values


def idempotent(
    operation: Callable[Concatenate[Any, P], R],
) -> Callable[Concatenate[Any, P], R | Answer]:
    """For an API operation (below `@router.post`): run it once for each Idempotency-Key of a caller."""

    @wraps(operation)
    def run_once(request: Any, *args: P.args, **kwargs: P.kwargs) -> R | Answer:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return operation(request, *args, **kwargs)
        return once(request, check_key(key), lambda: as_answer(operation(request, *args, **kwargs)), at=now())

    return cast("Callable[Concatenate[Any, P], R | Answer]", run_once)


def always(answer: Answer) -> bool:
    return True


def once(
    request: ActorRequest,
    key: str,
    compute: Callable[[], Answer],
    *,
    at: datetime,
    is_kept: Callable[[Answer], bool] = always,
) -> Answer:
    """The answer that was given to this key, or else the one computed now.

    Where `is_kept` says that the answer left no trace, its key leaves none either: the request is computed anew.
    """
    actor = request.actor.code
    wanted = keyed(actor, request_hash(request), "request").hex()
    with transaction.atomic():
        row, is_new = IdempotencyKey.objects.select_for_update().get_or_create(
            actor=actor,
            key_hash=keyed(actor, key).hex(),
            defaults={"request_hash": wanted, "created_at": at},
        )
        if not is_new:
            return kept_answer(row, wanted, key)
        answer = compute()
        if not is_kept(answer):
            row.delete()
            return answer
        row.answer = encrypted(answer, row, key)
        row.save(update_fields=["answer"])
        return answer


def check_key(key: str) -> str:
    if not (0 < len(key) <= KEY_LENGTH_AT_MOST and key.isascii() and key.isprintable()):
        raise Invalid(
            "idempotency-key-invalid",
            _("An Idempotency-Key has 1 to %(length)s printable ASCII characters."),
            length=KEY_LENGTH_AT_MOST,
        )
    return key


def kept_answer(row: IdempotencyKey, wanted: str, key: str) -> Answer:
    if row.request_hash != wanted:
        raise Conflict(
            "idempotency-key-reused", _("This Idempotency-Key was sent with another request before; use a new one.")
        )
    sealed = bytes(row.answer)
    plain = AESGCM(keyed(row.actor, key, "answer")).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], row_name(row))
    return Status(*json.loads(plain))


def encrypted(answer: Answer, row: IdempotencyKey, key: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = json.dumps([answer.status_code, answer.value]).encode()
    return nonce + AESGCM(keyed(row.actor, key, "answer")).encrypt(nonce, plain, row_name(row))


def row_name(row: IdempotencyKey) -> bytes:
    return f"{row.actor} {row.key_hash}".encode()


def keyed(actor: str, key: str, use: str = "name") -> bytes:
    """32 bytes that only this installation can compute from a caller and their key."""
    mac = salted_hmac(f"bonafides.idempotency.{use}", f"{actor}\n{key}", algorithm="sha256")
    return bytes(mac.digest())


def as_answer(result: Any) -> Answer:
    """What an operation returned (a body, or a `Status` with one) with the body as JSON values."""
    status = result if isinstance(result, Status) else Status(200, result)
    return Status(status.status_code, to_jsonable_python(status.value))


def request_hash(request: ActorRequest) -> str:
    digest = sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(json.dumps([name, values]).encode())
        for name, file in sorted(request.FILES.items()):
            digest.update(json.dumps([name, file.name, file.size]).encode())  # type: ignore[union-attr]
            digest.update(file_hash(file))
    else:
        digest.update(request.body)
    return digest.hexdigest()


def file_hash(file: Any) -> bytes:
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.digest()


def forget_old_answers(at: datetime) -> None:
    """Recurring: after a week a key may be used again, and its answer is gone."""
    IdempotencyKey.objects.filter(created_at__lt=at - ANSWERS_LAST).delete()
