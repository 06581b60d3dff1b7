"""What was routed out is gone from every page, list, log detail and the vault, and nobody reads its bytes."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs import queries as stored
from bonafides.base.blobs import stream
from bonafides.base.outbox.models import Message
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.errors import Conflict, NotAllowed, NotFound
from bonafides.safety.banks.models import Entry
from bonafides.safety.escalations.actions import material, threats
from bonafides.safety.escalations.models import LockedMaterial
from bonafides.safety.escalations.vocabulary import Choice
from bonafides.safety.evidence import actions as evidence
from bonafides.safety.evidence.models import EvidenceItem
from bonafides.safety.evidence.tests.scenes import an_approved_release
from bonafides.safety.moderation.actions import preserving
from bonafides.safety.moderation.actions.orders import is_restricted_otherwise
from bonafides.safety.moderation.models import Item
from bonafides.safety.moderation.tests import scenes
from bonafides.safety.moderation.tests.stories import CONTENT, Story, a_story

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def a_preserved_item() -> Item:
    """One that the vault keeps, too."""
    item = scenes.a_case().items.get()
    preserving.preserve(item, by=cast.by(cast.bo()), at=NOON)
    return item


def routed() -> LockedMaterial:
    return material.route_out(item=a_preserved_item().reference, by=cast.by(cast.amina()), at=NOON)


LISTS = (
    *("moderation:queue", "moderation:cases", "moderation:flags", "moderation:appeals", "moderation:counts"),
    *("moderation:exposure", "moderation:policies", "banks:banks", "banks:tester", "evidence:vault"),
    *("evidence:overdue", "evidence:notices", "evidence:releases", "deliveries:deliveries"),
    *("escalations:escalations", "escalations:authorities"),
)
EXPORTED = ("moderation:cases", "moderation:flags", "evidence:vault")
CLOSED_DOORS = ("moderation:picture", "evidence:preview")
POSTED = ("moderation:show_item", "moderation:download", "moderation:open_case", "evidence:preview")


def pages_of(story: Story, kept: EvidenceItem, entry: Entry) -> dict[str, list[str]]:
    """Every page that knew the item, and the reference that its address has."""
    case, item = story.case.reference, story.item.reference
    return {
        "moderation:case": [case],
        "moderation:open_case": [case],
        "moderation:preview_statement": [case],
        "moderation:resting_on": [entry.reference],
        "moderation:tombstone": [item],
        "moderation:picture": [item],
        "moderation:show_item": [item],
        "moderation:download": [item],
        "moderation:item_upload": [item],
        "banks:entry": [entry.reference],
        "banks:bank": [entry.bank.reference],
        "evidence:item": [kept.reference],
        "evidence:preview": [kept.reference],
        "evidence:custody": [kept.reference, "json"],
    }


def test_no_page_shows_anything_of_it_and_no_byte_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    scenes.a_policy()
    story = a_story(scenes.a_restriction(bank_it=True, facts="Words about what it shows."))
    named = pages_of(story, EvidenceItem.objects.get(), Entry.objects.get())
    told = (CONTENT, story.item.sha256, story.item.platform_reference, "Words about what it shows.")
    browser = cast.browser_of(cast.bo())
    shown_before = browser.get(reverse("moderation:case", args=[story.case.reference])).content.decode()
    reads: list[str] = []

    def opened(*_given: object, **_named: object) -> Iterator[bytes]:
        reads.append("read")
        return iter(())

    material.route_out(item=story.item.reference, by=cast.by(cast.amina()), at=NOON)
    monkeypatch.setattr(stream, "read", opened)

    lists = [browser.get(reverse(name)) for name in LISTS]
    files = [browser.get(reverse(name), {"format": "json"}) for name in EXPORTED]
    single = [browser.get(reverse(name, args=args)) for name, args in named.items()]
    posted = [browser.post(reverse(name, args=named[name]), {"level": "original"}, follow=True) for name in POSTED]

    everything = "".join(b"".join(answer).decode("utf-8", "replace") for answer in [*lists, *files, *single, *posted])
    assert "Words about what it shows." in shown_before
    assert {answer.status_code for answer in [*lists, *files]} == {200}
    assert [word for word in told if word in everything] == []
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


def test_exact_copies_in_other_cases_go_with_it() -> None:
    item, copy = a_preserved_item(), scenes.a_case().items.get()

    material.route_out(item=item.reference, by=cast.by(cast.amina()), at=NOON)

    copy.refresh_from_db()
    assert (copy.content, copy.sha256) == ("", "")
    assert LockedMaterial.objects.count() == 2


def test_what_was_sent_of_its_case_is_locked_with_it() -> None:
    item = a_preserved_item()
    by = cast.by(cast.amina())
    sent = threats.escalate(case=item.case.reference, note="", countries=["DE"], aware_at=NOON, by=by, at=NOON)

    material.route_out(item=item.reference, by=by, at=NOON)

    sent.refresh_from_db()
    with pytest.raises(NotFound):
        threats.print_sheet(escalation=sent, by=by, at=NOON)


def test_a_package_of_the_vault_that_holds_it_is_handed_out_no_more() -> None:
    item = a_preserved_item()
    release = an_approved_release(EvidenceItem.objects.get())
    evidence.hand_out(release=release, by=cast.by(cast.bo()), at=NOON)

    material.route_out(item=item.reference, by=cast.by(cast.amina()), at=NOON)

    with pytest.raises(NotFound):
        evidence.fetch_package(release=release, by=cast.by(cast.bo()), at=NOON)


def test_the_platform_is_asked_to_take_it_down_and_no_end_of_a_hold_gives_it_back() -> None:
    item = a_preserved_item()

    material.route_out(item=item.reference, by=cast.by(cast.amina()), at=NOON)

    asked = Message.objects.get(key=f"enforce:routed:{item.reference}")
    item.refresh_from_db()
    assert asked.data["item"].startswith("paste-")
    assert asked.data["action"] == "disable"
    assert is_restricted_otherwise(item)


def test_another_item_of_the_case_keeps_what_was_reported_of_it() -> None:
    case = scenes.a_case()
    other = scenes.an_item(case, b"Another made-up text.", platform_reference="other")

    material.route_out(item=case.items.earliest("pk").reference, by=cast.by(cast.amina()), at=NOON)

    other.refresh_from_db()
    case.refresh_from_db()
    assert other.platform_reference == "other"
    assert case.state == "open"
