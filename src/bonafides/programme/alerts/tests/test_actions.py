"""Submitting, the second person, delivery by every channel, answers, withdrawal."""

from typing import Any

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.keys import envelope
from bonafides.base.outbox import messages
from bonafides.base.outbox import queries as outbox
from bonafides.base.outbox.actions import MAIL_SEALING
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.base.people.models import LinkToken
from bonafides.base.people.vocabulary import OrganisationKind, Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from bonafides.programme.alerts import actions, documents, queries
from bonafides.programme.alerts.actions import answering, deciding, delivering, submitting
from bonafides.programme.alerts.models import Alert, AlertBatch, AnswerGiven, Delivery
from bonafides.programme.alerts.tests.scenes import ALL, anik, fay, submitted, to_pastehaven, verified
from bonafides.programme.alerts.vocabulary import AlertState, Answer, Channel
from bonafides.programme.members import actions as members
from bonafides.programme.members.vocabulary import ContactKind

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.usefixtures("entry")]

ADDRESS = "https://pastehaven.test/raw/1"
NOWHERE = "https://unknown.example.org/a/1"


def events() -> list[str]:
    names = LogEntry.objects.filter(event_name__startswith="alert").order_by("pk")
    return list(names.values_list("event_name", flat=True))


def mails() -> list[str]:
    """The texts that wait to be sent."""
    rows = OutboxRow.objects.filter(kind="mail").order_by("pk")
    return [envelope.unseal_text(row.payload["body"], purpose=MAIL_SEALING, bound_to=f"{row.key}|body") for row in rows]


# -- submitting -------------------------------------------------------------------------------------------------------


def test_near_identical_addresses_become_one_batch() -> None:
    batches = submitted(ADDRESS, "https://pastehaven.test/raw/2", "https://other.test/x")

    assert [batch.alerts.count() for batch in batches] == [2, 1]
    assert events() == ["alerts.submitted", "alerts.submitted"]


def test_an_address_on_which_an_alert_stands_is_not_submitted_again() -> None:
    submitted(ADDRESS)

    with pytest.raises(Conflict):
        submitted("https://www.pastehaven.test/raw/1/")


def test_strangers_submit_nothing() -> None:
    state = cast.by(cast.a_participant(OrganisationKind.STATE, "Stella"))

    with pytest.raises(NotAllowed):
        submitted(ADDRESS, by=state)
    with pytest.raises(NotAllowed):
        submitted(ADDRESS, by=cast.by(cast.sana()))

    assert not AlertBatch.objects.exists()


# -- the second person ------------------------------------------------------------------------------------------------


def test_whoever_submitted_does_not_verify() -> None:
    (batch,) = submitted(ADDRESS, by=anik())

    with pytest.raises(RuleBroken) as refused:
        actions.verify_batch(batch=batch, confirmed=ALL, by=anik(), at=NOON)

    assert refused.value.code == "second-person"


def test_a_trusted_flagger_verifies_nothing() -> None:
    (batch,) = submitted(ADDRESS, by=anik())

    with pytest.raises(NotAllowed):
        actions.verify_batch(batch=batch, confirmed=ALL, by=fay(), at=NOON)


def test_a_verified_alert_goes_to_the_member_by_message_and_mail() -> None:
    cast.a_member()
    (alert,) = verified(ADDRESS)

    delivery = alert.deliveries.get()
    messages.number_due(NOON)
    (message,) = queries.messages_to(cast.a_member(), 0, 10)
    assert (alert.state, delivery.channel, delivery.member) == (AlertState.SENT, Channel.MEMBER, cast.a_member())
    assert message.type == "alert.issued"
    assert message.data == documents.document_of(alert)
    assert outbox.messages_after(0, 10) == []
    assert events() == ["alerts.submitted", "alerts.verified", "alert.sent"]


