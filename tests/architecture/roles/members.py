"""Members: who opens what."""

from datetime import timedelta

from bonafides.base.audit.actions import audited_action
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import LinkPurpose, OrganisationKind, Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.ledger.notes import Signer
from bonafides.programme.members import actions, probing
from bonafides.programme.members.actions.people import Somebody
from bonafides.programme.members.actions.requirements import key_shown
from bonafides.programme.members.models import Member
from bonafides.programme.members.vocabulary import (
    ContactKind,
    DocumentKind,
    FindingKind,
    Severity,
)
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import (
    ANYONE,
    ASSESSOR,
    MEMBER_TEAM,
    OTHER_MEMBER,
    PROGRAMME_AUDITOR,
    PROGRAMME_TEAM,
    SIGNATORY,
    VETTERS,
    Call,
    Row,
    both,
    call,
    get,
    post,
)

MENTORS = VETTERS | {ASSESSOR}  # Hana is the mentor of Pastehaven
WORK_READERS = MENTORS | {PROGRAMME_AUDITOR}
VETTING_READERS = VETTERS | {PROGRAMME_AUDITOR}
CHANGE = VETTERS | {SIGNATORY}
PLAN = MENTORS | {SIGNATORY}
ALL_SIDES = PROGRAMME_TEAM | MEMBER_TEAM

OF = {"reference": "member"}
PAGES: dict[str, Row] = {
    "members:apply": both(ANYONE),
    "members:apply_received": get(ANYONE),
    "members:apply_invited": both(ANYONE, token="invited_link"),
    "members:answer_challenge": both(ANYONE, token="contact_link"),
    "members:directory": get(ANYONE),
    "members:directory_json": get(ANYONE),
    "members:directory_api": get(ANYONE),
    "members:own": get(MEMBER_TEAM | {OTHER_MEMBER}),
    "members:profile": get(ALL_SIDES, **OF),
    "members:change_profile": post(CHANGE, **OF),
    "members:choose_listing": post(CHANGE, **OF),
    "members:add_service": post(CHANGE, **OF),
    "members:service": both(CHANGE, service="service", **OF),
    "members:remove_service": post(CHANGE, service="service", **OF),
    "members:probe_service": post(MENTORS, service="service", **OF),
    "members:add_domain": post(CHANGE, **OF),
    "members:check_domain": post(CHANGE, host="host", **OF),
    "members:note_control": post(VETTERS, host="host", **OF),
    "members:remove_domain": post(CHANGE, host="host", **OF),
    "members:add_contact": post(CHANGE, **OF),
    "members:remove_contact": post(CHANGE, contact="contact", **OF),
    "members:challenge_contact": post(MENTORS, contact="backup", **OF),
    "members:announce_absence": post(CHANGE, **OF),
    "members:end_absence": post(CHANGE, number="absence", **OF),
    "members:leave": post(CHANGE, **OF),
    "members:people": get(VETTING_READERS | MEMBER_TEAM, **OF),
    "members:propose": post(CHANGE, **OF),
    "members:let_go": post(CHANGE, code="colleague", **OF),
    "members:withdraw_proposal": post(CHANGE, reference="proposal"),
    "members:requirement": get(ALL_SIDES, name="transparency", **OF),
    "members:offer_evidence": post(CHANGE, name="transparency", **OF),
    "members:decide": post(VETTERS, name="transparency", **OF),
    "members:accept_key": post(VETTERS, number="readiness_key", **OF),
    "members:mentoring": get(WORK_READERS | MEMBER_TEAM, **OF),
    "members:name_mentor": post(VETTERS, **OF),
    "members:write_note": post(MENTORS, **OF),
    "members:begin_review": post(MENTORS, **OF),
    "members:new_task": post(MENTORS, **OF),
    "members:add_plan_item": post(PLAN, **OF),
    "members:set_plan_state": post(PLAN, item="plan_item", **OF),
    "members:review": get(WORK_READERS | MEMBER_TEAM, reference="review"),
    "members:note_finding": post(MENTORS, reference="review"),
    "members:answer_finding": post(PLAN, reference="review", number="finding"),
    "members:share_review": post(MENTORS, reference="review"),
    "members:task": get(WORK_READERS, reference="task"),
    "members:assign_task": post(MENTORS, reference="task"),
    "members:finish_task": post(MENTORS, reference="task"),
    "members:try_second": post(MENTORS, reference="task"),
    "members:members": get(PROGRAMME_TEAM),
    "members:member": get(PROGRAMME_TEAM, **OF),
    "members:tasks": get(WORK_READERS),
    "members:invite_platform": both(VETTERS),
    "members:import_members": both(VETTERS),
    "members:import_run": get(VETTING_READERS, reference="import_run"),
    "members:proposals": get(VETTING_READERS),
    "members:proposal": both(VETTERS, reference="proposal"),
    "members:start_vetting": post(VETTERS, reference="applicant"),
    "members:note_check": post(VETTERS, reference="applicant", check="people"),
    "members:admit": post(VETTERS, reference="applicant"),
    "members:refuse": post(VETTERS, reference="applicant"),
    "members:bodies": both(VETTING_READERS),
    "members:body": get(VETTING_READERS, reference="body"),
    "members:invite_participant": post(VETTERS, reference="body"),
}
CALLS: dict[str, Call] = {
    "api-1.0.0:show_readiness": call("member.alerts:write", "post"),
}


