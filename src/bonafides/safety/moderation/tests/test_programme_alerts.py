"""A programme's alerts as flags: each once, whichever way it comes; what we decide is answered."""

import base64
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.keys import signing
from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Invalid, NotAllowed
from bonafides.safety.moderation.actions import answering, judging, programmes
from bonafides.safety.moderation.actions.answering import ANSWER
from bonafides.safety.moderation.models import Case, Flag, ProgrammeAlert, ProgrammeConnection, ProgrammeCursor
from bonafides.safety.moderation.rules import alerts as rules
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy
from bonafides.safety.moderation.vocabulary import Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.db]

URL = "https://paste.example.org/raw/1"


def an_alert(alert: str = "ALERT00001", url: str = URL, **changed: Any) -> dict[str, Any]:
    document: dict[str, Any] = {
        "version": "1.0",
        "alert": alert,
        "status": "issued",
        "url": url,
        "host": "paste.example.org",
        "content_kind": "text",
        "language": "en",
        "platform_type": "pasting",
        "entity": {
            "name": "Sample Entity Alpha",
            "list": "un",
            "list_name": "A public list",
            "issued_by": "A public body",
            "number": "QDe.901",
        },
        "legal_basis": "National law",
        "warnings": {"personal_data": False, "graphic_content": True},
        "note": "",
        "inclusion_policy": 1,
        "issued_at": "2026-03-02T12:00:00Z",
        "withdrawal": None,
    }
    return document | changed


def withdrawn(alert: str = "ALERT00001") -> dict[str, Any]:
    return an_alert(alert, status="withdrawn", withdrawal={"at": "2026-03-03T12:00:00Z", "reason": "A library."})


def connected(*, key: str = "bf_secret", public_key: str = "") -> ProgrammeConnection:
    url = "https://programme.example.org/"
    return programmes.connect(url=url, key=key, public_key=public_key, by=SYSTEM, at=NOON)


def a_page(*messages: tuple[str, Any], position: int = 9) -> dict[str, Any]:
    listed = [{"type": type_, "data": data} for type_, data in messages]
    return {"alerts": listed, "next": position, "more": False}


def take(connection: ProgrammeConnection, *messages: tuple[str, Any], position: int = 9) -> int:
    return programmes.take_page(connection=connection, page=a_page(*messages, position=position), at=NOON)


def answers() -> list[str]:
    return [row.payload["answer"] for row in OutboxRow.objects.filter(kind=ANSWER).order_by("pk")]


def test_an_alert_becomes_a_flag_in_the_queue_and_is_acknowledged() -> None:
    take(connected(), (rules.ISSUED, an_alert()))

    flag = Flag.objects.get()
    assert (flag.source, flag.location, flag.complete) == ("programme_alert", URL, True)
    assert "Sample Entity Alpha, A public list QDe.901" in flag.reason
    assert Case.objects.get().source == "programme_alert"
    assert answers() == ["acknowledged"]
    assert LogEntry.objects.filter(event_name="programme_alert.taken").count() == 1


def test_the_same_alert_again_changes_nothing() -> None:
    connection = connected()
    take(connection, (rules.ISSUED, an_alert()))
    take(connection, (rules.ISSUED, an_alert()), position=12)

    assert Flag.objects.count() == ProgrammeAlert.objects.count() == 1
    assert ProgrammeCursor.objects.get().position == 12


