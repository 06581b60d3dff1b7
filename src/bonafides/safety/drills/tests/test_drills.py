"""Drills: handled on the real pages, marked, timed, judged, signed; nobody outside hears of them."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.keys import envelope, signing
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel import clock
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.ledger.errors import LedgerError
from bonafides.ledger.notes import Verifier
from bonafides.ledger.signed_documents import open_document
from bonafides.safety.drills import actions, jobs, queries, rules
from bonafides.safety.drills.models import Drill
from bonafides.safety.drills.scenarios import SCENARIOS, scenario_of
from bonafides.safety.drills.vocabulary import FORMAT, LIMITS, DrillKind, DrillState, Step
from bonafides.safety.escalations.queries import counts as threats_counted
from bonafides.safety.moderation.actions import incident_cases, incidents
from bonafides.safety.moderation.models import Case, Enforcement, Incident
from bonafides.safety.moderation.tests import scenes
from bonafides.safety.moderation.vocabulary import IncidentJoining, Sharing
from bonafides.safety.orders.actions import executing, oncall, replying
from bonafides.safety.orders.queries import counts
from bonafides.safety.orders.queries.replies import annex_ii

NOON = datetime.fromisoformat("2026-06-01T12:00:00+00:00")
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bo() -> Actor:
    return cast.by(cast.bo())


@pytest.fixture
def gita() -> Person:
    """At the authority desk, on call."""
    return cast.a_person("Gita", Role.AUTHORITY_DESK)


def started(key: str, by: Actor, at: datetime = NOON) -> Drill:
    return actions.start_now(scenario=scenario_of(key), by=by, at=at)


def opened(drill: Drill) -> dict[str, Any]:
    key = Verifier.parse(signing.public_keys("receipts")[0].vkey)
    return open_document(drill.evidence.encode(), FORMAT, key)


def said(row: OutboxRow, what: str) -> str:
    """Address, subject or text of a mail that waits."""
    return envelope.unseal_text(row.payload[what], purpose="mail", bound_to=f"{row.key}|{what}")


def played(drill: Drill, gita: Person, minutes: tuple[int, int, int]) -> Drill:
    """An order that is taken over, disabled and replied to so many minutes after it came."""
    order, desk = queries.order_of(drill), cast.by(gita)
    assert order is not None
    taken, disabled, replied = (NOON + each * MINUTE for each in minutes)
    oncall.take_over(order=order, by=desk, at=taken)
    executing.disable(order=order, by=desk, at=disabled)
    executing.confirm_by_hand(order=order, by=desk, at=disabled)
    order.refresh_from_db()
    ours = {"provider_email": "desk@example.org", "provider_state": "Ireland"}
    body = annex_ii(order, gita, replied) | {"authority_reference": "DRILL"} | ours
    replying.send_annex_ii(order=order, body=body, to="bo@example.org", by=desk, at=replied)
    return drill


def test_an_order_that_is_handled_in_time_leaves_evidence_that_a_stranger_can_check(bo: Actor, gita: Person) -> None:
    drill = played(started("order-at-night", bo), gita, (4, 20, 50))

    ended = actions.end(drill=drill, findings="The rota was out of date.", by=bo, at=NOON + 60 * MINUTE)

    assert ended.passed
    assert [step["seconds"] for step in opened(ended)["steps"]] == [240, 1200, 3000]
    assert "rota" not in ended.evidence
    assert "bo@example.org" not in ended.evidence


def test_an_order_names_as_many_addresses_as_its_story_says(bo: Actor) -> None:
    one, three = (queries.order_of(started(key, bo)) for key in ("order-at-night", "order-several-addresses"))

    assert len(one.locations) == 1
    assert len(three.locations) == 3
    assert [item.location for item in three.items.all()] == three.locations


def test_one_step_too_late_and_it_is_not_passed(bo: Actor, gita: Person) -> None:
    drill = played(started("order-at-night", bo), gita, (4, 61, 70))

    ended = actions.end(drill=drill, findings="", by=bo, at=NOON + 80 * MINUTE)

    assert ended.passed is False
    assert [step["in_time"] for step in opened(ended)["steps"]] == [True, False, True]


def test_a_drill_opens_no_case_and_asks_the_platform_for_nothing(bo: Actor, gita: Person) -> None:
    played(started("order-at-night", bo), gita, (4, 20, 50))

    assert not Case.objects.exists()
    assert not Enforcement.objects.exists()
    mails = OutboxRow.objects.filter(kind="mail").exclude(key__startswith="alarm:")
    assert {said(row, "to") for row in mails} <= {"bo@example.org", "gita@example.org"}
    assert all(said(row, "subject").startswith("[DRILL]") for row in mails)


def test_what_was_drilled_is_counted_nowhere(bo: Actor, gita: Person) -> None:
    played(started("order-at-night", bo), gita, (4, 20, 50))
    actions.pass_on(drill=started("threat-in-a-post", bo), by=bo, at=NOON + MINUTE)

    assert counts.published() == []
    assert [row["threats"] for row in threats_counted()] in ([], [0])


def test_the_reply_of_a_drill_goes_to_nobody_else(bo: Actor, gita: Person) -> None:
    order = queries.order_of(started("order-at-night", bo))
    assert order is not None
    desk = cast.by(gita)
    executing.disable(order=order, by=desk, at=NOON)
    executing.confirm_by_hand(order=order, by=desk, at=NOON)
    order.refresh_from_db()

    with pytest.raises(RuleBroken, match="drill"):
        replying.send_annex_ii(
            order=order, body=annex_ii(order, gita, NOON), to="real@authority.example.test", by=desk, at=NOON
        )


def test_a_threat_is_passed_on_to_whoever_started_the_drill(bo: Actor) -> None:
    drill = started("threat-in-a-post", bo)

    actions.pass_on(drill=drill, by=bo, at=NOON + MINUTE)
    ended = actions.end(drill=drill, findings="", by=bo, at=NOON + 5 * MINUTE)

    mails = OutboxRow.objects.filter(kind="mail", key__startswith="threat:")
    assert ended.passed
    assert {said(row, "to") for row in mails} == {"bo@example.org"}
    assert all(said(row, "subject").startswith("[DRILL]") for row in mails)


def test_a_drills_incident_takes_no_case_is_shared_with_nobody_and_stands_on_no_public_page(bo: Actor) -> None:
    drill, case = started("incident-copies", bo), scenes.a_case("Made up.")
    actions.switch_on(drill=drill, by=bo, at=NOON + MINUTE)
    incident = Incident.objects.get(drill=drill.reference)

    with pytest.raises(Conflict, match="drill"):
        incident_cases.join(incident, case, IncidentJoining.BY_HAND, by=bo, at=NOON)
    with pytest.raises(Conflict, match="drill"):
        incidents.share(incident=incident, sharing=Sharing.PUBLIC, by=bo, at=NOON)
    assert incident.title not in cast.a_browser().get(reverse("moderation:incident_report")).content.decode()


def test_a_step_that_was_not_taken_is_said(bo: Actor) -> None:
    ended = actions.end(drill=started("threat-in-a-post", bo), findings="", by=bo, at=NOON + 5 * MINUTE)

    assert ended.passed is False
    assert opened(ended)["steps"][0]["seconds"] is None


def test_changed_evidence_is_refused(bo: Actor) -> None:
    ended = actions.end(drill=started("threat-in-a-post", bo), findings="", by=bo, at=NOON + 5 * MINUTE)
    ended.evidence = ended.evidence.replace('"passed": false', '"passed": true')

    with pytest.raises(LedgerError):
        opened(ended)


def test_a_planned_drill_begins_by_itself_once_and_surprises_the_desk(bo: Actor, gita: Person) -> None:
    planned = actions.plan(scenario=scenario_of("order-at-night"), planned_for=NOON + MINUTE, by=bo, at=NOON)
    seen = queries.drills_for(cast.by(gita)).count()

    jobs.start_due(NOON + 2 * MINUTE)
    jobs.start_due(NOON + 3 * MINUTE)

    planned.refresh_from_db()
    assert seen == 0
    assert planned.state == DrillState.RUNNING
    assert LogEntry.objects.filter(event_name="drill.started").count() == 1


def test_a_planned_drill_can_be_cancelled_and_then_never_begins(bo: Actor) -> None:
    planned = actions.plan(scenario=scenario_of("order-at-night"), planned_for=NOON + MINUTE, by=bo, at=NOON)

    actions.cancel(drill=planned, by=bo, at=NOON)
    jobs.start_due(NOON + 2 * MINUTE)

    planned.refresh_from_db()
    assert planned.state == DrillState.CANCELLED


def test_only_those_who_lead_start_one(gita: Person) -> None:
    with pytest.raises(NotAllowed):
        started("order-at-night", cast.by(gita))


def test_nothing_is_planned_for_the_past(bo: Actor) -> None:
    with pytest.raises(RuleBroken):
        actions.plan(scenario=scenario_of("order-at-night"), planned_for=NOON - MINUTE, by=bo, at=NOON)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each.key)
def test_each_story_begins_and_ends_on_its_page_and_its_evidence_is_downloaded(scenario: Any) -> None:
    clock.use(lambda: NOON)
    browser = cast.browser_of(cast.bo())

    browser.post(reverse("drills:new_drill"), {"scenario": scenario.key})
    drill = Drill.objects.get()
    page = browser.get(drill.get_absolute_url())
    browser.post(reverse("drills:end", args=[drill.reference]), {"findings": "Something."})
    evidence = browser.get(reverse("drills:evidence", args=[drill.reference]))

    assert "This is a drill" in page.content.decode()
    assert json.loads(evidence.content)["document"]["scenario"] == scenario.key


@pytest.mark.parametrize("kind", list(DrillKind))
def test_a_step_is_in_time_up_to_its_limit_and_not_a_second_longer(kind: DrillKind) -> None:
    at_the_limit = {step: NOON + limit for step, limit in LIMITS[kind].items()}
    later = {step: moment + timedelta(seconds=1) for step, moment in at_the_limit.items()}

    assert rules.passed(rules.steps_of(kind, NOON, at_the_limit))
    assert not any(step.in_time for step in rules.steps_of(kind, NOON, later))
    assert set(at_the_limit) <= set(Step)


def test_a_time_that_cannot_be_planned_is_said_beside_its_field(bo: Actor) -> None:
    browser = cast.browser_of(cast.bo())

    answer = browser.post("/drills/new/", {"scenario": "order-at-night", "planned_for": "2001-01-01T00:00"})

    assert answer.status_code == 422
    assert 'id="id_planned_for_error"' in answer.content.decode()


def test_a_form_that_is_sent_twice_begins_one_drill(bo: Actor) -> None:
    browser = cast.browser_of(cast.bo())

    begun = [browser.post("/drills/new/", {"scenario": "threat-in-a-post"}).status_code for _ in range(2)]

    assert begun == [302, 422]
    assert Drill.objects.count() == 1


def test_a_drill_that_is_ended_twice_says_on_its_page_that_it_ended(bo: Actor) -> None:
    path, browser = f"{started('threat-in-a-post', bo).get_absolute_url()}end/", cast.browser_of(cast.bo())

    ended = [browser.post(path, {"findings": "Much."}) for _ in range(2)]

    assert [answer.status_code for answer in ended] == [302, 422]
    assert "This drill does not run now." in ended[1].content.decode()
