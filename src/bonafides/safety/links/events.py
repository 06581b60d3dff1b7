"""What is recorded of links. No event holds an address."""

from dataclasses import dataclass
from typing import ClassVar

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class FollowingSwitched(Event):
    """Whether shortened addresses are followed, switched by a named person."""

    name = "links.following_switched"

    on: bool

    @property
    def subject(self) -> str:
        return "links"


@dataclass(frozen=True)
class LinksAsked(Event):
    """So many addresses of an item are to be followed."""

    name = "links.asked"
    public: ClassVar[bool] = False

    item: str
    links: int

    @property
    def subject(self) -> str:
        return f"item:{self.item}"


@dataclass(frozen=True)
class LinkFollowed(Event):
    """It is known where an address leads, after so many hops; or it cannot be known."""

    name = "links.followed"
    public: ClassVar[bool] = False

    item: str
    link: str
    hops: int

    @property
    def subject(self) -> str:
        return f"item:{self.item}"
