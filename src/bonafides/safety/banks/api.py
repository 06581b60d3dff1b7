"""The API of lists: look fingerprints up, read lists, change what stands on them."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import AfterValidator, ConfigDict, Field

from bonafides.base.http.faults import check_parameters, fault, refuse_fields
from bonafides.base.http.idempotency import idempotent
from bonafides.base.http.paging import rows_after
from bonafides.base.people.api_auth import ApiKeyAuth
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import ANYONE, Actor
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.insides.vocabulary import Reason as UnreadReason
from bonafides.matching.videos import MAX_FRAMES
from bonafides.matching.vocabulary import MAX_VALUE_CHARACTERS, Decode, EntryType, MatchedBy
from bonafides.safety.banks import actions, lookups, queries
from bonafides.safety.banks.actions.entries import Words
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.vocabulary import (
    LOOKED_UP_AT_ONCE,
    BankKind,
    EntryState,
    Lookup,
    OnMatch,
    Opinion,
    Outcome,
    Reason,
    Side,
    Tlp,
)

router = Router(tags=["banks"])

MATCH, READ, WRITE = (ApiKeyAuth(scope=scope) for scope in (Scope.MATCH_READ, Scope.BANKS_READ, Scope.BANKS_WRITE))


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


NOT_STORABLE = _("Send text here that can be kept: without null characters, and without halves of characters.")


def checked_text(text: str) -> str:
    """Text that every database takes: no null character, no half of a surrogate pair."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise fault("not_storable", NOT_STORABLE)
    return text


Storable = Annotated[str, AfterValidator(checked_text)]


# -- looking up -------------------------------------------------------------------------------------


class Wanted(Schema):
    """What to look up, by one field or more. Nothing of it is kept.

    A field that is not known is refused: a misspelt hash would else be answered as if it met nothing.
    """

    model_config = ConfigDict(extra="forbid")

    md5: Annotated[Storable, Field(max_length=32)] = ""
    sha1: Annotated[Storable, Field(max_length=40)] = ""
    sha256: Annotated[Storable, Field(max_length=64)] = ""
    sha512: Annotated[Storable, Field(max_length=128)] = ""
    pdq: Annotated[Storable, Field(max_length=64)] = ""
    pdq_quality: Annotated[int, Field(ge=0, le=100)] | None = None
    text: Annotated[Storable, Field(max_length=100_000)] = ""
    url: Annotated[Storable, Field(max_length=8_192)] = ""
    identifier: Annotated[Storable, Field(max_length=2_000)] = ""
    tlsh: Annotated[Storable, Field(max_length=72)] = ""
    vpdq: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=MAX_FRAMES)] | None = None
    tmk: Annotated[Storable, Field(max_length=MAX_VALUE_CHARACTERS[EntryType.TMK])] = ""
    chromaprint: Annotated[Storable, Field(max_length=MAX_VALUE_CHARACTERS[EntryType.CHROMAPRINT])] = ""


class Asked(Wanted):
    """One item by its fields, or several in `items`."""

    items: Annotated[list[Wanted], Field(min_length=1, max_length=LOOKED_UP_AT_ONCE)] | None = None


class MatchOut(Schema):
    entry: str
    entry_code: str
    bank: str
    bank_name: str
    bank_kind: BankKind
    source: str
    source_id: str
    label: str
    entity: str
    severity: str
    type: EntryType
    matched_by: MatchedBy
    fingerprint: str
    algorithm: str
    distance_bits: int | None
    quality: int | None
    detail: dict[str, Any]
    threshold_bits: int | None
    opinion: Opinion
    outcome: Outcome
    reasons: list[Reason]


class MatchedOut(Schema):
    """`outcome` is what an upload with these matches would be answered; `record` what it was recorded as, if it was."""

    outcome: Outcome
    index_version: int
    matches: list[MatchOut]
    record: str | None


