"""The life of an order: received, somebody woken, disabled by one key, replied to, reinstated."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from tests import cast
from tests.journeys.town import work

from bonafides.base.audit.actions import audited_action
from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.base.people.vocabulary import Role
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, RuleBroken
from bonafides.safety.moderation.actions import orders as door
from bonafides.safety.moderation.actions.enforcement import report_enforcement
from bonafides.safety.moderation.models import Case, Enforcement, Item, OrderedRestriction, Statement
from bonafides.safety.moderation.vocabulary import EnforcementState
from bonafides.safety.orders import rules
from bonafides.safety.orders.actions import disclosure, executing, intake, oncall, replying, scrutiny
from bonafides.safety.orders.mail import Receipt
from bonafides.safety.orders.models import AuthorNotice, Call, Clock, NonDisclosure, Order, RawMessage, Reply
from bonafides.safety.orders.queries import counts, orders, replies
from bonafides.safety.orders.tests.samples import EXPECTED, FORM, LOCATION, a_mail, a_pdf
from bonafides.safety.orders.tests.scenes import (
    MINUTE,
    NIGHT,
    OPEN_FORM,
    a_contact_point,
    a_disabled_order,
    an_order,
    at_the_desk,
    gita,
    the_clock,
)
from bonafides.safety.orders.vocabulary import Annex, Answer, Check, ClockKind, Ground, ReinstateReason, ScrutinyFinding

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def at(moment: datetime) -> None:
    """Everybody's clock, and the worker's."""
    clock.use(lambda: moment)
    work()


@pytest.fixture(autouse=True)
def no_clock_stays() -> Any:
    yield
    clock.use(None)


def events_named(name: str) -> list[dict[str, Any]]:
    return list(LogEntry.objects.filter(event_name=name).order_by("pk").values_list("opened", flat=True))


# -- receiving --------------------------------------------------------------------------------------------------------


def test_an_order_is_received_when_our_mail_server_took_it_and_not_when_it_was_imported() -> None:
    order = an_order(at=NIGHT + 20 * MINUTE)

    assert (order.received_at, order.received_zone) == (NIGHT, "+00:00")
    assert the_clock(order).due_at == NIGHT + timedelta(hours=1)
    assert order.annex == EXPECTED | {"do_not_inform": ""}


def test_the_moment_of_receipt_is_never_overwritten() -> None:
    order = an_order()
    order.received_at = NIGHT + MINUTE

    with pytest.raises(Conflict, match="never changed"):
        audited_action(order.save)()


def test_the_same_message_twice_is_one_order() -> None:
    one, other = an_order(), an_order()

    assert one == other
    assert Order.objects.count() == 1


def test_the_raw_message_is_kept_encrypted_with_its_digest() -> None:
    order = an_order()

    assert orders.raw_of(order) == a_mail(NIGHT, text=OPEN_FORM)
    assert events_named("order.received")[0]["raw_sha256"] == order.raw_sha256


def test_a_missing_field_becomes_a_defect_and_the_hour_runs_all_the_same() -> None:
    order = an_order(OPEN_FORM.replace("Competent body or court: Sample Administrative Court\n", ""))

    assert [each.field for each in order.defects.all()] == ["redress_body"]
    assert the_clock(order).is_running


def test_a_pdf_is_received_when_a_person_says_and_read_like_a_mail() -> None:
    gita()
    when = Receipt(NIGHT, "+01:00", "the fax's header")

    order = intake.import_file(data=a_pdf(), name="o.pdf", by=at_the_desk(), at=NIGHT + MINUTE, received=when)

    assert isinstance(order, Order)
    assert (order.received_at, order.received_zone, order.channel) == (NIGHT, "+01:00", "pdf")
    assert order.annex["urls"] == LOCATION


def test_a_letter_that_is_no_order_is_kept_and_somebody_is_told() -> None:
    gita()
    data = a_mail(NIGHT, text="Could you send us your opening hours?", subject="A question")

    kept = intake.import_file(data=data, name="q.eml", by=SYSTEM, at=NIGHT)
    at(NIGHT)

    assert isinstance(kept, RawMessage)
    assert not Order.objects.exists()
    assert any("contact point" in each.subject for each in mail.outbox)


def test_an_answer_stands_with_the_order_that_it_answers() -> None:
    order = an_order()

    answer = intake.import_file(
        data=a_mail(NIGHT, text="Here is the court.", subject=f"Re: Annex III [order {order.reference}]"),
        name="a.eml",
        by=SYSTEM,
        at=NIGHT,
    )

    assert isinstance(answer, RawMessage)
    assert answer.order == order


def test_an_order_cannot_come_from_the_future() -> None:
    gita()
    later = Receipt(NIGHT + timedelta(hours=2), "+00:00", "a typing error")

    with pytest.raises(Invalid, match="future"):
        intake.import_file(data=a_pdf(), name="", by=at_the_desk(), at=NIGHT, received=later)


def test_a_reviewer_takes_in_nothing() -> None:
    with pytest.raises(NotAllowed):
        intake.import_file(data=a_pdf(), name="", by=cast.by(cast.amina()), at=NIGHT)


def test_nothing_of_an_order_stays_where_its_event_cannot_be_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("no log")

    gita()
    monkeypatch.setattr(intake, "record", broken)

    with pytest.raises(RuntimeError):
        an_order()
    assert (Order.objects.count(), Clock.objects.count(), Call.objects.count()) == (0, 0, 0)


# -- waking somebody --------------------------------------------------------------------------------------------------


def test_the_next_is_called_after_ten_minutes_and_nobody_after_one_took_over() -> None:
    order = an_order()
    cast.bo()

    at(NIGHT + 11 * MINUTE)
    second = order.calls.get(number=2)
    oncall.take_over_by_link(about=f"{order.reference}:2", by=cast.CHIDI, at=NIGHT + 12 * MINUTE)
    at(NIGHT + 40 * MINUTE)

    assert (second.called_at, second.person) == (NIGHT + 11 * MINUTE, cast.bo())
    assert order.calls.count() == 2
    assert {each.owner for each in order.clocks.all()} == {cast.bo()}


def test_the_phone_gateway_hears_of_each_call_and_the_platform_does_not() -> None:
    an_order()

    assert Message.objects.get(type="order.on_call").audience == "on-call"


def test_alarms_ring_at_45_30_and_15_minutes_and_at_the_end() -> None:
    an_order()

    moments = [NIGHT + minute * MINUTE for minute in range(14, 66)]
    list(map(at, moments))

    assert [each["minutes_before"] for each in events_named("clock.alarmed")] == [45, 30, 15, 0]
    assert any("Time is up" in each.subject for each in mail.outbox)


def test_an_alarm_that_an_outage_delayed_says_how_late_it_is() -> None:
    an_order()

    at(NIGHT + 38 * MINUTE)

    late = {each["minutes_before"]: each["seconds_late"] for each in events_named("clock.alarmed")}
    assert late == {45: 23 * 60, 30: 8 * 60}
    assert any("23 minutes late" in str(each.body) for each in mail.outbox)


# -- disabling --------------------------------------------------------------------------------------------------------


def test_one_key_asks_the_platform_in_all_member_states_and_destroys_nothing() -> None:
    order = an_order()

    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 5 * MINUTE)

    asked = Message.objects.get(type="measure.requested").data
    assert (asked["measure"], asked["destroy"], asked["until"]) == ("disable", False, None)
    assert {"DE", "FR", "IE", "MT", "GR"} <= set(asked["territory"])
    assert Message.objects.get(type="measure.requested").due_at == NIGHT + 5 * MINUTE
    assert Item.objects.get().state == "restricted"
    assert Case.objects.get().state == "closed"


def test_nothing_is_asked_about_exemptions_and_no_statement_of_reasons_is_made() -> None:
    order = a_disabled_order()

    assert order.state == "disabled"
    assert not Statement.objects.exists()


def test_the_platforms_own_word_stops_the_hour_at_its_own_moment() -> None:
    order = an_order()
    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 5 * MINUTE)
    key = cast.by(cast.bo())
    item = Item.objects.get().reference
    by = type(key)(kind=key.kind, code="K-1", scopes=frozenset({"items:write"}))

    report_enforcement(item=item, action="disable", state=EnforcementState.CONFIRMED, by=by, at=NIGHT + 6 * MINUTE)
    at(NIGHT + 9 * MINUTE)

    order.refresh_from_db()
    assert (order.state, order.disabled_at) == ("disabled", NIGHT + 6 * MINUTE)
    assert the_clock(order).stopped_at == NIGHT + 6 * MINUTE


def test_a_platform_that_fails_wakes_the_desk_and_the_hour_goes_on() -> None:
    order = an_order()
    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 5 * MINUTE)
    item = Item.objects.get()
    Enforcement.objects.get()

    executing.note_platform(item=item.reference, state="failed", at=NIGHT + 6 * MINUTE)
    at(NIGHT + 7 * MINUTE)

    assert the_clock(order).is_running
    assert any(f"Look at removal order {order.reference}" in each.subject for each in mail.outbox)


def test_a_platform_that_failed_is_asked_again() -> None:
    order = an_order()
    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 5 * MINUTE)
    executing.note_platform(item=Item.objects.get().reference, state="failed", at=NIGHT + 6 * MINUTE)

    executing.ask_again(order=order, by=at_the_desk(), at=NIGHT + 7 * MINUTE)

    assert Message.objects.filter(type="measure.requested").count() == 2
    assert order.items.get().failed_at is None


def test_an_impediment_stops_what_was_begun_and_the_next_press_asks_anew() -> None:
    a_contact_point()
    order = an_order()
    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 5 * MINUTE)
    body = annex_iii_of(order, ground="impossible", explanation="The data centre has no power.")
    replying.send_annex_iii(order=order, body=body, to="x@example.test", by=at_the_desk(), at=NIGHT + 6 * MINUTE)
    power = NIGHT + timedelta(hours=5)

    replying.clarified(order=order, from_=power, by=at_the_desk(), at=power)
    executing.disable(order=order, by=at_the_desk(), at=power + MINUTE)
    executing.confirm_by_hand(order=order, by=at_the_desk(), at=power + 2 * MINUTE)

    assert Message.objects.filter(type="measure.requested").count() == 2
    assert the_clock(order).due_at == power + timedelta(hours=1)
    assert the_clock(order).late_by == timedelta()


def test_the_first_order_of_an_authority_shows_that_no_information_came_before() -> None:
    told = rules.lacks_advance_information

    assert told(is_first=True, informed_at=None, received_at=NIGHT)
    assert told(is_first=True, informed_at=NIGHT - timedelta(hours=11, minutes=59), received_at=NIGHT)
    assert not told(is_first=True, informed_at=NIGHT - timedelta(hours=12), received_at=NIGHT)
    assert not told(is_first=False, informed_at=None, received_at=NIGHT)


def test_it_is_disabled_once() -> None:
    order = an_order()
    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 5 * MINUTE)

    with pytest.raises(Conflict, match="already"):
        executing.disable(order=order, by=at_the_desk(), at=NIGHT + 6 * MINUTE)
    assert OrderedRestriction.objects.count() == 1


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.TRAINEE, Role.AUDITOR, Role.EVIDENCE_CUSTODIAN])
def test_only_the_desk_leads_and_owners_disable(role: Role) -> None:
    order = an_order()

    with pytest.raises(NotAllowed):
        executing.disable(order=order, by=cast.by(cast.a_person("Other", role)), at=NIGHT)


def test_what_was_disabled_unverified_is_to_be_verified_within_the_hour() -> None:
    order = a_disabled_order()

    assert the_clock(order, ClockKind.VERIFY).due_at == NIGHT + 65 * MINUTE
    intake.answer_check(
        order=order, check=Check.CALLED_BACK, answer=Answer.YES, note="rang", by=at_the_desk(), at=NIGHT + 30 * MINUTE
    )
    assert the_clock(order, ClockKind.VERIFY).stopped_at == NIGHT + 30 * MINUTE


def test_a_stopped_clock_is_immutable() -> None:
    order = a_disabled_order()
    stopped = the_clock(order)
    stopped.due_at = NIGHT + timedelta(hours=9)

    with pytest.raises(Conflict, match="never changed"):
        audited_action(stopped.save)()
    with pytest.raises(TypeError):
        Clock.objects.update(due_at=NIGHT)


# -- replies ----------------------------------------------------------------------------------------------------------


def annex_iii_of(order: Order, **changes: str) -> dict[str, str]:
    wanted = {"explanation": "The court is not named.", "ground": "insufficient"}
    return replies.annex_iii(order, gita(), NIGHT) | wanted | changes


def test_annex_ii_goes_out_as_text_and_pdf_and_its_delivery_is_proved() -> None:
    a_contact_point()
    order = a_disabled_order()
    body = replies.annex_ii(order, gita(), NIGHT + 7 * MINUTE)

    reply = replying.send_annex_ii(
        order=order, body=body, to=replies.recipient_of(order), by=at_the_desk(), at=NIGHT + 7 * MINUTE
    )
    at(NIGHT + 8 * MINUTE)
    replying.settle(at=NIGHT + 8 * MINUTE)

    sent = next(each for each in mail.outbox if each.to == ["desk@orders.example.test"])
    assert f"[order {order.reference}]" in sent.subject
    assert sent.attachments[0][1][:5] == b"%PDF-"
    reply.refresh_from_db()
    assert (reply.state, reply.accepted_at) == ("delivered", NIGHT + 8 * MINUTE)
    assert the_clock(order, ClockKind.REPLY).late_by == timedelta()


def test_the_authority_can_confirm_that_it_came() -> None:
    a_contact_point()
    order = a_disabled_order()
    body = replies.annex_ii(order, gita(), NIGHT)
    reply = replying.send_annex_ii(order=order, body=body, to="x@example.test", by=at_the_desk(), at=NIGHT + 7 * MINUTE)

    replying.confirm_receipt(reference=reply.reference, by=cast.CHIDI, at=NIGHT + 8 * MINUTE)

    assert Reply.objects.get().confirmed_at == NIGHT + 8 * MINUTE


def test_annex_ii_is_not_sent_before_anything_was_done() -> None:
    order = an_order()

    with pytest.raises(RuleBroken, match="nothing has been disabled"):
        replying.send_annex_ii(order=order, body={}, to="x@example.test", by=at_the_desk(), at=NIGHT)


def test_annex_iii_lets_the_hour_stand_still_and_the_clarification_gives_a_whole_one() -> None:
    a_contact_point()
    order = an_order()
    replying.send_annex_iii(
        order=order, body=annex_iii_of(order), to="x@example.test", by=at_the_desk(), at=NIGHT + 20 * MINUTE
    )
    order.refresh_from_db()
    assert (order.state, the_clock(order).is_running) == ("queried", False)

    replying.clarified(order=order, from_=NIGHT + timedelta(hours=9), by=at_the_desk(), at=NIGHT + timedelta(hours=10))

    assert the_clock(order).due_at == NIGHT + timedelta(hours=10)
    assert the_clock(order).pauses.get().reply.annex == "annex_iii"
    assert Order.objects.get().received_at == NIGHT


def test_asking_after_disabling_pauses_nothing() -> None:
    a_contact_point()
    order = a_disabled_order()

    replying.send_annex_iii(
        order=order, body=annex_iii_of(order), to="x@example.test", by=at_the_desk(), at=NIGHT + 20 * MINUTE
    )

    order.refresh_from_db()
    assert order.state == "disabled"


def test_an_order_that_was_asked_about_can_be_disabled_without_waiting_for_the_answer() -> None:
    a_contact_point()
    order = an_order()
    replying.send_annex_iii(
        order=order, body=annex_iii_of(order), to="x@example.test", by=at_the_desk(), at=NIGHT + 20 * MINUTE
    )

    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 25 * MINUTE)
    executing.confirm_by_hand(order=order, by=at_the_desk(), at=NIGHT + 26 * MINUTE)

    assert the_clock(order).stopped_at == NIGHT + 26 * MINUTE


# -- the author -------------------------------------------------------------------------------------------------------


def test_the_author_is_informed_as_soon_as_access_is_disabled() -> None:
    order = a_disabled_order()

    assert AuthorNotice.objects.get().told_at == NIGHT + 6 * MINUTE
    assert order.informed_at == NIGHT + 6 * MINUTE
    assert Message.objects.filter(type="order.author_informed").count() == 1


def test_section_c_keeps_the_author_uninformed_for_six_weeks_and_then_informs_by_itself() -> None:
    a_contact_point()
    order = a_disabled_order(FORM)
    end = NonDisclosure.objects.get().ends_at
    issued = datetime(2026, 3, 28, 22, 10, tzinfo=UTC)

    at(end - MINUTE)
    uninformed = AuthorNotice.objects.count()
    at(end)

    assert end == issued + timedelta(weeks=6) - timedelta(hours=1)  # the same local time, past the change of the clocks
    assert uninformed == 0
    order.refresh_from_db()
    assert order.informed_at == end
    assert the_clock(order, ClockKind.NON_DISCLOSURE).stopped_at == end


def test_non_disclosure_is_extended_once_and_not_beyond_twelve_weeks() -> None:
    a_contact_point()
    order = a_disabled_order(FORM)
    first = NonDisclosure.objects.get().ends_at
    given: dict[str, Any] = {"order": order, "decided_at": NIGHT, "by": at_the_desk(), "at": NIGHT + timedelta(days=40)}

    with pytest.raises(RuleBroken, match="at most"):
        disclosure.forbid(reference="EXT", ends_at=first + timedelta(weeks=6, days=1), **given)
    disclosure.forbid(reference="EXT", ends_at=first + timedelta(weeks=6), **given)
    with pytest.raises(RuleBroken, match="once"):
        disclosure.forbid(reference="EXT-2", ends_at=first + timedelta(weeks=6, minutes=1), **given)
    at(first)

    order.refresh_from_db()
    assert order.informed_at is None


def test_without_the_authoritys_reference_the_author_is_not_kept_uninformed() -> None:
    order = an_order()

    with pytest.raises(RuleBroken, match="Name the authority"):
        disclosure.forbid(
            order=order, reference=" ", decided_at=NIGHT, ends_at=NIGHT + MINUTE, by=at_the_desk(), at=NIGHT
        )


def test_whatever_the_log_shows_of_an_order_is_internal_until_the_author_knows() -> None:
    a_disabled_order(FORM)

    written = [bytes(each.entry) for each in LogEntry.objects.filter(event_name__startswith="order.")]

    assert len(written) > 3
    assert [entry for entry in written if b"order." in entry] == []


def test_an_order_under_non_disclosure_is_not_counted_in_public() -> None:
    a_disabled_order(FORM)

    assert counts.published() == []
    assert [each.kind for each in orders.orders(SYSTEM, state="all")[0].clocks.all()]


def test_an_open_order_is_counted_by_what_became_of_it() -> None:
    a_disabled_order()

    assert [(each.kind, each.country, each.outcome, each.count) for each in counts.published()] == [
        ("removal_order", "DE", "disabled", 1),
        ("removal_order", "DE", "received", 1),
    ]


# -- cross-border -----------------------------------------------------------------------------------------------------


def test_an_infringement_gives_access_again_in_the_same_breath() -> None:
    a_contact_point()
    order = a_disabled_order()

    scrutiny.note_decision(
        order=order, finding=ScrutinyFinding.INFRINGEMENT, reference="IE-7", by=at_the_desk(), at=NIGHT + 90 * MINUTE
    )

    order.refresh_from_db()
    assert (order.state, order.reinstate_reason) == ("reinstated", "infringement")
    assert Item.objects.get().state == "live"
    restored = Message.objects.get(type="measure.reversed")
    assert (restored.data["measures"], restored.due_at) == (["disable"], NIGHT + 90 * MINUTE)
    assert set(AuthorNotice.objects.values_list("kind", flat=True)) == {"disabled", "reinstated"}
    assert not order.clocks.filter(kind=ClockKind.SCRUTINY_DECISION, stopped_at=None).exists()


def test_scrutiny_is_asked_with_reasons_within_48_hours_and_decided_within_72() -> None:
    a_contact_point()
    order = a_disabled_order()

    asked_at = NIGHT + timedelta(hours=47)
    scrutiny.ask(order=order, reasons="It is satire.", to="home@authority.example.test", by=at_the_desk(), at=asked_at)

    due = {each.due_at for each in order.clocks.filter(kind=ClockKind.SCRUTINY_DECISION)}
    assert due == {NIGHT + timedelta(hours=72), asked_at + timedelta(hours=72)}


def test_after_48_hours_scrutiny_is_not_asked_any_more() -> None:
    a_contact_point()
    order = a_disabled_order()

    with pytest.raises(RuleBroken, match="48 hours"):
        scrutiny.ask(order=order, reasons="x", to="h@x.test", by=at_the_desk(), at=NIGHT + timedelta(hours=49))


def test_a_clock_that_binds_nobody_of_us_ends_by_itself_and_is_not_late() -> None:
    a_contact_point()
    order = a_disabled_order()

    at(NIGHT + timedelta(hours=73))

    over = the_clock(order, ClockKind.SCRUTINY_DECISION)
    assert (over.stopped_at, over.late_by) == (NIGHT + timedelta(hours=72), timedelta())


def test_another_order_for_the_same_item_keeps_it_disabled() -> None:
    one = a_disabled_order()
    other = an_order(OPEN_FORM.replace("SA-2026/0042", "SA-2026/0043"))
    executing.disable(order=other, by=at_the_desk(), at=NIGHT + 9 * MINUTE)

    executing.reinstate(order=one, reason=ReinstateReason.WITHDRAWN, by=at_the_desk(), at=NIGHT + 10 * MINUTE)

    assert Item.objects.get().state == "restricted"
    assert not Message.objects.filter(type="measure.reversed").exists()


def test_the_door_of_moderation_refuses_a_reviewer() -> None:
    an_order()

    with pytest.raises(NotAllowed):
        door.disable_by_order(items=[], order="X", by=cast.by(cast.amina()), at=NIGHT)


def test_the_outbox_holds_no_two_rows_of_one_alarm() -> None:
    order = an_order()
    keys = list(OutboxRow.objects.filter(key__contains=the_clock(order).reference).values_list("key", flat=True))

    assert len(keys) == len(set(keys)) == 4


def test_the_words_of_annex_grounds_are_those_of_the_vocabulary() -> None:
    assert {Ground.IMPOSSIBLE, Ground.ERRORS, Ground.INSUFFICIENT} == set(Ground)
    assert [annex.value for annex in Annex] == ["annex_ii", "annex_iii"]