def plant(scene: Scene) -> None:
    """Pastehaven whole, another member, one that has applied, one that is invited, and a body."""
    member = cast.a_member()
    actions.name_mentor(member=member, mentor=cast.hana(), by=SYSTEM, at=now())
    scene.named |= {"member": member.reference, "other_member": cast.a_member("Otherhaven").reference}
    scene.named["colleague"] = cast.rex().code
    what_it_says(scene, member)
    the_work(scene, member)
    coming_in(scene, member)


def what_it_says(scene: Scene, member: Member) -> None:
    service, domain = member.services.get(), member.domains.get()
    given = {"name": service.name, "url": service.url, "languages": ("en",), "monthly_users": None}
    form = {"report_form_url": "https://pastehaven.test/report", "types": cast.PASTING, "overlays": frozenset()}
    actions.change_service(service=service, **given, **form, by=SYSTEM, at=now())
    kinds = {"contact": ContactKind.CONTACT_POINT, "backup": ContactKind.BACKUP}
    for name, kind in kinds.items():
        named = {"member": member, "kind": kind, "name": name, "email": f"{name}@pastehaven.test"}
        scene.named[name] = actions.name_contact(**named, by=SYSTEM, at=now()).reference  # type: ignore[arg-type]
    test = actions.challenge_contact(contact=member.contacts.get(kind=kinds["contact"]), by=SYSTEM, at=now())
    today = now().date()
    days = {"begins": today + timedelta(days=30), "ends": today + timedelta(days=40)}
    away = actions.announce_absence(member=member, **days, stands_in="Cem", by=SYSTEM, at=now())
    scene.named |= {"service": service.reference, "host": domain.host, "absence": away.pk}
    vkey = Signer.generate("pastehaven.test/receipts").verifier.vkey
    key = audited_action(key_shown)(member, vkey, by=SYSTEM, at=now())
    scene.named["readiness_key"] = key.pk
    scene.named["contact_link"] = a_link(LinkPurpose.CONTACT_CHALLENGE, test.reference)


def the_work(scene: Scene, member: Member) -> None:
    snapshot = probing.snapshot_of_text("Nobody may use this service for terrorism.")
    review = actions.begin_review(
        member=member, kind=DocumentKind.TERMS, url="", snapshot=snapshot, by=SYSTEM, at=now()
    )
    words = {"kind": FindingKind.RECOMMENDATION, "text": "Say what happens then.", "severity": Severity.LOW}
    finding = actions.note_finding(review=review, **words, by=SYSTEM, at=now())  # type: ignore[arg-type]
    actions.share_review(review=review, by=SYSTEM, at=now())
    actions.write_note(member=member, text="A note of the programme.", by=SYSTEM, at=now())
    plan = {"title": "Write a report", "owner": "Sana", "due_on": now().date()}
    item = actions.add_plan_item(member=member, **plan, by=SYSTEM, at=now())  # type: ignore[arg-type]
    task = actions.make_task(member=member, title="Call them", due_on=now().date(), by=SYSTEM, at=now())
    scene.named |= {"review": review.reference, "finding": finding.pk}
    scene.named |= {"plan_item": item.reference, "task": task.reference}


def coming_in(scene: Scene, member: Member) -> None:
    somebody = Somebody("Ivo", "ivo@pastehaven.test", Role.READER.value)
    proposal = actions.propose_person(member=member, somebody=somebody, by=SYSTEM, at=now())
    applicant = actions.register_member(name="Newhaven", website="https://newhaven.test", by=SYSTEM, at=now())
    invited = actions.invite_platform(
        name="Farhaven", website="https://farhaven.test", email="iris@farhaven.test", by=SYSTEM, at=now()
    )
    body = actions.register_body(
        name="Open Harbour",
        kind=OrganisationKind.CIVIL_SOCIETY,
        country="",
        website="",
        vetting_note="Known for years.",
        by=SYSTEM,
        at=now(),
    )
    run = actions.import_members(data=b"name,website,types\n,,\n", file_name="members.csv", by=SYSTEM, at=now())
    scene.named |= {
        "proposal": proposal.reference,
        "applicant": applicant.reference,
        "invited_link": a_link(LinkPurpose.MEMBER_INVITATION, invited.reference),
        "body": body.reference,
        "import_run": run.reference,
    }


def a_link(purpose: LinkPurpose, about: str) -> str:
    return people.issue_link(purpose=purpose, about=about, expires_at=now() + timedelta(days=9), at=now())
