from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.fetch.tests.servers import Server, answering, serving
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, NotAllowed
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.safety.banks.models import Bank
from bonafides.safety.peers.actions import doors
from bonafides.safety.peers.models import AddressFetching, Receiver
from bonafides.safety.peers.tests.conftest import a_picture

pytestmark = pytest.mark.django_db

PDQ = fingerprints_of(a_picture()).frames[0].hash.hex


@pytest.fixture
def site(settings: Any) -> Iterator[Any]:
    """A server on this machine that answers with these bytes; gives the address of a file on it."""
    with ExitStack() as running:

        def start(body: bytes, *headers: str, status: int = 200) -> tuple[Server, str]:
            server = running.enter_context(serving(answering(status, body, *headers)))
            settings.FETCH_ALLOW = [server.netloc]
            return server, f"http://{server.netloc}/a.png"

        yield start


def switched_on() -> None:
    doors.switch_fetching_on(by=cast.by(cast.bo()), at=now())


# -- fetching ---------------------------------------------------------------------------------------------------------


def test_nothing_is_fetched_until_a_person_has_switched_it_on(program: Client, site: Any) -> None:
    server, url = site(a_picture(), "Content-Type: image/png")

    refused = program.get("/h/hash", {"url": url})
    switched_on()
    hashed = program.get("/h/hash", {"url": url})

    assert (refused.status_code, hashed.status_code) == (403, 200)
    assert hashed.json() == {"pdq": PDQ}
    assert len(server.requests) == 1


def test_what_is_fetched_is_looked_up_and_banked_alike(program: Client, bank: Bank, site: Any) -> None:
    _server, url = site(a_picture(), "Content-Type: application/octet-stream")
    switched_on()
    where = f"?url={url}&content_type=photo"

    banked = program.post(f"/c/bank/SHAPES/content{where}", {"note": "n"}, content_type="application/json")
    found = program.get(f"/m/lookup{where}")

    assert banked.json()["signals"] == {"pdq": PDQ}
    assert found.json()["pdq"]["SHAPES"][0]["bank_content_id"] == banked.json()["id"]


@pytest.mark.parametrize(
    ("url", "status"),
    [("http://127.0.0.1:1/", 400), ("http://10.0.0.1/a", 400), ("file:///etc/passwd", 400), ("http://", 400)],
    ids=["this machine", "an inner network", "a file", "nothing"],
)
def test_an_address_inside_is_refused_even_then(program: Client, url: str, status: int) -> None:
    switched_on()

    answer = program.get("/m/lookup", {"url": url, "content_type": "photo"})

    assert answer.status_code == status
    assert set(answer.json()) == {"message"}


def test_more_than_this_installation_takes_is_refused_with_413(program: Client, site: Any, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1_000
    _server, url = site(b"a" * 2_000, "Content-Type: image/png")
    switched_on()

    assert program.get("/h/hash", {"url": url}).status_code == 413


@pytest.mark.parametrize(
    ("status", "header"), [(404, "Content-Type: image/png"), (200, "Content-Type: text/html")], ids=["gone", "a page"]
)
def test_what_is_no_photo_or_video_is_refused(program: Client, site: Any, status: int, header: str) -> None:
    _server, url = site(b"x", header, status=status)
    switched_on()

    assert program.get("/h/hash", {"url": url}).status_code == 400


# -- switching --------------------------------------------------------------------------------------------------------


def test_fetching_is_switched_in_a_persons_name_and_on_record() -> None:
    bo = cast.by(cast.bo())

    doors.switch_fetching_on(by=bo, at=now())
    doors.switch_fetching_off(by=bo, at=now())

    stretch = AddressFetching.objects.get()
    assert (stretch.switched_on_by, stretch.switched_off_by) == (cast.bo(), bo.code)
    assert list(LogEntry.objects.filter(event_name="peers.fetching_switched").values_list("opened__on", flat=True)) == [
        True,
        False,
    ]


def test_it_is_switched_once() -> None:
    switched_on()

    with pytest.raises(Conflict):
        switched_on()


@pytest.mark.parametrize("who", ["system", "reviewer"])
def test_neither_a_command_nor_a_reviewer_opens_a_door(who: str) -> None:
    by = SYSTEM if who == "system" else cast.by(cast.amina())

    with pytest.raises(NotAllowed):
        doors.switch_fetching_on(by=by, at=now())
    with pytest.raises(NotAllowed):
        doors.set_receiver(url="https://receiver.example.org/", by=by, at=now())


def test_a_switch_that_cannot_be_recorded_does_not_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "record", refuse)

    with pytest.raises(RuntimeError):
        switched_on()

    assert not AddressFetching.objects.exists()


def refuse(*args: object, **kwargs: object) -> str:
    raise RuntimeError("The log cannot be written.")


# -- the page ---------------------------------------------------------------------------------------------------------


def test_an_owner_opens_and_shuts_the_doors_on_their_page() -> None:
    browser = cast.browser_of(cast.bo())

    browser.post(reverse("peers:switch_fetching_on"))
    shown = browser.post(reverse("peers:set_receiver"), {"url": "https://receiver.example.org/verdicts"})
    after = browser.get(reverse("peers:doors"))

    assert "whsec_" in shown.content.decode()
    assert "whsec_" not in after.content.decode()
    assert "https://receiver.example.org/verdicts" in after.content.decode()
    assert "Switched on by Bo." in after.content.decode()
    browser.post(reverse("peers:remove_receiver"))
    browser.post(reverse("peers:switch_fetching_off"))
    assert "Switched off" in browser.get(reverse("peers:doors")).content.decode()


def test_an_address_that_cannot_be_is_told_beside_its_field() -> None:
    browser = cast.browser_of(cast.bo())

    answer = browser.post(reverse("peers:set_receiver"), {"url": "ftp://receiver.example.org/"})

    assert answer.status_code == 422
    assert not Receiver.objects.exists()


def test_an_auditor_reads_and_has_no_buttons() -> None:
    page = cast.browser_of(cast.a_person("Ada", Role.AUDITOR)).get(reverse("peers:doors")).content.decode()

    assert "Switched off" in page
    assert reverse("peers:set_receiver") not in page
