"""Counts of lookups wait in a server's memory for a moment, and are written at once where nobody would write them."""

from typing import Any

import pytest
from django.db import DatabaseError

from bonafides.safety.banks.actions import counts
from bonafides.safety.banks.actions.counts import Counts
from bonafides.safety.banks.models import LookupCount
from bonafides.safety.banks.tests.conftest import NOON
from bonafides.safety.banks.vocabulary import Lookup

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def written() -> list[tuple[str, int, int]]:
    return list(LookupCount.objects.order_by("name").values_list("name", "lookups", "matched"))


def test_without_a_server_a_count_is_written_at_once() -> None:
    Counts().add(name=Lookup.API, lookups=3, matched=1, day=TODAY)

    assert written() == [(Lookup.API, 3, 1)]


def test_in_a_server_counts_are_added_up_and_written_together() -> None:
    held = Counts(are_written_later=True)
    held.add(name=Lookup.API, lookups=3, matched=1, day=TODAY)
    held.add(name=Lookup.API, lookups=2, matched=2, day=TODAY)
    held.add(name=Lookup.HMA, lookups=1, matched=0, day=TODAY)
    before = written()

    held.flush()
    held.flush()

    assert (before, written()) == ([], [(Lookup.API, 5, 3), (Lookup.HMA, 1, 0)])


def test_what_cannot_be_written_now_is_written_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**given: Any) -> None:
        raise DatabaseError

    held = Counts(are_written_later=True)
    held.add(name=Lookup.API, lookups=3, matched=1, day=TODAY)
    with monkeypatch.context() as patched:
        patched.setattr(counts, "write_lookups", broken)
        held.flush()

    held.flush()

    assert written() == [(Lookup.API, 3, 1)]
