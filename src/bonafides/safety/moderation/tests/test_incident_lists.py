"""What an incident shares: only what people judged, in a list that anybody can check, taken once."""

import base64
import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client
from tests.cast import NOON

from bonafides.base import fetch
from bonafides.base.audit.models import LogEntry
from bonafides.base.keys import signing
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from bonafides.ledger.notes import Signer
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.moderation.actions import incident_lists, incidents, reversing
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.models import Case, Item
from bonafides.safety.moderation.queries import incidents as queries
from bonafides.safety.moderation.rules.incident_lists import IncidentList
from bonafides.safety.moderation.tests.incidents import a_decided_incident, an_incident
from bonafides.safety.moderation.tests.scenes import SECOND, by_amina, by_bo
from bonafides.safety.moderation.vocabulary import Sharing
from bonafides.safety.moderation.vocabulary.limits import UNDO_WINDOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policy")]
SIGNER = Signer("lists.example.org/receipts", b"\x07" * 32)


@pytest.mark.db
def test_only_what_a_person_restricted_is_shared() -> None:
    incident = a_decided_incident()

    rows = queries.rows_to_share(incident)

    removed = Item.objects.get(case__outcome="restrict")
    assert [(row["type"], row["value"], row["opinion"]) for row in rows] == [("sha256", removed.sha256, "positive")]


def test_what_is_given_back_is_shared_as_wrong() -> None:
    incident = a_decided_incident()
    decision = Case.objects.get(outcome="restrict").decisions.get()
    again = reversing.reverse_decision(decision=decision, facts="It was news.", by=by_amina(), at=NOON)
    publish_decision(reference=again.reference, at=NOON + UNDO_WINDOW)

    assert [row["opinion"] for row in queries.rows_to_share(incident)] == ["negative"]


def a_signed_list(at: Any = NOON, **changes: Any) -> bytes:
    row = {"type": "sha256", "value": "a" * 64, "label": "Flood", "opinion": "positive"}
    return IncidentList("lists.example.org", "INCIDENT1", "Flood", at, (row | changes,)).signed(SIGNER)


def test_a_list_opens_with_its_key_as_it_was_signed() -> None:
    listed = IncidentList.opened(a_signed_list(), SIGNER.verifier)

    assert (listed.title, listed.issued_at, listed.rows[0]["value"]) == ("Flood", NOON, "a" * 64)


def test_a_stranger_checks_it_in_ten_lines_with_nothing_of_ours() -> None:
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
        url="https://lists.example.org/list.json", vkey=SIGNER.verifier.vkey, name="Their flood", by=by_bo(), at=NOON
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
    token = incidents.share(incident=incident, sharing=Sharing.LINK, by=by_bo(), at=now())
    served = Client().get(f"/incidents/lists/{token}/")

    vkey = signing.public_keys("receipts")[0].vkey
    theirs = incident_lists.subscribe(url="https://x.example.org/l", vkey=vkey, name="Theirs", by=by_bo(), at=NOON)

    incident_lists.take_list(subscription=theirs, data=served.content, at=NOON)

    assert Entry.objects.get(bank=theirs.bank).value == Item.objects.get(case__outcome="restrict").sha256


def test_a_list_that_is_shared_no_more_opens_to_nobody() -> None:
    incident = an_incident()
    token = incidents.share(incident=incident, sharing=Sharing.LINK, by=by_bo(), at=NOON)

    incidents.share(incident=incident, sharing=Sharing.NONE, by=by_bo(), at=NOON)

    assert Client().get(f"/incidents/lists/{token}/").status_code == 404
    with pytest.raises(NotFound):
        queries.shared_publicly(incident.reference)


def test_reviewers_share_and_subscribe_to_nothing() -> None:
    incident = an_incident()

    with pytest.raises(NotAllowed):
        incidents.share(incident=incident, sharing=Sharing.PUBLIC, by=by_amina(), at=NOON)
    with pytest.raises(NotAllowed):
        incident_lists.subscribe(
            url="https://x.example.org", vkey=SIGNER.verifier.vkey, name="X", by=by_amina(), at=NOON
        )
