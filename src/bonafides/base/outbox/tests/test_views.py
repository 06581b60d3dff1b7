import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import translation

from bonafides.base.fetch.tests.servers import Server
from bonafides.base.http.requests import ActorRequest
from bonafides.base.outbox import actions, endpoints, views, worker
from bonafides.base.outbox.models import OutboxRow, WebhookEndpoint
from bonafides.base.outbox.tests.conftest import NOON, Recorded
from bonafides.kernel import clock, recording
from bonafides.kernel.actor import ANYONE, Actor, ActorKind
from bonafides.kernel.errors import Invalid, NotAllowed, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.urls("bonafides.base.outbox.tests.urls")]

OWNER = Actor(ActorKind.PERSON, "P-BO", roles=frozenset({"owner"}))
AUDITOR = Actor(ActorKind.PERSON, "P-AUDIT", roles=frozenset({"auditor"}))
REVIEWER = Actor(ActorKind.PERSON, "P-AMINA", roles=frozenset({"reviewer"}))


@pytest.fixture(autouse=True)
def recorded(record: Recorded) -> Recorded:
    recording.use(record)
    clock.use(lambda: NOON)
    return record


def asked(path: str, actor: Actor, data: dict[str, str] | None = None) -> ActorRequest:
    factory = RequestFactory()
    request = factory.get(path) if data is None else factory.post(path, data)
    request.actor, request.user = actor, AnonymousUser()  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request  # type: ignore[return-value]


def text_of(answer: object) -> str:
    assert isinstance(answer, HttpResponse | StreamingHttpResponse)
    return answer.getvalue().decode() if isinstance(answer, StreamingHttpResponse) else answer.content.decode()


def test_an_owner_sees_the_secret_once(receiver: Server) -> None:
    made = views.create_endpoint(asked("/", OWNER, {"url": f"http://{receiver.netloc}/hook", "description": "main"}))
    listed = views.endpoints(asked("/", OWNER))

    assert "whsec_" in text_of(made)
    assert made["Cache-Control"].count("no-store") == 1
    assert "whsec_" not in text_of(listed)
    assert f"http://{receiver.netloc}/hook" in text_of(listed)
    assert "whpk_" in text_of(listed)


def test_an_address_that_is_none_comes_back_with_its_reason_in_the_readers_language() -> None:
    with translation.override("de"):
        answer = views.create_endpoint(asked("/", OWNER, {"url": "ftp://example.org/"}))

    assert "ftp://example.org/ ist keine Adresse, die sich abrufen lässt" in text_of(answer)


def test_an_address_that_is_none_comes_back_with_its_reason() -> None:
    answer = views.create_endpoint(asked("/", OWNER, {"url": "ftp://example.org/"}))

    assert answer.status_code == 422
    assert "not an address that can be fetched" in text_of(answer)
    assert WebhookEndpoint.objects.count() == 0


def test_secrets_rotate_and_endpoints_go_off_and_on_by_a_press_each(receiver: Server, recorded: Recorded) -> None:
    views.create_endpoint(asked("/", OWNER, {"url": f"http://{receiver.netloc}/"}))
    reference = WebhookEndpoint.objects.get().reference

    rotated = views.rotate_secret(asked("/", OWNER, {}), reference)
    views.disable_endpoint(asked("/", OWNER, {}), reference)
    shown = text_of(views.endpoints(asked("/", AUDITOR)))
    views.enable_endpoint(asked("/", OWNER, {}), reference)
    sent = views.ping(asked("/", OWNER, {}), reference)

    assert "whsec_" in text_of(rotated)
    assert "Disabled: by hand" in shown
    assert "Make a new secret" not in shown
    assert sent.status_code == 302
    assert [event.name for event in recorded] == [
        "webhook.created",
        "webhook.secret_rotated",
        "webhook.disabled",
        "webhook.enabled",
    ]


@pytest.fixture
def parked(receiver: Server, record: Recorded) -> OutboxRow:
    """A delivery that was refused because its address is not public."""
    endpoints.create(url="http://127.0.0.1:9/hook", by=OWNER, at=NOON, record=record)
    actions.publish("decision.made", {"planted": "secret"}, key="k", due_at=NOON, at=NOON)
    worker.work_off(NOON, record=record)
    return OutboxRow.objects.get()


