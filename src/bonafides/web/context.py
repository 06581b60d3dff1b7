"""What every page knows: who looks, where they can go, whether its translation was reviewed."""

from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bonafides.base.outbox import interruptions
from bonafides.base.outbox.vocabulary import Interrupted
from bonafides.base.people import queries as people
from bonafides.base.people.models import Organisation
from bonafides.base.people.vocabulary import OrganisationKind, Role, everywhere
from bonafides.kernel.actor import ANYONE, Actor
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.web.navigation import Entry, address_of, may_open, navigation_for

LEADING = everywhere(Role.OWNER) | {Role.LEAD}


def navigation(request: HttpRequest, actor: Actor) -> list[Entry]:
    return navigation_for(actor, request.path, import_string(settings.ACCESS_TABLE))


def person_links() -> list[dict[str, object]]:
    """The person's own pages, in their menu."""
    pages = (("people:account", _("My account")), ("moderation:exposure", _("What I have seen")))
    return [{"label": label, "url": url} for name, label in pages if (url := address_of(name))]


def threat_url(actor: Actor) -> str:
    """Where a threat to life is passed on, for whoever may do it: one key away on every page of the console."""
    name = "escalations:threat"
    return address_of(name) if may_open(actor, import_string(settings.ACCESS_TABLE).get(name)) else ""


def organisation(request: HttpRequest) -> Organisation | str:
    """Whose page this is: the platform's, or the programme's on its pages; empty before `init`."""
    for kind in kinds_of(request):
        try:
            return people.active_organisation(kind)
        except NotFound:
            continue
    return ""


def kinds_of(request: HttpRequest) -> tuple[OrganisationKind, ...]:
    """Whose page it is first, then who else lives here."""
    match = request.resolver_match
    if match and match.app_names and match.app_names[0] in programme_parts():
        return OrganisationKind.PROGRAMME, OrganisationKind.PLATFORM
    return OrganisationKind.PLATFORM, OrganisationKind.PROGRAMME


@cache
def programme_parts() -> frozenset[str]:
    """The names of the programme's domains, as they stand in addresses."""
    return frozenset(name.rpartition(".")[2] for name in settings.PROGRAMME_APPS)


TROUBLES = {
    Interrupted.AWAY: _("No worker ran for a while: what came due meanwhile was done late."),
    Interrupted.CLOCK_BACK: _("The clock of this machine was set back. Look at every period that ran over it."),
    Interrupted.CLOCK_FORWARD: _("The clock of this machine was set forward: a period may have run out too early."),
    Interrupted.DISK_FULL: _("The disk has been full: nothing could be stored, and the worker paused."),
    Interrupted.DATABASE_AWAY: _("The database could not be reached for a while."),
}


def troubles(actor: Actor) -> list[object]:
    """What went wrong around this installation in the last day, for those who run it."""
    if not actor.has_role(*LEADING):
        return []
    return [TROUBLES[kind] for kind in interruptions.marked(now())]


def console(request: HttpRequest) -> dict[str, Any]:
    """The context of `console.html` and `public.html`; nothing is asked of the database before a page wants it."""
    actor = getattr(request, "actor", ANYONE)
    return {
        "actor": actor,
        "navigation": SimpleLazyObject(partial(navigation, request, actor)),
        "organisation": SimpleLazyObject(partial(organisation, request)),
        "translation_unreviewed": (get_language() or "en").split("-")[0] in settings.UNREVIEWED_LANGUAGES,
        "demo": settings.DEMO,
        "troubles": SimpleLazyObject(partial(troubles, actor)),
        "threat_url": threat_url(actor),
        "end_session_url": address_of("account_logout"),
        "person_links": person_links(),
    }
