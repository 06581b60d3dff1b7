"""The pages of the register, and its command."""

import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests import cast
from tests.cast import NOON

from bonafides.base.designations import actions, commands
from bonafides.base.designations.models import Entity, ImportRun
from bonafides.base.designations.tests.conftest import SAMPLES
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Invalid, Unavailable

pytestmark = pytest.mark.django_db


def options_of(*words: str) -> Namespace:
    parser = ArgumentParser()
    commands.import_list_arguments(parser)
    return parser.parse_args(words)


@pytest.fixture
def entity(samples: Path) -> Entity:
    with (samples / "un.xml").open("rb") as file:
        actions.import_list(file=file, file_name="un.xml", by=SYSTEM, at=NOON)
    return Entity.objects.get(name="SAMPLE ENTITY ALPHA")


def test_the_register_is_searched_and_exported(entity: Entity) -> None:
    browser, address = cast.browser_of(cast.dana()), reverse("designations:designations")

    page = browser.get(address, {"search": "alpha"})
    file = browser.get(address, {"format": "csv"})

    assert "SAMPLE ENTITY ALPHA" in page.content.decode()
    assert "SAMPLE ENTITY BETA" not in page.content.decode()
    assert b"QDe.901" in b"".join(file.streaming_content)  # type: ignore[attr-defined]


def test_an_entity_shows_its_lists_and_its_history(entity: Entity) -> None:
    page = cast.browser_of(cast.amina()).get(entity.get_absolute_url())

    assert "United Nations Security Council" in page.content.decode()
    assert "QDe.901" in page.content.decode()


def test_a_file_is_brought_in_by_page_and_what_was_set_aside_is_shown(samples: Path) -> None:
    file = SimpleUploadedFile("eu.xml", (samples / "eu.xml").read_bytes())

    answer = cast.browser_of(cast.dana()).post(reverse("designations:import"), {"file": file}, follow=True)

    assert answer.redirect_chain[0][0] == ImportRun.objects.get().get_absolute_url()
    assert "Sample Entity Without Number" in answer.content.decode()


def test_a_file_that_is_no_list_stands_on_the_form(samples: Path) -> None:
    file = SimpleUploadedFile("holiday.xml", b"<html></html>")

    answer = cast.browser_of(cast.dana()).post(reverse("designations:import"), {"file": file})

    assert answer.status_code == 422
    assert "none of the formats" in answer.content.decode()


def test_the_command_brings_a_list_in(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = commands.import_list(options_of(str(samples / "ofsi.csv")))

    assert code == 0
    assert "listed: 1" in capsys.readouterr().out


def test_nothing_is_fetched_unless_an_address_is_set() -> None:
    with pytest.raises(Invalid) as refused:
        commands.import_list(options_of("--list", "un", "--fetch"))

    assert "BONAFIDES_DESIGNATION_LISTS" in str(refused.value)


class Publisher(BaseHTTPRequestHandler):
    """A public body's server: the list at /un.xml, nothing elsewhere."""

    def do_GET(self) -> None:
        there = self.path == "/un.xml"
        self.send_response(200 if there else 404)
        self.end_headers()
        self.wfile.write((SAMPLES / "un.xml").read_bytes() if there else b"")

    def log_message(self, *words: object) -> None:
        """Quiet."""


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Publisher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    netloc = f"127.0.0.1:{server.server_port}"
    monkeypatch.setattr(settings, "FETCH_ALLOW", [netloc])
    yield f"http://{netloc}"
    server.shutdown()
    server.server_close()


def test_a_list_is_fetched_from_the_address_that_the_settings_name(
    publisher: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DESIGNATION_LISTS", [f"un={publisher}/un.xml"])

    assert commands.import_list(options_of("--list", "un", "--fetch")) == 0
    assert ImportRun.objects.get().counts["listed"] == 2


def test_a_list_that_is_not_served_changes_nothing(publisher: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESIGNATION_LISTS", [f"un={publisher}/gone.xml"])

    with pytest.raises(Unavailable):
        commands.import_list(options_of("--list", "un", "--fetch"))

    assert not ImportRun.objects.exists()
