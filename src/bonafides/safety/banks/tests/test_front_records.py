"""Lookups that are recorded: by the front as by Django, before they are answered."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from tests import cast

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel import clock
from bonafides.kernel.actor import Actor
from bonafides.safety.banks import actions
from bonafides.safety.banks.models import Bank, LookupRecord
from bonafides.safety.banks.tests.asking import PICTURES, Asking, as_body, make_lists
from bonafides.safety.banks.tests.conftest import PDQ_A, SHA256_A, SHA256_B

pytestmark = pytest.mark.django_db
ONE_BIT_OFF = f"{int(PICTURES[2], 16) ^ 1:064x}"


@pytest.fixture
def asking(bank: Bank, bo: Actor, one_connection: None) -> Asking:
    make_lists(bank, bo)
    return Asking(cast.a_key(Scope.MATCH_READ))


def recorded() -> list[Any]:
    """What was recorded since the last time."""
    rows = list(LookupRecord.objects.values("asked_by", "outcome", "index_version", "matches"))
    actions.forget_lookups(before=clock.now() + timedelta(days=1), at=clock.now())
    return rows


@pytest.mark.parametrize(
    "asked",
    [
        [{"pdq": PICTURES[2]}],
        [{"pdq": PICTURES[2]}, {"pdq": ONE_BIT_OFF}, {"pdq": ONE_BIT_OFF.upper()}],
        [{"pdq": each} for each in (*PICTURES, PDQ_A)],
        [{"sha256": SHA256_A}, {"sha256": SHA256_B}, {"sha256": "7" * 64}],
        [{"sha256": SHA256_A, "pdq": PICTURES[3]}],
    ],
    ids=["one", "asked in three ways", "of several lists", "digests", "several hits"],
)
def test_the_front_records_what_django_records(asking: Asking, asked: list[dict[str, str]]) -> None:
    body = as_body(items=asked)

    asking.ask(WSGIHandler(), "POST", "/api/v1/match", "record=1", body)
    by_django = recorded()
    for _time in range(2):  # the second time it is remembered
        asking.ask(asking.front, "POST", "/api/v1/match", "record=1", body)

        assert recorded() == by_django != []


def test_a_recorded_lookup_is_kept_before_it_is_answered(asking: Asking) -> None:
    body = as_body(items=[{"sha256": SHA256_A}, {"sha256": "7" * 64}, {"pdq": PICTURES[2]}])

    ours = asking.ask(asking.front, "POST", "/api/v1/match", "record=1", body)

    first, missed, last = ours["body"]["results"]
    kept = {row.reference: row for row in LookupRecord.objects.all()}
    assert missed["record"] is None
    assert set(kept) == {first["record"], last["record"]}
    assert kept[first["record"]].matches[0]["entry"] == first["matches"][0]["entry"]
    assert "7" * 64 not in json.dumps([row.matches for row in kept.values()])


def test_django_records_a_lookup_alike(asking: Asking) -> None:
    told = asking.ask(WSGIHandler(), "POST", "/api/v1/match", "record=1", as_body(sha256=SHA256_A))

    (kept,) = LookupRecord.objects.all()
    assert told["body"]["record"] == kept.reference


def test_a_lookup_leaves_no_record_unless_it_is_asked_for(asking: Asking) -> None:
    asking.both("POST", "/api/v1/match", "record=0", as_body(sha256=SHA256_A))

    assert not LookupRecord.objects.exists()


def test_recorded_lookups_are_forgotten_after_their_time(asking: Asking) -> None:
    asking.ask(asking.front, "POST", "/api/v1/match", "record=1", as_body(sha256=SHA256_A))

    kept = actions.forget_lookups(before=clock.now() - timedelta(days=1), at=clock.now())
    erased = actions.forget_lookups(before=clock.now() + timedelta(days=1), at=clock.now())

    assert (kept, erased, LookupRecord.objects.count()) == (0, 1, 0)
