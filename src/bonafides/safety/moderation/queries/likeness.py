"""Which item on record an incoming one resembles: the same item, bytes, text or address, or a picture close to it.

For pictures a PDQ hash is cut into eleven pieces. Two hashes at most ten bits apart differ in at most ten pieces, so
they share one: looking up eleven keys finds every neighbour, in any process, from one item on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import or_

from django.db.models import Case as Choice
from django.db.models import F, Q, When

from bonafides.matching.pdq import PdqHash
from bonafides.matching.vocabulary import PDQ_MIN_QUALITY
from bonafides.safety.moderation.models import Item, PictureKey
from bonafides.safety.moderation.rules.joining import KnownCase, Likeness
from bonafides.safety.moderation.vocabulary import CaseState, ItemKind, ItemState, SourceKind, Verdict
from bonafides.safety.moderation.vocabulary.limits import NEAR_DUPLICATE_BITS

PIECES = NEAR_DUPLICATE_BITS + 1
HASH_BITS = 256


@dataclass(frozen=True)
class Identity:
    """By what an item is known again; empty where it has no such thing."""

    platform_reference: str
    sha256: str = ""
    text_digest: str = ""
    url_key: str = ""
    pdq: str = ""
    pdq_quality: int = 0
    names_only: bool = False  # a flag that names it, without content: nothing to compare


@dataclass(frozen=True)
class Known:
    """The item on record that resembles most, and its case."""

    item: Item
    facts: KnownCase


def known_like(identity: Identity) -> Known | None:
    """The closest item: one whose case still waits before one whose case is closed, then the latest.

    Most uploads resemble nothing, which one statement finds out.
    """
    conditions = list(conditions_of(identity))
    if Item.objects.filter(reduce(or_, (condition for _, condition in conditions))).exists():
        for likeness, condition in conditions:
            item = _latest(condition)
            if item is not None:
                return Known(item, facts_of(item, likeness))
    near = near_picture(identity)
    return Known(near, facts_of(near, Likeness.NEAR_PICTURE)) if near else None


def conditions_of(identity: Identity) -> Iterator[tuple[Likeness, Q]]:
    """What to look for, the closest likeness first."""
    name, address = Q(platform_reference=identity.platform_reference), Q(url_key=identity.url_key)
    if identity.names_only:
        yield Likeness.SAME_NAME, name
    else:
        yield Likeness.SAME_ITEM, name & Q(sha256=identity.sha256) & address
    if identity.sha256:
        yield Likeness.SAME_ITEM, name & Q(sha256=identity.sha256)
        yield Likeness.SAME_NAME, _waits_for_content(identity)
        yield Likeness.SAME_BYTES, Q(sha256=identity.sha256)
    if identity.text_digest:
        yield Likeness.SAME_TEXT, Q(text_digest=identity.text_digest)
    if identity.url_key and not identity.sha256:
        yield Likeness.SAME_ADDRESS, address


def _waits_for_content(identity: Identity) -> Q:
    """Items of cases that wait, which flags named as the platform does, or by the address: nobody has seen them.

    An address that was uploaded is seen: it is the content, under another name.
    """
    is_seen = Q(kind=ItemKind.URL) & ~Q(platform_reference=F("url"))
    waits = Q(size_bytes=None) & ~is_seen & ~Q(case__state=CaseState.CLOSED)
    named = Q(platform_reference=identity.platform_reference) & waits
    return named | Q(url_key=identity.url_key) & waits if identity.url_key else named


def only_named(identity: Identity) -> list[Item]:
    """Items whose content this is, and that wait for it."""
    items = Item.objects.filter(_waits_for_content(identity), case__made_up=False).select_related("case")
    return list(items.order_by("id")) if identity.sha256 else []


def item_of(identity: Identity) -> Item | None:
    """The one item with exactly this name and content, at this address; or at none, or any, where one is not said."""
    named = Item.objects.select_related("case").filter(
        platform_reference=identity.platform_reference, sha256=identity.sha256
    )
    here = Q(url_key=identity.url_key)
    found: Item | None = named.filter(here).first()
    if found is None and identity.sha256:
        found = named.filter(url_key="").first() if identity.url_key else named.order_by("id").first()
    return found


def _latest(condition: Q) -> Item | None:
    """In one statement: what waits before what is closed, then the latest; a case that was merged counts no more."""
    is_closed = When(case__state=CaseState.CLOSED, then=1)
    items = Item.objects.filter(condition, case__merged_into=None, case__made_up=False).select_related("case")
    found: Item | None = items.order_by(Choice(is_closed, default=0), "-id").first()
    return found


def facts_of(item: Item, likeness: Likeness) -> KnownCase:
    case = item.case
    return KnownCase(
        state=CaseState(case.state),
        outcome=_outcome_of(item, likeness),
        likeness=likeness,
        has_content=bool(item.sha256),
        had_threat_to_life=case.threat_to_life,
        had_order=case.flags.filter(source=SourceKind.REMOVAL_ORDER).exists(),
    )


THE_ITEM = frozenset({Likeness.SAME_ITEM, Likeness.SAME_NAME, Likeness.SAME_ADDRESS})


def _outcome_of(item: Item, likeness: Likeness) -> Verdict | None:
    """What its case came to; for the item itself, which the decision may have left out, what it came to for it."""
    if not item.case.outcome or likeness not in THE_ITEM:
        return Verdict(item.case.outcome) if item.case.outcome else None
    return Verdict.RESTRICT if item.state == ItemState.RESTRICTED else Verdict.KEEP


def near_picture(identity: Identity) -> Item | None:
    """A picture within ten bits in a case that still waits; both must be of matching quality."""
    if not identity.pdq or identity.pdq_quality < PDQ_MIN_QUALITY:
        return None
    keys = PictureKey.objects.filter(key__in=picture_keys(identity.pdq)).exclude(item__case__state=CaseState.CLOSED)
    candidates = Item.objects.filter(id__in=keys.values("item")).select_related("case").order_by("id")
    near = ((distance_bits(identity.pdq, item.fingerprints["pdq"]), item) for item in candidates.iterator())
    return next((item for bits, item in near if bits <= NEAR_DUPLICATE_BITS), None)


def picture_keys(pdq: str) -> list[int]:
    """The eleven keys of a PDQ hash: piece number and bits in one number."""
    value = int(PdqHash.parse(pdq).hex, 16)
    edges = [HASH_BITS * piece // PIECES for piece in range(PIECES + 1)]
    return [
        piece << 24 | (value >> start) & ((1 << (stop - start)) - 1)
        for piece, (start, stop) in enumerate(pairwise(edges))
    ]


def distance_bits(one: str, other: str) -> int:
    """How many of 256 bits differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
