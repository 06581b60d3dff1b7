"""Contacts are asked to answer, report forms are looked at; nothing lapses before a person has tried the second."""

import socket
from datetime import timedelta
from typing import Any

import pytest
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.fetch.tests.servers import serving
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.vocabulary import MAIL
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from bonafides.programme.members import actions, jobs, rules
from bonafides.programme.members.models import ContactTest, Member, ReportProbe, Service, Task
from bonafides.programme.members.tests import scenes
from bonafides.programme.members.vocabulary import (
    PROBE_EVERY,
    ContactKind,
    ControlMethod,
    ProbeOutcome,
    Requirement,
    RequirementState,
    TaskKind,
)

pytestmark = pytest.mark.django_db
NOON, DAY = cast.NOON, timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon() -> None:
    from bonafides.kernel import clock

    clock.use(lambda: NOON)


def sent_tests() -> int:
    return ContactTest.objects.count()


def second_tasks() -> list[Task]:
    return list(Task.objects.filter(kind__in=[TaskKind.CONTACT_SILENT, TaskKind.FORM_FAILED]))


def meet(member: Member, requirement: Requirement) -> None:
    given = {"state": RequirementState.MET, "evidence": "It answered.", "evidence_at": NOON.date()}
    actions.set_requirement(member=member, requirement=requirement, **given, by=SYSTEM, at=NOON)  # type: ignore[arg-type]


def lapse(member: Member, requirement: Requirement) -> None:
    given = {"state": RequirementState.LAPSED, "evidence": "Nobody answers.", "evidence_at": None}
    actions.set_requirement(member=member, requirement=requirement, **given, by=cast.by(cast.olu()), at=NOON + 9 * DAY)  # type: ignore[arg-type]


# -- contacts ---------------------------------------------------------------------------------------


def test_contacts_are_tested_soon_and_then_once_a_quarter() -> None:
    member = cast.a_member()
    contact = scenes.a_contact(member)
    counted = []
    for moment in (NOON, NOON + DAY, NOON + PROBE_EVERY - DAY, NOON + PROBE_EVERY):
        jobs.try_contacts(moment)
        counted.append(contact.tests.count())

    assert counted == [1, 1, 1, 2]


def test_press_contacts_and_members_that_left_are_not_tested() -> None:
    scenes.a_contact(cast.a_member(), ContactKind.PRESS)
    scenes.an_applicant()

    jobs.try_contacts(NOON)

    assert sent_tests() == 0


def test_nobody_is_tested_who_is_announced_away() -> None:
    member, today = cast.a_member(), NOON.date()
    scenes.a_contact(member)
    actions.announce_absence(member=member, begins=today, ends=today + 9 * DAY, stands_in="Cem", by=SYSTEM, at=NOON)
    jobs.try_contacts(NOON + 9 * DAY)
    away = sent_tests()

    jobs.try_contacts(NOON + 10 * DAY)

    assert (away, sent_tests()) == (0, 1)


@pytest.mark.db
def test_whoever_reads_the_mailbox_answers_and_the_contact_works() -> None:
    contact = scenes.a_contact(cast.a_member())
    test = actions.challenge_contact(contact=contact, by=SYSTEM, at=NOON)
    bearer = scenes.bearer_in(scenes.mail_under("contact-test:"), LinkPurpose.CONTACT_CHALLENGE)

    actions.answer_challenge(bearer=bearer, at=NOON + DAY)
    actions.answer_challenge(bearer=bearer, at=NOON + 2 * DAY)
    jobs.try_contacts(NOON + 8 * DAY)

    contact.refresh_from_db()
    test.refresh_from_db()
    assert contact.verified_at == test.answered_at == NOON + DAY
    assert second_tasks() == []
    assert LogEntry.objects.filter(event_name="contact.answered").count() == 1


