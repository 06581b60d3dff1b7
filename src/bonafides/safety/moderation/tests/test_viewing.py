"""Opening content: recorded each time, counted once for each content and person, and for nobody else to see."""

import json
from io import BytesIO

import pytest
from django.utils import translation
from PIL import Image
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.blobs import actions as blobs
from bonafides.base.http.problems import sentence_of
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Invalid, NotAllowed, NotFound
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import viewing
from bonafides.safety.moderation.models import Exposure, Item
from bonafides.safety.moderation.queries.case_page import context_rows
from bonafides.safety.moderation.queries.exposure import meter_of
from bonafides.safety.moderation.tests.pages import a_picture
from bonafides.safety.moderation.tests.scenes import TEXT, a_case, an_item
from bonafides.safety.moderation.vocabulary import ExposureMode, ItemKind
from bonafides.safety.moderation.vocabulary.limits import SOFT_STOP_FULL

pytestmark = pytest.mark.django_db
REDUCED, GREY, FULL = ExposureMode.REDUCED, ExposureMode.GREY, ExposureMode.FULL


def a_picture_item() -> Item:
    return an_item(a_case(copies=0), a_picture(), kind=ItemKind.PICTURE)


def test_each_opening_is_an_internal_entry_and_the_first_counts(amina: Actor) -> None:
    item = a_case().items.get()

    texts = [viewing.open_text(item=item, mode=REDUCED, by=amina, at=NOON) for _time in range(2)]

    entries = LogEntry.objects.filter(event_name="content.viewed")
    assert texts == [TEXT, TEXT]
    assert entries.count() == 2
    assert b'"internal"' in bytes(entries[0].entry)
    assert Exposure.objects.count() == 1


def test_copies_of_one_content_count_once(amina: Actor) -> None:
    one, copy = a_case(copies=2).items.all()

    for item in (one, copy):
        viewing.open_text(item=item, mode=FULL, by=amina, at=NOON)

    assert meter_of(amina, NOON).full_today == 1


@pytest.mark.parametrize(("mode", "side"), [(REDUCED, 240), (GREY, 256), (FULL, 256)])
def test_a_picture_is_never_larger_or_plainer_than_asked(amina: Actor, mode: ExposureMode, side: int) -> None:
    jpeg = viewing.open_picture(item=a_picture_item(), mode=mode, by=amina, at=NOON)

    with Image.open(BytesIO(jpeg)) as image:
        assert (image.format, max(image.size)) == ("JPEG", side)
        assert (image.mode == "L") is (mode is not FULL)


def test_the_address_of_a_picture_followed_as_a_link_shows_nothing() -> None:
    address = f"/items/{a_picture_item().reference}/picture/?level=original"
    browser = cast.browser_of(cast.amina())

    followed = browser.get(address, headers={"Sec-Fetch-Dest": "document"})
    before = Exposure.objects.count()
    on_the_page = browser.get(address, headers={"Sec-Fetch-Dest": "image"})

    assert (followed.status_code, before) == (404, 0)
    assert (on_the_page.status_code, Exposure.objects.count()) == (200, 1)


def test_what_is_no_picture_is_refused_with_a_reason(amina: Actor) -> None:
    item = an_item(a_case(copies=0), b"not a picture", kind=ItemKind.PICTURE)

    with pytest.raises(Invalid, match="cannot be shown: This is not a picture") as refusal:
        viewing.open_picture(item=item, mode=FULL, by=amina, at=NOON)

    assert not Exposure.objects.exists()
    with translation.override("de"):
        assert "Bild in einem Format, das wir öffnen" in sentence_of(refusal.value)


def test_an_auditor_and_a_stranger_see_nothing(amina: Actor) -> None:
    item = a_case().items.get()
    auditor = cast.by(cast.a_person("Gita", Role.AUDITOR))

    with pytest.raises(NotAllowed):
        viewing.open_text(item=item, mode=REDUCED, by=auditor, at=NOON)
    with pytest.raises(NotAllowed):
        viewing.open_text(item=item, mode=REDUCED, by=cast.CHIDI, at=NOON)


def test_nothing_is_shown_if_the_entry_cannot_be_written(amina: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    item = a_case().items.get()
    monkeypatch.setattr(LogEntry.objects, "create", _refuse)

    with pytest.raises(RuntimeError):
        viewing.open_text(item=item, mode=REDUCED, by=amina, at=NOON)


def _refuse(**_fields: object) -> None:
    raise RuntimeError("the disk is full")


def test_an_item_without_content_says_so(amina: Actor) -> None:
    item = a_case().items.get()
    item.content = ""

    with pytest.raises(NotFound, match="no content"):
        viewing.open_file(item=item, by=amina, at=NOON)


def test_an_address_is_its_own_content(amina: Actor) -> None:
    item = a_case().items.get()
    item.kind, item.url = ItemKind.URL, "https://example.org/a"

    assert viewing.open_text(item=item, mode=FULL, by=amina, at=NOON) == "https://example.org/a"


def test_context_is_shown_in_lines_whatever_its_shape(amina: Actor) -> None:
    item = a_case().items.get()
    context = {"before": ["one", "two"], "parent": {"title": "three"}, "none": None}
    item.context = blobs.store(json.dumps(context).encode(), bound_to="context", at=NOON)

    shown = viewing.open_context(item=item, by=amina, at=NOON)

    assert context_rows(shown) == [("before", "one"), ("before", "two"), ("title", "three")]
    assert meter_of(amina, NOON).reduced_today == 0


@pytest.mark.parametrize(("seen", "is_over"), [(SOFT_STOP_FULL - 1, False), (SOFT_STOP_FULL, True)])
def test_the_soft_stop_comes_at_its_limit(amina: Actor, seen: int, is_over: bool) -> None:
    rows = [
        Exposure(person_id=permissions.person_of(amina), digest=f"{each:064}", mode=FULL, at=NOON)
        for each in range(seen)
    ]
    Exposure.objects.bulk_create(rows)

    assert meter_of(amina, NOON).is_over is is_over
    assert not meter_of(cast.by(cast.bo()), NOON).is_over
