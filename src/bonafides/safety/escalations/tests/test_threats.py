"""A threat to life goes out at once, with everything, whoever has the case."""

from datetime import timedelta
from typing import Any

import pyrage
import pytest
from django.test import Client
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.blobs import queries as stored
from bonafides.base.keys import envelope
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import ANYONE
from bonafides.kernel.errors import NotAllowed
from bonafides.safety.escalations import jobs, queries, rules
from bonafides.safety.escalations.actions import threats
from bonafides.safety.escalations.actions.threats import Named
from bonafides.safety.escalations.models import Escalation
from bonafides.safety.escalations.vocabulary import PACKAGE_LASTS, LineKind
from bonafides.safety.moderation.actions import flags
from bonafides.safety.moderation.actions.flags import Report
from bonafides.safety.moderation.tests import scenes
from bonafides.safety.moderation.tests.scenes import a_policy
from bonafides.safety.moderation.vocabulary import SourceKind

pytestmark = [pytest.mark.django_db, pytest.mark.db]
KEY = pyrage.x25519.Identity.generate()
MAIL = "duty@police.example.test"


def escalated(**changes: object) -> Escalation:
    wanted = {"case": scenes.a_case().reference, "note": "A made-up plan.", "countries": ["DE"], "aware_at": NOON}
    return threats.escalate(**wanted | changes, by=cast.by(cast.amina()), at=NOON)  # type: ignore[arg-type]


def name_germany(**changes: object) -> None:
    named = Named(**{"country": "DE", "name": "Sample Police", "email": MAIL} | changes)  # type: ignore[arg-type]
    threats.name_authority(named=named, by=cast.by(cast.bo()), at=NOON)


def body_of(escalation: Escalation) -> str:
    row = OutboxRow.objects.get(key=f"threat:{escalation.reference}:DE")
    return envelope.unseal_text(row.payload["body"], purpose="mail", bound_to=f"{row.key}|body")


def test_the_mail_leaves_at_once_with_content_digests_account_and_times() -> None:
    name_germany()

    sent = escalated()

    body = body_of(sent)
    row = OutboxRow.objects.get(key=f"threat:{sent.reference}:DE")
    assert row.due_at == NOON
    assert scenes.TEXT in body
    assert "author-7" in body
    assert "SHA-256" in body
    assert NOON.isoformat() in body
    assert LogEntry.objects.filter(event_name="threat.escalated").count() == 1


def test_an_authority_with_an_age_key_gets_nothing_in_the_clear() -> None:
    name_germany(age_key=str(KEY.to_public()))

    body = body_of(escalated())

    assert scenes.TEXT not in body
    assert scenes.TEXT.encode() in pyrage.decrypt(body.encode(), [KEY])


def test_a_lease_of_somebody_else_does_not_stand_before_it() -> None:
    case = scenes.a_case()
    scenes.open_and_look(case, cast.by(cast.bo()))

    sent = escalated(case=case.reference)

    assert sent.sent_at == NOON


def test_without_an_address_the_report_is_printed() -> None:
    sent = escalated()
    browser = cast.browser_of(cast.amina())

    answer = browser.post(f"/escalations/{sent.reference}/sheet/")

    assert answer.content.startswith(b"%PDF")
    assert [each.channel for each in sent.dispatches.all()] == ["print"]


def test_several_states_are_told_each_once() -> None:
    assert rules.recipients_of(["DE", "FR", "DE"], ["DE", "FR", "EU"], "IE") == ("DE", "FR")


def test_where_no_state_is_known_home_and_europol_are_told() -> None:
    assert rules.recipients_of([], ["DE", "EU"], "DE") == ("DE", "EU")


def test_outside_the_union_europol_is_told() -> None:
    assert rules.recipients_of([], ["DE", "EU"], "") == ("EU",)


