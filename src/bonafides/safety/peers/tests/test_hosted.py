from hashlib import sha256

import pytest
from django.test import Client

from bonafides.kernel.actor import Actor
from bonafides.safety.banks import actions
from bonafides.safety.banks.models import Bank, LookupCount
from bonafides.safety.banks.tests.conftest import NOON, SHA256_A, an_entry
from bonafides.safety.banks.vocabulary import BankKind, Opinion, Tlp
from bonafides.safety.peers.rules import HostedRow, padded
from bonafides.safety.peers.vocabulary import PADDED_TO

KEY_A = sha256(SHA256_A.encode()).hexdigest()
PATH_A = f"/api/v1/match/prefix/sha256/{KEY_A[:4]}"


def keys_in(program: Client, path: str = PATH_A) -> list[dict[str, str]]:
    found: list[dict[str, str]] = program.get(path).json()["keys"]
    return found


def meets(keys: list[dict[str, str]], key: str = KEY_A) -> list[dict[str, str]]:
    return [each for each in keys if each["rest"] == key[4:]]


@pytest.mark.django_db
def test_the_rest_of_a_key_stands_among_made_up_ones(program: Client, bank: Bank, bo: Actor) -> None:
    entry = an_entry(bank, bo)

    keys = keys_in(program)

    assert meets(keys) == [{"rest": KEY_A[4:], "entry": entry.reference, "bank": bank.reference}]
    assert len(keys) == PADDED_TO
    assert [each["rest"] for each in keys] == sorted(each["rest"] for each in keys)
    assert {(len(each["entry"]), len(each["bank"])) for each in keys} == {(len(entry.reference), len(bank.reference))}


@pytest.mark.django_db
def test_a_prefix_without_an_entry_looks_like_one_with(program: Client, bank: Bank, bo: Actor) -> None:
    an_entry(bank, bo)

    with_one, without = program.get(PATH_A), program.get("/api/v1/match/prefix/sha1/0000")

    assert meets(without.json()["keys"]) == []
    assert len(without.content) == len(with_one.content) - len("sha256") + len("sha1")


@pytest.mark.django_db
def test_what_is_wrong_harmless_or_not_to_leave_the_house_is_not_given(program: Client, bo: Actor, bank: Bank) -> None:
    wrong = an_entry(bank, bo)
    actions.give_opinion(entry=wrong, value=Opinion.NEGATIVE, by=bo, at=NOON)
    an_entry(actions.create_bank(name="Secret", tlp=Tlp.RED, by=bo, at=NOON), bo)
    off = actions.create_bank(name="Off", by=bo, at=NOON)
    an_entry(off, bo)
    actions.disable_bank(bank=off, reason="old", by=bo, at=NOON)

    assert meets(keys_in(program)) == []


@pytest.mark.django_db
def test_what_an_allow_list_holds_is_not_given(program: Client, bo: Actor, bank: Bank) -> None:
    an_entry(bank, bo)
    an_entry(actions.create_bank(name="Memes", kind=BankKind.ALLOW, by=bo, at=NOON), bo)

    assert meets(keys_in(program)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("sha256/abc", "prefix"),
        ("sha256/abcde", "prefix"),
        ("sha256/ABCD", "prefix"),
        ("pdq/abcd", "not-by-prefix"),
        ("text/abcd", "not-by-prefix"),
        ("clip/abcd", "type"),
    ],
)
def test_more_or_less_than_four_digits_and_what_is_near_are_refused(program: Client, path: str, code: str) -> None:
    answer = program.get(f"/api/v1/match/prefix/{path}")

    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.django_db
def test_such_a_lookup_leaves_a_count_only(program: Client, bank: Bank) -> None:
    program.get(PATH_A)

    counted = LookupCount.objects.get()
    assert (counted.lookups, counted.matched) == (1, 0)


@pytest.mark.parametrize(("real", "rows"), [(0, 32), (1, 32), (32, 32), (33, 64)])
def test_an_answer_has_a_multiple_of_thirty_two_rows(real: int, rows: int) -> None:
    given = [HostedRow(f"{number:060x}", "A" * 10, "B" * 10) for number in range(real)]

    answer = padded(given)

    assert len(answer) == rows
    assert set(given) <= set(answer)
    assert len({row.rest for row in answer}) == rows
