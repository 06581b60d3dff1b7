"""The first day: what is still to be done, what works already, which duties bind, and where lists come from."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bonafides.base.http.requests import ActorRequest
from bonafides.base.outbox.models import WebhookEndpoint
from bonafides.base.people import queries as people
from bonafides.base.people.models import ApiKeyUse, Person
from bonafides.base.people.vocabulary import MEMBER_TEAM, PARTICIPANTS, PROGRAMME_TEAM
from bonafides.safety.moderation.duties import Binding, Duty, Establishment, ServiceKind, duties_of, size_of
from bonafides.safety.moderation.support import list_programmes
from bonafides.web.navigation import address_of

MODERATION = "bonafides.safety.moderation"


@dataclass(frozen=True)
class Step:
    """One thing to do; `done` is None where nobody but a person can know."""

    title: Promise
    text: Promise
    done: bool | None
    url: str = ""
    command: str = ""


def context(request: ActorRequest) -> dict[str, Any]:
    """What the page shows to somebody of the platform, of the programme, or of a body around it."""
    if request.actor.has_role(*MEMBER_TEAM, *PARTICIPANTS):
        return {"steps": [second_factor(request), *around_a_programme()], "judges": False}
    if not judges_content() or request.actor.has_role(*PROGRAMME_TEAM):
        return {"steps": [*for_everyone(request), *for_a_programme()], "judges": False}
    return {
        "steps": [*for_everyone(request), *for_a_platform()],
        "judges": True,
        "works": WORKS_WITHOUT_LISTS,
        "duties": duties(),
        "programmes": list_programmes(),
    }


def judges_content() -> bool:
    """Whether this edition has anything to moderate."""
    return apps.is_installed(MODERATION)


def second_factor(request: ActorRequest) -> Step:
    user = request.user
    return Step(
        _("Set up your second factor"),
        _("An authenticator app or a passkey; keep the recovery codes on paper."),
        people.has_second_factor(user) if isinstance(user, Person) else False,
        url=address_of("people:second_factor"),
    )


def around_a_programme() -> list[Step]:
    """For members, and for the bodies that read and discuss along."""
    steps = [
        Step(
            _("See where your membership stands"),
            _("Four steps and eight requirements: what is done, what is next, and who follows you."),
            None,
            url=address_of("members:own"),
        ),
        Step(
            _("Look around the knowledge portal"),
            _("Guides, templates and training for small teams."),
            None,
            url=address_of("knowledge:knowledge"),
        ),
    ]
    return [step for step in steps if step.url]


def for_a_programme() -> list[Step]:
    steps = [
        Step(
            _("Invite your team"),
            _("Officers, assessors, two reviewers of marks, analysts, editors: each role opens what it needs."),
            None,
            url=address_of("people:people"),
        ),
        Step(
            _("Let the first platforms in"),
            _("They apply by themselves, or you invite them, or bring a file of members in."),
            None,
            url=address_of("members:members"),
        ),
        Step(
            _("Read the pledge before it is signed"),
            _("Six principles in six languages. They are yours to replace."),
            None,
            url=address_of("pledge:text"),
        ),
        Step(
            _("Bring in a public list of designated entities"),
            _("Alerts may concern nothing else."),
            None,
            url=address_of("designations:designations"),
        ),
    ]
    return [step for step in steps if step.url]


def for_everyone(request: ActorRequest) -> list[Step]:
    return [
        second_factor(request),
        Step(
            _("Set up mail, and send a test"),
            _("Statements, outcomes and invitations go by mail. Without a server they are written to files."),
            bool(settings.SMTP_HOST),
            command="bonafides mail test you@example.org",
        ),
        Step(
            _("Keep a copy of the keys, apart from the data"),
            _("Without the keys nobody can read the stored content, and the log cannot go on."),
            None,
            command="bonafides keys backup keys.backup",
        ),
        Step(
            _("See what is wrong with this installation"),
            _("It looks at keys, database, clock, disk, log, deliveries and settings, and says what it found."),
            None,
            command="bonafides check",
        ),
    ]


def for_a_platform() -> list[Step]:
    from bonafides.safety.banks.models import Bank

    return [
        Step(
            _("Read the policy that you start with"),
            _("It is in force, public, and yours to change: what may be removed, what may not, and the exemptions."),
            None,
            url=address_of("moderation:policies"),
        ),
        Step(
            _("Connect your platform"),
            _("Make an API key, and ask before an upload is shown. The reference lies at /api/v1/docs."),
            ApiKeyUse.objects.exists(),
            url=address_of("people:api_keys"),
        ),
        Step(
            _("Say where decisions are to be sent"),
            _("A webhook tells your platform what to restrict and what to restore; it can also fetch messages."),
            WebhookEndpoint.objects.filter(disabled_at=None).exists(),
            url=address_of("deliveries:endpoints"),
        ),
        Step(
            _("Bring in a first list"),
            _("Optional: everything but matching works without one."),
            Bank.objects.filter(is_own=False).exists(),
            url=address_of("banks:banks"),
        ),
    ]


WORKS_WITHOUT_LISTS = (
    _("The public form for notices, and its status pages."),
    _("Flags by API from trusted flaggers and authorities."),
    _("Cases, decisions with exemptions, statements of reasons, appeals."),
    _("Your own list: what you remove is recognised when it comes again, if you say so."),
    _("The public policy and the public log."),
)


def establishment() -> Establishment | None:
    """What `init` was told of the platform."""
    profile = apps.get_model("moderation", "PlatformProfile")._default_manager.order_by("set_at").last()
    if profile is None:
        return None
    known = {kind.value for kind in ServiceKind}
    return Establishment(
        country=profile.country or None,
        offers_in_eu=True,
        size=size_of(staff=profile.staff, turnover_eur=profile.turnover_eur),
        kinds=frozenset(ServiceKind(name) for name in profile.services if name in known),
    )


def duties() -> list[dict[str, Any]]:
    """The duties by whether they bind; empty where `init` was told of no service."""
    found = establishment()
    every = duties_of(found) if found and found.kinds else ()
    groups = [(title, [duty for duty in every if duty.binding is binding]) for binding, title in GROUPS]
    return [{"title": title, "rows": [row_of(duty) for duty in rows]} for title, rows in groups if rows]


GROUPS = (
    (Binding.BINDS, _("These bind you")),
    (Binding.ONCE_ORDERED, _("These bind you once an authority decides so")),
    (Binding.DOES_NOT_BIND, _("These do not bind you")),
)


def row_of(duty: Duty) -> dict[str, str]:
    """One duty in the reader's language."""
    return {"title": gettext(duty.title), "law": duty.law, "article": duty.article, "why": gettext(duty.why)}
