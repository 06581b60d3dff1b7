"""Whether an address still answers: asked politely, of a real socket, keeping nothing."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import settings
from tests.cast import NOON

from bonafides.programme.alerts import actions
from bonafides.programme.alerts.actions import checking
from bonafides.programme.alerts.actions.checking import availability_of
from bonafides.programme.alerts.models import AlertCheck
from bonafides.programme.alerts.tests.scenes import anik, to_pastehaven
from bonafides.programme.alerts.vocabulary import Availability

DAY = timedelta(days=1)


class Handler(BaseHTTPRequestHandler):
    """Answers by path: /200, /404, /405 to HEAD alone."""

    asked: list[str] = []

    def do_HEAD(self) -> None:
        self.answer(int(self.path[1:4]))

    def do_GET(self) -> None:
        self.answer(200)
        self.wfile.write(b"planted page " * 20_000)

    def answer(self, status: int) -> None:
        self.asked.append(f"{self.command} {self.path}")
        self.send_response(status)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Quiet."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    Handler.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    netloc = f"127.0.0.1:{server.server_port}"
    monkeypatch.setattr(settings, "FETCH_ALLOW", [netloc])
    yield f"http://{netloc}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/200", Availability.ANSWERS),
        ("/302", Availability.ANSWERS),
        ("/404", Availability.GONE),
        ("/410", Availability.GONE),
        ("/451", Availability.GONE),
        ("/503", Availability.UNKNOWN),
        ("/405", Availability.ANSWERS),  # asked again with GET, and a large page is left unread
    ],
)
def test_the_status_alone_says_whether_an_address_answers(site: str, path: str, found: Availability) -> None:
    assert availability_of(f"{site}{path}") is found


def test_only_the_head_is_asked_for_where_the_server_answers_it(site: str) -> None:
    availability_of(f"{site}/200")

    assert Handler.asked == ["HEAD /200"]


def test_what_is_not_on_the_public_internet_is_not_asked() -> None:
    assert availability_of("http://127.0.0.1:9/") is Availability.UNKNOWN


@pytest.mark.django_db
@pytest.mark.usefixtures("entry")
def test_an_address_is_asked_after_one_two_four_eight_and_sixteen_days(monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = to_pastehaven()
    monkeypatch.setattr(checking, "availability_of", lambda url: Availability.GONE)

    too_early = actions.check_due(NOON + timedelta(hours=23))
    asked = [day for day in range(1, 40) if actions.check_due(NOON + day * DAY)]

    check = AlertCheck.objects.get(alert=delivery.alert)
    assert (too_early, asked) == (0, [1, 2, 4, 8, 16])
    assert (check.availability, check.checked_at, check.due_at) == ("gone", NOON + 16 * DAY, None)


@pytest.mark.django_db
@pytest.mark.usefixtures("entry")
def test_a_withdrawn_alert_is_not_followed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = to_pastehaven()
    actions.withdraw_alert(alert=delivery.alert, reason="Wrong.", by=anik(), at=NOON)

    assert actions.check_due(NOON + 2 * DAY) == 0
