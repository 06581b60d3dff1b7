"""Existing members from a CSV file: a row that cannot be used is set aside, a known member is left alone."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import DomainError, Invalid, TooLarge
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import permissions, rules
from bonafides.programme.members.actions.applying import admit, new_member
from bonafides.programme.members.actions.describing import new_contact, new_domain, new_service
from bonafides.programme.members.events import MembersImported
from bonafides.programme.members.models import Domain, ImportRun, Member, RowSetAside
from bonafides.programme.members.vocabulary import (
    IMPORT_LIMIT_BYTES,
    IMPORT_LIMIT_ROWS,
    RAW_ROW_KEPT_CHARACTERS,
    ContactKind,
    MemberState,
    Overlay,
    ServiceType,
)

NEEDED = ("name", "website", "types")
COLUMNS = (
    *NEEDED,
    "country",
    "overlays",
    "languages",
    "staff",
    "monthly_users",
    "domains",
    "report_form_url",
    "contact_name",
    "contact_email",
    "backup_name",
    "backup_email",
)


@dataclass(frozen=True)
class Row:
    """One line of a file, understood."""

    name: str
    website: str
    types: frozenset[ServiceType]
    overlays: frozenset[Overlay]
    languages: tuple[str, ...]
    country: str
    staff: int | None
    monthly_users: int | None
    domains: tuple[str, ...]
    report_form_url: str
    contacts: tuple[tuple[ContactKind, str, str], ...]

    @classmethod
    def parse(cls, cells: dict[str, str]) -> "Row":
        """Read one line; raises Invalid with what is wrong with it."""
        if not cells["name"] or len(cells["name"]) > 200:
            raise Invalid("row-name", _("A name of at most 200 characters is missing."))
        website = address(cells["website"])
        domains = tuple(rules.host_of(each) for each in rules.words_in(cells["domains"])) or (rules.host_of(website),)
        languages = tuple(each.lower() for each in rules.words_in(cells["languages"]))
        rules.check_languages(languages)
        return cls(
            name=cells["name"],
            website=website,
            types=frozenset(member_of(ServiceType, each) for each in words(cells["types"])),
            overlays=frozenset(member_of(Overlay, each) for each in words(cells["overlays"])),
            languages=languages,
            country=country(cells["country"]),
            staff=number(cells["staff"]),
            monthly_users=number(cells["monthly_users"]),
            domains=domains,
            report_form_url=address(cells["report_form_url"]) if cells["report_form_url"] else "",
            contacts=tuple(contacts_in(cells)),
        )


def words(text: str) -> tuple[str, ...]:
    return tuple(each.lower().replace(" ", "_") for each in rules.words_in(text))


def member_of(enum: type, text: str):  # type: ignore[no-untyped-def]
    try:
        return enum(text)
    except ValueError as error:
        raise Invalid("row-type", _("“%(text)s” is none of the types that we know."), text=text[:40]) from error


def number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Invalid("row-number", _("“%(text)s” is not a whole number."), text=text[:40])
    return int(text)


def country(text: str) -> str:
    if text and not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise Invalid("row-country", _("“%(text)s” is not a country code of two letters."), text=text[:40])
    return text.upper()


def address(text: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError as error:
        raise Invalid("row-address", _("“%(text)s” is not a web address."), text=text[:100]) from error
    return text


def contacts_in(cells: dict[str, str]) -> Iterator[tuple[ContactKind, str, str]]:
    for kind, column in ((ContactKind.CONTACT_POINT, "contact"), (ContactKind.BACKUP, "backup")):
        email = cells[f"{column}_email"]
        if not email:
            continue
        try:
            validate_email(email)
        except ValidationError as error:
            raise Invalid("row-mail", _("“%(text)s” is not an e-mail address."), text=email[:100]) from error
        yield kind, cells[f"{column}_name"] or email, email


# -- a whole file -----------------------------------------------------------------------------------


@dataclass
class Counted:
    """What came of the rows so far."""

    added: int = 0
    known: int = 0
    aside: list[tuple[int, DomainError, str]] = field(default_factory=list)


def import_members(*, data: bytes, file_name: str, by: Actor, at: datetime) -> ImportRun:
    """Bring in the members of a file, each row in a transaction of its own; then keep what came of it."""
    permissions.check_can_vet(by)
    counted = Counted()
    for line, cells in rows_in(data):
        try:
            if add_member(row=Row.parse(cells), by=by, at=at):
                counted.added += 1
            else:
                counted.known += 1
        except DomainError as error:
            raw = ",".join(cells.values())[:RAW_ROW_KEPT_CHARACTERS]
            counted.aside.append((line, error, raw))
    return keep_run(counted=counted, file_name=file_name, digest=sha256(data).hexdigest(), by=by, at=at)


def rows_in(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """Each line by its number; columns that are not there are empty."""
    if len(data) > IMPORT_LIMIT_BYTES:
        raise TooLarge("import-size", _("The file is larger than %(mb)s MB."), mb=IMPORT_LIMIT_BYTES >> 20)
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        found = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid("import-unreadable", _("The file is no CSV in UTF-8.")) from error
    if missing := [name for name in NEEDED if name not in (reader.fieldnames or ())]:
        raise Invalid("import-columns", _("The columns %(names)s are missing."), names=", ".join(missing))
    if len(found) > IMPORT_LIMIT_ROWS:
        raise TooLarge("import-rows", _("The file has more than %(rows)s rows."), rows=IMPORT_LIMIT_ROWS)
    return [(line, {name: (row.get(name) or "").strip() for name in COLUMNS}) for line, row in found]


def add_member(*, row: Row, by: Actor, at: datetime) -> bool:
    """Add one member; False where it is one already, by its name or by a domain of its own."""
    here = Domain.objects.filter(host__in=row.domains, removed_at=None).select_related("member").first()
    known = here.member if here else Member.objects.filter(name=row.name).exclude(state=MemberState.LEFT).first()
    if known is not None and known.name != row.name:
        raise Invalid("row-domain-taken", _("Its domain belongs to the member %(name)s."), name=known.name)
    if known is None:
        write_member(row=row, by=by, at=at)
    return known is None


@audited_action
def write_member(*, row: Row, by: Actor, at: datetime) -> Member:
    """A member that was vetted elsewhere; its people are proposed and vetted like everybody's."""
    permissions.check_can_vet(by)
    member = new_member(row.name, row.website, row.country, MemberState.APPLIED, by=by, at=at)
    member.staff = row.staff
    member.save(update_fields=["staff"])
    new_service(
        member,
        name=row.name,
        types=row.types,
        overlays=row.overlays,
        url=row.website,
        languages=row.languages,
        monthly_users=row.monthly_users,
        report_form_url=row.report_form_url,
        by=by,
        at=at,
    )
    for host in row.domains:
        new_domain(member, host, by=by, at=at)
    for kind, name, email in row.contacts:
        new_contact(member, kind, name, email, by=by, at=at)
    admit(member, by=by, at=at)
    return member


@audited_action
def keep_run(*, counted: Counted, file_name: str, digest: str, by: Actor, at: datetime) -> ImportRun:
    run = ImportRun.objects.create(
        file_name=file_name[:200],
        file_sha256=digest,
        added=counted.added,
        known=counted.known,
        set_aside=len(counted.aside),
        begun_by=by.code,
        begun_at=at,
    )
    rows = [
        RowSetAside(run=run, line=line, code=error.code, reason=str(error), raw=raw)
        for line, error, raw in counted.aside
    ]
    RowSetAside.objects.bulk_create(rows)
    imported = MembersImported(member=run.reference, added=run.added, known=run.known, set_aside=run.set_aside)
    record(imported, by=by, at=at)
    return run
