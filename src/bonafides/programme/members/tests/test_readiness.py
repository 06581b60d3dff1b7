"""Readiness evidence of a member's own installation: taken where the signature and the host are right, once."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests import cast

from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import SYSTEM
from bonafides.ledger.notes import Signer
from bonafides.ledger.signed_documents import sign_document
from bonafides.programme.members.models import Evidence, Task
from bonafides.programme.members.readiness import FORMAT

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
OURS = Signer.generate("log.pastehaven.test/receipts")
OTHERS = Signer.generate("log.elsewhere.test/receipts")

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
    member = cast.a_member()
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
