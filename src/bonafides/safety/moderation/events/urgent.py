"""What cannot wait, and live streams."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.safety.moderation.events.subjects import OfCase, OfItem


@dataclass(frozen=True)
class ItemPackaged(OfCase):
    """The content of a case was packed for an authority, because a life may be in danger."""

    name = "case.packaged"
    public = False
    items: int


@dataclass(frozen=True)
class ItemRoutedOut(OfCase):
    """An item left every page. Nothing of it stands here, not even its reference."""

    name = "case.item_routed_out"
    public = False


# -- live streams -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StreamHeard(OfItem):
    """An item is being streamed, somebody says; or is no longer."""

    name = "stream.heard"
    live: bool


@dataclass(frozen=True)
class StreamActedOn(OfItem):
    """A person acted within seconds; judging it comes after."""

    name = "stream.acted_on"
    act: str
    seconds: int  # since the stream began


@dataclass(frozen=True)
class ItemHeldByPerson(OfItem):
    """A person held it before judging it; it is released if nobody judges it in time."""

    name = "item.held_by_person"
    ends_at: datetime
