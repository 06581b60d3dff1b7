"""The console's navigation: every entry that the role table opens to this person."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bonafides.base.http.access import PUBLIC, SIGNED_IN, Access
from bonafides.kernel.actor import Actor

ENTRIES: tuple[tuple[str, Promise], ...] = (
    ("moderation:queue", _("Queue")),
    ("moderation:cases", _("Cases")),
    ("moderation:appeals", _("Appeals")),
    ("moderation:flags", _("Flags")),
    ("evidence:vault", _("Evidence")),
    ("orders:orders", _("Orders")),
    ("escalations:escalations", _("Escalations")),
    ("drills:drills", _("Drills")),
    ("quality:quality", _("Quality")),
    ("banks:banks", _("Lists")),
    ("feeds:feeds", _("Feeds")),
    ("patterns:patterns", _("Patterns")),
    ("moderation:policies", _("Policies")),
    ("members:own", _("Our membership")),
    ("members:members", _("Members")),
    ("members:tasks", _("Tasks")),
    ("assessments:assessments", _("Assessments")),
    ("pledge:pledge", _("Pledge")),
    ("trustmark:reviews", _("Trustmarks")),
    ("trustmark:own", _("Our trustmark")),
    ("knowledge:knowledge", _("Knowledge")),
    ("alerts:alerts", _("Alerts")),
    ("designations:designations", _("Designations")),
    ("assessments:libraries", _("Question library")),
    ("deliveries:deliveries", _("Deliveries")),
    ("moderation:content_endpoint", _("Content endpoint")),
    ("links:links", _("Short addresses")),
    ("peers:doors", _("Other systems")),
    ("moderation:programme", _("Programme alerts")),
    ("moderation:counts", _("Counts")),
    ("people:people", _("People")),
    ("people:api_keys", _("API keys")),
    ("first_day", _("First day")),
)


@dataclass(frozen=True)
class Entry:
    label: Promise
    url: str
    current: bool


def navigation_for(actor: Actor, path: str, table: dict[str, Access]) -> list[Entry]:
    """The entries that this actor may open, the one that `path` is in marked: the nearest, for some lie in others."""
    shown = [(label, address_of(name)) for name, label in ENTRIES if may_open(actor, table.get(name))]
    around = [url for _label, url in shown if url and path.startswith(url)]
    nearest = max(around, key=len, default="")
    return [Entry(label, url, url == nearest) for label, url in shown if url]


def may_open(actor: Actor, access: Access | None) -> bool:
    if access is None:
        return False
    if access in (SIGNED_IN, PUBLIC):  # what is open to anybody is offered to whoever has signed in
        return actor.person is not None
    return isinstance(access, frozenset) and actor.has_role(*access)


def address_of(name: str) -> str:
    """The address of a page; empty where this edition does not have it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
