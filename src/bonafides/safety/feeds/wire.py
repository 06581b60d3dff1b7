"""The connection to a source: asks what its adapter says, through the guarded client, and gives what it reads.

A source's trouble is told in words that hold no credential, whatever address it was asked under.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from bonafides.base import fetch
from bonafides.base.outbox.webhooks import retry_after
from bonafides.kernel.errors import DomainError
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.feeds.adapters.local import IN_FOLDER
from bonafides.safety.feeds.adapters.shape import (
    Adapter,
    Answer,
    Ask,
    Json,
    Page,
    Source,
    Unreadable,
    Verdict,
    storable,
)
from bonafides.safety.feeds.troubles import (
    ANSWERED,
    LARGE_ANSWER,
    LARGE_FILE,
    NO_CREDENTIALS,
    NO_FILE,
    NOT_READ,
    UNSENDABLE,
)
from bonafides.safety.feeds.vocabulary import PAGE_SECONDS, PLACE_CHARACTERS

FOLDER = "feeds"  # in the home: where files that a feed reads are put
HIDDEN = "***"
LOGIN_BYTES = 256 * 1024


class SourceTrouble(Exception):
    """Why a source gave no page; `asked` is how long it wants to be left alone, `status` what it answered."""

    def __init__(self, reason: str, asked: timedelta | None = None, status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason[:300]
        self.asked = asked
        self.status = status


@dataclass(frozen=True)
class Fetched:
    page: Page
    sha256: str  # of the answer as it came


def check_place(checkpoint: Json) -> None:
    """A place is kept and sent back: one that is too long for that, or no text, is no place."""
    text = json.dumps(checkpoint, ensure_ascii=False)
    if len(text) > PLACE_CHARACTERS or text != storable(text) or "\\u0000" in text:
        raise Unreadable(_("The source names a place that cannot be kept."))


class Circle:
    """Notices that pages come round again, however many they are, in a fixed amount of memory (after R. P. Brent)."""

    def __init__(self) -> None:
        self._mark, self._steps, self._most = "", 0, 1

    def closes(self, page: str) -> bool:
        """Whether this page, by its digest, is the one that was marked; every now and then a later one is marked."""
        if page == self._mark:
            return True
        self._steps += 1
        if self._steps == self._most:
            self._mark, self._steps, self._most = page, 0, 2 * self._most
        return False


class Connection:
    """One source, for one turn: it logs in once, and again where the token ended meanwhile."""

    def __init__(self, adapter: Adapter, source: Source, seconds: float = PAGE_SECONDS) -> None:
        self._adapter, self._source, self._seconds = adapter, source, seconds

    @property
    def is_logged_in(self) -> bool:
        return bool(self._source.token)

    def page(self, checkpoint: Json | None, at: datetime) -> Fetched:
        """The page behind a place. Raises SourceTrouble; without its credentials, before it asks anything."""
        self._check_secrets()
        try:
            answer = self._answer(lambda: self._adapter.ask(self._source, checkpoint), at)
            page = self._adapter.read(self._source, checkpoint, answer, at)
            check_place(page.checkpoint)
        except Unreadable as error:
            raise SourceTrouble(self._told(str(error))) from error
        except (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError) as error:
            raise SourceTrouble(NOT_READ % {"why": type(error).__name__}) from error
        return Fetched(page, sha256(answer.body).hexdigest())

    def reply(self, verdict: Verdict, at: datetime) -> None:
        """Say an opinion, with a reason of the source's own where it asks for one. Raises SourceTrouble."""
        if first := self._adapter.ask_reasons(self._source, verdict):
            verdict = replace(verdict, reason=self._reason_in(self.send(first, at)))
        if ask := self._adapter.reply(self._source, verdict):
            self.send(ask, at)

    def _reason_in(self, answer: Answer) -> str:
        try:
            return self._adapter.reason_in(self._source, answer)
        except Unreadable as error:
            raise SourceTrouble(self._told(str(error))) from error

    def send(self, ask: Ask, at: datetime) -> Answer:
        """Send something back: an opinion, a question. Raises SourceTrouble, as `page` does."""
        self._check_secrets()
        return self._answer(lambda: self._with_token(ask), at)

    def _check_secrets(self) -> None:
        if missing := self._adapter.missing_secrets(self._source):
            raise SourceTrouble(NO_CREDENTIALS % {"names": ", ".join(missing)})

    def _answer(self, ask: Callable[[], Ask], at: datetime) -> Answer:
        self._log_in(at)
        answer = self._got(ask(), at)
        if is_login_over(answer) and self._source.token:
            self._source = replace(self._source, token="")
            self._log_in(at)
            answer = self._got(ask(), at)
        self._check(answer, at)
        return answer

    def _log_in(self, at: datetime) -> None:
        wanted = None if self._source.token else self._adapter.login(self._source)
        if wanted is None:
            return
        answer = self._got(replace(wanted, max_bytes=LOGIN_BYTES), at)
        self._check(answer, at)
        try:
            self._source = replace(self._source, token=self._adapter.token_of(answer))
        except Unreadable as error:
            raise SourceTrouble(self._told(str(error))) from error

    def _with_token(self, ask: Ask) -> Ask:
        """A request that was made before the login, with its token."""
        if not self._source.token:
            return ask
        others = tuple(pair for pair in ask.headers if pair[0] != "authorization")
        return replace(ask, headers=(*others, ("authorization", f"Bearer {self._source.token}")))

    def _got(self, ask: Ask, at: datetime) -> Answer:
        if ask.url.startswith(IN_FOLDER):
            return _file(ask)
        if not all(is_sendable(value) for _name, value in ask.headers):
            raise SourceTrouble(UNSENDABLE)
        try:
            return _sent(ask, self._seconds)
        except DomainError as error:
            raise SourceTrouble(self._told(str(error))) from error

    def _check(self, answer: Answer, at: datetime) -> None:
        if not 200 <= answer.status <= 299:
            asked = retry_after(answer.headers.get("retry-after", ""), at)
            raise SourceTrouble(ANSWERED % {"status": answer.status}, asked, self._adapter.status_of(answer))

    def _told(self, text: str) -> str:
        """A sentence without what is secret in it."""
        return without_secrets(text, {**self._source.secrets, "": self._source.token})


