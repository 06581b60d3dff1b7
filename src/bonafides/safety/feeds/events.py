"""What is recorded about feeds and shared lists. No event holds a credential, an address of a person, or a value."""

from dataclasses import dataclass
from typing import ClassVar

from bonafides.kernel.event import Event
from bonafides.safety.banks.vocabulary import Opinion


@dataclass(frozen=True)
class FeedEvent(Event):
    feed: str  # its reference, as all that follow

    @property
    def subject(self) -> str:
        return f"feed:{self.feed}"


@dataclass(frozen=True)
class FeedAdded(FeedEvent):
    name = "feed.added"

    bank: str
    adapter: str


@dataclass(frozen=True)
class FeedChanged(FeedEvent):
    name = "feed.changed"

    changed: list[str]


@dataclass(frozen=True)
class FeedSecretsReplaced(FeedEvent):
    name = "feed.secrets_replaced"

    names: list[str]


@dataclass(frozen=True)
class FeedSecretsErased(FeedEvent):
    """It has none of its own any more; those for its kind, if there are, took their place."""

    name = "feed.secrets_erased"


@dataclass(frozen=True)
class FeedSwitched(FeedEvent):
    name = "feed.switched"

    is_on: bool


@dataclass(frozen=True)
class FeedRemoved(FeedEvent):
    """Its source is read no more, for good; its credentials are erased."""

    name = "feed.removed"

    bank: str


@dataclass(frozen=True)
class KindCredentialsGiven(Event):
    """Credentials for every source of a kind on one server; `feeds` are those that took them at once."""

    name = "feed.kind_credentials_given"

    kind: str
    names: list[str]
    feeds: list[str]

    @property
    def subject(self) -> str:
        return f"feed-kind:{self.kind}"


@dataclass(frozen=True)
class KindCredentialsForgotten(Event):
    """The credentials for a kind are erased, also from the feeds that used them."""

    name = "feed.kind_credentials_forgotten"

    kind: str
    feeds: list[str]

    @property
    def subject(self) -> str:
        return f"feed-kind:{self.kind}"


@dataclass(frozen=True)
class FeedRunStarted(FeedEvent):
    name = "feed.run_started"
    public: ClassVar[bool] = False

    run: str
    reason: str


@dataclass(frozen=True)
class FeedPageTaken(FeedEvent):
    """A part of a page was written down, with the place that it leads to."""

    name = "feed.page_taken"
    public: ClassVar[bool] = False

    run: str
    rows: int
    set_aside: int


@dataclass(frozen=True)
class FeedRead(FeedEvent):
    """A source was read to its end; what became of its rows."""

    name = "feed.read"

    run: str
    counts: dict[str, int]


@dataclass(frozen=True)
class FeedRunFailed(FeedEvent):
    name = "feed.run_failed"
    public: ClassVar[bool] = False

    run: str
    reason: str


@dataclass(frozen=True)
class RecordsTakenBack(FeedEvent):
    """A source took records back, or named them no more: how many, and how many entries stopped matching."""

    name = "feed.records_taken_back"

    records: int
    withdrawn: int


@dataclass(frozen=True)
class ReplyQueued(FeedEvent):
    """An opinion of ours goes back to the source; or, where it `takes_back`, that we hold it no more."""

    name = "feed.reply_queued"

    entry: str
    opinion: Opinion
    decision: str
    takes_back: bool = False


@dataclass(frozen=True)
class ReplySettled(FeedEvent):
    name = "feed.reply_settled"
    public: ClassVar[bool] = False

    reply: str
    state: str


@dataclass(frozen=True)
class HostedAsked(FeedEvent):
    """Hashes of an upload were sent to a hosted matcher; of which kinds it knew one."""

    name = "feed.hosted_asked"
    public: ClassVar[bool] = False

    asked: int
    found: list[str]


@dataclass(frozen=True)
class UploadKnownElsewhere(FeedEvent):
    """A hosted matcher knows an upload that was let through; `hit` is a name that only we use."""

    name = "feed.upload_known_elsewhere"
    public: ClassVar[bool] = False

    hit: str


@dataclass(frozen=True)
class SharedListEvent(Event):
    bank: str

    @property
    def subject(self) -> str:
        return f"shared:{self.bank}"


@dataclass(frozen=True)
class ListShared(SharedListEvent):
    name = "shared.started"

    openly: bool


@dataclass(frozen=True)
class ListUnshared(SharedListEvent):
    name = "shared.ended"


@dataclass(frozen=True)
class SubscriberAdmitted(SharedListEvent):
    name = "shared.subscriber_admitted"
    public: ClassVar[bool] = False

    key: str


@dataclass(frozen=True)
class SubscriberEnded(SharedListEvent):
    name = "shared.subscriber_ended"
    public: ClassVar[bool] = False

    key: str


@dataclass(frozen=True)
class SharedRowsWritten(SharedListEvent):
    """Rows were put behind the others; `head` is that of the chain after them."""

    name = "shared.rows_written"

    upto: int
    head: str