class UnreadOut(Schema):
    """What was not read: the path inside the file, [] for the file itself, and why. It is unknown, not clean."""

    path: tuple[str, ...]
    reason: UnreadReason
    sentence: str


class FileMatchedOut(MatchedOut):
    """With the number of files found inside, what could not be read, and how much of a picture was decoded."""

    parts: int
    decoded: Decode
    unreadable: list[UnreadOut]


class ResultOut(Schema):
    outcome: Outcome
    matches: list[MatchOut]
    record: str | None


class AllMatchedOut(Schema):
    """A result for each of the items, in their order."""

    index_version: int
    results: list[ResultOut]


@router.post(
    "/match",
    auth=MATCH,
    response=AllMatchedOut | MatchedOut,
    url_name="match",
    summary="Look fingerprints up, of one item or of many",
)
def match(request: HttpRequest, wanted: Asked, record: bool = False) -> dict[str, Any]:
    """Nothing is stored but that there was a lookup. For an upload, use the items instead: it opens a case.

    With `record=1` what an item met is recorded durably before the answer; what met nothing leaves nothing. Another
    parameter than this one is refused: a misspelt one would else leave no record. So is a field beside `items`: it
    would else be answered as if it met nothing.
    """
    check_parameters(request, {"record"})
    if wanted.items is not None:
        refuse_fields(wanted.dict(exclude={"items"}, exclude_defaults=True))
        asked = lookups.of_items([each.dict(exclude_unset=True) for each in wanted.items])
        return answer_to_all(asked, actor_of(request), record)
    return answer_to(lookups.of_fields(wanted.dict(exclude={"items"}, exclude_unset=True)), actor_of(request), record)


@router.post("/match/file", auth=MATCH, response=FileMatchedOut, url_name="match_file", summary="Look a file up")
def match_file(request: HttpRequest, file: File[UploadedFile], decode: Decode = Decode.FULL) -> dict[str, Any]:
    """As `match`, with all fingerprints of a file: digests, picture hashes with turns and frames, words, addresses.

    Archives, documents, videos and sounds are opened: what matches inside has its path in `detail`. With `decode=luma`
    a JPEG is hashed by its brightness alone where it may be, which is faster and a few bits off; `decoded` says
    whether it was. What meets anything that way is decoded whole, and matched again. Another parameter is refused.
    """
    check_parameters(request, {"decode"})
    if len(request.FILES.getlist("file")) > 1:  # the answer to the last would be taken for one to all
        raise Invalid("one-file", _("Send one file at a time."))
    fingerprints = lookups.of_file(file, decode)
    read = {"parts": len(fingerprints.parts), "decoded": fingerprints.decoded}
    return answer_to(fingerprints) | read | {"unreadable": lookups.unread_in(fingerprints)}


def answer_to(fingerprints: Fingerprints, by: Actor = ANYONE, record: bool = False) -> dict[str, Any]:
    answer = answer_to_all([fingerprints], by, record)
    return {"index_version": answer["index_version"], **answer["results"][0]}


def answer_to_all(asked: list[Fingerprints], by: Actor, record: bool) -> dict[str, Any]:
    found, at = queries.match_all(asked), now()
    matched = sum(bool(each.matches) for each in found)
    actions.count_lookups(name=Lookup.API, lookups=len(found), matched=matched, day=at.date())
    kept = [queries.explained(each) for each in found] if record else []
    records = actions.record_lookups(found=kept, by=by, at=at) if record else [None] * len(found)
    results = [
        {"outcome": queries.outcome(each.matches).outcome, "matches": each.matches, "record": name}
        for each, name in zip(found, records, strict=True)
    ]
    return {"index_version": found[0].index_version, "results": results}


# -- lists and entries ------------------------------------------------------------------------------


class BankOut(Schema):
    reference: str
    name: str
    kind: BankKind
    provenance: str
    licence: str
    tlp: Tlp
    on_match: OnMatch
    threshold_bits: int
    hold_threshold_bits: int
    hold_hours: int
    is_active: bool
    entries: Annotated[int, Field(alias="entries_standing")]


