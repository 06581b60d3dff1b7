"""What removal orders keep disabled, and where an order's addresses stand on record."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from bonafides.matching.errors import UrlError
from bonafides.matching.fingerprint import fingerprints_of_url
from bonafides.matching.urls import refang
from bonafides.safety.moderation.models import Enforcement, Item, OrderedRestriction, PlatformProfile


def under_order(items: Iterable[Item]) -> set[int]:
    """Those of the items (by key) that a removal order disables now."""
    wanted = OrderedRestriction.objects.filter(item__in=[item.pk for item in items], ended_at=None)
    return set(wanted.values_list("item_id", flat=True))


def items_at(location: str) -> list[Item]:
    """Everything on record at an address, or under the platform's own name for it; the latest first."""
    name = refang(location).strip()
    key = url_key_of(name)
    rows = Item.objects.select_related("case").order_by("-id")
    found = list(rows.filter(url_key=key)) if key else []
    return found or list(rows.filter(platform_reference=name))


def url_key_of(location: str) -> str:
    """SHA-256 of the canonical address; empty for what is none."""
    if "://" not in location:
        return ""
    try:
        return sha256(fingerprints_of_url(location).address.encode()).hexdigest()
    except UrlError:
        return ""


def answered_at(item: str, action: str) -> datetime | None:
    """When the platform said what became of the latest request of that kind; None while it has not."""
    asked = Enforcement.objects.filter(item__reference=item, action=action).order_by("-asked_at", "-pk").first()
    return asked.answered_at if asked else None


def home_country() -> str:
    """The Member State of the main establishment, as `init` was told; empty outside the Union or before."""
    profile = PlatformProfile.objects.first()
    return profile.country if profile else ""
