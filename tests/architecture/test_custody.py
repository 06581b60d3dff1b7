"""Every page and every operation, with the storage itself watched: no kept byte is read without a custody record."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from bonafides.base.blobs import stream
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.safety.evidence.models import CustodyRecord, Piece
from bonafides.safety.evidence.vocabulary import Act
from bonafides.safety.moderation.actions import preserving
from bonafides.safety.moderation.models import Item
from tests import cast
from tests.architecture.role_scene import Scene, a_platform, nothing_stays
from tests.architecture.role_table import CALLS, PAGES
from tests.architecture.test_role_walk import address, program

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("custody")]  # the platform is made once
WHO = ("owner", "reviewer", "custodian", "reader")
READING = (Act.VIEW, Act.COPY, Act.HASH)


@dataclass
class Watch:
    """The names of all blobs that were opened, as the storage saw them."""

    opened: list[str] = field(default_factory=list)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """The one function that turns stored bytes into content, watched."""
    seen, read = Watch(), stream.read

    def watched(source: Any, *, key: bytes, name: str) -> Iterator[bytes]:
        seen.opened.append(name)
        return read(source, key=key, name=name)

    monkeypatch.setattr(stream, "read", watched)
    return seen


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Scene]:
    """The platform of the role walk, with every item of it kept as evidence."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        made = a_platform()
        for item in Item.objects.exclude(content=""):
            preserving.preserve(item, by=SYSTEM, at=now())
        yield made
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Asked:
    """What one request read of kept bytes, and how many records of reading it left."""

    name: str
    who: str
    reads: int
    records: int


def asked_of_every_page(scene: Scene, watch: Watch) -> list[Asked]:
    return [page_asked(scene, watch, name, who) for name in sorted(PAGES) for who in WHO]


def page_asked(scene: Scene, watch: Watch, name: str, who: str) -> Asked:
    """Whoever is to be refused asks as a program does: the same refusal, without a page around it."""
    row = PAGES[name]
    headers = {"accept": cast.HTML if who in row.who or row.hidden else "application/json"}
    method = "get" if row.method == "get" else "post"
    where = address(scene, name, row.arguments)
    browser = scene.browsers[who]
    with nothing_stays(), same_cookies(browser):
        ask = getattr(browser, method)
        return counted(watch, name, who, lambda: ask(where, row.sent if method == "post" else None, headers=headers))


@contextmanager
def same_cookies(browser: Client) -> Iterator[None]:
    """Signing out in one request must not spoil the next."""
    cookies = deepcopy(browser.cookies)
    yield
    browser.cookies = cookies


def asked_of_every_operation(scene: Scene, watch: Watch) -> list[Asked]:
    full = program(scene.named["full_key"])
    return [operation_asked(scene, watch, name, full) for name in sorted(CALLS)]


def operation_asked(scene: Scene, watch: Watch, name: str, full: Client) -> Asked:
    call = CALLS[name]
    where = address(scene, name, call.arguments)
    with nothing_stays():
        ask = getattr(full, call.method)
        return counted(watch, name, "program", lambda: ask(where, content_type="application/json"))


def counted(watch: Watch, name: str, who: str, ask: Any) -> Asked:
    before, watch.opened = records_of_reading(), []
    answer = ask()
    if answer.streaming:
        b"".join(answer.streaming_content)
    kept = set(Piece.objects.exclude(blob="").filter(blob__in=watch.opened).values_list("blob", flat=True))
    return Asked(name, who, sum(each in kept for each in watch.opened), records_of_reading() - before)


def records_of_reading() -> int:
    return CustodyRecord.objects.filter(act__in=READING).count()


@pytest.mark.timeout(600)
def test_no_page_reads_kept_bytes_without_a_custody_record(scene: Scene, watch: Watch) -> None:
    asked = asked_of_every_page(scene, watch) + asked_of_every_operation(scene, watch)

    reading = {each.name for each in asked if each.reads}
    assert [each for each in asked if each.reads != each.records] == []
    assert reading >= {"evidence:preview", "evidence:hand_out", "moderation:picture"}
    assert len(asked) > 4 * 100


def test_reading_behind_every_door_is_refused_without_custody(scene: Scene, watch: Watch) -> None:
    """What no page does, code might: the storage answers nobody who does not say for whom."""
    from bonafides.base.blobs import queries as stored
    from bonafides.safety.evidence.actions.custody import ReadWithoutCustody

    names = list(Piece.objects.exclude(blob="").values_list("blob", flat=True))

    answers = [answer_of(stored, ReadWithoutCustody, name) for name in names]

    assert len(names) > 5
    assert set(answers) == {"refused"}
    assert watch.opened == []


def answer_of(stored: Any, refusal: type[AssertionError], name: str) -> str:
    try:
        stored.read(name)
    except refusal:
        return "refused"
    return "read"
