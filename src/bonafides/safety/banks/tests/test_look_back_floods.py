"""An entry that meets too much of what is kept is stopped, and asks nobody to look."""

import pytest

from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.safety.banks import actions
from bonafides.safety.banks.models import (
    Bank,
    FoundLater,
    LookBack,
    Quarantine,
)
from bonafides.safety.banks.rules import Burst, FloodLimits, Judgement, flood_among, later
from bonafides.safety.banks.tests.conftest import NOON, an_entry
from bonafides.safety.banks.tests.looking_back import keep, news, search, sha256_of
from bonafides.safety.banks.vocabulary import Outcome, Reason

pytestmark = pytest.mark.django_db


LIMITS = FloodLimits()


@pytest.mark.parametrize(
    ("hits", "kept", "burst"),
    [
        (49, 49, None),
        (50, 10_000, Burst(50, 10_000)),
        (50, 10_001, None),
        (1_000, 10_000_000, None),
        (1_001, 10_000_000, Burst(1_001, 10_000_000)),
    ],
)
def test_an_entry_floods_from_a_share_or_from_a_thousand_hits_on(hits: int, kept: int, burst: Burst | None) -> None:
    assert flood_among(hits, kept, LIMITS) == burst


def test_an_entry_that_meets_too_much_is_stopped_and_nobody_is_asked_to_look(
    switch: LookBack, bank: Bank, bo: Actor
) -> None:
    [keep(f"p/{number}", fingerprints_of(b"a blank page")) for number in range(60)]
    entry = an_entry(bank, bo, value=sha256_of(b"a blank page"))

    search()

    entry.refresh_from_db()
    assert (entry.disabled_at, news(), FoundLater.objects.count()) == (NOON, [], 0)
    assert Quarantine.objects.get().hits >= 50


def test_let_out_by_a_person_it_finds_them_all(switch: LookBack, bank: Bank, bo: Actor) -> None:
    [keep(f"p/{number}", fingerprints_of(b"a wave")) for number in range(60)]
    an_entry(bank, bo, value=sha256_of(b"a wave"))
    search()

    actions.release(found=Quarantine.objects.get(), reason="it is real", is_real=True, by=bo, at=NOON)
    search()

    assert len(news()) == 60


def test_a_match_found_later_never_holds() -> None:
    assert later(Judgement(Outcome.HOLD, (Reason.EXACT_HASH,))).outcome is Outcome.REVIEW
    assert later(Judgement(Outcome.REVIEW, ())) == Judgement(Outcome.REVIEW, ())