def test_a_test_under_way_is_not_sent_again() -> None:
    contact = scenes.a_contact(cast.a_member())
    actions.challenge_contact(contact=contact, by=SYSTEM, at=NOON)

    with pytest.raises(Conflict):
        actions.challenge_contact(contact=contact, by=SYSTEM, at=NOON)


@pytest.mark.parametrize("who", ["hana", "sana"])
def test_only_an_officer_or_the_mentor_tests_by_hand(who: str) -> None:
    contact = scenes.a_contact(cast.a_member())

    with pytest.raises(NotAllowed):
        actions.challenge_contact(contact=contact, by=cast.by(getattr(cast, who)()), at=NOON)


@pytest.mark.db
def test_silence_becomes_one_task_for_the_mentor_and_lapses_nothing() -> None:
    member = cast.a_member()
    actions.name_mentor(member=member, mentor=cast.hana(), by=SYSTEM, at=NOON)
    meet(member, Requirement.CONTACT_POINT)
    actions.challenge_contact(contact=scenes.a_contact(member), by=SYSTEM, at=NOON)

    jobs.try_contacts(NOON + 7 * DAY)
    jobs.try_contacts(NOON + 8 * DAY)
    jobs.watch_ends(NOON + 400 * DAY)

    (task,) = second_tasks()
    assert (task.title, task.assignee) == ("Night desk", cast.hana())
    assert scenes.mail_under("task:")["to"] == "hana@example.org"
    assert member.requirements.get(requirement="contact_point").state == "met"


def test_an_answer_that_comes_too_late_opens_nothing() -> None:
    actions.challenge_contact(contact=scenes.a_contact(cast.a_member()), by=SYSTEM, at=NOON - 8 * DAY)

    with pytest.raises(NotFound):
        scenes.bearer_in(scenes.mail_under("contact-test:"), LinkPurpose.CONTACT_CHALLENGE)


# -- the second contact -----------------------------------------------------------------------------


def a_silent_contact() -> tuple[Member, Task]:
    member = cast.a_member()
    meet(member, Requirement.CONTACT_POINT)
    actions.challenge_contact(contact=scenes.a_contact(member), by=SYSTEM, at=NOON)
    jobs.try_contacts(NOON + 7 * DAY)
    return member, second_tasks()[0]


def tried(task: Task, *, reached: bool) -> None:
    words = {"reached": reached, "note": "Called twice."}
    actions.record_second_contact_tried(task=task, **words, by=cast.by(cast.olu()), at=NOON + 8 * DAY)  # type: ignore[arg-type]


def test_a_person_lets_it_lapse_only_after_the_second_contact_was_tried_in_vain() -> None:
    member, task = a_silent_contact()
    with pytest.raises(RuleBroken) as refused:
        lapse(member, Requirement.CONTACT_POINT)

    tried(task, reached=False)
    lapse(member, Requirement.CONTACT_POINT)

    assert refused.value.code == "second-contact-first"
    assert member.requirements.get(requirement="contact_point").state == "lapsed"


def test_where_the_second_contact_answers_the_matter_is_over() -> None:
    member, task = a_silent_contact()

    tried(task, reached=True)

    task.refresh_from_db()
    assert task.done_at is not None
    with pytest.raises(RuleBroken):
        lapse(member, Requirement.CONTACT_POINT)


def test_a_try_before_the_last_decision_counts_no_more() -> None:
    member, task = a_silent_contact()
    tried(task, reached=False)
    given: dict[str, Any] = {"state": RequirementState.MET, "evidence": "Works again.", "evidence_at": NOON.date()}
    who: dict[str, Any] = {"by": cast.by(cast.olu()), "at": NOON + 9 * DAY}
    actions.set_requirement(member=member, requirement=Requirement.CONTACT_POINT, **given, **who)

    with pytest.raises(RuleBroken):
        lapse(member, Requirement.CONTACT_POINT)


def test_what_nobody_tested_asks_for_no_second_contact() -> None:
    task = actions.make_task(member=cast.a_member(), title="Call", due_on=NOON.date(), by=SYSTEM, at=NOON)

    with pytest.raises(Conflict):
        tried(task, reached=False)


