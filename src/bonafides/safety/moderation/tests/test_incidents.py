"""The incident switch: a lead turns it on, it ends by itself, it is debriefed and told in public."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, RuleBroken
from bonafides.safety.moderation.actions import incidents
from bonafides.safety.moderation.actions.incidents import Naming
from bonafides.safety.moderation.models import Incident
from bonafides.safety.moderation.queries import incidents as queries
from bonafides.safety.moderation.queries.counts import Range, rows_of, totals_of
from bonafides.safety.moderation.rules.incidents import QUESTIONS, ends_at, extended
from bonafides.safety.moderation.tests.incidents import DAY, a_decided_incident, an_incident, work_off
from bonafides.safety.moderation.tests.scenes import SECOND, a_case, by_amina, by_bo
from bonafides.safety.moderation.vocabulary import IncidentEnd

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policy")]
ANSWERS = dict.fromkeys(QUESTIONS, "Nothing.")


# -- on and off -------------------------------------------------------------------------------------------------------


@pytest.mark.db
def test_it_ends_by_itself_after_a_day_and_not_a_second_sooner() -> None:
    incident = an_incident()

    work_off(incidents.END, NOON + DAY - SECOND)
    early = Incident.objects.get().ended_at
    work_off(incidents.END, NOON + DAY)
    incident.refresh_from_db()

    assert early is None
    assert (incident.end, incident.ended_at) == (IncidentEnd.EXPIRED, NOON + DAY)
    assert LogEntry.objects.get(event_name="incident.opened").opened["reason"] == "Many at once."


def test_where_no_worker_runs_it_is_over_all_the_same() -> None:
    incident, case = an_incident(), a_case()
    incidents.add_case(incident=incident, case=case, by=by_amina(), at=NOON)

    assert queries.is_in_running(case, NOON + DAY - SECOND)
    assert not queries.is_in_running(case, NOON + DAY)


def test_it_is_extended_for_a_reason_which_is_logged() -> None:
    incident = an_incident()

    until = NOON + DAY + timedelta(hours=3)
    incidents.extend(incident=incident, until=until, reason="Still coming in.", by=by_bo(), at=NOON + DAY / 2)
    work_off(incidents.END, NOON + DAY)
    incident.refresh_from_db()

    assert incident.ended_at is None
    assert LogEntry.objects.get(event_name="incident.extended").opened["reason"] == "Still coming in."


@pytest.mark.parametrize(
    ("until", "reason", "error"),
    [
        (NOON + DAY, "Why.", RuleBroken),
        (NOON + DAY + SECOND, "", Invalid),
        (NOON + DAY + timedelta(hours=1) + SECOND, "Why.", RuleBroken),
    ],
    ids=["no longer than now", "without a reason", "more than a day from now"],
)
def test_what_is_no_extension(until: Any, reason: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        extended(ends_at(NOON), until, NOON + timedelta(hours=1), reason)


def test_an_incident_that_is_over_takes_nothing_more() -> None:
    incident = an_incident()
    incidents.close(incident=incident, by=by_bo(), at=NOON)

    with pytest.raises(Conflict, match="over"):
        incidents.add_case(incident=incident, case=a_case(), by=by_amina(), at=NOON)
    with pytest.raises(Conflict, match="over"):
        incidents.extend(incident=incident, until=NOON + DAY + SECOND, reason="Why.", by=by_bo(), at=NOON)


def test_only_leads_switch_it_on() -> None:
    with pytest.raises(NotAllowed):
        incidents.open_incident(naming=Naming("Flood", "Why."), by=by_amina(), at=NOON)

    assert not Incident.objects.exists()


def test_without_a_name_and_a_reason_there_is_none() -> None:
    with pytest.raises(Invalid):
        an_incident(reason=" ")


# -- the debrief ------------------------------------------------------------------------------------------------------


@pytest.mark.db
def test_a_debrief_closes_it_and_keeps_the_numbers_of_the_moment() -> None:
    incident = a_decided_incident()

    incident = incidents.debrief(incident=incident, answers=ANSWERS, by=by_bo(), at=NOON)

    assert (incident.end, incident.debrief["numbers"]["restricted"]) == (IncidentEnd.CLOSED, 1)
    assert LogEntry.objects.get(event_name="incident.debriefed").opened["cases"] == 2


def test_no_question_stays_open_and_none_is_answered_twice() -> None:
    incident = an_incident()

    with pytest.raises(Invalid, match="each question"):
        incidents.debrief(incident=incident, answers=ANSWERS | {"people": " "}, by=by_bo(), at=NOON)
    incidents.debrief(incident=incident, answers=ANSWERS, by=by_bo(), at=NOON)
    with pytest.raises(Conflict, match="already"):
        incidents.debrief(incident=incident, answers=ANSWERS, by=by_bo(), at=NOON)


# -- in public --------------------------------------------------------------------------------------------------------


def test_the_report_tells_anybody_why_and_how_long() -> None:
    incident = a_decided_incident()
    incidents.close(incident=incident, by=by_bo(), at=NOON + timedelta(hours=2))

    page = Client().get("/incidents/report/").content.decode()
    rows = json.loads(Client().get("/incidents/report/?format=json").getvalue())

    assert "Many at once." in page
    assert (rows[0]["title"], rows[0]["restricted"], rows[0]["waiting"]) == ("Flood of copies", 1, 1)


def test_it_is_counted() -> None:
    a_decided_incident()

    totals = dict(totals_of(rows_of(Range(NOON.date(), NOON.date()))))

    assert (totals["incidents.opened"], totals["incident_cases.by_hand"]) == (1, 2)