@pytest.mark.parametrize(("minutes", "alarms"), [(14, 0), (15, 1), (16, 1)])
def test_the_alarm_rings_from_the_fifteenth_minute_on(minutes: int, alarms: int) -> None:
    cast.bo()
    escalated()

    jobs.warn_of_late(NOON + timedelta(minutes=minutes))

    assert OutboxRow.objects.filter(key__startswith="threat-late:").count() == alarms


@pytest.mark.parametrize(("minutes", "alarms"), [(14, 0), (15, 1), (40, 1)])
def test_a_reported_threat_that_nobody_looks_at_rings_too(minutes: int, alarms: int) -> None:
    cast.bo()
    a_policy()
    report = Report(source=SourceKind.USER_NOTICE, location="paste-1", threat_to_life=True)
    flags.raise_flag(report=report, by=ANYONE, at=NOON)

    jobs.warn_of_late(NOON + timedelta(minutes=minutes))
    jobs.warn_of_late(NOON + timedelta(minutes=minutes, seconds=30))

    assert OutboxRow.objects.filter(key__startswith="threat-unsent:").count() == alarms


def test_what_was_sent_is_erased_after_184_days() -> None:
    sent = escalated()

    jobs.erase_packages(NOON + PACKAGE_LASTS)

    blob = sent.package
    sent.refresh_from_db()
    assert sent.package == ""
    assert stored.is_erased(blob)


def test_the_alarm_is_raised_once_where_nobody_was_reached() -> None:
    cast.bo()
    sent = escalated()

    jobs.warn_of_late(NOON + timedelta(minutes=15))
    jobs.warn_of_late(NOON + timedelta(minutes=16))

    assert OutboxRow.objects.filter(key__startswith=f"threat-late:{sent.reference}:").count() == 1


def test_no_alarm_once_it_was_handed_over() -> None:
    sent = escalated()
    threats.follow(escalation=sent, kind=LineKind.HANDED_OVER, text="By phone.", by=cast.by(cast.amina()), at=NOON)

    jobs.warn_of_late(NOON + timedelta(minutes=15))

    assert not OutboxRow.objects.filter(key__startswith="threat-late:").exists()


def test_an_addition_goes_to_whoever_was_mailed() -> None:
    name_germany()
    sent = escalated()

    line = threats.follow(escalation=sent, kind=LineKind.ADDITION, text="More.", by=cast.by(cast.amina()), at=NOON)

    assert OutboxRow.objects.filter(key=f"threat:{sent.reference}:DE:{line.pk}").exists()


def test_an_auditor_escalates_nothing() -> None:
    auditor = cast.by(cast.a_person("Aude", Role.AUDITOR))

    with pytest.raises(NotAllowed):
        threats.escalate(case="", note="", countries=[], aware_at=NOON, by=auditor, at=NOON)


def test_an_auditor_reads_numbers_only() -> None:
    sent = escalated()
    browser = cast.browser_of(cast.a_person("Aude", Role.AUDITOR))

    page = browser.get("/escalations/").content.decode()

    assert sent.reference not in page
    assert queries.counts() == [{"year": NOON.year, "threats": 1, "material": 0}]


def test_anybody_reads_how_many_threats_were_passed_on_and_nothing_else_of_them(client: Client) -> None:
    sent = escalated()

    page = client.get("/orders/counts/").content.decode()
    table: Any = client.get("/orders/counts/?format=csv")

    rows = (b"".join(table.streaming_content) if table.streaming else table.content).decode()
    assert f"{NOON.year},threat_to_life,,passed_on,1" in rows
    assert "Threat to life" in page
    assert sent.reference not in page + rows


def test_the_key_is_on_every_page_and_one_form_sends() -> None:
    case = scenes.a_case()
    browser = cast.browser_of(cast.amina())

    page = browser.get("/queue/").content.decode()
    form = browser.get(f"/escalations/threat/?from=/cases/{case.reference}/").content.decode()
    answer = browser.post("/escalations/threat/", {"case": case.reference})

    assert 'data-key="!"' in page
    assert case.reference in form
    assert answer.status_code == 302
    assert Escalation.objects.get().case == case.reference
