"""The HTTP client that an upload handler calls. It never makes an upload wait for long, and never loses one."""

import json
import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO, Literal

import httpx

from bonafides.client.answers import FlagReceived, HostedMatch, ItemAnswer, Messages
from bonafides.client.errors import Refused, Unreachable

log = logging.getLogger("bonafides.client")

WhenUnreachable = Literal["publish", "hold", "raise"]
AlertAnswer = Literal["acknowledged", "restricted", "kept", "disputed"]
HOSTED_PREFIX_DIGITS = 4
ANSWER_OF = {"publish": "allow", "hold": "hold"}


class Client:
    """Talks to one installation with one API key.

    timeout: seconds for each step of an attempt, to connect, to send, to hear the next of the answer. A submit that
    finds nobody, or what is not the service, is tried once more, and then `on_unreachable` answers in its place:
    "publish" (the default: speech does not wait for us), "hold", or "raise".
    `unreachable` counts how often that was; `when_unreachable` is called each time, for your own metrics.
    May be shared by threads; close it, or use it in a `with`.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float = 2.0,
        on_unreachable: WhenUnreachable = "publish",
        when_unreachable: Callable[[Unreachable], None] | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
        self._http = httpx.Client(base_url=f"{url.rstrip('/')}/api/v1", headers=headers, timeout=timeout)
        self._rule = on_unreachable
        self._hook = when_unreachable
        self._lock = threading.Lock()
        self.unreachable = 0

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def submit_item(
        self,
        reference: str,
        *,
        file: BinaryIO | bytes | None = None,
        text: str | None = None,
        url: str | None = None,
        media_type: str = "",
        language: str = "",
        author: Mapping[str, str] | None = None,
        created: datetime | None = None,
        reach: int | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> ItemAnswer:
        """Ask about one upload: a `file`, a `text`, or a `url` alone; a `url` beside them is where it will stand.

        reference: your own name for it; author: `reference` (a pseudonym), `language`, `address`, each optional.
        Raises Refused if the request is wrong, and Unreachable only where that is the client's rule.
        """
        fields = {
            "reference": reference,
            "text": text,
            "url": url,
            "media_type": media_type,
            "language": language,
            "author": dict(author) if author else None,
            "created": created.isoformat() if created else None,
            "reach": reach,
            "context": dict(context) if context else None,
        }
        given = {name: value for name, value in fields.items() if value not in (None, "")}
        data = file if isinstance(file, bytes) or file is None else file.read()
        try:
            return ItemAnswer.from_json(self._submit(given, data))
        except Unreachable as error:
            return self._answer_in_its_place(error)

    def flag(
        self,
        location: str,
        *,
        reason: str = "",
        category: str = "terrorist_content",
        good_faith: bool = False,
        threat_to_life: bool = False,
        notifier: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> FlagReceived:
        """Raise a flag about an address, or your own reference. Send it again with the same key if nobody answered."""
        body = {
            "location": location,
            "reason": reason,
            "category": category,
            "good_faith": good_faith,
            "threat_to_life": threat_to_life,
            "notifier": dict(notifier or {}),
        }
        return FlagReceived.from_json(self._post("/flags", json=body, key=idempotency_key))

    def match_hosted(self, kind: str, value: str) -> tuple[HostedMatch, ...]:
        """Entries with this value on lists that you do not hold; the service learns four digits of its SHA-256.

        kind: md5, sha1, sha256, sha512 or url; value: the digest in hexadecimal, or the address in canonical form, as
        docs/reference/peers.md says; a picture's PDQ cannot be asked for so. Raises Refused and Unreachable.
        """
        canonical = value if kind == "url" else value.lower()
        key = sha256(canonical.encode()).hexdigest()
        prefix, rest = key[:HOSTED_PREFIX_DIGITS], key[HOSTED_PREFIX_DIGITS:]
        found = self._send("GET", f"/match/prefix/{kind}/{prefix}")["keys"]
        return tuple(HostedMatch(each["entry"], each["bank"]) for each in found if each["rest"] == rest)

    def messages(self, after: int = 0, limit: int = 100) -> Messages:
        """The messages behind a cursor, for a platform that cannot receive webhooks."""
        return Messages.from_json(self._send("GET", "/messages", params={"after": after, "limit": limit}))

    def alerts(self, after: int = 0, limit: int = 100) -> Messages:
        """A programme's alerts and withdrawals behind a cursor, for a member that cannot receive webhooks.

        The type is `alert.issued` or `alert.withdrawn`; `data` follows the programme's JSON Schema of an alert.
        """
        return Messages.of_alerts(self._send("GET", "/alerts", params={"after": after, "limit": limit}))

    def answer_alert(self, alert: str, answer: AlertAnswer, reason: str = "") -> None:
        """Say what became of an alert; a reason is needed to keep what it is about, and to dispute it."""
        self._post(f"/alerts/{alert}/answer", json={"answer": answer, "reason": reason})

    def report_enforcement(self, item: str, action: str, state: str, detail: str = "") -> None:
        """Say what became of a measure: `confirmed` or `failed`; `item` and `action` as the message named them."""
        self._post(f"/items/{item}/enforcement", json={"action": action, "state": state, "detail": detail})

    # -- the wire -----------------------------------------------------------------------------------------------------

    def _submit(self, fields: dict[str, Any], data: bytes | None) -> Any:
        """Send an upload, and once more if nobody answered; the same key, so that it is never stored twice."""
        key = uuid.uuid4().hex
        request = {"json": fields} if data is None else {"data": form_of(fields), "files": {"file": data}}
        try:
            return self._post("/items", key=key, **request)
        except Unreachable:
            return self._post("/items", key=key, **request)

    def _post(self, path: str, *, key: str | None = None, **request: Any) -> Any:
        return self._send("POST", path, headers={"Idempotency-Key": key or uuid.uuid4().hex}, **request)

    def _send(self, method: str, path: str, **request: Any) -> Any:
        try:
            answer = self._http.request(method, path, **request)
        except httpx.RequestError as error:
            raise Unreachable("unreachable", f"{type(error).__name__}: {error}") from error
        if answer.status_code >= 500 or answer.status_code == 429 or answer.is_redirect:
            raise Unreachable("unavailable", f"The service answered {answer.status_code}.")
        if answer.status_code >= 400:
            raise refusal_of(answer)
        return document_in(answer)

    def _answer_in_its_place(self, error: Unreachable) -> ItemAnswer:
        """Nobody answered: count it, say so, and do what the platform chose."""
        with self._lock:
            self.unreachable += 1
        log.warning("Bonafides could not be reached; rule: %s. %s", self._rule, error)
        if self._hook is not None:
            self._hook(error)
        if self._rule == "raise":
            raise error
        return ItemAnswer(ANSWER_OF[self._rule], reasons=("unreachable",), reached=False)


def form_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a form: members of `author` by their full name, `context` as JSON."""
    form: dict[str, str] = {}
    for name, value in fields.items():
        if name == "author":
            form |= {f"author.{member}": each for member, each in value.items() if each}
        else:
            form[name] = json.dumps(value) if isinstance(value, dict) else str(value)
    return form


def document_in(answer: httpx.Response) -> Any:
    """What the service answered. Raises Unreachable where something before it did, as with a page that says to wait."""
    try:
        document = answer.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise Unreachable("not-the-service", "What answered is not the service: it sent no JSON object.")
    return document


def refusal_of(answer: httpx.Response) -> Refused:
    try:
        problem = answer.json()
        return Refused(problem["code"], problem["detail"], answer.status_code)
    except (ValueError, KeyError, TypeError):
        return Refused("http-error", f"The service answered {answer.status_code}.", answer.status_code)
