"""Enabling an entry that the flood guard stopped: a person's to do, and the same as letting it out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.safety.banks import actions
from bonafides.safety.banks.models import Bank, Entry, Quarantine
from bonafides.safety.banks.rules import Burst
from bonafides.safety.banks.tests.conftest import NOON, an_entry, event_names, refuse

pytestmark = pytest.mark.django_db

BURST = Burst(60, 6_000)
PROGRAM = Actor(kind=ActorKind.CLIENT, code="K-TEST", scopes=frozenset({Scope.BANKS_WRITE}))


@pytest.fixture
def stopped(bank: Bank, bo: Actor) -> Entry:
    entry = an_entry(bank, bo)
    actions.guard({entry.pk: BURST}, at=NOON)
    return entry


@pytest.mark.parametrize("by", [PROGRAM, SYSTEM], ids=["a program", "the worker"])
def test_no_program_enables_what_the_flood_guard_stopped(stopped: Entry, by: Actor) -> None:
    with pytest.raises(NotAllowed, match="Under “Floods”"):
        actions.enable_entry(entry=stopped, by=by, at=NOON)

    stopped.refresh_from_db()
    assert stopped.state == "disabled"


def test_no_program_lets_it_out(stopped: Entry) -> None:
    with pytest.raises(NotAllowed, match="an owner or a lead"):
        actions.release(found=Quarantine.objects.get(), reason="Looked at", by=PROGRAM, at=NOON)

    assert Quarantine.objects.get().ended_at is None


def test_a_program_enables_what_somebody_disabled(bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)
    actions.disable_entry(entry=entry, reason="a while", by=bo, at=NOON)

    actions.enable_entry(entry=entry, by=PROGRAM, at=NOON)

    entry.refresh_from_db()
    assert entry.state == "active"


def test_a_person_who_enables_it_lets_it_out(stopped: Entry, bo: Actor) -> None:
    actions.enable_entry(entry=stopped, by=bo, at=NOON)

    stopped.refresh_from_db()
    assert stopped.state == "active"
    assert Quarantine.objects.get().ended_by == bo.code
    assert event_names()[-2:] == ["entry.quarantine_ended", "entry.exempted"]


def test_what_was_enabled_so_is_stopped_again_by_a_later_flood(stopped: Entry, bo: Actor) -> None:
    actions.enable_entry(entry=stopped, by=bo, at=NOON)

    within_a_day = actions.guard({stopped.pk: BURST}, at=NOON + timedelta(hours=23))
    later = actions.guard({stopped.pk: BURST}, at=NOON + timedelta(hours=25))

    assert (len(within_a_day), len(later)) == (0, 1)


def test_it_goes_on_resting_where_that_cannot_be_recorded(
    stopped: Entry, bo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bonafides.safety.banks.actions.floods.record", refuse)

    with pytest.raises(OSError, match="no log"):
        actions.enable_entry(entry=stopped, by=bo, at=NOON)

    stopped.refresh_from_db()
    assert stopped.state == "disabled"
    assert Quarantine.objects.get().ended_at is None


def test_the_button_on_its_page_lets_it_out(stopped: Entry, bo: Actor) -> None:
    browser: Client = cast.browser_of(cast.bo())

    browser.post(reverse("banks:enable_entry", args=[stopped.reference]))

    stopped.refresh_from_db()
    assert stopped.state == "active"
    assert Quarantine.objects.get().ended_at is not None