def test_the_cursor_moves_only_with_what_was_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = connected()
    monkeypatch.setattr(programmes, "record", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        take(connection, (rules.ISSUED, an_alert()))

    assert Flag.objects.count() == ProgrammeCursor.objects.get().position == 0


def test_what_is_no_alert_is_passed_over_and_said() -> None:
    taken = take(connected(), (rules.ISSUED, {"version": "2.0"}), (rules.ISSUED, an_alert()), ("ping", {}))

    assert (taken, Flag.objects.count()) == (1, 1)
    assert "2 messages" in ProgrammeCursor.objects.get().trouble


def test_a_withdrawal_is_shown_on_the_case_and_decides_nothing() -> None:
    connection = connected()
    take(connection, (rules.ISSUED, an_alert()), (rules.WITHDRAWN, withdrawn()))

    case = Case.objects.get()
    page = cast.browser_of(cast.amina()).get(reverse("moderation:case", args=[case.reference])).content.decode()
    assert case.state == "open"
    assert "The programme has withdrawn this alert." in page
    assert "A library." in page


def test_a_withdrawal_that_overtakes_its_alert_keeps_it_out_of_the_queue() -> None:
    take(connected(), (rules.WITHDRAWN, withdrawn()), (rules.ISSUED, an_alert()))

    assert Flag.objects.count() == 0


def decide(wish: Wish) -> None:
    amina = cast.by(cast.amina())
    from bonafides.safety.moderation.actions import leases

    case = Case.objects.get()
    leases.open_case(case=case, by=amina, at=NOON)
    decision = judging.decide_case(case=case, wish=wish, by=amina, at=NOON)
    judging.publish_now(decision=decision, by=amina, at=NOON)  # type: ignore[arg-type]


def test_a_decision_is_answered_with_codes_of_the_policy_and_never_with_the_readers_line() -> None:
    a_policy()
    take(connected(), (rules.ISSUED, an_alert()))

    decide(KEEP)

    row = OutboxRow.objects.filter(kind=ANSWER).order_by("pk").last()
    assert row is not None
    assert (row.payload["answer"], row.payload["reason"]) == ("kept", "No clause of policy version 1 applies.")
    assert ProgrammeAlert.objects.get().answer == "kept"
    assert LogEntry.objects.filter(event_name="programme_alert.answered").exists()


def test_a_restriction_is_answered_without_a_reason_and_an_exemption_by_its_name() -> None:
    assert rules.answer_to(Verdict.RESTRICT, {}, 3) == rules.Told("restricted")
    assert "journalism" in rules.answer_to(Verdict.KEEP, {"journalism": "yes", "art": "no"}, 3).reason


def test_a_person_disputes_an_alert_with_a_reason() -> None:
    take(connected(), (rules.ISSUED, an_alert()))
    alert = ProgrammeAlert.objects.get()

    with pytest.raises(Invalid):
        answering.dispute_alert(alert=alert, reason=" ", by=cast.by(cast.amina()), at=NOON)
    with pytest.raises(NotAllowed):
        answering.dispute_alert(alert=alert, reason="x", by=cast.by(cast.dana()), at=NOON)
    answering.dispute_alert(alert=alert, reason="It is satire.", by=cast.by(cast.amina()), at=NOON)

    assert answers() == ["acknowledged", "disputed"]


def test_nothing_is_fetched_unless_a_programme_is_set_up() -> None:
    assert programmes.fetch_alerts(at=NOON) == 0


def test_a_programme_that_cannot_be_reached_is_said_and_tried_again() -> None:
    programmes.connect(url="http://127.0.0.1:9", key="bf_x", public_key="", by=SYSTEM, at=NOON)

    assert programmes.fetch_alerts(at=NOON) == 0
    assert "not on the public internet" in ProgrammeCursor.objects.get().trouble


def test_the_key_lies_sealed() -> None:
    assert "bf_secret" not in connected().key


def test_only_an_owner_sets_the_programme_up() -> None:
    with pytest.raises(NotAllowed):
        programmes.connect(url="https://p.example.org", key="x", public_key="", by=cast.by(cast.amina()), at=NOON)
    with pytest.raises(NotAllowed):
        programmes.connect(url="https://p.example.org", key="x", public_key="", by=cast.by(cast.dana()), at=NOON)


# -- the door ---------------------------------------------------------------------------------------------------------


def posted(connection: ProgrammeConnection, body: bytes, *, seconds: int | None = None, signed: bytes = b"") -> int:
    """The status of a webhook signed by the key of this installation, as a programme's would be."""
    from bonafides.kernel.clock import now

    moment = int(now().timestamp()) if seconds is None else seconds
    content = f"msg_1.{moment}.".encode() + (signed or body)
    signature = base64.b64encode(signing.sign_webhook(content)).decode()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(moment), "webhook-signature": f"v1,x v1a,{signature}"}
    door = reverse("moderation:programme_door", args=[connection.reference])
    browser = Client(enforce_csrf_checks=True)
    return browser.post(door, body, content_type="application/json", headers=headers).status_code


def pinned() -> ProgrammeConnection:
    return connected(public_key=signing.public_keys("webhooks")[0].vkey)


def a_body(type_: str = rules.ISSUED, data: Any = None) -> bytes:
    return json.dumps({"type": type_, "timestamp": "2026-03-02T12:00:00Z", "data": data or an_alert()}).encode()


def test_the_alerts_can_be_had_as_a_file_where_the_form_beside_them_was_refused() -> None:
    refused = cast.browser_of(cast.bo()).post(reverse("moderation:connect_programme"), {})

    assert refused.status_code == 422
    assert f'href="{reverse("moderation:programme")}?format=csv"' in refused.content.decode()


def test_a_webhook_that_the_pinned_key_signed_is_taken_once() -> None:
    connection = pinned()

    assert [posted(connection, a_body()), posted(connection, a_body())] == [204, 204]
    assert Flag.objects.count() == 1


def test_a_test_message_is_answered_and_does_nothing() -> None:
    assert posted(pinned(), a_body("ping", {"x": 1})) == 204
    assert Flag.objects.count() == 0


def test_a_webhook_that_was_changed_or_is_old_is_refused() -> None:
    connection = pinned()

    assert posted(connection, a_body(), signed=b"something else") == 403
    assert posted(connection, a_body(), seconds=1_700_000_000) == 403
    assert Flag.objects.count() == 0


def test_without_a_pinned_key_there_is_no_door() -> None:
    assert posted(connected(), a_body()) == 404


@pytest.mark.parametrize("written", ["", "whpk_", "whpk_AAAA", "secret", "whpk_!!"])
def test_what_is_no_public_key_is_refused(written: str) -> None:
    with pytest.raises(Invalid):
        rules.public_key_of(written)


@pytest.mark.parametrize(
    "changed",
    [
        {"version": "2.0"},
        {"url": ""},
        {"url": "x" * 2_001},
        {"entity": None},
        {"warnings": []},
        {"withdrawal": {"at": "yesterday", "reason": "x"}},
        {"legal_basis": 7},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_document_that_does_not_follow_the_schema_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        rules.alert_of(an_alert(**changed))


def test_what_a_later_version_adds_is_passed_over() -> None:
    assert rules.alert_of(an_alert(version="1.7", colour="blue")).url == URL
