"""What an adapter is: it says what to ask, and reads what came; it opens no connection and knows no table.

Everything a source sends is parsed here into `Row`, `Gone` and `Bad`. Unknown fields are ignored; a row that cannot be
used is `Bad` with its reason and never stops its page; a page that is no page at all raises `Unreadable`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.identifiers import IdentifierKind
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds.vocabulary import PAGE_BYTES, RAW_KEPT_CHARACTERS

Json = dict[str, Any]
NESTED_AT_MOST = 40


class Unreadable(Exception):
    """An answer cannot be used as a whole; the text says why, for the page of the feed."""


@dataclass(frozen=True)
class Row:
    """One value as the source lists it now. `key` names the source's record; a record may have several values."""

    key: str
    type: EntryType
    value: str
    label: str = ""
    entity: str = ""
    severity: str = ""
    opinion: Opinion | None = None
    source_id: str = ""
    spelling: str = ""  # the value as the source writes it, where an opinion names it so
    expires_at: datetime | None = None  # from then on the source names it no more


@dataclass(frozen=True)
class Gone:
    """The source took a record back."""

    key: str


@dataclass(frozen=True)
class Bad:
    """A row that cannot be used, why, how it begins, and the record that it replaces, as far as that can be read."""

    reason: str
    raw: str = ""
    key: str = ""


Line = Row | Gone | Bad


@dataclass(frozen=True)
class Page:
    """What one answer says. `checkpoint` is where the next question begins, once all of this is written down."""

    lines: tuple[Line, ...]
    checkpoint: Json
    is_last: bool
    is_same: bool = False  # a whole list that has not changed since it was last read to the end


@dataclass(frozen=True)
class Ask:
    """A request to a source."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None  # None: GET
    verb: str = "POST"  # or PUT, where there is a body
    max_bytes: int = PAGE_BYTES


@dataclass(frozen=True)
class Answer:
    """What a source answered with; header names are in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """How a feed is set up. `token` is what a login gave, for one turn of the worker."""

    address: str
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    token: str = field(default="", repr=False)

    def setting(self, name: str) -> str:
        return str(self.settings.get(name) or "").strip()

    def secret(self, name: str) -> str:
        return str(self.secrets.get(name) or "")


@dataclass(frozen=True)
class Verdict:
    """An opinion of ours on its way back to the source; `takes_back`: we held it, and hold nothing now."""

    type: str
    value: str
    source_id: str
    opinion: Opinion
    decision: str = ""
    note: str = ""
    takes_back: bool = False
    reason: str = ""  # among those of the source, where it asks for one
    spelling: str = ""  # of the value, as the source writes it

    @property
    def spelled(self) -> str:
        """The value as the source knows it."""
        return self.spelling or self.value


@dataclass(frozen=True)
class Field:
    """One thing that a person fills in; a secret one is sealed and never shown again."""

    name: str
    label: str
    help: str = ""
    is_secret: bool = False
    is_required: bool = True
    choices: tuple[str, ...] = ()


class Adapter:
    """One kind of source. `ask` and `read` take turns until a page says that it is the last."""

    name: ClassVar[str]
    title: ClassVar[str]
    address: ClassVar[str] = ""  # by default
    fields: ClassVar[tuple[Field, ...]] = ()
    stale_after: ClassVar[timedelta | None] = None
    is_whole: ClassVar[bool] = False  # each run reads everything: what is not named any more is withdrawn
    hears: ClassVar[bool] = False  # whether an opinion can be sent back
    adds_up: ClassVar[bool] = False  # an opinion stands there beside the one before, until that is taken back
    answers: ClassVar[bool] = False  # whether it can be asked about hashes that are on its list

    def missing_secrets(self, source: Source) -> list[str]:
        """The names of credentials that this kind cannot do without, and that were not given."""
        needed = [each.name for each in self.fields if each.is_secret and each.is_required]
        return [name for name in needed if not source.secret(name)]

    def login(self, source: Source) -> Ask | None:
        """What to ask for a token, where the source wants one."""
        return None

    def token_of(self, answer: Answer) -> str:
        raise NotImplementedError

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        raise NotImplementedError

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        raise NotImplementedError

    def without_cursor(self, checkpoint: Json) -> Json | None:
        """The place from which the pages that we are in the middle of began; None where no cursor leads through them.

        A source forgets its cursors after hours, and answers one that it has forgotten with a 4xx for ever.
        """
        return None

    def status_of(self, answer: Answer) -> int:
        """What an answer that is no page means, as a status, where the source says several things by one."""
        return answer.status

    def reply(self, source: Source, verdict: Verdict) -> Ask | None:
        """What to send for an opinion; None where this source has no way to say it."""
        return None

    def ask_reasons(self, source: Source, verdict: Verdict) -> Ask | None:
        """What to ask first, where a source takes an opinion only with one of its own reasons."""
        return None

    def reason_in(self, source: Source, answer: Answer) -> str:
        """The one to give, of those that it answered with. Raises Unreadable where a person has to choose."""
        raise NotImplementedError