def without_secrets(text: str, secrets: Mapping[str, str]) -> str:
    for secret in filter(None, secrets.values()):
        text = re.sub("".join(map(_spellings, secret)), HIDDEN, text)
    return text


def _spellings(sign: str) -> str:
    """A sign of a credential, however it stands in an address: as it is, or escaped."""
    escaped = "".join(f"%{byte:02x}" for byte in sign.encode())
    return f"(?:{re.escape(sign)}|(?i:{escaped}){'|[+]' if sign == ' ' else ''})"


def is_sendable(value: str) -> bool:
    """Whether a header can hold a value. What goes wrong later is told with the value in a spelling of its own."""
    return value.isascii() and value.isprintable() and value == value.strip()


def is_login_over(answer: Answer) -> bool:
    """A token lasts minutes at some services: its end is a 401, or a 403 that says so."""
    return answer.status == 401 or (answer.status == 403 and b"expired" in answer.body[:2_000].lower())


def _sent(ask: Ask, seconds: float) -> Answer:
    if ask.body is None:
        got = fetch.get(ask.url, max_bytes=ask.max_bytes, seconds=seconds, headers=ask.headers)
    else:
        send = fetch.put if ask.verb == "PUT" else fetch.post
        got = send(ask.url, body=ask.body, headers=ask.headers, seconds=seconds, max_bytes=ask.max_bytes)
        if len(got.body) >= ask.max_bytes:
            raise SourceTrouble(LARGE_ANSWER % {"most": ask.max_bytes})
    return Answer(got.status, got.body, got.headers)


def _file(ask: Ask) -> Answer:
    """A file in the home's own folder, and nowhere else."""
    folder = (Path(settings.HOME) / FOLDER).resolve()
    try:
        path = (folder / ask.url.removeprefix(IN_FOLDER)).resolve()
        if not path.is_relative_to(folder) or not path.is_file():
            raise SourceTrouble(NO_FILE)
        if path.stat().st_size > ask.max_bytes:
            raise SourceTrouble(LARGE_FILE % {"most": ask.max_bytes})
        return Answer(200, path.read_bytes())
    except OSError as error:  # it may not be read, or its name is none
        raise SourceTrouble(NOT_READ % {"why": type(error).__name__}) from error
