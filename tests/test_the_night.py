"""The whole night as one story: from an e-mail at 23:40 to the day on which nothing is left that must be forgotten.

Mails, links, the platform's program, the authority that reads its bag with other people's tools: all through real
doors, with the clock moved and the worker's turns run, and with two time-stamp authorities that the test starts.
"""

import subprocess
import sys
import tarfile
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from bonafides.base.audit import sealing
from bonafides.base.audit.models import SubjectSecret
from bonafides.base.blobs import queries as stored
from bonafides.base.blobs import store
from bonafides.base.blobs.custody import Reading
from bonafides.base.blobs.models import Blob, BlobKey
from bonafides.base.keys import signing
from bonafides.base.outbox import worker
from bonafides.base.outbox.models import Message
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel import clock
from bonafides.kernel.errors import NotFound
from bonafides.safety.evidence import actions as evidence
from bonafides.safety.evidence.models import EvidenceItem, Release
from bonafides.safety.evidence.tests import conftest as vault
from bonafides.safety.evidence.tests.scenes import KEY, asked, cleo, dov
from bonafides.safety.moderation.actions import resolving
from bonafides.safety.moderation.actions.intake import Submission
from bonafides.safety.moderation.models import Item
from bonafides.safety.moderation.vocabulary import ItemKind
from bonafides.safety.orders import mailfolder
from bonafides.safety.orders.actions import register
from bonafides.safety.orders.models import Order
from bonafides.safety.orders.tests.samples import LOCATION, a_mail
from bonafides.safety.orders.tests.scenes import MINUTE, NIGHT, a_contact_point, the_clock
from tests import cast
from tests.journeys import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_authorities")]
authority_folders, two_authorities = vault.authority_folders, vault.two_authorities  # fixtures
WORDS = "A made-up text that names a place and a day."
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home of its own, and a clock that goes back to normal afterwards."""
    monkeypatch.setattr(settings, "HOME", tmp_path / "home")
    (tmp_path / "home").mkdir()
    worker.plan_recurrences(NIGHT)
    yield
    clock.use(None)


def it_is(moment: datetime) -> None:
    """That moment comes, and the worker has done what was due."""
    clock.use(lambda: moment)
    town.work()


def on_call(*names: str) -> list[Person]:
    """They are called in this order, at any hour."""
    a_contact_point()
    people = [cast.a_person(name, Role.AUTHORITY_DESK) for name in names]
    for number, person in enumerate(people, 1):
        hours: dict[str, Any] = {"weekdays": list(range(7)), "begins": time(), "ends": time(), "zone": "Europe/Dublin"}
        register.add_shift(person=person, position=number, **hours, by=cast.by(cast.bo()), at=NIGHT)
    return people


def an_order_arrives() -> Order:
    """Our mail server puts it into the watched folder."""
    folder = mailfolder.folder() / "new"
    folder.mkdir(parents=True)
    folder.joinpath("1.eml").write_bytes(a_mail(NIGHT))
    assert mailfolder.take_in(NIGHT) == 1
    return Order.objects.get()


def the_platform(path: str, body: dict[str, object]) -> None:
    answer = Client(headers=cast.as_client(cast.a_key())).post(f"/api/v1/{path}", body, "application/json")
    assert answer.status_code < 300, answer.content


def what_stood_there_is_sent(at: datetime) -> None:
    """The item was only named; now its content comes, and the vault keeps it."""
    item = Item.objects.get()
    given = Submission(item.platform_reference, ItemKind.TEXT, WORDS.encode(), url=LOCATION)
    resolving.upload_content(item=item, submission=given, by=cast.by(cast.bo()), at=at)


def a_bag_for_the_prosecutor(into: Path, at: datetime) -> Path:
    """Asked for by one, approved by two, fetched, opened with a stock age; from here on it is on another machine."""
    keeper, item = cast.by(cleo()), EvidenceItem.objects.get()
    release: Release = evidence.request_release(items=[item], asked=asked(), by=keeper, at=at)
    for voter in (cast.bo(), dov()):
        evidence.vote(release=release, approves=True, by=cast.by(voter), at=at)
    release.refresh_from_db()
    evidence.hand_out(release=release, by=keeper, at=at)
    into.mkdir()
    (into / "key").write_text(str(KEY))
    (into / "bag.age").write_bytes(evidence.fetch_package(release=release, by=keeper, at=at))
    subprocess.run(["age", "-d", "-i", "key", "-o", "bag.tar", "bag.age"], cwd=into, check=True)
    with tarfile.open(into / "bag.tar") as tar:
        tar.extractall(into, filter="data")
    return into / f"evidence-{release.reference}"


def verified(bag: Path, log_key: str) -> list[int]:
    """What the three commands of VERIFY.md end with, run where nothing of ours can be imported."""
    blocks = [part.strip() for part in (bag / "VERIFY.md").read_text().split("\n\n") if part.startswith("    ")]
    tools = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    commands = [block.replace("THE LOG KEY", log_key) for block in blocks]
    return [
        subprocess.run(each, cwd=bag, shell=True, capture_output=True, env={"PATH": tools}).returncode
        for each in commands
    ]


def test_a_stranger_plays_the_night(tmp_path: Path) -> None:
    gita, ines = on_call("Gita", "Ines")

    # 23:40, an order arrives; Gita sleeps; ten minutes later Ines is called, takes it over and disables
    order = an_order_arrives()
    it_is(NIGHT + MINUTE)
    it_is(NIGHT + 11 * MINUTE)
    desk = cast.browser_of(ines)
    assert desk.post(town.last_link(ines.email)).status_code < 400
    assert desk.post(f"{order.get_absolute_url()}disable/").status_code == 302
    it_is(NIGHT + 12 * MINUTE)
    told = Message.objects.get(type="measure.requested").data
    the_platform(f"items/{told['reference']}/enforcement", {"action": "disable", "state": "confirmed"})
    what_stood_there_is_sent(NIGHT + 13 * MINUTE)
    it_is(NIGHT + 13 * MINUTE)
    assert [call.person for call in order.calls.order_by("number")] == [gita, ines]
    assert the_clock(order).late_by == timedelta()

    # Annex II goes out, as it was filled in
    page = desk.get(f"{order.get_absolute_url()}annex-ii/")
    form = page.context["form"]
    desk.post(f"{order.get_absolute_url()}annex-ii/", {f.html_name: f.value() or "" for f in form})
    it_is(NIGHT + 15 * MINUTE)
    (sent,) = [each for each in mail.outbox if each.to == ["desk@orders.example.test"]]
    assert sent.attachments[0][2] == "application/pdf"

    # the next day the vault hands a bag out, to another machine
    sealing.publish(NIGHT + DAY)
    bag = a_bag_for_the_prosecutor(tmp_path / "elsewhere", NIGHT + DAY)
    log_key = signing.public_keys("log")[0].vkey
    assert [file.read_text() for file in bag.rglob("data/items/*/*-content")] == [WORDS]

    # six weeks later non-disclosure ends: not a minute before that is the author told
    ends = order.non_disclosure.ends_at
    it_is(ends - MINUTE)
    silent = Message.objects.filter(type="order.author_informed").count()
    it_is(ends)
    assert (silent, Message.objects.filter(type="order.author_informed").count()) == (0, 1)

    # what an older backup will bring back one day
    kept = EvidenceItem.objects.get()
    names = list(kept.pieces.values_list("blob", flat=True))
    files = {name: store.path_of(name).read_bytes() for name in names}
    rows = list(Blob.objects.filter(name__in=names))

    # the home authority, asked by the author, finds an infringement: the item is back in the same breath
    decided = {"finding": "infringement", "reference": "IE-2026-7"}
    clock.use(lambda: ends + DAY)
    assert cast.browser_of(ines).post(f"{order.get_absolute_url()}scrutiny/decision/", decided).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.reinstate_reason, Item.objects.get().state) == ("reinstated", "infringement", "live")
    assert Message.objects.filter(type="measure.reversed").count() == 1

    # a year later everything that had to be forgotten is gone, even from what a backup brings back
    it_is(NIGHT + 400 * DAY)
    kept.refresh_from_db()
    assert kept.erased_at is not None
    assert set(kept.pieces.values_list("blob", "sha256")) == {("", "")}
    assert Item.objects.get().content == ""
    assert not SubjectSecret.objects.filter(subject=f"evidence:{kept.reference}").exists()
    assert not BlobKey.objects.filter(blob__name__in=names).exists()
    assert Release.objects.get().package == ""
    brought_back(files, rows)
    assert [readable(name) for name in names] == [False] * len(names)

    # and the bag still verifies, where nothing of ours is
    assert verified(bag, log_key) == [0, 0, 0]


def brought_back(files: dict[str, bytes], rows: list[Blob]) -> None:
    """Files and rows of an older backup, restored."""
    for name, data in files.items():
        store.path_of(name).parent.mkdir(parents=True, exist_ok=True)
        store.path_of(name).write_bytes(data)
    for row in rows:
        row.save()


def readable(name: str) -> bool:
    try:
        stored.read(name, reading=Reading(by=cast.by(cleo()), at=clock.now(), purpose="custody"))
    except NotFound:
        return False
    return True
