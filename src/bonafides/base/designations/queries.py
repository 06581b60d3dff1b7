"""What is read of the register: the door for those who must name an entity and the list that it stands on."""

from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from bonafides.base.designations import permissions, rules
from bonafides.base.designations.models import Alias, EntryChange, ImportRun, ListEntry, PublicList
from bonafides.base.designations.models import Entity as Entity  # other domains type with it
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _


def lists(by: Actor) -> QuerySet[PublicList]:
    """Every list that was brought in, with how many entries stand on it now and did before."""
    permissions.check_can_read(by)
    standing = Count("entries", filter=Q(entries__delisted_on=None))
    rows: QuerySet[PublicList] = PublicList.objects.annotate(standing=standing, gone=Count("entries") - standing)
    return rows.order_by("key")


def entities(by: Actor, *, search: str = "", list_key: str = "", listed: str = "") -> QuerySet[Entity]:
    """Entities by name or number, with their entries; `listed` is `now`, `before` or empty for both."""
    permissions.check_can_read(by)
    rows: QuerySet[Entity] = Entity.objects.prefetch_related(
        Prefetch("entries", ListEntry.objects.select_related("public_list"))
    )
    if search.strip():
        rows = rows.filter(_search_of(search))
    if list_key:
        rows = rows.filter(pk__in=ListEntry.objects.filter(public_list__key=list_key).values("entity"))
    if listed in {"now", "before"}:
        rows = rows.filter(is_listed=listed == "now")
    return rows.order_by("name", "pk")


def _search_of(search: str) -> Q:
    """Part of a name or of another name; a whole number of an entry."""
    wanted = rules.folded(search)
    named = Q(folded__contains=wanted) | Q(pk__in=Alias.objects.filter(folded__contains=wanted).values("entity"))
    numbered = Q(pk__in=ListEntry.objects.filter(number__iexact=search.strip()).values("entity"))
    return (named | numbered) if wanted else numbered


def entity_for(by: Actor, reference: str) -> Entity:
    permissions.check_can_read(by)
    found: Entity | None = Entity.objects.filter(reference=reference.upper()).first()
    if found is None:
        raise NotFound("no-such-entity", _("There is no such entity."))
    return found


def entries_of(entity: Entity) -> list[ListEntry]:
    """On which lists it stands and stood, those that hold first."""
    return list(entity.entries.select_related("public_list").order_by("delisted_on", "public_list__key", "number"))


def entries_to_name(entity: Entity | None = None) -> QuerySet[ListEntry]:
    """What may be named as the reason for an alert: every entry that holds now."""
    rows: QuerySet[ListEntry] = ListEntry.objects.filter(delisted_on=None).select_related("public_list", "entity")
    return (rows.filter(entity=entity) if entity else rows).order_by("entity__name", "public_list__key")


def entry_named(text: str) -> ListEntry | None:
    """The entry that holds and that a row of a file names: by its number on a list, or the exact name of its entity."""
    text = text.strip()
    numbered = entries_to_name().filter(number__iexact=text).first()
    return numbered or entries_to_name().filter(entity__folded=rules.folded(text)).first()


def history_of(entity: Entity) -> list[EntryChange]:
    changes = EntryChange.objects.filter(entry__entity=entity).select_related("entry__public_list", "run")
    return list(changes.order_by("-at", "-pk")[:100])


def runs(by: Actor) -> QuerySet[ImportRun]:
    permissions.check_can_read(by)
    rows: QuerySet[ImportRun] = ImportRun.objects.select_related("public_list")
    return rows.order_by("-started_at", "-pk")


def run_for(by: Actor, reference: str) -> ImportRun:
    found = runs(by).filter(reference=reference.upper()).first()
    if found is None:
        raise NotFound("no-such-run", _("There is no such import."))
    return found


def oldest_as_of() -> date | None:
    """How old the oldest of the lists in use is: what a page warns by."""
    found: date | None = (
        PublicList.objects.exclude(as_of=None).order_by("as_of").values_list("as_of", flat=True).first()
    )
    return found
