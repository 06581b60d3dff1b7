"""Who and what the tests of this part are about."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client
from tests import cast

from bonafides.base.fetch.tests.servers import Server, Talk, answering, serving
from bonafides.kernel.actor import Actor
from bonafides.safety.links import actions

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def bo(db: None) -> Actor:
    """Bo runs the platform."""
    return cast.by(cast.bo())


@pytest.fixture
def browser(bo: Actor) -> Client:
    return cast.browser_of(cast.bo())


@pytest.fixture
def followed(bo: Actor) -> None:
    """Bo has switched following on."""
    actions.switch_on(by=bo, at=NOON)


def leading(places: dict[bytes, str]) -> Talk:
    """A service that leads from each path to an address, and knows nothing else."""

    def talk(connection, request):  # type: ignore[no-untyped-def]
        place = places.get(request.split()[1])
        answer = answering(301, b"", f"Location: {place}") if place else answering(404)
        answer(connection, request)

    return talk


@pytest.fixture
def shortener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A real service on this machine under the names of several shorteners, whatever a resolver says of them."""
    places: dict[bytes, str] = {}
    with serving(leading(places)) as server:
        names = [f"{host}:{server.port}" for host in ("bit.ly", "is.gd", "t.co")]
        monkeypatch.setattr(settings, "FETCH_ALLOW", names)
        bitly, isgd = (f"http://{name}" for name in names[:2])
        places |= {
            b"/once": "https://listed.example/x?utm_source=short",
            b"/twice": f"{isgd}/once",
            b"/inside": "/once",
            b"/circle": f"{bitly}/circle2",
            b"/circle2": f"{bitly}/circle",
            b"/inner": "http://127.0.0.1/secret",
            **{f"/long{n}".encode(): f"{bitly}/long{n + 1}" for n in range(9)},
        }
        yield server


def here(host: str, port: int) -> list[str]:
    """Every name is this machine."""
    return ["127.0.0.1"]
