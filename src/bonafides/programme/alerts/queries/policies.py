"""The inclusion policy: the latest version, or the shipped text while nobody has published another."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.alerts.models import InclusionPolicy

SHIPPED = Path(__file__).parent.parent / "data" / "inclusion-policy.md"
SHIPPED_AT = datetime(2026, 11, 28, tzinfo=UTC)


def policy_in_force() -> InclusionPolicy:
    return InclusionPolicy.objects.order_by("-number").first() or shipped()


def policy_numbered(number: int) -> InclusionPolicy:
    found = InclusionPolicy.objects.filter(number=number).first()
    if found is None and number == 1:
        return shipped()
    if found is None:
        raise NotFound("no-such-policy", _("There is no such version of the inclusion policy."))
    return found


@cache
def shipped() -> InclusionPolicy:
    """Version 1, as it comes with the product; never saved."""
    text = SHIPPED.read_text(encoding="utf-8")
    return InclusionPolicy(number=1, text=text, published_at=SHIPPED_AT, published_by="system")