def test_the_page_shows_what_was_parked_and_why_but_not_what_it_says(parked: OutboxRow) -> None:
    listed = text_of(views.deliveries(asked("/?state=parked", AUDITOR)))
    detail = text_of(views.delivery(asked("/", AUDITOR), parked.pk))

    assert "decision.made" in listed
    assert "not on the public internet" in listed
    assert "not on the public internet" in detail
    assert "Attempts, newest first" in detail
    assert "planted" not in listed + detail


@pytest.mark.parametrize("state", ["waiting", "failing", "done", "cancelled"])
def test_the_filter_leaves_out_what_has_another_state(parked: OutboxRow, state: str) -> None:
    assert "decision.made" not in text_of(views.deliveries(asked(f"/?state={state}", AUDITOR)))


@pytest.mark.parametrize("query", ["state=nonsense", "page=x", "page=-1", "kind=all", "kind=x"])
def test_a_query_that_makes_no_sense_shows_the_list(parked: OutboxRow, query: str) -> None:
    assert "decision.made" in text_of(views.deliveries(asked(f"/?{query}", AUDITOR)))


def test_parked_deliveries_are_sent_again_by_one_press(parked: OutboxRow, recorded: Recorded) -> None:
    answer = views.resend_parked(asked("/", OWNER, {}))

    parked.refresh_from_db()
    assert answer.status_code == 302
    assert (parked.state, parked.attempts, parked.finished_at) == ("waiting", 0, None)
    assert recorded[-1].name == "delivery.resent"


def test_one_delivery_is_sent_again(parked: OutboxRow) -> None:
    views.resend(asked("/", OWNER, {}), parked.pk)

    parked.refresh_from_db()
    assert parked.state == "waiting"


def test_the_list_is_had_as_csv_and_json(parked: OutboxRow) -> None:
    table = text_of(views.deliveries(asked("/?format=csv", AUDITOR)))
    rows = json.loads(text_of(views.deliveries(asked("/?format=json", AUDITOR))))

    assert table.splitlines()[0].startswith("number,kind,type,message,endpoint,state")
    assert len(table.splitlines()) == 2
    assert (rows[0]["type"], rows[0]["state"], rows[0]["attempts"]) == ("decision.made", "parked", 1)
    with pytest.raises(Invalid):
        views.deliveries(asked("/?format=xml", AUDITOR))


def test_what_fails_for_three_days_is_pointed_out(record: Recorded) -> None:
    actions.enqueue("webhook", {}, key="k", due_at=NOON, at=NOON - timedelta(hours=73))
    OutboxRow.objects.filter(key="k").update(last_error="answered 503")

    assert "failing for more than 72 hours" in text_of(views.deliveries(asked("/", AUDITOR)))


def test_a_delivery_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        views.delivery(asked("/", OWNER), 12345)


@pytest.mark.parametrize("actor", [ANYONE, REVIEWER])
@pytest.mark.parametrize(
    "call",
    [
        lambda by: views.deliveries(asked("/", by)),
        lambda by: views.delivery(asked("/", by), 1),
        lambda by: views.resend(asked("/", by, {}), 1),
        lambda by: views.resend_parked(asked("/", by, {})),
        lambda by: views.endpoints(asked("/", by)),
        lambda by: views.create_endpoint(asked("/", by, {})),
        lambda by: views.rotate_secret(asked("/", by, {}), "E"),
        lambda by: views.disable_endpoint(asked("/", by, {}), "E"),
        lambda by: views.enable_endpoint(asked("/", by, {}), "E"),
        lambda by: views.ping(asked("/", by, {}), "E"),
    ],
)
def test_strangers_are_refused_everywhere(actor: Actor, call: Callable[[Actor], object]) -> None:
    with pytest.raises(NotAllowed):
        call(actor)


@pytest.mark.parametrize("view", [views.resend, views.resend_parked, views.create_endpoint, views.ping])
def test_get_changes_nothing(view: Callable[..., HttpResponse]) -> None:
    assert view(asked("/", OWNER)).status_code == 405


def test_the_list_takes_three_statements(
    parked: OutboxRow, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    with django_assert_num_queries(3):  # the rows, the counts, the late ones
        views.deliveries(asked("/", AUDITOR))
