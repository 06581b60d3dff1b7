"""Readiness evidence of a member's own installation: taken where the signature and the host are right, once."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse
from tests import cast

from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import NotAllowed
from bonafides.ledger.notes import Signer
from bonafides.ledger.signed_documents import sign_document
from bonafides.programme.members import actions
from bonafides.programme.members.models import Evidence, Member, ReadinessKey, Task
from bonafides.programme.members.readiness import FORMAT
from bonafides.programme.members.vocabulary import TaskKind

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
OURS = Signer.generate("log.pastehaven.test/receipts")
OTHERS = Signer.generate("log.elsewhere.test/receipts")
ANOTHER = Signer.generate("log.pastehaven.test/receipts")  # of the same host

pytestmark = pytest.mark.django_db


def document(signer: Signer = OURS, **changes: Any) -> str:
    fields = {
        "origin": signer.name,
        "drill": "AB12CD34EF",
        "kind": "order",
        "scenario": "order-at-night",
        "unannounced": True,
        "started_at": "2026-05-30T02:00:00+00:00",
        "ended_at": "2026-05-30T03:00:00+00:00",
        "steps": [{"step": "disabled", "seconds": 1200, "limit_seconds": 3600, "in_time": True}],
        "passed": True,
    }
    return sign_document(FORMAT, fields | changes, signer).decode()


def shown(evidence: str, signer: Signer = OURS) -> Any:
    member = Member.objects.first() or cast.a_member()
    made = people.create_api_key(
        organisation=member.organisation, name="drills", scopes=frozenset({Scope.ALERTS_WRITE}), by=SYSTEM, at=NOON
    )
    browser = cast.a_browser()
    return browser.post(
        "/api/v1/membership/readiness",
        json.dumps({"evidence": evidence, "key": signer.verifier.vkey}),
        "application/json",
        headers={"authorization": f"Bearer {made.plaintext}", "accept": "application/json"},
    )


def test_signed_evidence_of_a_members_own_host_is_shown_to_an_officer() -> None:
    answer = shown(document())

    evidence = Evidence.objects.get()
    assert answer.status_code == 201, answer.content
    assert evidence.dated.isoformat() == "2026-05-30"
    assert "in time: disabled 1200 s" in evidence.note
    assert Task.objects.filter(requirement="contact_point").exists()


def test_the_first_key_is_pinned_and_another_one_waits_for_an_officer() -> None:
    first, changed = shown(document()), shown(document(ANOTHER), ANOTHER)
    again = shown(document(ANOTHER, drill="ZZ"), ANOTHER)

    pinned, other = ReadinessKey.objects.order_by("pk")
    task = Task.objects.get(kind=TaskKind.KEY_CHANGED, done_at=None)
    assert [each.json()["key_is_pinned"] for each in (first, changed, again)] == [True, False, False]
    assert (pinned.is_pinned, other.is_pinned) == (True, False)
    assert task.title == other.short
    assert task.title.startswith("log.pastehaven.test/receipts+")


def test_an_officer_who_asked_pins_the_new_key_and_the_old_one_signs_no_more() -> None:
    shown(document())
    shown(document(ANOTHER), ANOTHER)
    old, new = ReadinessKey.objects.order_by("pk")
    officer = cast.browser_of(cast.olu())

    before = officer.get(page_of(new))
    answer = officer.post(reverse("members:accept_key", args=[new.member.reference, new.pk]))
    after = officer.get(page_of(new))
    back = shown(document(drill="ZZ"))

    old.refresh_from_db()
    new.refresh_from_db()
    assert answer.status_code == 302
    assert (new.is_pinned, old.is_pinned) == (True, False)
    assert "Signed by another key" in before.content.decode()
    assert after.content.decode().count("Signed by another key") == 1  # of the key that was
    assert not back.json()["key_is_pinned"]
    assert Task.objects.get(kind=TaskKind.KEY_CHANGED, done_at=None).title == old.short


def test_only_who_vets_pins_a_key() -> None:
    shown(document())
    shown(document(ANOTHER), ANOTHER)
    new = ReadinessKey.objects.order_by("pk")[1]

    with pytest.raises(NotAllowed):
        actions.accept_key(key=new, by=cast.by(cast.hana()), at=NOON)


def page_of(key: ReadinessKey) -> str:
    return reverse("members:requirement", args=[key.member.reference, "contact_point"])


def test_the_same_evidence_twice_is_one() -> None:
    text = document()
    shown(text)

    answer = shown(text)

    assert answer.status_code == 201
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("evidence", "signer", "code"),
    [
        (document().replace('"passed": true', '"passed": false'), OURS, "readiness-not-signed"),
        (document(OTHERS), OTHERS, "readiness-of-another"),
        (document(), OTHERS, "readiness-not-signed"),
        ("{}", OURS, "readiness-not-signed"),
        (document(kind="party"), OURS, "readiness-unreadable"),
        (document(ended_at="yesterday"), OURS, "readiness-unreadable"),
        (document(steps=[{"step": "disabled"}]), OURS, "readiness-unreadable"),
        (sign_document("other/v1", {"origin": OURS.name}, OURS).decode(), OURS, "readiness-not-signed"),
    ],
    ids=["changed", "another host", "another key", "no document", "kind", "moment", "steps", "format"],
)
def test_what_is_not_a_members_evidence_is_refused_with_the_reason(evidence: str, signer: Signer, code: str) -> None:
    answer = shown(evidence, signer)

    assert answer.status_code == 422 or answer.status_code == 400
    assert answer.json()["code"] == code
    assert not Evidence.objects.exists()