def test_each_contact_of_a_member_gets_one_mail_for_a_whole_batch() -> None:
    member = cast.a_member()
    for kind, email in ((ContactKind.CONTACT_POINT, "point@example.org"), (ContactKind.PRESS, "press@example.org")):
        members.name_contact(member=member, kind=kind, name=email, email=email, by=SYSTEM, at=NOON)

    verified(ADDRESS, "https://pastehaven.test/raw/2", has_personal_data=True)

    about_alerts = [mail for mail in mails() if "verified" in mail]
    assert len(about_alerts) == 1
    assert about_alerts[0].startswith("WARNING: the content holds personal data.")
    assert about_alerts[0].count("hxxps://pastehaven[.]test/raw/") == 2


def test_an_alert_below_a_registered_domain_goes_there_too() -> None:
    (alert,) = verified("https://cdn.files.pastehaven.test/raw/1")

    assert alert.deliveries.get().member == cast.a_member()


def test_an_alert_on_a_domain_that_nobody_registered_waits_for_a_person() -> None:
    (alert,) = verified(NOWHERE)

    assert (alert.state, alert.deliveries.count(), Message.objects.count()) == (AlertState.VERIFIED, 0, 0)


def test_a_platform_that_registered_without_being_a_member_gets_a_link() -> None:
    actions.register_platform(name="Elsewhere", hosts=["example.org"], contact="abuse@example.org", by=anik(), at=NOON)

    (alert,) = verified(NOWHERE)

    delivery = alert.deliveries.get()
    assert (delivery.channel, str(delivery.platform)) == (Channel.REGISTERED, "Elsewhere")
    assert LinkToken.objects.filter(purpose="alert", about=delivery.reference).exists()


def test_no_host_of_a_member_is_registered_by_another() -> None:
    cast.a_member()

    with pytest.raises(Conflict):
        actions.register_platform(name="X", hosts=["www.pastehaven.test"], contact="x@example.org", by=anik(), at=NOON)


def test_a_refused_batch_sends_nothing_and_its_addresses_may_come_again() -> None:
    (batch,) = submitted(ADDRESS)

    actions.refuse_batch(batch=batch, reason="It is a news report.", by=anik(), at=NOON)

    assert Delivery.objects.count() == 0
    assert events()[-1] == "alerts.refused"
    assert submitted(ADDRESS)


def test_a_batch_is_decided_on_once() -> None:
    (batch,) = submitted(ADDRESS)
    actions.refuse_batch(batch=batch, reason="No.", by=anik(), at=NOON)

    with pytest.raises(RuleBroken):
        actions.verify_batch(batch=batch, confirmed=ALL, by=anik(), at=NOON)


# -- by a person's click ----------------------------------------------------------------------------------------------


def test_an_abuse_contact_gets_a_link_with_warnings_first_and_the_address_defanged() -> None:
    (alert,) = verified(NOWHERE, has_graphic_content=True, has_personal_data=True)

    actions.send_to_contact(alert=alert, address="abuse@example.org", by=anik(), at=NOON)

    alert.refresh_from_db()
    (mail,) = mails()
    assert alert.state == AlertState.SENT
    assert mail.startswith("WARNING: the content is graphic.")
    assert "hxxps://unknown[.]example[.]org/a/1" in mail
    assert NOWHERE not in mail


def test_an_alert_that_waits_for_its_second_person_goes_to_nobody() -> None:
    submitted(NOWHERE)

    with pytest.raises(RuleBroken):
        actions.send_to_contact(alert=Alert.objects.get(), address="a@example.org", by=anik(), at=NOON)


# -- answers ----------------------------------------------------------------------------------------------------------


def test_each_answer_is_kept_and_the_latest_counts() -> None:
    delivery = to_pastehaven()
    cem = cast.by(cast.cem())

    actions.answer_alert(delivery=delivery, answer=Answer.ACKNOWLEDGED, by=cem, at=NOON)
    actions.answer_alert(delivery=delivery, answer=Answer.DISPUTED, reason="It is satire.", by=cem, at=NOON)

    delivery.refresh_from_db()
    assert (delivery.answer, delivery.answer_reason, AnswerGiven.objects.count()) == ("disputed", "It is satire.", 2)
    assert delivery.alert.deliveries.get().alert.answer == "disputed"
    assert events()[-2:] == ["alert.answered", "alert.answered"]