# -- reading JSON ---------------------------------------------------------------------------------------------------


def json_of(body: bytes) -> Any:
    """The document of an answer. Raises Unreadable for anything else than JSON."""
    try:
        return json.loads(body)
    except UnicodeDecodeError as error:
        raise Unreadable(_("The answer is not in UTF-8, as JSON is.")) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("The answer is not JSON.")) from error


def object_of(body: bytes) -> Json:
    found = json_of(body)
    if not isinstance(found, dict):
        raise Unreadable(_("The answer is not a JSON object."))
    return found


def list_in(document: Json, name: str) -> list[Any]:
    """The list under a name. Raises Unreadable where it is not a list: then this is no page of the source."""
    found = document.get(name)
    if not isinstance(found, list):
        raise Unreadable(_("The answer lacks the list “%(name)s”.") % {"name": name})
    return found


def lines_of(rows: Iterable[Any], read: Callable[[Json], Iterator[Line]]) -> tuple[Line, ...]:
    """Each row read by itself: one that is not as it should be is set aside, and the others are read."""
    return tuple(line for row in rows for line in _lines_of_one(row, read))


def _lines_of_one(row: Any, read: Callable[[Json], Iterator[Line]]) -> list[Line]:
    if not isinstance(row, dict):
        return [Bad(_("The row is not a JSON object."), raw_of(row))]
    try:
        return list(read(row))
    except (MissingField, HalfCharacter) as error:
        return [Bad(str(error), raw_of(row))]
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError) as error:
        return [Bad(_("A field of the row is not of its kind: %(why)s") % {"why": type(error).__name__}, raw_of(row))]


class MissingField(ValueError):
    """A row lacks something that it cannot do without."""


class HalfCharacter(Unreadable):
    """A text holds half of a surrogate pair, as JSON can write it; with a stand-in it is another text.

    In a row, that row is set aside; where it says how to go on, the answer is refused.
    """


def text_in(row: Mapping[str, Any], name: str) -> str:
    """A field as text; empty where it is missing or no plain value. Raises HalfCharacter."""
    found = row.get(name)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    text = str(found)
    if not is_whole(text):
        raise HalfCharacter(_("“%(name)s” holds half of a character.") % {"name": name})
    return storable(text).strip()


def needed(row: Mapping[str, Any], name: str) -> str:
    found = text_in(row, name)
    if not found:
        raise MissingField(_("The row has no “%(name)s”.") % {"name": name})
    return found


def raw_of(row: Any) -> str:
    """How a row begins, as it can be stored and shown."""
    try:
        text = row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)
    except (ValueError, TypeError, RecursionError):
        text = str(type(row))
    return storable(text[:RAW_KEPT_CHARACTERS].encode("utf-8", "backslashreplace").decode())


def is_whole(text: str) -> bool:
    """Whether no half of a surrogate pair is in a text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def storable(text: str) -> str:
    """A text that every database takes: without null characters and halves of pairs."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def is_yes(found: Any) -> bool:
    """A flag in the ways in which sources write it."""
    return found is True or (isinstance(found, str | int) and str(found).strip().lower() in {"1", "true", "yes"})


def moment_in(text: str) -> datetime | None:
    """A moment of RFC 3339, in UTC; one that names no zone is taken as UTC; None if unreadable."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    try:
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except OverflowError:
        return None


def mark_of(answer: Answer) -> Json:
    """The place behind a list that comes as one file: which file it was, and how many kinds of identifier were known.

    Where there are more, rows that were set aside can be read.
    """
    return {"sha256": sha256(answer.body).hexdigest(), "kinds": len(IdentifierKind)}


def same_file(checkpoint: Json | None, answer: Answer) -> Page | None:
    """The empty page of a file that is the one that was read last."""
    mark = mark_of(answer)
    return Page((), mark, is_last=True, is_same=True) if checkpoint == mark else None


# -- asking -----------------------------------------------------------------------------------------------------------


def with_query(url: str, **given: object) -> str:
    """An address with these parameters added; empty ones are left out."""
    pairs = {name: str(value) for name, value in given.items() if value not in (None, "")}
    if not pairs:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(pairs)}"


def same_server(address: str, following: str) -> str:
    """The address of a next page, which must be of the same server: our credentials go with it."""
    before, after = urlsplit(address), urlsplit(following)
    if (before.scheme, before.netloc) != (after.scheme, after.netloc):
        raise Unreadable(_("The next page is said to be on another server."))
    return following


def bearer(token: str) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {token}"),) if token else ()


def as_json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


JSON_BODY = (("content-type", "application/json"), ("accept", "application/json"))
