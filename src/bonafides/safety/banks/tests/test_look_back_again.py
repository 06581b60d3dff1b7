"""Entries that begin to match once more, or to match more, are searched for once more."""

import pytest

from bonafides.kernel.actor import Actor
from bonafides.safety.banks import actions
from bonafides.safety.banks.models import (
    Bank,
    LookBack,
)
from bonafides.safety.banks.tests.conftest import NOON, an_entry
from bonafides.safety.banks.tests.looking_back import keep, news, search, sha256_of
from bonafides.safety.banks.vocabulary import Opinion

pytestmark = pytest.mark.django_db


def test_an_entry_enabled_again_finds_what_came_meanwhile(switch: LookBack, bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo, value=sha256_of(b"circle"))
    actions.disable_entry(entry=entry, reason="a while", by=bo, at=NOON)
    search()
    keep("circle")

    actions.enable_entry(entry=entry, by=bo, at=NOON)
    search()

    assert len(news()) == 1


def test_a_list_enabled_again_finds_what_came_meanwhile(switch: LookBack, bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo, value=sha256_of(b"circle"))
    actions.disable_bank(bank=bank, reason="a while", by=bo, at=NOON)
    search()
    keep("circle")

    actions.enable_bank(bank=bank, by=bo, at=NOON)
    search()

    assert len(news()) == 1


def test_an_entry_held_to_be_wrong_finds_nothing_until_it_is_right_again(
    switch: LookBack, bank: Bank, bo: Actor
) -> None:
    keep("circle")
    entry = an_entry(bank, bo, value=sha256_of(b"circle"))
    actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, by=bo, at=NOON)
    search()
    before = len(news())

    actions.give_opinion(entry=entry, value=Opinion.POSITIVE, by=bo, at=NOON)
    search()

    assert (before, len(news())) == (0, 1)