# -- report forms -----------------------------------------------------------------------------------


def page(body: bytes, status: bytes = b"200 OK") -> Any:
    def talk(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))

    return talk


def a_service(url: str) -> Service:
    service = cast.a_member().services.get()
    given = {"name": "Pastehaven", "url": "", "languages": (), "monthly_users": None, "report_form_url": url}
    actions.change_service(service=service, types=cast.PASTING, overlays=frozenset(), **given, by=SYSTEM, at=NOON)
    return service


def run_probes() -> None:
    """What the worker does with the rows that are due."""
    jobs.plan_probes(NOON)
    for row in OutboxRow.objects.filter(kind=jobs.PROBE):
        jobs.HANDLERS[jobs.PROBE](row, NOON)


@pytest.mark.parametrize(
    ("body", "status", "outcome", "failed"),
    [
        (b"<form><textarea name=what></textarea></form>", b"200 OK", ProbeOutcome.WORKS, 0),
        (b"<h1>Nothing here</h1>", b"200 OK", ProbeOutcome.NO_FORM, 1),
        (b"gone", b"410 Gone", ProbeOutcome.BAD_STATUS, 1),
    ],
)
def test_a_declared_form_is_looked_at_and_what_fails_becomes_a_task(
    settings: Any, body: bytes, status: bytes, outcome: ProbeOutcome, failed: int
) -> None:
    with serving(page(body, status)) as server:
        settings.FETCH_ALLOW = [server.netloc]
        a_service(f"http://{server.netloc}/report")
        run_probes()
        run_probes()

    probe = ReportProbe.objects.get()
    assert (probe.outcome, len(second_tasks())) == (outcome, failed)
    assert len(server.requests) == 1


def test_a_server_that_is_down_or_not_public_is_unreachable() -> None:
    a_service("http://127.0.0.1:9/report")  # the guard lets nobody in

    run_probes()

    assert (ReportProbe.objects.get().outcome, ReportProbe.objects.get().status) == ("unreachable", None)


def test_a_form_that_fails_again_makes_no_second_task() -> None:
    service, found = a_service("http://127.0.0.1:9/report"), rules.Found(ProbeOutcome.UNREACHABLE)

    actions.record_probe(service=service, found=found, by=SYSTEM, at=NOON)
    actions.record_probe(service=service, found=found, by=SYSTEM, at=NOON + DAY)

    assert len(second_tasks()) == 1


def test_a_domain_is_theirs_when_the_file_on_it_holds_its_line(settings: Any) -> None:
    from bonafides.programme.members import probing

    domain = cast.a_member().domains.get()
    with serving(page(b"# ours\n" + domain.token.encode() + b"\n")) as server:
        settings.FETCH_ALLOW = [server.netloc]
        domain.host = server.netloc
        found = probing.holds_token(domain, scheme="http")
        domain.token = "another"
        wrong = probing.holds_token(domain, scheme="http")

    assert (found, wrong) == (True, False)


def test_only_an_officer_says_that_they_saw_the_record() -> None:
    domain = cast.a_member().domains.get()

    with pytest.raises(NotAllowed):
        actions.show_control(domain=domain, method=ControlMethod.DNS, by=cast.by(cast.sana()), at=NOON)
    actions.show_control(domain=domain, method=ControlMethod.DNS, by=cast.by(cast.olu()), at=NOON)

    domain.refresh_from_db()
    assert (domain.method, domain.shown_at) == ("dns", NOON)


def test_a_test_mail_lies_sealed_and_tells_nobody_its_token() -> None:
    actions.challenge_contact(contact=scenes.a_contact(cast.a_member()), by=SYSTEM, at=NOON)
    token = scenes.token_in(scenes.mail_under("contact-test:"))

    assert token not in str(OutboxRow.objects.filter(kind=MAIL).values_list("payload", flat=True))
