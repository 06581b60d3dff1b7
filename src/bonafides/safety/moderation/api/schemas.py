"""What is sent and answered about items and flags. Every limit is refused with a sentence, never cut."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Base64Bytes, ConfigDict, Field, Json, StringConstraints
from pydantic_core import PydanticKnownError

from bonafides.base.http.faults import fault
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.insides.vocabulary import Reason as UnreadReason
from bonafides.matching.vocabulary import EntryType, MatchedBy
from bonafides.safety.banks.vocabulary import BankKind, Opinion, Outcome, Reason
from bonafides.safety.moderation.rules.contents import is_in_calendar
from bonafides.safety.moderation.rules.notices import CATEGORIES
from bonafides.safety.moderation.vocabulary import (
    Answer,
    CaseState,
    EnforcementState,
    ItemKind,
    ItemState,
    SourceKind,
    Verdict,
)

NO_NUL = r"^[^\x00]*$"
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=NO_NUL)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300, pattern=NO_NUL)]
Language = Annotated[str, StringConstraints(pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{1,4})?)?$", max_length=12)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000, pattern=NO_NUL)]
Text = Annotated[str, StringConstraints(max_length=2_000_000)]
MediaType = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=r"^[\x21-\x7e ]*$")]


def dated(moment: datetime) -> datetime:
    if not is_in_calendar(moment):
        raise fault("outside_calendar", _("Send a year here that every calendar has, from 2 to 9998."))
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(dated)]


class Strict(Schema):
    """A field that we do not know is a mistake that the sender should hear of."""

    model_config = ConfigDict(extra="forbid")


# -- items: what is sent ----------------------------------------------------------------------------------------------


class GoneIn(Strict):
    """Your own name for what is gone."""

    reference: Name


class GoneOut(Schema):
    forgotten: int


class AuthorIn(Strict):
    """Whom the item is by: your pseudonym for them, and an address only if we are to write to them."""

    reference: Short = ""
    language: Language = ""
    address: Short = ""


class ContentIn(Strict):
    """One content: a file of the form, or `text`, or `content_base64`, or `url` alone."""

    text: Text = ""
    content_base64: Base64Bytes = b""
    url: Address = ""
    media_type: MediaType = ""
    language: Language = ""
    author: AuthorIn = AuthorIn()
    created: Moment | None = None
    reach: Annotated[int, Field(ge=0, le=2**62)] | None = None
    context: dict[str, Any] | Json[dict[str, Any]] | None = None


class ItemIn(ContentIn):
    """One upload. `reference` is your own name for it."""

    reference: Name


# -- items: what is answered ------------------------------------------------------------------------------------------


class MatchOut(Schema):
    """One entry of a list that the upload met, with all that explains it."""

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
    hold_threshold_bits: int | None
    opinion: Opinion
    own_opinion: str
    sources_opinion: str
    outcome: Outcome
    reasons: list[Reason]


class HoldOut(Schema):
    reference: str
    ends_at: datetime


class UnreadOut(Schema):
    """What was not read: the path inside the file, [] for the file itself, and why. It is unknown, not clean."""

    path: tuple[str, ...]
    reason: UnreadReason
    sentence: str


class ItemAnswered(Schema):
    """`allow`: publish. `review`: publish, a person looks. `hold`: keep back until `hold.ends_at`, or until told."""

    answer: Answer
    reasons: list[str]
    case: str | None = None
    item: str | None = None
    hold: HoldOut | None = None
    matches: list[MatchOut] = []
    unreadable: list[UnreadOut] = []
    index_version: int
    upload_token: str | None = None
    tombstone: str | None = None


class EnforcementOut(Schema):
    action: str
    state: EnforcementState
    asked_at: datetime
    answered_at: datetime | None
    detail: str


class ItemOut(Schema):
    """Where an item stands."""

    item: str
    reference: str
    state: ItemState
    kind: ItemKind
    case: str
    case_state: CaseState
    outcome: Verdict | None
    hold: HoldOut | None
    has_content: bool
    enforcements: list[EnforcementOut]


class EnforcementIn(Strict):
    """What became of what you were asked for: the `action` as the message named it."""

    action: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=NO_NUL)]
    state: Literal[EnforcementState.CONFIRMED, EnforcementState.FAILED]
    detail: Short = ""


# -- flags ------------------------------------------------------------------------------------------------------------


def known_category(text: str) -> str:
    if text not in CATEGORIES:
        raise PydanticKnownError("literal_error", {"expected": ", ".join(map(repr, CATEGORIES))})
    return text


Category = Annotated[str, AfterValidator(known_category), Field(json_schema_extra={"enum": list(CATEGORIES)})]
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000, pattern=NO_NUL)]


class NotifierIn(Strict):
    """Who gives notice; both may be left out, and neither reaches the author. `language` is that of our answers."""

    name: Short = ""
    address: Short = ""
    language: Language = "en"


class FlagBase(Strict):
    """What every flag says: the source kind follows from the standing of the API key."""

    reason: Why = ""
    category: Category = "terrorist_content"
    good_faith: bool = False
    threat_to_life: bool = False
    notifier: NotifierIn = NotifierIn()


class FlagIn(FlagBase):
    """One flag. `location` is the address of the item or your reference; `content` only from the platform itself."""

    location: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000, pattern=NO_NUL)]
    content: ContentIn | None = None


class FlagBatchIn(FlagBase):
    """Up to 1,000 addresses as one notice: `locations`, or `pasted` with a CSV or the text of an e-mail."""

    locations: list[Address] = []
    pasted: Text = ""


class SetAside(Schema):
    line: int
    reason: str
    text: str


class FlagReceived(Schema):
    """The receipt: keep it. `promise` is signed; it lets anybody check that the notice is in the public log."""

    reference: str
    flags: list[str]
    token: str
    status_url: str
    promises: list[str]
    set_aside: list[SetAside] = []


class FlagOut(Schema):
    """Where a flag stands; `outcome` once a decision has been published."""

    reference: str
    batch: str | None
    source: SourceKind
    received_at: datetime
    complete: bool
    state: Literal["received", "decided"]
    outcome: Verdict | None
    decided_at: datetime | None


# -- messages ---------------------------------------------------------------------------------------------------------


class MessageOut(Schema):
    position: int
    id: str
    type: str
    timestamp: datetime
    data: dict[str, Any]


class MessagesOut(Schema):
    """`next` is the `after` of the next call; ask again at once while `more`."""

    messages: list[MessageOut]
    next: int
    more: bool
