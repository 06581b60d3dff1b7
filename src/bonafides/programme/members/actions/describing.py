"""What a member says of itself: services, domains, contacts, absence, and what the directory shows."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import permissions, rules
from bonafides.programme.members.events import (
    AbsenceAnnounced,
    AbsenceEnded,
    ContactNamed,
    ContactRemoved,
    DomainControlShown,
    DomainRegistered,
    DomainRemoved,
    ListingChosen,
    ProfileChanged,
    ServiceDescribed,
    ServiceRemoved,
)
from bonafides.programme.members.models import Absence, Contact, Domain, Member, Service
from bonafides.programme.members.vocabulary import ContactKind, ControlMethod, Overlay, ServiceType, Shown


@audited_action
def change_profile(
    *, member: Member, name: str, website: str, about: str, staff: int | None, by: Actor, at: datetime
) -> None:
    permissions.check_can_change(by, member)
    wanted: dict[str, Any] = {"name": name, "website": website, "about": about, "staff": staff}
    changed = sorted(field for field, value in wanted.items() if getattr(member, field) != value)
    member.name, member.website, member.about, member.staff = name, website, about, staff
    member.save(update_fields=list(wanted))
    record(ProfileChanged(member=member.reference, fields_changed=changed), by=by, at=at)


@audited_action
def choose_listing(*, member: Member, is_listed: bool, shown: frozenset[Shown], by: Actor, at: datetime) -> None:
    """Whether the public directory names the member, and what it says beside the name."""
    permissions.check_can_change(by, member)
    member.is_listed, member.shown = is_listed, sorted(shown)
    member.save(update_fields=["is_listed", "shown"])
    record(ListingChosen(member=member.reference, is_listed=is_listed, shown=sorted(shown)), by=by, at=at)


# -- services ---------------------------------------------------------------------------------------


@audited_action
def describe_service(
    *,
    member: Member,
    name: str,
    types: frozenset[ServiceType],
    overlays: frozenset[Overlay] = frozenset(),
    url: str = "",
    languages: tuple[str, ...] = (),
    monthly_users: int | None = None,
    report_form_url: str = "",
    by: Actor,
    at: datetime,
) -> Service:
    """One service by its technology; its questions follow from it."""
    permissions.check_can_change(by, member)
    return new_service(
        member,
        name=name,
        types=types,
        overlays=overlays,
        url=url,
        languages=languages,
        monthly_users=monthly_users,
        report_form_url=report_form_url,
        by=by,
        at=at,
    )


def new_service(member: Member, *, by: Actor, at: datetime, **given: Any) -> Service:
    service = Service(member=member)
    write_service(service, **given, by=by, at=at)
    return service


def write_service(
    service: Service,
    *,
    types: frozenset[ServiceType],
    overlays: frozenset[Overlay],
    languages: tuple[str, ...],
    by: Actor,
    at: datetime,
    **plain: Any,
) -> None:
    """Put what was said into the row, and record it."""
    if not types:
        raise Invalid("service-type", _("A service is of at least one type."))
    rules.check_languages(languages)
    if service.report_form_url != plain["report_form_url"]:
        service.probed_at = None  # a new form is looked at soon
    for name, value in plain.items():
        setattr(service, name, value)
    service.types, service.overlays, service.languages = sorted(types), sorted(overlays), list(languages)
    service.save()
    described = ServiceDescribed(
        member=service.member.reference, service=service.reference, types=sorted(types), overlays=sorted(overlays)
    )
    record(described, by=by, at=at)


@audited_action
def change_service(*, service: Service, by: Actor, at: datetime, **given: Any) -> None:
    """Describe a service anew; takes what `describe_service` takes."""
    permissions.check_can_change(by, service.member)
    write_service(service, **given, by=by, at=at)


@audited_action
def remove_service(*, service: Service, by: Actor, at: datetime) -> None:
    permissions.check_can_change(by, service.member)
    if service.removed_at is not None:
        raise Conflict("service-removed", _("This service was removed before."))
    service.removed_at = at
    service.save(update_fields=["removed_at"])
    record(ServiceRemoved(member=service.member.reference, service=service.reference), by=by, at=at)


# -- domains ----------------------------------------------------------------------------------------


@audited_action
def register_domain(*, member: Member, host: str, by: Actor, at: datetime) -> Domain:
    """A host that the member answers for."""
    permissions.check_can_change(by, member)
    return new_domain(member, host, by=by, at=at)


def new_domain(member: Member, host: str, *, by: Actor, at: datetime) -> Domain:
    read = rules.host_of(host)
    try:
        with transaction.atomic():
            domain = Domain.objects.create(member=member, host=read, registered_at=at)
    except IntegrityError as error:
        raise Conflict(
            "host-taken", _("%(host)s is registered already. Write to us if it is yours."), host=read
        ) from error
    record(DomainRegistered(member=member.reference, host=domain.host), by=by, at=at)
    return domain


@audited_action
def show_control(*, domain: Domain, method: ControlMethod, by: Actor, at: datetime) -> None:
    """Note that control of a domain was shown: by the file that we fetched, or by what an officer saw."""
    if method is ControlMethod.FILE:
        permissions.check_can_change(by, domain.member)
    else:
        permissions.check_can_vet(by)
    domain.shown_at, domain.shown_by, domain.method = at, by.code, method
    domain.save(update_fields=["shown_at", "shown_by", "method"])
    record(DomainControlShown(member=domain.member.reference, host=domain.host, method=method), by=by, at=at)


@audited_action
def remove_domain(*, domain: Domain, by: Actor, at: datetime) -> None:
    permissions.check_can_change(by, domain.member)
    if domain.removed_at is not None:
        raise Conflict("domain-removed", _("This domain was removed before."))
    domain.removed_at = at
    domain.save(update_fields=["removed_at"])
    record(DomainRemoved(member=domain.member.reference, host=domain.host), by=by, at=at)


# -- contacts and absence ---------------------------------------------------------------------------


@audited_action
def name_contact(
    *,
    member: Member,
    kind: ContactKind,
    name: str,
    email: str,
    phone: str = "",
    languages: tuple[str, ...] = (),
    by: Actor,
    at: datetime,
) -> Contact:
    """Say whom to reach for what; the first test follows by itself."""
    permissions.check_can_change(by, member)
    return new_contact(member, kind, name, email, phone, languages, by=by, at=at)


def new_contact(
    member: Member,
    kind: ContactKind,
    name: str,
    email: str,
    phone: str = "",
    languages: tuple[str, ...] = (),
    *,
    by: Actor,
    at: datetime,
) -> Contact:
    rules.check_languages(languages)
    contact = Contact.objects.create(
        member=member, kind=kind, name=name, email=email, phone=phone, languages=list(languages)
    )
    record(ContactNamed(member=member.reference, contact=contact.reference, kind=kind), by=by, at=at)
    return contact


@audited_action
def remove_contact(*, contact: Contact, by: Actor, at: datetime) -> None:
    permissions.check_can_change(by, contact.member)
    if contact.removed_at is not None:
        raise Conflict("contact-removed", _("This contact was removed before."))
    contact.removed_at = at
    contact.save(update_fields=["removed_at"])
    record(ContactRemoved(member=contact.member.reference, contact=contact.reference), by=by, at=at)


@audited_action
def announce_absence(*, member: Member, begins: date, ends: date, stands_in: str, by: Actor, at: datetime) -> Absence:
    """Say when nobody is there, and who stands in; no test is sent in those days."""
    permissions.check_can_change(by, member)
    rules.check_absence(begins, ends, stands_in)
    absence = Absence.objects.create(
        member=member, begins=begins, ends=ends, stands_in=stands_in, announced_by=by.code, announced_at=at
    )
    announced = AbsenceAnnounced(member=member.reference, begins=begins.isoformat(), ends=ends.isoformat())
    record(announced, by=by, at=at)
    return absence


@audited_action
def end_absence(*, absence: Absence, by: Actor, at: datetime) -> None:
    permissions.check_can_change(by, absence.member)
    if absence.ended_at is not None:
        raise Conflict("absence-ended", _("This absence ended before."))
    absence.ended_at = at
    absence.save(update_fields=["ended_at"])
    record(AbsenceEnded(member=absence.member.reference), by=by, at=at)
