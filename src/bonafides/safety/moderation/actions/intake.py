"""Taking uploads in: answered in the same call, and nothing kept of what matches nothing.

`submit(submission)`:
 1. fingerprints the content and looks it up in every list, and on record;
 2. where nothing matches and nothing is known: counts it, answers `allow`, and that is all;
 3. else, in one transaction: content (already synced), item, flag, match records, hold, messages; then answers.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.blobs import actions as blobs
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Invalid
from bonafides.kernel.ids import new_reference
from bonafides.kernel.text import gettext_noop
from bonafides.matching.errors import UrlError
from bonafides.matching.fingerprint import Fingerprints, fingerprints_of, fingerprints_of_text, fingerprints_of_url
from bonafides.matching.texts import digest_of_normal
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import Matched
from bonafides.safety.banks.vocabulary import Outcome
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import holds, priorities
from bonafides.safety.moderation.actions.addresses import AUTHOR, seal
from bonafides.safety.moderation.actions.counters import count
from bonafides.safety.moderation.events import CaseOpened, FlagReceived, ItemTaken
from bonafides.safety.moderation.models import Case, Flag, Hold, Item, PictureKey
from bonafides.safety.moderation.queries.likeness import Identity, Known, known_like, picture_keys
from bonafides.safety.moderation.rules.joining import Incoming, Joining, Place, place_of
from bonafides.safety.moderation.vocabulary import (
    CONTEXT_LIMIT_BYTES,
    Answer,
    CaseState,
    ItemKind,
    SourceKind,
)


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
class Answered:
    """What the platform is told in the same call."""

    answer: Answer
    reasons: tuple[str, ...] = ()
    item: Item | None = None
    hold: Hold | None = None
    matched: Matched | None = None


def submit(*, submission: Submission, by: Actor, at: datetime) -> Answered:
    """Answer an upload: `allow`, `review` or `hold`."""
    permissions.check_can_submit(by)
    prepared = prepare(submission)
    matched = banks.match(prepared.fingerprints)
    known = known_like(prepared.identity)
    place = place_of(known.facts if known else None, Incoming(SourceKind.OWN_DETECTION))
    outcome = banks.outcome(matched.matches).outcome if matched.matches else Outcome.ALLOW
    if outcome is Outcome.ALLOW and (known is None or place.joining is Joining.FOLLOW):
        return _let_pass(matched, at)
    answered = take(prepared=prepared, matched=matched, known=known, place=place, by=by, at=at)
    count(f"uploads.{answered.answer}", at=at)
    return answered


def _let_pass(matched: Matched, at: datetime) -> Answered:
    """Nothing is asked of anybody. A match that an opinion suppressed leaves its record, without the item."""
    if matched.matches:
        item = f"upload:{new_reference()}"
        banks_actions.record_matches(item=item, matches=matched.matches, index_version=matched.index_version, at=at)
    count("uploads.allow", at=at)
    return Answered(Answer.ALLOW, matched=matched)


def prepare(submission: Submission) -> Prepared:
    """Fingerprint a submission; Invalid says what is wrong with it."""
    fingerprints = _fingerprints(submission)
    first = fingerprints.frames[0] if fingerprints.frames else None
    identity = Identity(
        platform_reference=submission.platform_reference,
        sha256=fingerprints.digests.get(EntryType.SHA256, ""),
        text_digest=digest_of_normal(fingerprints.text) if fingerprints.text else "",
        url_key=url_key(fingerprints) if submission.kind is ItemKind.URL else "",
        pdq=first.hash.hex if first else "",
        pdq_quality=first.quality if first else 0,
    )
    return Prepared(submission, fingerprints, identity)


def _fingerprints(submission: Submission) -> Fingerprints:
    if submission.kind is ItemKind.URL:
        return fingerprints_of_address(submission.url)
    if not submission.data:
        raise Invalid("empty-upload", gettext_noop("The upload is empty: send bytes, a text or an address."))
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


def url_key(fingerprints: Fingerprints) -> str:
    """SHA-256 of the canonical address, by which it is known again."""
    return sha256(fingerprints.urls[0].text.encode()).hexdigest() if fingerprints.urls else ""


@audited_action
def take(
    *, prepared: Prepared, matched: Matched, known: Known | None, place: Place, by: Actor, at: datetime
) -> Answered:
    """Store an upload that a match or a case on record concerns, and say what follows."""
    case = case_for(known, place, SourceKind.OWN_DETECTION, by=by, at=at)
    following = place.joining is Joining.FOLLOW
    item = add_item(prepared, case, keep_content=not following, by=by, at=at)
    records = banks_actions.record_matches(
        item=item.reference, matches=matched.matches, index_version=matched.index_version, by=by, at=at
    )
    _own_flag(item, following, by=by, at=at)
    held = None if following else holds.begin(item=item, records=records, by=by, at=at)
    priorities.refresh(case, at=at)
    return Answered(_answer(held, following), place.reasons, item, held, matched)


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
    record(CaseOpened(case=case.reference, source=source, severity="", reopened=True), by=by, at=at)


def add_item(prepared: Prepared, case: Case, *, keep_content: bool, by: Actor, at: datetime) -> Item:
    """Store an item in a case; the same content under the same name is the item that is there already."""
    identity = prepared.identity
    there = Item.objects.filter(
        platform_reference=identity.platform_reference, sha256=identity.sha256, url_key=identity.url_key
    ).first()
    return there if there else _new_item(prepared, case, keep_content=keep_content, by=by, at=at)


def _new_item(prepared: Prepared, case: Case, *, keep_content: bool, by: Actor, at: datetime) -> Item:
    given = prepared.submission
    item = Item(
        case=case,
        platform_reference=given.platform_reference,
        kind=given.kind,
        url=given.url,
        language=given.language,
        author_reference=given.author.reference,
        author_language=given.author.language,
        reach=given.reach,
        published_at=given.published_at,
        submitted_by=by.code,
        taken_at=at,
    )
    item.author_address = seal(given.author.address, purpose=AUTHOR, reference=item.reference)
    fill_content(item, prepared, keep_content=keep_content, at=at)
    item.save()
    index_picture(item)
    record(
        ItemTaken(item=item.reference, case=case.reference, kind=given.kind, sha256=item.sha256, source=by.code),
        by=by,
        at=at,
    )
    if given.language and not case.language:
        case.language = given.language
        case.save(update_fields=["language"])
    return item


def fill_content(item: Item, prepared: Prepared, *, keep_content: bool, at: datetime) -> None:
    """Put what a submission holds into an item: digests and fingerprints always, bytes and context where kept."""
    given, identity = prepared.submission, prepared.identity
    item.media_type, item.size_bytes = given.media_type, len(given.data) or None
    item.sha256, item.text_digest, item.url_key = identity.sha256, identity.text_digest, identity.url_key
    item.fingerprints = prepared.fingerprints.as_json()
    if keep_content and given.data:
        item.content = blobs.store(given.data, bound_to=f"item:{item.reference}", at=at)
    if keep_content and given.context:
        item.context = blobs.store(context_bytes(given.context), bound_to=f"context:{item.reference}", at=at)


def context_bytes(context: dict[str, Any]) -> bytes:
    """The surroundings of an item as JSON."""
    data = json.dumps(context, ensure_ascii=False).encode()
    if len(data) > CONTEXT_LIMIT_BYTES:
        sentence = gettext_noop("The context has %(size)s bytes; at most %(limit)s are taken.")
        raise Invalid("context-too-large", sentence, size=len(data), limit=CONTEXT_LIMIT_BYTES)
    return data


def index_picture(item: Item) -> None:
    """Make a picture findable by its near copies."""
    pdq = item.fingerprints.get("pdq")
    if pdq:
        PictureKey.objects.bulk_create([PictureKey(item=item, key=key) for key in picture_keys(pdq)])
