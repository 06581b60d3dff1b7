"""Items put into their cases: what is said of them, their content, their pictures' keys, where their links lead."""

from datetime import datetime

from bonafides.base.audit.actions import record
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs.actions import Placed
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.safety.links import actions as links
from bonafides.safety.moderation.actions.addresses import AUTHOR, seal
from bonafides.safety.moderation.actions.intake.submissions import Prepared, Submission, context_bytes
from bonafides.safety.moderation.events import ItemTaken
from bonafides.safety.moderation.models import Case, Item, PictureKey
from bonafides.safety.moderation.queries.likeness import item_of, picture_keys

PARTS_KEPT = 200  # files inside an upload whose fingerprints are kept with it; all were looked up


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
    note_address(there, prepared.submission.url, prepared.identity.url_key)
    note_reach(there, prepared.submission.reach)
    return there


def note_address(item: Item, url: str, url_key: str) -> None:
    """Where an item stands, for one of which that was not known."""
    if url_key and not item.url_key:
        item.url, item.url_key = url, url_key
        item.save(update_fields=["url", "url_key"])


def note_reach(item: Item, reach: int | None) -> bool:
    """How far an item has reached by now, where that is said; whether it is new. Whoever calls ranks the case."""
    if reach is None or reach == item.reach:
        return False
    item.reach = reach
    item.save(update_fields=["reach"])
    return True


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


def fill_content(item: Item, prepared: Prepared, *, placed: Placed | None = None, at: datetime) -> None:
    """Put the content of an item that was only named into it."""
    describe(item, prepared)
    _put_content(item, prepared.submission, placed, at=at)
    item.save()
    index_picture(item)
    follow_links(item, prepared, at=at)


def follow_links(item: Item, prepared: Prepared, *, by: Actor = SYSTEM, at: datetime) -> None:
    """Have the worker ask where its short addresses lead; nothing, unless a named person has switched that on."""
    addresses = [url.text for url in prepared.fingerprints.urls]
    links.ask(item=item.reference, addresses=addresses, by=by, at=at)


def index_picture(item: Item) -> None:
    """Make a picture findable by its near copies."""
    pdq = item.fingerprints.get("pdq")
    if pdq:
        PictureKey.objects.bulk_create([PictureKey(item=item, key=key) for key in picture_keys(pdq)])
