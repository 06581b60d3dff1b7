"""Publishing, signing, withdrawing: what happens, what is recorded, who is refused."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.keys import issuing
from bonafides.base.outbox import worker
from bonafides.credentials import verify
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, RuleBroken
from bonafides.kernel.recording import recorder
from bonafides.programme.members.vocabulary import RequirementState
from bonafides.programme.pledge import actions, queries, record, texts
from bonafides.programme.pledge.models import PledgeVersion, Signature
from bonafides.programme.pledge.tests.scenes import a_signature, an_offer, state_of_requirement
from bonafides.programme.pledge.vocabulary import SignatureState

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def recorded(name: str) -> list[dict[str, Any]]:
    return [entry.opened for entry in LogEntry.objects.filter(event_name=name).order_by("pk")]


def a_new_version() -> PledgeVersion:
    """The text in force with another title, published by the programme's owner."""
    dana = cast.by(cast.dana())
    text = {**texts.shipped()["en"], "title": "A pledge, said better"}
    actions.save_draft(text=text, language="en", change_note="A better title.", by=dana, at=now())
    return actions.publish_draft(by=dana, at=now())


# -- the text ---------------------------------------------------------------------------------------------------------


def test_the_shipped_text_is_published_once() -> None:
    first, again = actions.install_pledge(at=now()), actions.install_pledge(at=now())

    assert (first, first.number, len(recorded("pledge.published"))) == (again, 1, 1)


def test_only_the_owner_of_the_programme_writes_the_next_version() -> None:
    actions.install_pledge(at=now())

    with pytest.raises(NotAllowed):
        actions.save_draft(text={}, language="en", change_note="", by=cast.by(cast.olu()), at=now())


def test_a_draft_changes_nothing_for_anybody() -> None:
    actions.install_pledge(at=now())

    text = {**texts.shipped()["en"], "title": "Other"}
    actions.save_draft(text=text, language="en", change_note="Other.", by=cast.by(cast.dana()), at=now())

    assert queries.version_in_force().number == 1
    assert b"drafted" not in bytes(LogEntry.objects.get(event_name="pledge.drafted").entry)  # internal


def test_an_incomplete_draft_is_not_published() -> None:
    actions.install_pledge(at=now())
    dana = cast.by(cast.dana())
    text = {**texts.shipped()["en"], "closing": ""}
    actions.save_draft(text=text, language="en", change_note="Less.", by=dana, at=now())

    with pytest.raises(Invalid, match="closing"):
        actions.publish_draft(by=dana, at=now())

    assert queries.version_in_force().number == 1


def test_a_new_version_asks_whoever_signed_to_sign_again_and_gives_ninety_days() -> None:
    signature = a_signature()

    published = a_new_version()
    while worker.turn(now(), record=recorder()):
        pass

    requirement = signature.member.requirements.get(requirement="pledge")
    assert published.number == 2
    assert (requirement.state, requirement.until) == (RequirementState.MET, (now() + timedelta(days=90)).date())
    assert queries.state_for(signature.member) is SignatureState.SIGN_AGAIN
    assert [letter.to for letter in mail.outbox] == [[cast.sana().email]]


# -- signing ----------------------------------------------------------------------------------------------------------


def test_a_signature_stands_with_its_record_and_meets_the_requirement() -> None:
    member = an_offer()

    signature = a_signature(member)

    assert state_of_requirement(member) == RequirementState.MET
    assert recorded("pledge.signed")[0]["credential"] == actions.digest_of(signature.credential)
    assert signature.signatory == cast.sana().name


def test_the_record_verifies_with_the_issuers_document_alone() -> None:
    signature = a_signature()
    data = json.dumps(signature.credential).encode()

    verdict = verify.verify(data, issuer=issuing.issuer_document(), at=now())

    assert [check.name for check in verdict.checks if check.outcome == "failed"] == []


def test_the_record_as_pdf_is_the_same_twice() -> None:
    signature = a_signature()
    labels = dict.fromkeys(("digest", "version", "signed_for", "by", "authority", "at", "reference"), "label")

    first, again = record.pdf_of(signature, labels), record.pdf_of(signature, labels)

    assert first == again
    assert first.startswith(b"%PDF-")


def test_nothing_is_offered_before_both_assessments_are_in() -> None:
    actions.install_pledge(at=now())
    member = cast.a_member()

    with pytest.raises(RuleBroken, match="both assessments"):
        a_signature(member)


@pytest.mark.parametrize("who", [cast.cem, cast.ana, cast.rex, cast.dana, cast.olu, cast.bo])
def test_nobody_but_a_signatory_of_the_member_signs(who: Callable[[], Any]) -> None:
    member = an_offer()

    with pytest.raises(NotAllowed):
        actions.sign_pledge(
            member=member,
            position="Friend",
            authority="Because I would like to.",
            language="en",
            is_listed=False,
            by=cast.by(who()),
            at=now(),
        )


def test_the_signatory_of_another_member_does_not_sign() -> None:
    other = an_offer("Otherhaven")

    with pytest.raises(NotAllowed):
        a_signature(other)


def test_a_version_is_signed_once() -> None:
    member = an_offer()
    a_signature(member)

    with pytest.raises(RuleBroken, match="already"):
        a_signature(member)


def test_a_signature_that_cannot_be_recorded_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    member = an_offer()

    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr(actions, "record", broken)
    with pytest.raises(RuntimeError):
        a_signature(member)

    assert Signature.objects.count() == 0
    assert state_of_requirement(member) == RequirementState.OPEN


# -- withdrawing and listing ------------------------------------------------------------------------------------------


def test_a_withdrawn_signature_stays_and_opens_the_requirement() -> None:
    signature = a_signature()

    actions.withdraw_signature(signature=signature, reason="We closed.", by=cast.by(cast.sana()), at=now())

    assert queries.signature_of(signature.member) is None
    assert state_of_requirement(signature.member) == RequirementState.OPEN
    assert recorded("pledge.withdrawn")[0]["reason"] == "We closed."


def test_a_withdrawal_has_a_reason_and_happens_once() -> None:
    signature = a_signature()
    sana = cast.by(cast.sana())

    with pytest.raises(Invalid):
        actions.withdraw_signature(signature=signature, reason=" ", by=sana, at=now())
    actions.withdraw_signature(signature=signature, reason="We closed.", by=sana, at=now())
    with pytest.raises(Conflict):
        actions.withdraw_signature(signature=signature, reason="Again.", by=sana, at=now())


def test_whoever_withdrew_may_sign_again() -> None:
    signature = a_signature()
    actions.withdraw_signature(signature=signature, reason="By mistake.", by=cast.by(cast.sana()), at=now())

    again = a_signature(signature.member)

    assert queries.state_for(signature.member) is SignatureState.STANDS
    assert again.pk != signature.pk


def test_the_register_shows_what_its_member_had_listed() -> None:
    signature = a_signature()
    assert list(queries.register()) == []

    actions.list_signature(signature=signature, listed=True, by=cast.by(cast.sana()), at=now())

    assert list(queries.register()) == [signature]
    assert recorded("pledge.listed")[0]["listed"] is True


def test_the_programme_withdraws_and_lists_nothing_in_a_members_name() -> None:
    signature = a_signature()
    olu = cast.by(cast.olu())

    with pytest.raises(NotAllowed):
        actions.withdraw_signature(signature=signature, reason="We think so.", by=olu, at=now())
    with pytest.raises(NotAllowed):
        actions.list_signature(signature=signature, listed=True, by=olu, at=now())
