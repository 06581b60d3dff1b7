"""Many members at once: the programme's list, its files, and the public directory. Statements do not grow with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast

from bonafides.kernel.actor import Actor
from bonafides.programme.members import permissions
from bonafides.programme.members.models import Contact, Domain, Member, RequirementRow, Service
from bonafides.programme.members.queries.members import members_of_the_programme
from bonafides.programme.members.vocabulary import MemberState, RequirementState, ServiceType, Shown

HELD = (RequirementState.MET, RequirementState.COMMITTED)


@dataclass(frozen=True)
class MemberFilter:
    """What is asked for of the list; empty means all."""

    search: str = ""
    state: str = ""
    type: str = ""
    requirement: str = ""
    standing: str = ""


def members_for(by: Actor, wanted: MemberFilter | None = None) -> QuerySet[Member]:
    """The programme's list, each with `services_now`, and `held` and `lapsed` counted over the eight."""
    permissions.check_can_read_all(by)
    wanted = wanted or MemberFilter()
    services = Prefetch("services", Service.objects.filter(removed_at=None).order_by("pk"), to_attr="services_now")
    rows = Member.objects.select_related("organisation", "mentor").prefetch_related(services)
    counted = rows.annotate(
        held=Count("requirements", filter=Q(requirements__state__in=HELD)),
        lapsed=Count("requirements", filter=Q(requirements__state=RequirementState.LAPSED)),
    )
    return counted.filter(*conditions_of(wanted)).order_by("name", "pk")


def conditions_of(wanted: MemberFilter) -> list[Any]:
    conditions: list[Any] = []
    if wanted.search.strip():
        conditions.append(search_of(wanted.search.strip()))
    if wanted.state:
        conditions.append(Q(state=wanted.state))
    if wanted.type:
        conditions.append(Exists(services_of_type(wanted.type).filter(member=OuterRef("pk"))))
    if wanted.standing:
        asked = {"state": wanted.standing} | ({"requirement": wanted.requirement} if wanted.requirement else {})
        conditions.append(Exists(RequirementRow.objects.filter(member=OuterRef("pk"), **asked)))
    return conditions


def search_of(text: str) -> Q:
    """Part of a name or of a domain, or a reference whole."""
    hosts = Domain.objects.filter(member=OuterRef("pk"), removed_at=None, host__icontains=text)
    return Q(name__icontains=text) | Q(reference=text.upper()) | Q(Exists(hosts))


def services_of_type(name: str) -> QuerySet[Service]:
    """Services that name this type; the list is looked at as text, which both databases can."""
    typed = Service.objects.filter(removed_at=None).annotate(types_text=Cast("types", TextField()))
    return typed.filter(types_text__contains=f'"{ServiceType(name).value}"')


def counts_by_state(by: Actor) -> dict[MemberState, int]:
    """How many members are in each state, in the order of the states."""
    permissions.check_can_read_all(by)
    rows = dict(Member.objects.values_list("state").annotate(Count("pk")).order_by("state"))
    return {state: rows.get(state.value, 0) for state in MemberState}


def rows_to_export(by: Actor, wanted: MemberFilter) -> Iterator[Member]:
    """The list whole, each also with `domains_now` and its requirements; streamed in portions."""
    domains = Prefetch("domains", Domain.objects.filter(removed_at=None).order_by("pk"), to_attr="domains_now")
    return members_for(by, wanted).prefetch_related(domains, "requirements").iterator(chunk_size=500)


def directory() -> QuerySet[Member]:
    """Members that chose to be listed, by name."""
    services = Prefetch("services", Service.objects.filter(removed_at=None).order_by("pk"), to_attr="services_now")
    listed = members_of_the_programme().filter(is_listed=True)
    return listed.select_related("organisation").prefetch_related(services)


def shown_of(member: Member) -> dict[str, Any]:
    """What the directory says of a member: its name, and nothing that it did not choose."""
    services = member.services_now  # type: ignore[attr-defined]
    known: dict[Shown, Any] = {
        Shown.ABOUT: member.about,
        Shown.WEBSITE: member.website,
        Shown.COUNTRY: member.organisation.country,
        Shown.SERVICES: [
            {"name": each.name, "url": each.url, "types": each.types, "overlays": each.overlays} for each in services
        ],
        Shown.LANGUAGES: sorted({language for each in services for language in each.languages}),
        Shown.REPORT_FORM: [each.report_form_url for each in services if each.report_form_url],
    }
    chosen = {shown.value: value for shown, value in known.items() if shown.value in member.shown}
    return {"name": member.name, "member_since": member.admitted_at} | chosen


def contacts_to_test(before: Any, kinds: tuple[str, ...], limit: int) -> QuerySet[Contact]:
    """Contacts of admitted members that were never tested, or not since `before`; the longest waiting first."""
    standing = Contact.objects.filter(removed_at=None, member__state=MemberState.ADMITTED, kind__in=kinds)
    due = standing.filter(Q(tested_at=None) | Q(tested_at__lte=before))
    return due.select_related("member__organisation").order_by("tested_at", "pk")[:limit]


def services_to_probe(before: Any, limit: int) -> QuerySet[Service]:
    """Services of admitted members whose declared report form was never looked at, or not since `before`."""
    declared = Service.objects.filter(removed_at=None, member__state=MemberState.ADMITTED).exclude(report_form_url="")
    due = declared.filter(Q(probed_at=None) | Q(probed_at__lte=before))
    return due.select_related("member").order_by("probed_at", "pk")[:limit]
