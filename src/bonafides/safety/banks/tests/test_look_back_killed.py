"""A search that is killed, taken twice or ended under way: each upload is found and told once."""

from contextlib import suppress
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

from bonafides.kernel.actor import Actor
from bonafides.safety.banks import actions
from bonafides.safety.banks.actions import searching_back
from bonafides.safety.banks.models import (
    Bank,
    FoundLater,
    LookBack,
)
from bonafides.safety.banks.tests.conftest import NOON, an_entry
from bonafides.safety.banks.tests.looking_back import keep, news, search, sha256_of

pytestmark = pytest.mark.django_db


def test_a_program_killed_anywhere_goes_on_and_tells_each_once(
    switch: LookBack, bank: Bank, bo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching_back, "LOOK_BACK_SEARCHED", 2)
    monkeypatch.setattr(searching_back, "LOOK_BACK_TOLD", 2)
    [keep(f"shape {number}") for number in range(6)]
    [an_entry(bank, bo, value=sha256_of(f"shape {number}".encode())) for number in range(6)]
    chance = Random(3)

    def dying(*args: Any, **kwargs: Any) -> Any:
        if chance.random() < 0.3:
            raise SystemExit
        return real(*args, **kwargs)

    real = searching_back.record  # type: ignore[attr-defined]
    with patch.object(searching_back, "record", dying):
        [_killed_or_done() for _kill in range(30)]

    assert len(news()) == len(set(news())) == 6
    assert FoundLater.objects.count() == 6


def _killed_or_done() -> bool:
    with suppress(SystemExit):
        search()
    return True


def test_of_two_workers_at_one_place_one_writes(switch: LookBack, bank: Bank, bo: Actor) -> None:
    keep("circle")
    an_entry(bank, bo, value=sha256_of(b"circle"))
    run = actions.begin_search(switch=switch, at=NOON)
    assert run is not None
    first = searching_back.next_step(run, NOON)

    second = searching_back.next_step(run, NOON)

    assert second.step == first.step == 1
    assert FoundLater.objects.count() == 1


def test_switched_off_while_it_searches_nothing_more_is_found(switch: LookBack, bank: Bank, bo: Actor) -> None:
    keep("circle")
    an_entry(bank, bo, value=sha256_of(b"circle"))
    run = actions.begin_search(switch=switch, at=NOON)
    assert run is not None
    actions.switch_off_looking_back(switch=switch, by=bo, at=NOON)

    actions.search_on(run=run, go_on=lambda: True, at=NOON)

    assert (news(), FoundLater.objects.count()) == ([], 0)
