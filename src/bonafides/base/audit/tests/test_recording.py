"""Recording: no entry, no change; what an entry shows, and what it hides."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bonafides.base.audit import queries
from bonafides.base.audit.actions import audited_action, forget, nothing_changed, record
from bonafides.base.audit.models import LogEntry, SubjectSecret
from bonafides.base.audit.scope import NothingRecorded, OutsideAnAction
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.event import Event
from bonafides.ledger.entries import Entry, check_opening, opening_of

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
AMINA = Actor(ActorKind.PERSON, "R-AMINA", person=1)


@dataclass(frozen=True)
class LampLit(Event):
    name = "lamp.lit"
    lamp: str
    colour: str

    @property
    def subject(self) -> str:
        return f"lamp:{self.lamp}"


@dataclass(frozen=True)
class LampSeen(LampLit):
    name = "lamp.seen"
    public = False


@audited_action
def light(event: LampLit) -> str:
    return record(event, by=AMINA, at=NOON)


@audited_action
def light_and_say_nothing() -> None:
    SubjectSecret.objects.create(subject="unsaid", secret=b"x" * 32, created_at=NOON)


@audited_action
def do_nothing() -> None:
    nothing_changed()


def entry_of(event_id: str) -> Entry:
    return Entry.parse(bytes(LogEntry.objects.get(event_id=event_id).entry))


def test_an_entry_shows_type_date_and_commitments_alone() -> None:
    event_id = light(LampLit("seven", "amber"))

    data = bytes(LogEntry.objects.get(event_id=event_id).entry)

    assert entry_of(event_id).type == "lamp.lit"
    assert b"amber" not in data
    assert b"AMINA" not in data
    assert event_id.encode() not in data


def test_an_internal_event_hides_even_its_name() -> None:
    event_id = light(LampSeen("seven", "amber"))

    assert entry_of(event_id).type == "internal"
    assert list(entry_of(event_id).commitments) == ["all"]


def test_each_field_opens_with_the_subjects_secret() -> None:
    event_id = light(LampLit("seven", "amber"))
    secret = bytes(SubjectSecret.objects.get(subject="lamp:seven").secret)

    check_opening(entry_of(event_id), opening_of(secret, event_id, "colour", "amber"))
    check_opening(entry_of(event_id), opening_of(secret, event_id, "actor", "R-AMINA"))


def test_what_is_forgotten_can_no_longer_be_opened_and_still_stands_in_the_log() -> None:
    event_id = light(LampLit("seven", "amber"))

    forget("lamp:seven")

    row = LogEntry.objects.get(event_id=event_id)
    assert row.opened == {}
    assert row.subject == "forgotten"
    assert not SubjectSecret.objects.filter(subject="lamp:seven").exists()
    assert queries.packaged([row])[0].openings == ()


def test_an_action_that_records_nothing_rolls_back() -> None:
    with pytest.raises(NothingRecorded):
        light_and_say_nothing()

    assert not SubjectSecret.objects.filter(subject="unsaid").exists()


def test_an_action_that_found_nothing_to_do_says_so() -> None:
    do_nothing()

    assert LogEntry.objects.count() == 0


def test_an_event_outside_an_action_is_refused() -> None:
    with pytest.raises(OutsideAnAction):
        record(LampLit("seven", "amber"), by=AMINA, at=NOON)


def test_two_lamps_of_one_colour_have_unlike_commitments() -> None:
    one, other = entry_of(light(LampLit("one", "amber"))), entry_of(light(LampLit("two", "amber")))

    assert one.commitments["colour"] != other.commitments["colour"]
