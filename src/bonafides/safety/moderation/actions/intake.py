"""Taking uploads in: answered in the same call, and nothing kept of what matches nothing.

`submit(submission)` is `look_up`, then `answer`:
 1. fingerprint the content and look it up in every list, and on record; no transaction is open for it;
 2. where nothing matches and nothing is known: count it, answer `allow`, and that is all (but for what a person
    switched on by name: asking a matcher elsewhere, and keeping fingerprints to look back);
 3. else put the content away, encrypted and synced; then, in one transaction: content, item, flag, match records,
    hold, messages; then answer.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs.actions import Placed
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Invalid, TooLarge
from bonafides.kernel.ids import new_reference
from bonafides.kernel.text import gettext_noop
from bonafides.matching.errors import UrlError
from bonafides.matching.fingerprint import Fingerprints, fingerprints_of, fingerprints_of_text, fingerprints_of_url
from bonafides.matching.insides.vocabulary import Unread
from bonafides.matching.texts import digest_of_normal
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import Matched
from bonafides.safety.banks.vocabulary import Outcome
from bonafides.safety.feeds import actions as feeds
from bonafides.safety.links import actions as links
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import counting, holds, priorities
from bonafides.safety.moderation.actions.addresses import AUTHOR, seal
from bonafides.safety.moderation.actions.counters import count
from bonafides.safety.moderation.actions.turns import take_turn
from bonafides.safety.moderation.events import CaseOpened, FlagReceived, ItemTaken
from bonafides.safety.moderation.models import Case, Flag, Hold, Item, PictureKey
from bonafides.safety.moderation.queries.likeness import Identity, Known, item_of, known_like, picture_keys
from bonafides.safety.moderation.rules.joining import WAS_RESTRICTED, Incoming, Joining, Place, place_of
from bonafides.safety.moderation.vocabulary import (
    CONTEXT_LIMIT_BYTES,
    TEXT_LIMIT_BYTES,
    Answer,
    CaseState,
    ItemKind,
    SourceKind,
)

PARTS_KEPT = 200  # files inside an upload whose fingerprints are kept with it; all were looked up
UPLOAD_TOKEN_LASTS = timedelta(days=3 * 365)  # a decision may come late, and can be contested for half a year after


@dataclass(frozen=True)
class Author:
    """Whom an item is by, as the platform names them: a pseudonym; an address only where we are to write to it."""

    reference: str = ""
    language: str = ""
    address: str = ""


@dataclass(frozen=True)
class Submission:
    """One upload as the platform sends it. `data` of a text is its UTF-8; an address has none."""

    platform_reference: str
    kind: ItemKind
    data: bytes = b""
    url: str = ""
    media_type: str = ""
    language: str = ""
    author: Author = field(default_factory=Author)
    published_at: datetime | None = None
    reach: int | None = None
    context: dict[str, Any] | None = None


@dataclass(frozen=True)
class Prepared:
    """A submission with its fingerprints and what it is known again by."""

    submission: Submission
    fingerprints: Fingerprints
    identity: Identity


@dataclass(frozen=True)
class LookedUp:
    """A prepared submission with its matches and, where it will be kept, its content put away already."""

    prepared: Prepared
    matched: Matched
    content: Placed | None = None

    @property
    def outcome(self) -> Outcome:
        return banks.outcome(self.matched.matches).outcome if self.matched.matches else Outcome.ALLOW


@dataclass(frozen=True)
class Answered:
    """What the platform is told in the same call."""

    answer: Answer
    reasons: tuple[str, ...] = ()
    item: Item | None = None
    hold: Hold | None = None
    matched: Matched | None = None
    token: str = ""  # opens what is said about the item, for its author
    unreadable: tuple[Unread, ...] = ()  # what of the upload is unknown, since it could not be read


def submit(*, submission: Submission, by: Actor, at: datetime) -> Answered:
    """Answer an upload: `allow`, `review` or `hold`."""
    return answer(looked_up=look_up(submission=submission, by=by), by=by, at=at)


def look_up(*, submission: Submission, by: Actor) -> LookedUp:
    """What matches an upload, and its content put away where it will be kept. Nothing in it needs a transaction."""
    permissions.check_can_submit(by)
    prepared = prepare(submission)
    looked_up = LookedUp(prepared, banks.match(prepared.fingerprints))
    place = _place(known_like(prepared.identity))
    if not submission.data or place.joining is Joining.FOLLOW or not _concerns(looked_up, place):
        return looked_up
    return replace(looked_up, content=blobs.place(submission.data))


def answer(*, looked_up: LookedUp, by: Actor, at: datetime) -> Answered:
    """Answer an upload that was looked up; what concerns nobody is only counted."""
    known = known_like(looked_up.prepared.identity)
    if _concerns(looked_up, _place(known)):
        return take(looked_up=looked_up, by=by, at=at)
    prepared = looked_up.prepared
    about: dict[str, Any] = {"item": prepared.submission.platform_reference, "fingerprints": prepared.fingerprints}
    feeds.ask_later(**about, at=at)  # where somebody switched that on
    if known is None and not looked_up.matched.matches:
        banks_actions.keep(**about, index_version=looked_up.matched.index_version, at=at)  # where somebody did
    return _let_pass(looked_up, at)


def _place(known: Known | None) -> Place:
    return place_of(known.facts if known else None, Incoming(SourceKind.OWN_DETECTION))


def _concerns(looked_up: LookedUp, place: Place) -> bool:
    """A match asks for a look, or the upload belongs to a case: one that waits, or one that was restricted."""
    if looked_up.outcome is not Outcome.ALLOW:
        return True
    return place.joining in {Joining.JOIN, Joining.REOPEN} or WAS_RESTRICTED in place.reasons


def _let_pass(looked_up: LookedUp, at: datetime) -> Answered:
    """Nothing is asked of anybody. A match that an opinion suppressed leaves its record, without the item."""
    matched = looked_up.matched
    if matched.matches:
        item = f"upload:{new_reference()}"
        banks_actions.record_matches(item=item, matches=matched.matches, index_version=matched.index_version, at=at)
    count("uploads.allow", at=at)
    return Answered(Answer.ALLOW, matched=matched, unreadable=looked_up.prepared.fingerprints.unreadable)


def prepare(submission: Submission) -> Prepared:
    """Fingerprint a submission; Invalid says what is wrong with it."""
    if submission.context:
        context_bytes(submission.context)
    fingerprints = _fingerprints(submission)
    first = fingerprints.frames[0] if fingerprints.frames else None
    identity = Identity(
        platform_reference=submission.platform_reference,
        sha256=fingerprints.digests.get(EntryType.SHA256, ""),
        text_digest=digest_of_normal(fingerprints.text) if _is_text(submission, fingerprints) else "",
        url_key=url_key(submission),
        pdq=first.hash.hex if first else "",
        pdq_quality=first.quality if first else 0,
    )
    return Prepared(replace(submission, kind=_kind(submission, fingerprints)), fingerprints, identity)


def _kind(submission: Submission, fingerprints: Fingerprints) -> ItemKind:
    """What a file turns out to be: a picture that opens, or words that can be read."""
    if submission.kind is ItemKind.FILE and fingerprints.frames:
        return ItemKind.PICTURE
    if submission.kind is ItemKind.FILE and _is_text(submission, fingerprints):
        return ItemKind.TEXT
    return submission.kind


def _is_text(submission: Submission, fingerprints: Fingerprints) -> bool:
    """Whether it is words and nothing else; a document with the same words is not the same item."""
    is_opened = bool(fingerprints.parts or fingerprints.unreadable) or submission.data.startswith(b"%PDF-")
    return bool(fingerprints.text) and _is_utf8(submission.data) and not is_opened


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _fingerprints(submission: Submission) -> Fingerprints:
    if submission.kind is ItemKind.URL:
        return fingerprints_of_address(submission.url)
    if not submission.data:
        raise Invalid("empty-upload", gettext_noop("The upload is empty: send bytes, a text or an address."))
    if submission.kind is ItemKind.TEXT and len(submission.data) > TEXT_LIMIT_BYTES:
        sentence = gettext_noop("The text has %(size)s bytes; at most %(limit)s are taken.")
        raise TooLarge("text-too-large", sentence, size=len(submission.data), limit=TEXT_LIMIT_BYTES)
    if submission.kind is ItemKind.TEXT:
        return fingerprints_of_text(submission.data.decode("utf-8", "replace"))
    return fingerprints_of(submission.data)


def fingerprints_of_address(url: str) -> Fingerprints:
    """The fingerprint of an address, defanged or not."""
    try:
        return fingerprints_of_url(url)
    except UrlError as error:
        sentence = gettext_noop("This is not an address that can be read: %(why)s")
        raise Invalid("bad-url", sentence, why=str(error)) from error


def url_key(submission: Submission) -> str:
    """SHA-256 of the canonical address at which an item stands, or that it is: by it a flag finds the item."""
    if not submission.url:
        return ""
    return sha256(fingerprints_of_address(submission.url).address.encode()).hexdigest()


@audited_action
def take(*, looked_up: LookedUp, by: Actor, at: datetime) -> Answered:
    """Store an upload that a match or a case on record concerns, and say what follows."""
    take_turn()
    prepared, matched = looked_up.prepared, looked_up.matched
    known = known_like(prepared.identity)
    place = _place(known)
    case = case_for(known, place, SourceKind.OWN_DETECTION, by=by, at=at)
    following = place.joining is Joining.FOLLOW
    item = add_item(prepared, case, keep_content=not following, placed=looked_up.content, by=by, at=at)
    records = banks_actions.record_matches(
        item=item.reference, matches=matched.matches, index_version=matched.index_version, by=by, at=at
    )
    _own_flag(item, following, by=by, at=at)
    held = None if following else holds.begin(item=item, records=records, by=by, at=at)
    priorities.refresh(case, at=at)
    given = _answer(held, following)
    count(f"uploads.{given}", at=at)
    token, unreadable = "" if following else _upload_token(item, at), prepared.fingerprints.unreadable
    return Answered(given, place.reasons, item, held, matched, token, unreadable)


def _upload_token(item: Item, at: datetime) -> str:
    """Opens, for the author whom the platform hands it to, what was decided about this item and why."""
    return people.issue_link(
        purpose=LinkPurpose.TOMBSTONE, about=item.reference, expires_at=at + UPLOAD_TOKEN_LASTS, at=at
    )


def _answer(held: Hold | None, following: bool) -> Answer:
    if following:
        return Answer.ALLOW
    return Answer.HOLD if held else Answer.REVIEW


def _own_flag(item: Item, following: bool, *, by: Actor, at: datetime) -> Flag:
    flag = Flag(case=item.case, item=item, source=SourceKind.OWN_DETECTION, client=by.code, received_at=at)
    flag.complete, flag.after_decision = True, following
    return save_flag(flag, by=by, at=at)


def save_flag(flag: Flag, *, by: Actor, at: datetime) -> Flag:
    """Store a flag and its entry in the log."""
    event = FlagReceived(
        flag=flag.reference,
        case=flag.case.reference,
        source=flag.source,
        item=flag.item.reference,
        complete=flag.complete,
        batch=flag.batch.reference if flag.batch else "",
        category=flag.category,
    )
    flag.event_id = record(event, by=by, at=at)
    flag.save()
    counting.touch([flag.item], at=at)
    return flag


def case_for(known: Known | None, place: Place, source: SourceKind, *, by: Actor, at: datetime) -> Case:
    """The case that an item goes into: a new one, one that waits, or a closed one (opened again where due)."""
    if known is None or place.joining is Joining.NEW:
        return open_case(source, by=by, at=at)
    case = known.item.case
    if place.joining is Joining.REOPEN:
        reopen_case(case, source, by=by, at=at)
    return case


def open_case(source: SourceKind, *, by: Actor, at: datetime) -> Case:
    case = Case(opened_at=at, source=source)
    case.save()
    record(CaseOpened(case=case.reference, source=source, severity="", reopened=False), by=by, at=at)
    return case


def reopen_case(case: Case, source: SourceKind, *, by: Actor, at: datetime) -> None:
    """Put a closed case back into the queue, on new facts."""
    case.state, case.closed_at, case.reopened = CaseState.OPEN, None, case.reopened + 1
    case.content_due_at = None
    case.save(update_fields=["state", "closed_at", "reopened", "content_due_at"])
    counting.touch_all_of(case, at=at)
    record(CaseOpened(case=case.reference, source=source, severity="", reopened=True), by=by, at=at)


def add_item(
    prepared: Prepared, case: Case, *, keep_content: bool, by: Actor, at: datetime, placed: Placed | None = None
) -> Item:
    """Store an item in a case; the same content under the same name is the item that is there already."""
    there = item_of(prepared.identity)
    if there is None:
        return _new_item(prepared, case, keep_content=keep_content, placed=placed, by=by, at=at)
    if keep_content and not there.content and prepared.submission.data:
        _put_content(there, prepared.submission, placed, at=at)
        there.save(update_fields=["content", "context", "content_erased_at"])
    return there


def _new_item(
    prepared: Prepared, case: Case, *, keep_content: bool, placed: Placed | None, by: Actor, at: datetime
) -> Item:
    given = prepared.submission
    item = Item(case=case, platform_reference=given.platform_reference, kind=given.kind, url=given.url)
    item.submitted_by, item.taken_at = by.code, at
    describe(item, prepared)
    if keep_content:
        _put_content(item, given, placed, at=at)
    item.save()
    index_picture(item)
    follow_links(item, prepared, by=by, at=at)
    record(
        ItemTaken(item=item.reference, case=case.reference, kind=given.kind, sha256=item.sha256, source=by.code),
        by=by,
        at=at,
    )
    _note_language(case, given.language)
    return item


def _note_language(case: Case, language: str) -> None:
    if language and not case.language:
        case.language = language
        case.save(update_fields=["language"])


def describe(item: Item, prepared: Prepared) -> None:
    """Put what a submission says of an item into it: digests and fingerprints, author, language, reach."""
    given, identity = prepared.submission, prepared.identity
    item.kind, item.media_type, item.size_bytes = given.kind, given.media_type, len(given.data) or None
    item.sha256, item.text_digest, item.url_key = identity.sha256, identity.text_digest, identity.url_key
    item.fingerprints = prepared.fingerprints.as_json(parts_at_most=PARTS_KEPT)
    item.language = item.language or given.language
    item.author_reference = item.author_reference or given.author.reference
    item.author_language = item.author_language or given.author.language
    item.author_address = item.author_address or seal(given.author.address, purpose=AUTHOR, reference=item.reference)
    item.published_at = item.published_at or given.published_at
    item.reach = given.reach if given.reach is not None else item.reach


def _put_content(item: Item, given: Submission, placed: Placed | None, *, at: datetime) -> None:
    """Keep bytes and context; `placed` are bytes that were put away before the transaction began."""
    if given.data:
        placed = placed or blobs.place(given.data)
        item.content = blobs.keep(placed, bound_to=f"item:{item.reference}", at=at)
        item.content_erased_at = None
    if given.context:
        item.context = blobs.store(context_bytes(given.context), bound_to=f"context:{item.reference}", at=at)


def fill_made_up(item: Item, prepared: Prepared, *, at: datetime) -> None:
    """Put the content of a made-up item into it. Its picture is not indexed: no upload may join its case."""
    describe(item, prepared)
    _put_content(item, prepared.submission, None, at=at)
    item.save()


def fill_content(item: Item, prepared: Prepared, *, at: datetime) -> None:
    """Put the content of an item that was only named into it."""
    describe(item, prepared)
    _put_content(item, prepared.submission, None, at=at)
    item.save()
    index_picture(item)
    follow_links(item, prepared, at=at)


def follow_links(item: Item, prepared: Prepared, *, by: Actor = SYSTEM, at: datetime) -> None:
    """Have the worker ask where its short addresses lead; nothing, unless a named person has switched that on."""
    addresses = [url.text for url in prepared.fingerprints.urls]
    links.ask(item=item.reference, addresses=addresses, by=by, at=at)


def context_bytes(context: dict[str, Any]) -> bytes:
    """The surroundings of an item as JSON."""
    data = json.dumps(context, ensure_ascii=False).encode()
    if len(data) > CONTEXT_LIMIT_BYTES:
        sentence = gettext_noop("The context has %(size)s bytes; at most %(limit)s are taken.")
        raise TooLarge("context-too-large", sentence, size=len(data), limit=CONTEXT_LIMIT_BYTES)
    return data


def index_picture(item: Item) -> None:
    """Make a picture findable by its near copies."""
    pdq = item.fingerprints.get("pdq")
    if pdq:
        PictureKey.objects.bulk_create([PictureKey(item=item, key=key) for key in picture_keys(pdq)])