def test_another_member_neither_reads_nor_answers() -> None:
    delivery = to_pastehaven()
    noa = cast.by(cast.of_member("Noa", Role.SIGNATORY, cast.a_member("Otherhaven")))

    with pytest.raises(NotAllowed):
        actions.answer_alert(delivery=delivery, answer=Answer.RESTRICTED, by=noa, at=NOON)
    with pytest.raises(NotFound):
        queries.own_delivery(noa, delivery.alert.reference)


def test_a_reader_of_the_member_answers_nothing() -> None:
    with pytest.raises(NotAllowed):
        actions.answer_alert(delivery=to_pastehaven(), answer=Answer.RESTRICTED, by=cast.by(cast.rex()), at=NOON)


# -- withdrawal -------------------------------------------------------------------------------------------------------


def test_a_withdrawal_is_told_to_every_recipient() -> None:
    delivery = to_pastehaven()
    actions.send_to_contact(alert=delivery.alert, address="host@example.org", by=anik(), at=NOON)

    actions.withdraw_alert(alert=delivery.alert, reason="It was a library.", by=anik(), at=NOON)

    told = Message.objects.get(type="alert.withdrawn")
    assert told.audience == queries.audience_of(cast.a_member())
    assert told.data["withdrawal"]["reason"] == "It was a library."
    assert "It was a library." in mails()[-1]
    assert not Delivery.objects.filter(withdrawal_told_at=None).exists()
    assert events()[-1] == "alert.withdrawn"


def test_a_withdrawn_alert_takes_no_answer_and_needed_a_reason() -> None:
    delivery = to_pastehaven()
    with pytest.raises(Invalid):
        actions.withdraw_alert(alert=delivery.alert, reason=" ", by=anik(), at=NOON)
    actions.withdraw_alert(alert=delivery.alert, reason="Wrong.", by=anik(), at=NOON)

    with pytest.raises(RuleBroken):
        actions.answer_alert(delivery=delivery, answer=Answer.RESTRICTED, by=cast.by(cast.cem()), at=NOON)


# -- whole or not at all ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [submitting, deciding, answering, delivering])
def test_nothing_stands_where_recording_fails(module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = to_pastehaven()
    (batch,) = submitted("https://pastehaven.test/raw/2")
    before = (Alert.objects.count(), Message.objects.count(), AnswerGiven.objects.count())
    monkeypatch.setattr(module, "record", lambda *args, **kwargs: 1 / 0)

    act: Any = {
        submitting: lambda: submitted("https://pastehaven.test/raw/3"),
        deciding: lambda: actions.verify_batch(batch=batch, confirmed=ALL, by=anik(), at=NOON),
        answering: lambda: actions.answer_alert(
            delivery=delivery, answer=Answer.RESTRICTED, by=cast.by(cast.cem()), at=NOON
        ),
        delivering: lambda: actions.withdraw_alert(alert=delivery.alert, reason="x", by=anik(), at=NOON),
    }[module]
    with pytest.raises(ZeroDivisionError):
        act()

    assert (Alert.objects.count(), Message.objects.count(), AnswerGiven.objects.count()) == before
    assert Alert.objects.filter(state=AlertState.WITHDRAWN).count() == 0


def test_the_log_holds_no_address_and_no_note() -> None:
    verified(ADDRESS, note="planted note words")

    opened = str(list(LogEntry.objects.values_list("opened", flat=True)))

    assert "pastehaven.test/raw" not in opened
    assert "planted note words" not in opened


# -- the policy -------------------------------------------------------------------------------------------------------


def test_an_alert_names_the_version_of_the_policy_that_it_was_held_against() -> None:
    (first,) = verified(ADDRESS)
    actions.publish_policy(text="Another text.", by=cast.by(cast.dana()), at=NOON)
    (second,) = verified("https://pastehaven.test/raw/2")

    assert (first.batch.policy_number, second.batch.policy_number) == (1, 2)
    assert "official content" in queries.policy_numbered(1).text.lower()


def test_only_an_owner_publishes_a_policy() -> None:
    with pytest.raises(NotAllowed):
        actions.publish_policy(text="Another text.", by=anik(), at=NOON)
