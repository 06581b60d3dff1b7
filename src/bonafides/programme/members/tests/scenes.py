"""Made-up members for tests: one that has applied, and one with something on every page."""

import re
from datetime import date, timedelta
from typing import Any

from tests import cast

from bonafides.base.keys import envelope
from bonafides.base.outbox.actions import MAIL_SEALING
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.vocabulary import MAIL
from bonafides.base.people import queries as persons
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import LinkPurpose, Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.programme.members import actions, probing, rules
from bonafides.programme.members.actions.people import Somebody
from bonafides.programme.members.models import Contact, Member
from bonafides.programme.members.vocabulary import (
    Check,
    CheckOutcome,
    ContactKind,
    DocumentKind,
    FindingKind,
    Overlay,
    ProbeOutcome,
    Requirement,
    RequirementState,
    ServiceType,
    Severity,
    Shown,
)

APPLICATION = {
    "name": "Newhaven",
    "website": "https://newhaven.test",
    "country": "ie",
    "staff": "2",
    "about": "A place to paste texts.",
    "types": ["pasting"],
    "overlays": ["encrypted"],
    "languages": "en, ar",
    "monthly_users": "40000",
    "report_form_url": "https://newhaven.test/report",
    "domains": "newhaven.test\nhttps://Paste.Newhaven.test/x",
    "contact_name": "Night desk",
    "contact_email": "desk@newhaven.test",
    "backup_name": "Nils",
    "backup_email": "nils@newhaven.test",
    "applicant_name": "Nora",
    "applicant_email": "nora@newhaven.test",
    "applicant_position": "Runs it",
    "message": "We are two people.",
}


def an_application(name: str = "Newhaven") -> actions.Applied:
    host = f"{name.lower()}.test"
    return actions.Applied(
        name=name,
        website=f"https://{host}",
        service=actions.Described(name=name, types=frozenset({ServiceType.PASTING})),
        domains=(host,),
        applicant_name="Nora",
        applicant_email=f"nora@{host}",
        applicant_position="Runs it",
        contact=("Night desk", f"desk@{host}"),
        backup=("Nils", f"nils@{host}"),
        message="We are two people and would like to do this well.",
    )


def an_applicant(name: str = "Newhaven") -> Member:
    return actions.apply(given=an_application(name), by=cast.CHIDI, at=now())


def vet(member: Member, outcome: CheckOutcome = CheckOutcome.PASSED) -> None:
    """Olu looks at everything."""
    for check in Check:
        actions.note_check(
            member=member, check=check, outcome=outcome, note="Looked at it.", by=cast.by(cast.olu()), at=now()
        )


def a_contact(member: Member, kind: ContactKind = ContactKind.CONTACT_POINT, name: str = "Night desk") -> Contact:
    email = f"{name.lower().replace(' ', '.')}@pastehaven.test"
    return actions.name_contact(
        member=member, kind=kind, name=name, email=email, phone="+353 1 555 0100", by=SYSTEM, at=now()
    )


def a_whole_member() -> Member:
    """Pastehaven, with something on every page."""
    member = cast.a_member()
    cast.sana(), cast.cem(), cast.rex()
    by, at, today = SYSTEM, now(), now().date()
    actions.name_mentor(member=member, mentor=cast.hana(), by=by, at=at)
    actions.describe_service(
        member=member,
        name="Haven Drop",
        types=frozenset({ServiceType.STORAGE, ServiceType.HOSTING}),
        overlays=frozenset({Overlay.ENCRYPTED}),
        url="https://drop.pastehaven.test",
        languages=("en", "ar"),
        monthly_users=120_000,
        report_form_url="https://drop.pastehaven.test/report",
        by=by,
        at=at,
    )
    actions.choose_listing(member=member, is_listed=True, shown=frozenset(Shown), by=by, at=at)
    point = a_contact(member)
    a_contact(member, ContactKind.BACKUP, "Nils Backup")
    actions.challenge_contact(contact=point, by=by, at=at)
    probe = rules.Found(ProbeOutcome.BAD_STATUS, 503)
    actions.record_probe(service=member.services.get(name="Haven Drop"), found=probe, by=by, at=at)
    the_requirements(member, today)
    the_mentorship(member, today)
    somebody = Somebody("Ivo Reader", "ivo@pastehaven.test", Role.READER.value)
    actions.propose_person(member=member, somebody=somebody, by=cast.by(cast.sana()), at=at)
    return member


def the_requirements(member: Member, today: date) -> None:
    met: dict[str, Any] = {"state": RequirementState.MET, "evidence_at": today, "by": SYSTEM, "at": now()}
    decided = {
        Requirement.PLEDGE: met | {"evidence": "Signed by Sana."},
        Requirement.PROHIBITION: met
        | {"evidence": "Section 4 of the terms.", "evidence_url": "https://pastehaven.test/terms"},
        Requirement.TRANSPARENCY: met
        | {
            "state": RequirementState.COMMITTED,
            "evidence": "The first report is being written.",
            "until": today + timedelta(days=45),
        },
        Requirement.TECHNOLOGY: met | {"evidence": "Matching of known pictures is being tried."},
    }
    for requirement, given in decided.items():
        actions.set_requirement(member=member, requirement=requirement, **given)
    lapsed: dict[str, Any] = {"state": RequirementState.LAPSED, "evidence": "The trial has ended.", "evidence_at": None}
    who: dict[str, Any] = {"by": SYSTEM, "at": now()}
    actions.set_requirement(member=member, requirement=Requirement.TECHNOLOGY, **lapsed, **who)
    offered: dict[str, Any] = {
        "note": "A campaign that we carry.",
        "url": "https://pastehaven.test/campaign",
        "dated": today,
    }
    actions.offer_evidence(member=member, requirement=Requirement.CIVIL_SOCIETY, **offered, **who)


def the_mentorship(member: Member, today: date) -> None:
    who: dict[str, Any] = {"by": cast.by(cast.hana()), "at": now()}
    snapshot = probing.snapshot_of_text("Nobody may use this service to support terrorism.")
    review = actions.begin_review(member=member, kind=DocumentKind.TERMS, url="", snapshot=snapshot, **who)
    plain = "The prohibition is plain."
    actions.note_finding(review=review, kind=FindingKind.STRENGTH, severity=Severity.NONE, text=plain, **who)
    missing = "Say how one can appeal."
    actions.note_finding(review=review, kind=FindingKind.RECOMMENDATION, severity=Severity.HIGH, text=missing, **who)
    actions.share_review(review=review, **who)
    soon = today + timedelta(days=30)
    actions.add_plan_item(member=member, title="Write an appeals policy", owner="Sana", due_on=soon, **who)
    actions.make_task(member=member, title="Send us the draft", due_on=today, for_member=True, **who)
    actions.write_note(member=member, text="They are quick to answer.", **who)


# -- mail -------------------------------------------------------------------------------------------


def mail_under(prefix: str) -> dict[str, str]:
    """The latest mail whose key begins so, opened."""
    row = OutboxRow.objects.filter(kind=MAIL, key__startswith=prefix).latest("pk")
    return {
        name: envelope.unseal_text(text, purpose=MAIL_SEALING, bound_to=f"{row.key}|{name}")
        for name, text in row.payload.items()
    }


def token_in(mail: dict[str, str]) -> str:
    """The token of the link in a mail."""
    found = re.search(r"/([A-Za-z0-9_-]{43})/", mail["body"])
    assert found
    return found.group(1)


def bearer_in(mail: dict[str, str], purpose: LinkPurpose) -> LinkBearer:
    return persons.bearer_of(purpose, token_in(mail), at=now())
