"""Uploads that met a list, and what was decided, made through the product's own doors."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from tests import cast
from tests.cast import NOON

from bonafides.kernel.actor import SYSTEM
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.models import Entry, MatchRecord
from bonafides.safety.moderation.actions import intake
from bonafides.safety.moderation.actions.intake import Author, Submission
from bonafides.safety.moderation.models import Item
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.tests.lists import PDQ, PHRASE, PICTURE, listed
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy, a_restriction
from bonafides.safety.moderation.tests.stories import a_notice, decide
from bonafides.safety.moderation.vocabulary import ItemKind
from bonafides.safety.patterns.queries import Days

DAYS = Days(NOON.date(), NOON.date() + timedelta(days=1))
FAR_PICTURE_BITS = 4
LONG = (
    "every morning the keeper of the lighthouse counts the boats that leave the harbour and writes them down in a "
    "green book"
)
LONG_LETTERS = 98
PLACES = (25, 52, 76, 100)  # of letters that lie well within it


def moved(value: str, bits: int) -> str:
    """A PDQ hash so many bits away (up to four for each digit)."""
    return f"{int(value, 16) ^ ((1 << bits) - 1):064x}"


def uploaded(
    reference: str, text: str, *, author: str = "planted-author", at: datetime = NOON, kind: ItemKind = ItemKind.TEXT
) -> Item:
    """A text of somebody that meets the phrase on the list."""
    return taken(a_text(reference, text, author=author, kind=kind), at)


def a_text(reference: str, text: str, *, author: str = "planted-author", kind: ItemKind = ItemKind.TEXT) -> Submission:
    return Submission(reference, kind, text.encode(), language="en", author=Author(author, "en", ""))


def a_picture(reference: str, at: datetime = NOON) -> Item:
    return taken(the_picture(reference), at)


def the_picture(reference: str) -> Submission:
    return Submission(reference, ItemKind.FILE, PICTURE, media_type="image/png")


def of_a_type(reference: str, media_type: str) -> Item:
    """A text that meets the phrase on the list, sent as something of this media type."""
    data = f"{reference}: {PHRASE}".encode()
    return taken(Submission(reference, ItemKind.TEXT, data, media_type=media_type, language="en"), NOON)


def taken(submission: Submission, at: datetime) -> Item:
    item = submitted(submission, at)
    assert item is not None
    return item


def submitted(submission: Submission, at: datetime) -> Item | None:
    """What is kept of an upload; nothing of one that meets nothing, as where the list has lost its entry."""
    return intake.submit(submission=submission, by=SYSTEM, at=at).item


def decided(item: Item, wish: Wish, at: datetime = NOON) -> None:
    decide(item.case, cast.by(cast.amina()), wish, at)


def a_town() -> Entry:
    """Three uploads of two accounts: one restricted, one kept, one that waits; a notice that no list knew."""
    a_policy()
    entry = listed(PHRASE)
    decided(uploaded("p/1", f"one: {PHRASE}"), a_restriction())
    decided(uploaded("p/2", f"two: {PHRASE}", author="another-author"), KEEP)
    uploaded("p/3", f"three: {PHRASE}", at=NOON + timedelta(hours=2))
    decide(a_notice("p/4").flags[0].case, cast.by(cast.amina()), a_restriction())
    return entry


def as_a(type_: EntryType, item: Item, **detail: float) -> None:
    """Its match, as if an entry of another kind had been met, with what is recorded of that."""
    found: QuerySet[MatchRecord] = QuerySet(MatchRecord).filter(item=item.reference)
    found.update(type=type_, detail=detail)


def as_a_video(item: Item, percent: float) -> None:
    """Its match, as if vPDQ had found so much of the listed video in it."""
    as_a(EntryType.VPDQ, item, listed_percent=percent, item_percent=100.0)


def right_and_wrong(type_: EntryType, right: dict[str, float], wrong: dict[str, float]) -> None:
    """Two matches with an entry of that kind: one whose item was restricted, one whose item was kept."""
    a_policy()
    listed(PHRASE)
    of_right, of_wrong = (uploaded(f"p/{number}", f"{number}: {PHRASE}") for number in range(2))
    as_a(type_, of_right, **right)
    as_a(type_, of_wrong, **wrong)
    decided(of_right, a_restriction())
    decided(of_wrong, KEEP)


def nearly_long(replaced: int) -> str:
    """`LONG` with so many of its letters replaced by another that is not in it."""
    letters = list(LONG)
    for place in PLACES[:replaced]:
        letters[place] = "z"
    return "".join(letters)


def a_listed_picture(bits: int = FAR_PICTURE_BITS) -> Entry:
    """An entry that the drawn picture meets at so many bits."""
    return listed(moved(PDQ, bits), EntryType.PDQ)