class EntryOut(Schema):
    id: int
    reference: str
    type: EntryType
    value: str
    label: str
    entity: str
    severity: str
    source_id: str
    opinion: Opinion
    state: EntryState


def shown(entry: Entry) -> dict[str, Any]:
    """An entry as JSON values, as an answer that may be repeated needs it."""
    return EntryOut.from_orm(entry).model_dump(mode="json")


class EntriesOut(Schema):
    """`next` is the cursor of the following entries; null after the last."""

    entries: list[EntryOut]
    next: int | None


class NewEntry(Schema):
    type: EntryType
    value: Annotated[Storable, Field(min_length=1, max_length=max(MAX_VALUE_CHARACTERS.values()))]
    label: Annotated[Storable, Field(max_length=300)] = ""
    entity: Annotated[Storable, Field(max_length=300)] = ""
    severity: Annotated[Storable, Field(max_length=40)] = ""
    source_id: Annotated[Storable, Field(max_length=200)] = ""


class GivenOpinion(Schema):
    """Without a `source` it is our own."""

    value: Opinion
    source: Annotated[Storable, Field(max_length=200)] = ""
    note: Annotated[Storable, Field(max_length=300)] = ""


class Why(Schema):
    reason: Annotated[Storable, Field(min_length=1, max_length=300)]


@router.get("/banks", auth=READ, response=list[BankOut], url_name="list_banks", summary="All lists")
def list_banks(request: HttpRequest) -> list[Bank]:
    return list(queries.banks_for(actor_of(request)))


@router.get(
    "/banks/{reference}/entries", auth=READ, response=EntriesOut, url_name="list_entries", summary="Entries of a list"
)
def list_entries(
    request: HttpRequest,
    reference: Storable,
    after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """In the order in which they came; ask again with `after` set to `next`."""
    bank = queries.bank_for(actor_of(request), reference)
    rows = rows_after(queries.entries_of(bank), after, limit)
    return {"entries": rows, "next": rows[-1].pk if len(rows) == limit else None}


@router.post(
    "/banks/{reference}/entries", auth=WRITE, response={201: EntryOut}, url_name="add_entry", summary="Add an entry"
)
@idempotent
def add_entry(request: HttpRequest, reference: Storable, new: NewEntry) -> Status[dict[str, Any]]:
    """It matches in every process at once."""
    by = actor_of(request)
    words = Words(label=new.label, entity=new.entity, severity=new.severity, source_id=new.source_id)
    bank = queries.bank_for(by, reference)
    entry = actions.add_entry(bank=bank, type_=new.type, value=new.value, words=words, by=by, at=now())
    return Status(201, shown(entry))


@router.post(
    "/entries/{reference}/withdraw", auth=WRITE, response=EntryOut, url_name="withdraw_entry", summary="Withdraw"
)
@idempotent
def withdraw_entry(request: HttpRequest, reference: Storable, why: Why) -> Status[dict[str, Any]]:
    """It stops matching in every process at once, and an import does not bring it back."""
    by = actor_of(request)
    actions.withdraw_entry(entry=queries.entry_for(by, reference), reason=why.reason, by=by, at=now())
    return Status(200, shown(queries.entry_for(by, reference)))


@router.post(
    "/entries/{reference}/opinion", auth=WRITE, response=EntryOut, url_name="give_opinion", summary="Give an opinion"
)
@idempotent
def give_opinion(request: HttpRequest, reference: Storable, given: GivenOpinion) -> Status[dict[str, Any]]:
    by = actor_of(request)
    entry = queries.entry_for(by, reference)
    side = {"side": Side.SOURCE, "source": given.source} if given.source else {}
    actions.give_opinion(entry=entry, value=given.value, note=given.note, **side, by=by, at=now())  # type: ignore[arg-type]
    return Status(200, shown(queries.entry_for(by, reference)))
