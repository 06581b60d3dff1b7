"""Resources, groups and readers that the tests of this part begin with."""

from datetime import date
from itertools import count
from typing import Any

from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import OrganisationKind, Role
from bonafides.kernel.actor import ANYONE, Actor
from bonafides.kernel.clock import now
from bonafides.programme.knowledge import actions
from bonafides.programme.knowledge.formats import About, Words
from bonafides.programme.knowledge.models import Facet, Grant, Group, Resource, Revision, Text
from bonafides.programme.knowledge.vocabulary import Kind, Level, Tlp

_numbers = count(1)
OPEN = About(level=Level.PUBLIC, tlp=Tlp.CLEAR)
QUIZ = (
    "Is a news report terrorist content?\n- Yes\n+ No\n= Reporting is exempt.\n\nWho decides?\n+ A person\n- A filter"
)


def edda() -> Person:
    """Writes."""
    return cast.of_the_programme("Edda", Role.EDITOR)


def ada() -> Person:
    """Approves what Edda wrote."""
    return cast.of_the_programme("Ada", Role.EDITOR)


def by_edda() -> Actor:
    return cast.by(edda())


def by_ada() -> Actor:
    return cast.by(ada())


def recorded() -> list[str]:
    """The names of all events so far, oldest first."""
    return list(LogEntry.objects.order_by("pk").values_list("event_name", flat=True))


def a_group(*people: Person, name: str = "") -> Group:
    editor = by_edda()
    group = actions.make_group(name=name or f"Group {next(_numbers)}", by=editor, at=now())
    for person in people:
        actions.join_group(group=group, person=person, by=editor, at=now())
    return group


def a_draft(
    slug: str = "",
    *,
    title: str = "A runbook",
    body: str = "## First\n\nDo this.",
    groups: tuple[Group, ...] = (),
    language: str = "en",
    quiz: str = "",
    **about: Any,
) -> Revision:
    usual = {"level": Level.PUBLIC, "tlp": Tlp.CLEAR, "kind": Kind.GUIDANCE, "as_of": date(2026, 3, 1)}
    given: dict[str, Any] = usual | about
    return actions.create_resource(
        slug=slug or f"resource-{next(_numbers)}",
        about=About(**given),
        words=Words(title, "A summary.", body, quiz),
        language=language,
        groups=groups,
        by=by_edda(),
        at=now(),
    )


def published(draft: Revision) -> Resource:
    actions.send(revision=draft, by=by_edda(), at=now())
    approver = ada()
    for grant in draft.text.resource.grants.exclude(group__people__person=approver).select_related("group"):
        actions.join_group(group=grant.group, person=approver, by=by_edda(), at=now())
    actions.approve(revision=draft, by=cast.by(approver), at=now())
    return Resource.objects.get(pk=draft.text.resource_id)


def a_resource(slug: str = "", **given: Any) -> Resource:
    return published(a_draft(slug, **given))


def everybody() -> dict[str, Actor]:
    """One actor of each standing; nobody of them is in a named group."""
    kinds = (OrganisationKind.CIVIL_SOCIETY, OrganisationKind.ACADEMIC, OrganisationKind.STATE)
    return {
        "anyone": ANYONE,
        "platform": cast.by(cast.amina()),
        "member": cast.by(cast.rex()),
        "team": cast.by(cast.olu()),
        **{kind.value: cast.by(cast.a_participant(kind, kind.value.title())) for kind in kinds},
    }


def a_translation(resource: Resource, language: str, *, title: str, body: str = "Text.") -> Revision:
    words = Words(title, "", body, is_reviewed=False)
    draft = actions.write(resource=resource, words=words, language=language, by=by_edda(), at=now())
    published(draft)
    return draft


def withdrawn(resource: Resource) -> None:
    actions.withdraw(resource=resource, reason="Out of date.", by=by_edda(), at=now())


def published_in(group: Group, slug: str) -> Resource:
    """A TLP:RED resource of a group."""
    return a_resource(slug, level=Level.GROUPS, tlp=Tlp.RED, groups=(group,))


def forget_everything() -> None:
    """As on another installation, where none of it is."""
    for model in (Grant, Facet, LogEntry):
        model.objects.all()._raw_delete("default")
    Text.objects.all()._raw_delete("default")
    Revision.objects.all()._raw_delete("default")
    Resource.objects.all()._raw_delete("default")
