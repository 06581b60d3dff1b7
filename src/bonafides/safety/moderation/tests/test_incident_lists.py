"""The incident switch: it ends by itself, brings its cases to the front, folds copies, shares what people judged."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests import cast
from tests.cast import NOON

from bonafides.base import fetch
from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from bonafides.ledger.notes import Signer
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.moderation.actions import incident_lists, incidents, leases, reversing
from bonafides.safety.moderation.actions.incident_cases import FOLD
from bonafides.safety.moderation.actions.incidents import Naming
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.models import Case, Incident, Item
from bonafides.safety.moderation.queries import incidents as queries
from bonafides.safety.moderation.queries.counts import Range, rows_of, totals_of
from bonafides.safety.moderation.rules.incident_lists import IncidentList
from bonafides.safety.moderation.rules.incidents import (
    QUESTIONS,
    BelongingFacts,
    Criteria,
    Prints,
    are_alike,
    belongs,
    ends_at,
    extended,
)
from bonafides.safety.moderation.tests.scenes import a_case, a_policy, an_item
from bonafides.safety.moderation.tests.stories import decide
from bonafides.safety.moderation.vocabulary import UNDO_WINDOW, CaseState, IncidentEnd, IncidentJoining, Sharing

pytestmark = pytest.mark.django_db

DAY = timedelta(hours=24)
SECOND = timedelta(seconds=1)
ZEROS = "0" * 64
SIGNER = Signer("lists.example.org/receipts", b"\x07" * 32)
ANSWERS = dict.fromkeys(QUESTIONS, "Nothing.")


def bo() -> Actor:
    return cast.by(cast.bo())


def amina() -> Actor:
    return cast.by(cast.amina())


@pytest.fixture(autouse=True)
def policy() -> None:
    a_policy()


def an_incident(**changes: Any) -> Incident:
    naming = Naming(**{"title": "Flood of copies", "reason": "Many at once."} | changes)
    return incidents.open_incident(naming=naming, by=bo(), at=NOON)


def work_off(kind: str, at: Any = NOON) -> None:
    """Handle the rows of one kind, as the worker would."""
    from bonafides.safety.moderation.jobs import HANDLERS

    for row in OutboxRow.objects.filter(kind=kind, state="waiting", due_at__lte=at).order_by("pk"):
        HANDLERS[kind](row, at)
        OutboxRow.objects.filter(pk=row.pk).update(state="done", finished_at=at)


def with_picture(case: Case, pdq: str, data: bytes) -> Item:
    return an_item(case, data, kind="picture", fingerprints={"pdq": pdq, "pdq_quality": 100})


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
    incidents.add_case(incident=incident, case=case, by=amina(), at=NOON)

    assert queries.is_in_running(case, NOON + DAY - SECOND)
    assert not queries.is_in_running(case, NOON + DAY)


def test_it_is_extended_for_a_reason_which_is_logged() -> None:
    incident = an_incident()

    until = NOON + DAY + timedelta(hours=3)
    incidents.extend(incident=incident, until=until, reason="Still coming in.", by=bo(), at=NOON + DAY / 2)
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
    incidents.close(incident=incident, by=bo(), at=NOON)

    with pytest.raises(Conflict, match="over"):
        incidents.add_case(incident=incident, case=a_case(), by=amina(), at=NOON)
    with pytest.raises(Conflict, match="over"):
        incidents.extend(incident=incident, until=NOON + DAY + SECOND, reason="Why.", by=bo(), at=NOON)


def test_only_leads_switch_it_on() -> None:
    with pytest.raises(NotAllowed):
        incidents.open_incident(naming=Naming("Flood", "Why."), by=amina(), at=NOON)

    assert not Incident.objects.exists()


def test_without_a_name_and_a_reason_there_is_none() -> None:
    with pytest.raises(Invalid):
        an_incident(reason=" ")


# -- its cases --------------------------------------------------------------------------------------------------------


@pytest.mark.db
def test_its_cases_come_first_while_it_runs_and_go_back_when_it_is_over() -> None:
    incident, case = an_incident(), a_case()
    before = case.rank_at
    incidents.add_case(incident=incident, case=case, by=amina(), at=NOON)
    case.refresh_from_db()
    during = case.rank_at

    incidents.close(incident=incident, by=bo(), at=NOON)
    work_off(incidents.RANK)
    case.refresh_from_db()

    assert before - during == timedelta(days=7)
    assert case.rank_at == before


def test_what_waits_already_is_looked_through_and_what_comes_joins() -> None:
    old, foreign = a_case(language="ar"), a_case("Another.", language="de")
    incident = an_incident(languages=("ar",))
    work_off(incidents.LOOK)

    fresh = a_case("A third.", language="ar")

    assert set(queries.cases_of(incident)) == {old, fresh}
    assert foreign not in queries.cases_of(incident)


def test_what_is_like_a_case_put_there_by_hand_follows() -> None:
    seed, near, far = a_case("One."), a_case("Two."), a_case("Three.")
    with_picture(seed, ZEROS, b"1")
    with_picture(near, f"{2**31 - 1:064x}", b"2")
    with_picture(far, f"{2**32 - 1:064x}", b"3")
    incident = an_incident()

    incidents.add_case(incident=incident, case=seed, by=amina(), at=NOON)
    work_off(incidents.LOOK)

    why = dict(incident.places.values_list("case__reference", "why"))
    assert why == {seed.reference: IncidentJoining.BY_HAND, near.reference: IncidentJoining.LIKENESS}


def test_no_criteria_match_nothing() -> None:
    assert belongs(BelongingFacts("en", "user_notice", frozenset({"text"})), Criteria(), Prints()) is None


@pytest.mark.parametrize(("bits", "alike"), [(30, True), (31, True), (32, False)])
def test_pictures_are_alike_up_to_31_bits(bits: int, alike: bool) -> None:
    one, other = Prints(pdq=frozenset({ZEROS})), Prints(pdq=frozenset({f"{2**bits - 1:064x}"}))

    assert are_alike(one, other) is alike


@pytest.mark.db
def test_copies_are_folded_into_the_earliest_case_and_seen_once() -> None:
    first, copy = a_case("One."), a_case("Two.", opened_at=NOON + SECOND)
    with_picture(first, ZEROS, b"1")
    with_picture(copy, f"{7:064x}", b"2")
    incident = an_incident()
    incidents.add_case(incident=incident, case=first, by=amina(), at=NOON)
    work_off(incidents.LOOK)

    work_off(FOLD)
    copy.refresh_from_db()

    assert copy.merged_into == first
    assert first.items.count() == 4
    assert queries.numbers_of(incident).folded == 1


def test_an_earlier_case_is_not_folded_into_a_later_one_that_a_person_put_there() -> None:
    first, seed = a_case("One."), a_case("Two.", opened_at=NOON + SECOND)
    with_picture(first, ZEROS, b"1")
    with_picture(seed, ZEROS, b"2")
    incident = an_incident()
    incidents.add_case(incident=incident, case=seed, by=amina(), at=NOON)
    work_off(FOLD)
    work_off(incidents.LOOK)

    work_off(FOLD)
    seed.refresh_from_db()

    assert seed.merged_into == first


def test_what_somebody_has_open_is_not_folded_away_under_their_hands() -> None:
    first, copy = a_case("One."), a_case("Two.", opened_at=NOON + SECOND)
    with_picture(first, ZEROS, b"1")
    with_picture(copy, ZEROS, b"2")
    incident = an_incident()
    incidents.add_case(incident=incident, case=first, by=amina(), at=NOON)
    work_off(incidents.LOOK)
    leases.open_case(case=copy, by=amina(), at=NOON)

    work_off(FOLD)
    first.refresh_from_db()
    copy.refresh_from_db()

    assert copy.state == CaseState.OPEN
    assert first.merged_into == copy


def test_a_case_that_was_taken_out_does_not_come_back_at_once() -> None:
    incident, case = an_incident(), a_case()
    incidents.add_case(incident=incident, case=case, by=amina(), at=NOON)

    incidents.remove_case(incident=incident, case=case, by=amina(), at=NOON)
    case.refresh_from_db()

    assert not queries.is_in_running(case, NOON)
    assert "incident" not in [factor["factor"] for factor in case.why]


# -- sharing ----------------------------------------------------------------------------------------------------------


def a_decided_incident() -> Incident:
    """An incident with one removal, one kept case and one that waits."""
    incident = an_incident()
    removed, waiting = a_case("Removed."), a_case("Waiting.")
    for case in (removed, waiting):
        incidents.add_case(incident=incident, case=case, by=amina(), at=NOON)
    decide(removed, amina())
    return incident


@pytest.mark.db
def test_only_what_a_person_restricted_is_shared() -> None:
    incident = a_decided_incident()

    rows = queries.rows_to_share(incident)

    removed = Item.objects.get(case__outcome="restrict")
    assert [(row["type"], row["value"], row["opinion"]) for row in rows] == [("sha256", removed.sha256, "positive")]


def test_what_is_given_back_is_shared_as_wrong() -> None:
    incident = a_decided_incident()
    decision = Case.objects.get(outcome="restrict").decisions.get()
    again = reversing.reverse_decision(decision=decision, facts="It was news.", by=amina(), at=NOON)
    publish_decision(reference=again.reference, at=NOON + UNDO_WINDOW)

    assert [row["opinion"] for row in queries.rows_to_share(incident)] == ["negative"]


def a_signed_list(at: Any = NOON, **changes: Any) -> bytes:
    row = {"type": "sha256", "value": "a" * 64, "label": "Flood", "opinion": "positive"}
    return IncidentList("lists.example.org", "INCIDENT1", "Flood", at, (row | changes,)).signed(SIGNER)


def test_a_list_opens_with_its_key_as_it_was_signed() -> None:
    listed = IncidentList.opened(a_signed_list(), SIGNER.verifier)

    assert (listed.title, listed.issued_at, listed.rows[0]["value"]) == ("Flood", NOON, "a" * 64)


def test_a_stranger_checks_it_in_ten_lines_with_nothing_of_ours() -> None:
    import base64
    import hashlib

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    document = json.loads(a_signed_list())
    canonical = json.dumps(document["list"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = base64.b64encode(hashlib.sha256(canonical.encode()).digest()).decode()
    text, _blank, signature = document["note"].rpartition("\n\n")
    signed = base64.b64decode(signature.split(" ")[2])[4:]

    Ed25519PublicKey.from_public_bytes(SIGNER.verifier.public_key).verify(signed, f"{text}\n".encode())
    assert text.splitlines() == ["bonafides-incident-list/v1", "lists.example.org", "INCIDENT1", digest]


@pytest.mark.parametrize(("was", "is_now"), [(b"a" * 64, b"b" * 64), (b"positive", b"negative"), (b"12:00", b"13:00")])
def test_a_changed_list_is_refused(was: bytes, is_now: bytes) -> None:
    changed = a_signed_list().replace(was, is_now)

    with pytest.raises(Invalid, match="not the one that was signed"):
        IncidentList.opened(changed, SIGNER.verifier)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"list": {}, "note": 1}', b"\xff", b"[" * 100_000])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        IncidentList.opened(data, SIGNER.verifier)


def test_a_list_of_another_key_is_refused() -> None:
    with pytest.raises(Invalid, match="not signed by the key"):
        IncidentList.opened(a_signed_list(), Signer("lists.example.org/receipts", b"\x08" * 32).verifier)


def a_subscription() -> Any:
    return incident_lists.subscribe(
        url="https://lists.example.org/list.json", vkey=SIGNER.verifier.vkey, name="Their flood", by=bo(), at=NOON
    )


@pytest.mark.db
def test_a_subscribed_list_fills_a_bank_that_asks_for_review_once() -> None:
    subscription = a_subscription()

    taken = [incident_lists.take_list(subscription=subscription, data=a_signed_list(), at=NOON) for _time in range(2)]

    bank = Bank.objects.get(name="Their flood")
    assert taken == [True, False]
    assert (bank.on_match, bank.entries.count()) == ("review", 1)
    assert LogEntry.objects.filter(event_name="incident_list.taken").count() == 1


def test_a_later_list_turns_the_opinion_of_what_was_given_back() -> None:
    subscription = a_subscription()
    incident_lists.take_list(subscription=subscription, data=a_signed_list(), at=NOON)

    incident_lists.take_list(subscription=subscription, data=a_signed_list(NOON + SECOND, opinion="negative"), at=NOON)

    assert Entry.objects.get().opinion == "negative"


def test_an_older_list_is_not_taken_again() -> None:
    subscription = a_subscription()
    incident_lists.take_list(subscription=subscription, data=a_signed_list(NOON + SECOND), at=NOON)

    with pytest.raises(Conflict, match="older"):
        incident_lists.take_list(subscription=subscription, data=a_signed_list(NOON), at=NOON)


def test_trouble_is_shown_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    subscription = a_subscription()
    monkeypatch.setattr(fetch, "get", lambda *_args, **_options: fetch.Answer(200, {}, b"no list", "", ""))

    fresh = incident_lists.fetch_lists(at=NOON)
    subscription.cursor.refresh_from_db()

    assert fresh == 0
    assert "not a signed incident list" in subscription.cursor.trouble


def test_one_installation_shares_and_another_takes() -> None:
    incident = a_decided_incident()
    token = incidents.share(incident=incident, sharing=Sharing.LINK, by=bo(), at=now())
    served = Client().get(f"/incidents/lists/{token}/")
    from bonafides.base.keys import signing

    vkey = signing.public_keys("receipts")[0].vkey
    theirs = incident_lists.subscribe(url="https://x.example.org/l", vkey=vkey, name="Theirs", by=bo(), at=NOON)

    incident_lists.take_list(subscription=theirs, data=served.content, at=NOON)

    assert Entry.objects.get(bank=theirs.bank).value == Item.objects.get(case__outcome="restrict").sha256


def test_a_list_that_is_shared_no_more_opens_to_nobody() -> None:
    incident = an_incident()
    token = incidents.share(incident=incident, sharing=Sharing.LINK, by=bo(), at=NOON)

    incidents.share(incident=incident, sharing=Sharing.NONE, by=bo(), at=NOON)

    assert Client().get(f"/incidents/lists/{token}/").status_code == 404
    with pytest.raises(NotFound):
        queries.shared_publicly(incident.reference)


def test_reviewers_share_and_subscribe_to_nothing() -> None:
    incident = an_incident()

    with pytest.raises(NotAllowed):
        incidents.share(incident=incident, sharing=Sharing.PUBLIC, by=amina(), at=NOON)
    with pytest.raises(NotAllowed):
        incident_lists.subscribe(url="https://x.example.org", vkey=SIGNER.verifier.vkey, name="X", by=amina(), at=NOON)


# -- the debrief ------------------------------------------------------------------------------------------------------


@pytest.mark.db
def test_a_debrief_closes_it_and_keeps_the_numbers_of_the_moment() -> None:
    incident = a_decided_incident()

    incident = incidents.debrief(incident=incident, answers=ANSWERS, by=bo(), at=NOON)

    assert (incident.end, incident.debrief["numbers"]["restricted"]) == (IncidentEnd.CLOSED, 1)
    assert LogEntry.objects.get(event_name="incident.debriefed").opened["cases"] == 2


def test_no_question_stays_open_and_none_is_answered_twice() -> None:
    incident = an_incident()

    with pytest.raises(Invalid, match="each question"):
        incidents.debrief(incident=incident, answers=ANSWERS | {"people": " "}, by=bo(), at=NOON)
    incidents.debrief(incident=incident, answers=ANSWERS, by=bo(), at=NOON)
    with pytest.raises(Conflict, match="already"):
        incidents.debrief(incident=incident, answers=ANSWERS, by=bo(), at=NOON)


# -- in public --------------------------------------------------------------------------------------------------------


def test_the_report_tells_anybody_why_and_how_long() -> None:
    incident = a_decided_incident()
    incidents.close(incident=incident, by=bo(), at=NOON + timedelta(hours=2))

    page = Client().get("/incidents/report/").content.decode()
    rows = json.loads(Client().get("/incidents/report/?format=json").getvalue())

    assert "Many at once." in page
    assert (rows[0]["title"], rows[0]["restricted"], rows[0]["waiting"]) == ("Flood of copies", 1, 1)


def test_it_is_counted() -> None:
    a_decided_incident()

    totals = dict(totals_of(rows_of(Range(NOON.date(), NOON.date()))))

    assert (totals["incidents.opened"], totals["incident_cases.by_hand"]) == (1, 2)
