"""What was routed out is gone from every page, list, log detail and the vault, and nobody reads its bytes."""

import pytest
from django.urls import reverse
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs import queries as stored
from bonafides.base.blobs import stream
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.errors import Conflict, NotAllowed, NotFound
from bonafides.safety.banks.models import Entry
from bonafides.safety.escalations.actions import material
from bonafides.safety.escalations.models import LockedMaterial
from bonafides.safety.escalations.vocabulary import Choice
from bonafides.safety.evidence.models import EvidenceItem
from bonafides.safety.moderation.actions import preserving
from bonafides.safety.moderation.models import Item
from bonafides.safety.moderation.tests import scenes
from bonafides.safety.moderation.tests.stories import a_story

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def a_preserved_item() -> Item:
    """One that the vault keeps, too."""
    item = scenes.a_case().items.get()
    preserving.preserve(item, by=cast.by(cast.bo()), at=NOON)
    return item


def routed() -> LockedMaterial:
    return material.route_out(item=a_preserved_item().reference, by=cast.by(cast.amina()), at=NOON)


def test_no_page_shows_anything_of_it_and_no_byte_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    item = a_preserved_item()
    kept = EvidenceItem.objects.get()
    browser = cast.browser_of(cast.bo())
    reads: list[str] = []
    material.route_out(item=item.reference, by=cast.by(cast.amina()), at=NOON)
    monkeypatch.setattr(stream, "read", lambda *_a, **_k: reads.append("read") or iter(()))
    case, told = item.case.reference, (scenes.TEXT, item.sha256, item.platform_reference, item.author_reference)
    gets = [
        *("/queue/", "/cases/", f"/cases/{case}/", "/flags/", "/appeals/", "/counts/", "/lists/", "/evidence/"),
        *(reverse("evidence:item", args=[kept.reference]), reverse("evidence:preview", args=[kept.reference])),
        *(reverse("evidence:custody", args=[kept.reference, "json"]), "/evidence/releases/", "/evidence/overdue/"),
        *(reverse("moderation:picture", args=[item.reference]), "/cases/?format=json", "/evidence/?format=json"),
    ]
    posts = [
        reverse("moderation:show_item", args=[item.reference]),
        reverse("moderation:download", args=[item.reference]),
        reverse("evidence:preview", args=[kept.reference]),
        reverse("moderation:open_case", args=[case]),
    ]

    answers = [browser.get(address) for address in gets]
    answers += [browser.post(address, {"level": "original"}, follow=True) for address in posts]

    shown = "".join(b"".join(answer).decode("utf-8", "replace") for answer in answers)
    assert [word for word in told if word in shown] == []
    assert reads == []


def test_bytes_are_locked_for_everybody() -> None:
    found = routed()

    assert len(found.blobs) >= 1
    with pytest.raises(NotAllowed):
        stored.read(found.blobs[0])
    with pytest.raises(Conflict):
        blobs.erase(found.blobs[0], at=NOON)


def test_the_log_opens_nothing_of_it() -> None:
    item = a_preserved_item()

    material.route_out(item=item.reference, by=cast.by(cast.amina()), at=NOON)

    opened = str(list(LogEntry.objects.values_list("opened", flat=True)))
    assert item.sha256 not in opened
    assert not LogEntry.objects.filter(subject=f"item:{item.reference}").exists()


def test_entries_that_came_from_it_are_withdrawn_and_forget_their_value() -> None:
    scenes.a_policy()
    story = a_story(scenes.a_restriction(bank_it=True))
    digest = story.item.sha256
    assert Entry.objects.filter(value=digest, withdrawn_at=None).exists()

    material.route_out(item=story.item.reference, by=cast.by(cast.amina()), at=NOON)

    assert not Entry.objects.filter(value=digest).exists()
    assert Entry.objects.exclude(withdrawn_at=None).exists()


def test_one_person_does_not_choose_alone() -> None:
    found = routed()
    by = cast.by(cast.bo())
    material.choose(material=found, choice=Choice.DELETE, counsel="A letter.", by=by, at=NOON)

    with pytest.raises(Conflict):
        material.choose(material=found, choice=Choice.DELETE, counsel="A letter.", by=by, at=NOON)
    assert not stored.is_erased(found.blobs[0])


def test_two_people_who_say_the_same_destroy_it() -> None:
    found = routed()
    lead = cast.by(cast.a_person("Lea", Role.LEAD))
    material.choose(material=found, choice=Choice.DELETE, counsel="A letter.", by=cast.by(cast.bo()), at=NOON)

    material.choose(material=found, choice=Choice.DELETE, counsel="A letter.", by=lead, at=NOON)

    assert all(stored.is_erased(name) for name in found.blobs)
    with pytest.raises(NotFound):
        stored.read(found.blobs[0])


def test_a_reviewer_records_no_choice() -> None:
    found = routed()

    with pytest.raises(NotAllowed):
        material.choose(material=found, choice=Choice.KEEP, counsel="x", by=cast.by(cast.amina()), at=NOON)


def test_the_page_takes_a_report_and_shows_when_it_was_made() -> None:
    found = routed()
    browser = cast.browser_of(cast.amina())

    browser.post(f"/escalations/material/{found.reference}/report/", {"country": "DE", "to": "Sample hotline"})

    assert "Sample hotline" in browser.get(found.get_absolute_url()).content.decode()


def test_a_stranger_routes_nothing() -> None:
    with pytest.raises(NotAllowed):
        material.route_out(item="X", by=cast.by(cast.a_person("Aude", Role.AUDITOR)), at=NOON)
