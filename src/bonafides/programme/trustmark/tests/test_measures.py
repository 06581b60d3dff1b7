"""Suspending, revoking, lifting, appeals and complaints: what happens, what is recorded, who is refused."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox import worker
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import Role
from bonafides.credentials.did import IssuerDocument
from bonafides.credentials.verdict import State
from bonafides.credentials.verify import verify
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, NotAllowed
from bonafides.kernel.recording import recorder
from bonafides.programme.members.vocabulary import Requirement, RequirementState
from bonafides.programme.trustmark import actions, jobs, queries
from bonafides.programme.trustmark.models import Instance, Mark, Measure, StatusList
from bonafides.programme.trustmark.tests.scenes import (
    a_review,
    fresh,
    mira,
    set_requirement,
)
from bonafides.programme.trustmark.tests.test_lifecycle import later, state_of
from bonafides.programme.trustmark.vocabulary import MarkState, MeasureState, Standing

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.xdist_group("measures")]  # the mark is made once

WHY = "The terms were changed and no longer name terrorist use."


def recorded(name: str) -> list[dict[str, Any]]:
    return [entry.opened for entry in LogEntry.objects.filter(event_name=name).order_by("pk")]


def otto() -> Person:
    return cast.of_the_programme("Otto", Role.OFFICER)


def suspended(mark: Mark, person: Person | None = None) -> Measure:
    return actions.suspend_mark(mark=mark, reasons=WHY, by=cast.by(person or cast.olu()), at=now())


def revoked(mark: Mark) -> Measure:
    measure = actions.propose_revocation(mark=mark, reasons=WHY, by=cast.by(cast.olu()), at=now())
    actions.confirm_measure(measure=measure, by=cast.by(otto()), at=now())
    measure.refresh_from_db()
    return measure


def instance_of(mark: Mark) -> Instance:
    found = fresh(mark).current
    assert found is not None
    return found


def served_state(instance: Instance) -> State:
    """As a stranger sees it who fetches list and document from the public addresses."""
    browser = Client()
    listed = browser.get(f"/status/{instance.status_list.number}").content
    issuer = IssuerDocument.parse(browser.get("/.well-known/did.json").content)
    return verify(json.dumps(instance.document).encode(), issuer=issuer, at=now(), status_list=listed).state


# -- suspension -------------------------------------------------------------------------------------------------------


def test_one_officer_suspends_and_the_served_bytes_say_so_before_anybody_else_does_anything(mark: Mark) -> None:
    instance = instance_of(mark)
    before = served_state(instance)

    suspended(mark)

    assert (before, served_state(instance)) == (State.VALID, State.REVOKED)
    assert queries.standing_at(fresh(mark), now()) is Standing.SUSPENDED
    assert len(recorded("mark.suspended")) == 1


def test_suspending_takes_back_the_instance_before_the_present_one_too(mark: Mark) -> None:
    first = instance_of(mark)
    later(timedelta(days=20))
    jobs.renew(now())
    second = instance_of(mark)

    suspended(mark)

    assert {state_of(first, now()), state_of(second, now())} == {State.REVOKED}


def test_what_nobody_confirms_within_72_hours_is_lifted_by_itself_as_a_new_instance_at_a_new_place(mark: Mark) -> None:
    old = instance_of(mark)
    measure = suspended(mark)
    later(timedelta(hours=72))

    jobs.publish(now())

    measure.refresh_from_db()
    new = instance_of(mark)
    assert (measure.state, fresh(mark).state) == (MeasureState.EXPIRED, MarkState.ACTIVE)
    assert (new.number, new.place == old.place) == (2, False)
    assert (state_of(old, now()), state_of(new, now())) == (State.REVOKED, State.VALID)
    assert recorded("mark.measure_lifted")[0]["by_itself"] is True


def test_what_a_second_officer_confirmed_stays(mark: Mark) -> None:
    measure = suspended(mark)
    actions.confirm_measure(measure=measure, by=cast.by(otto()), at=now())
    later(timedelta(hours=73))

    jobs.publish(now())

    assert fresh(mark).state == MarkState.SUSPENDED


def test_the_officer_who_suspended_does_not_confirm(mark: Mark) -> None:
    measure = suspended(mark)

    with pytest.raises(NotAllowed):
        actions.confirm_measure(measure=measure, by=cast.by(cast.olu()), at=now())


@pytest.mark.parametrize("stranger", [cast.hana, mira, cast.sana, cast.bo])
def test_who_is_no_officer_suspends_nothing(mark: Mark, stranger: Any) -> None:
    with pytest.raises(NotAllowed):
        suspended(mark, stranger())


def test_a_suspension_that_cannot_be_recorded_does_not_stand(mark: Mark, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonafides.programme.trustmark.actions.measures.record", lambda *_a, **_k: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        suspended(mark)

    assert (fresh(mark).state, Measure.objects.count()) == (MarkState.ACTIVE, 0)
    assert state_of(instance_of(mark), now()) is State.VALID


def test_a_suspension_is_lifted_with_a_reason_and_the_mark_stands_again(mark: Mark) -> None:
    measure = suspended(mark)

    actions.lift_measure(measure=measure, reasons="The terms say it again.", by=cast.by(otto()), at=now())

    assert queries.standing_at(fresh(mark), now()) is Standing.VALID


def test_where_requirements_fell_meanwhile_lifting_brings_no_mark_back(mark: Mark) -> None:
    measure = suspended(mark)
    set_requirement(mark.member, Requirement.REPORTS, RequirementState.LAPSED)

    actions.lift_measure(measure=measure, reasons="The terms say it again.", by=cast.by(otto()), at=now())

    assert queries.standing_at(fresh(mark), now()) is Standing.LAPSED


# -- revocation -------------------------------------------------------------------------------------------------------


def test_one_word_alone_revokes_nothing_and_stays_out_of_the_log_and_the_page(mark: Mark) -> None:
    actions.propose_revocation(mark=mark, reasons=WHY, by=cast.by(cast.olu()), at=now())

    page = Client().get(mark.get_absolute_url()).content.decode()
    entry = LogEntry.objects.get(event_name="mark.revocation_proposed")
    assert state_of(instance_of(mark), now()) is State.VALID
    assert WHY not in page
    assert b"revocation" not in bytes(entry.entry)


def test_two_revoke_and_it_shows_at_once_with_the_reasons(mark: Mark) -> None:
    instance = instance_of(mark)

    revoked(mark)

    page = Client().get(mark.get_absolute_url()).content.decode()
    assert served_state(instance) is State.REVOKED
    assert (WHY in page, len(recorded("mark.revoked"))) == (True, 1)


def test_revoking_overtakes_an_unconfirmed_suspension(mark: Mark) -> None:
    suspended(mark)
    revoked(mark)
    later(timedelta(hours=80))

    jobs.publish(now())
    jobs.renew(now())

    assert fresh(mark).state == MarkState.REVOKED


def test_a_revocation_that_stands_is_not_lifted_by_an_officer(mark: Mark) -> None:
    measure = revoked(mark)

    with pytest.raises(Conflict):
        actions.lift_measure(measure=measure, reasons="I have changed my mind.", by=cast.by(cast.dana()), at=now())


def test_the_member_is_told_with_the_reasons(mark: Mark) -> None:
    suspended(mark)
    while worker.turn(now(), record=recorder()):
        pass

    told = [letter for letter in mail.outbox if "suspended" in letter.subject]
    assert [letter.to for letter in told] == [[cast.sana().email]]
    assert WHY in str(told[0].body)


def test_a_suspension_without_a_key_stands_in_the_register_and_in_the_list_once_the_key_is_back(mark: Mark) -> None:
    instance = instance_of(mark)
    key, away = settings.KEYS / "issuer.key", settings.KEYS / "issuer.away"
    key.rename(away)
    try:
        suspended(mark)
        standing = queries.standing_at(fresh(mark), now())
        waits = StatusList.objects.get().needs_signing
    finally:
        away.rename(key)

    jobs.publish(now())

    assert (standing, waits, state_of(instance, now())) == (Standing.SUSPENDED, True, State.REVOKED)


# -- appeals ----------------------------------------------------------------------------------------------------------


def test_an_appeal_against_a_revocation_is_heard_by_another_and_brings_the_mark_back(mark: Mark) -> None:
    measure = revoked(mark)
    appeal = actions.appeal(
        against=measure, text="Our terms say it in section four.", by=cast.by(cast.sana()), at=now()
    )
    hear: dict[str, Any] = {"appeal": appeal, "allowed": True, "reasons": "Section four does say it.", "at": now()}

    with pytest.raises(NotAllowed, match="did not decide"):
        actions.hear_appeal(**hear, by=cast.by(cast.olu()))
    with pytest.raises(NotAllowed, match="did not decide"):
        actions.hear_appeal(**hear, by=cast.by(mira()))
    actions.hear_appeal(**hear, by=cast.by(cast.dana()))

    assert queries.standing_at(fresh(mark), now()) is Standing.VALID
    assert instance_of(mark).number == 2


def test_an_appeal_that_is_dismissed_changes_nothing_and_is_not_repeated(mark: Mark) -> None:
    measure = revoked(mark)
    sana = cast.by(cast.sana())
    appeal = actions.appeal(against=measure, text="Our terms say it in section four.", by=sana, at=now())
    actions.hear_appeal(
        appeal=appeal, allowed=False, reasons="Section four does not say it.", by=cast.by(cast.dana()), at=now()
    )

    with pytest.raises(Conflict):
        actions.appeal(against=measure, text="Please look at it once more.", by=sana, at=now())
    assert fresh(mark).state == MarkState.REVOKED


def test_who_has_asked_again_does_not_appeal_beside_it(mark: Mark) -> None:
    measure = revoked(mark)
    a_review(mark.member)

    with pytest.raises(Conflict, match="asked for the mark again"):
        actions.appeal(against=measure, text="Look at it again, please.", by=cast.by(cast.sana()), at=now())


def test_who_appeals_does_not_ask_again_beside_it(mark: Mark) -> None:
    measure = revoked(mark)
    actions.appeal(against=measure, text="Look at it again, please.", by=cast.by(cast.sana()), at=now())

    with pytest.raises(Conflict, match="heard first"):
        a_review(mark.member)


# -- complaints -------------------------------------------------------------------------------------------------------


def test_anybody_complains_reads_the_answer_and_is_counted(mark: Mark) -> None:
    browser = Client(headers={"accept": cast.HTML})
    sent = {"text": "They do not answer any report.", "email": "nina@example.org"}

    received = browser.post(f"/marks/{mark.reference}/complain/", sent)
    complaint = mark.complaints.get()
    given: dict[str, Any] = {"answer": "We tested the channel: it answers.", "is_upheld": False}
    actions.answer_complaint(complaint=complaint, **given, by=cast.by(cast.olu()), at=now())
    while worker.turn(now(), record=recorder()):
        pass

    assert "We tested the channel" in browser.get(received.headers["Location"]).content.decode()
    assert queries.complaint_counts(mark) == {"received": 1, "open": 0, "upheld": 0}
    assert [len(recorded("mark.complaint_received")), len(recorded("mark.complaint_answered"))] == [1, 1]
    assert ["nina@example.org"] in [letter.to for letter in mail.outbox]


def test_the_address_of_whoever_complained_lies_sealed_and_goes_with_the_answer(mark: Mark) -> None:
    receipt = actions.complain(
        mark=mark, text="They do not answer any report.", email="nina@example.org", by=cast.CHIDI, at=now()
    )
    sealed = receipt.complaint.email_sealed
    actions.answer_complaint(complaint=receipt.complaint, answer=WHY, is_upheld=True, by=cast.by(cast.olu()), at=now())

    assert ("nina" in sealed, mark.complaints.get().email_sealed) == (False, "")
