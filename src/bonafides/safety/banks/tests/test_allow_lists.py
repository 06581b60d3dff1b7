"""Lists of what is harmless, thresholds, and how many statements matching takes."""

import pytest

from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import Fingerprints, Frame
from bonafides.matching.pdq import PdqHash
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, queries
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.tests.conftest import NOON, PDQ_A, SHA256_B, THE_FILE, an_entry, confirmed, hold
from bonafides.safety.banks.vocabulary import BankKind, OnMatch, Outcome, Reason

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_an_allow_list_takes_back_the_matches_of_the_same_file(bank: Bank, bo: Actor) -> None:
    allow = actions.create_bank(name="Memes", kind=BankKind.ALLOW, by=bo, at=NOON)
    confirmed(an_entry(bank, bo), bo)
    an_entry(allow, bo)

    matches = queries.match(THE_FILE).matches

    assert {match.bank_name: match.reasons for match in matches} == {
        "Shapes": (Reason.ALLOW_LISTED,),
        "Memes": (Reason.ALLOW_LIST,),
    }
    assert queries.outcome(matches).outcome is Outcome.ALLOW


def test_an_allow_list_alone_leaves_no_match(bo: Actor) -> None:
    allow = actions.create_bank(name="Memes", kind=BankKind.ALLOW, by=bo, at=NOON)
    an_entry(allow, bo)

    assert queries.match(THE_FILE).matches == ()


def test_a_list_has_its_own_threshold(bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ_A)
    nine_bits_off = Fingerprints(frames=(Frame(0, PdqHash.parse("f" * 32 + "0" * 29 + "1ff"), 80),))
    nine = hold(bank, bo, on_match=OnMatch.REVIEW, threshold_bits=9, hold_threshold_bits=0)
    at_nine = queries.match(nine_bits_off).matches
    hold(nine, bo, on_match=OnMatch.REVIEW, threshold_bits=8, hold_threshold_bits=0)

    assert [(match.distance_bits, match.threshold_bits) for match in at_nine] == [(9, 9)]
    assert queries.match(nine_bits_off).matches == ()


def test_matching_takes_three_statements_and_finding_nothing_one(
    bank: Bank, bo: Actor, django_assert_num_queries: object
) -> None:
    an_entry(bank, bo)
    an_entry(bank, bo, value=SHA256_B)
    queries.match(THE_FILE)

    with django_assert_num_queries(3):  # type: ignore[operator]
        queries.match(THE_FILE)
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.match(Fingerprints())
