"""Status lists: bits, places, bombs."""

import base64
import gzip
import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafides.credentials.encoding import base64url_of
from bonafides.credentials.errors import CredentialError, MalformedError, StatusError
from bonafides.credentials.status import (
    MAX_PLACES,
    MIN_PLACES,
    StatusEntry,
    encoded,
    free_place,
    parse_list,
)
from bonafides.credentials.verify import read_status_list

from .samples import DOCUMENT, LIST_URL, NOON, ONE, Change, a_list, data

PLACES = st.sets(st.integers(0, MIN_PLACES - 1), max_size=20)


def plain_bit(text: str, place: int) -> str:
    """The oracle: the bits as a string of noughts and ones, leftmost first."""
    bits = gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))
    return "".join(f"{byte:08b}" for byte in bits)[place]


@settings(max_examples=30)
@given(revoked=PLACES, asked=st.integers(0, MIN_PLACES - 1))
def test_a_bit_is_set_where_it_was_revoked_and_nowhere_else(revoked: set[int], asked: int) -> None:
    document = a_list(revoked)

    read = parse_list(document)

    assert read.is_revoked(asked) == (asked in revoked)
    assert plain_bit(document["credentialSubject"]["encodedList"], asked) == ("1" if asked in revoked else "0")


def test_the_same_list_has_the_same_bytes() -> None:
    assert encoded([3, 1, 2]) == encoded({1, 2, 3})


def test_a_list_with_one_revocation_stays_small() -> None:
    assert len(encoded([94_567])) < 100


@pytest.mark.parametrize("places", [MIN_PLACES - 8, MIN_PLACES + 4, MAX_PLACES + 8, 0])
def test_a_list_is_neither_too_short_nor_too_long(places: int) -> None:
    with pytest.raises(MalformedError):
        encoded([], places=places)


@pytest.mark.parametrize("place", [-1, MIN_PLACES])
def test_a_place_outside_the_list_cannot_be_revoked(place: int) -> None:
    with pytest.raises(MalformedError):
        encoded([place])


def test_a_place_is_drawn_until_a_free_one_is_found() -> None:
    drawn = iter([5, 7, 9])

    assert free_place({5, 7}, randbelow=lambda places: next(drawn)) == 9


def test_places_are_spread_over_the_whole_list() -> None:
    dice = random.Random(1)

    drawn = {free_place(set(), randbelow=dice.randrange) for _ in range(200)}

    assert len(drawn) > 195
    assert max(drawn) > MIN_PLACES * 0.9


def test_a_half_full_list_gives_no_more_places() -> None:
    with pytest.raises(StatusError) as refused:
        free_place(range(MIN_PLACES // 2), randbelow=lambda places: MIN_PLACES - 1)

    assert refused.value.code == "list_full"


def test_an_entry_is_read_back() -> None:
    entry = StatusEntry(list_url=LIST_URL, index=17)

    assert StatusEntry.parse(entry.document()) == entry


ENTRIES: list[Change] = [
    lambda entry: entry.update(type="StatusList2021Entry"),
    lambda entry: entry.update(statusPurpose="suspension"),
    lambda entry: entry.update(statusListIndex=17),
    lambda entry: entry.update(statusListIndex="017"),
    lambda entry: entry.update(statusListIndex="-1"),
    lambda entry: entry.update(statusListIndex="99999999"),
    lambda entry: entry.update(statusSize=2),
    lambda entry: entry.update(id=f"{LIST_URL}#18"),
]


@pytest.mark.parametrize("change", ENTRIES)
def test_an_unusual_entry_is_refused(change: Change) -> None:
    entry: dict[str, object] = dict(StatusEntry(list_url=LIST_URL, index=17).document())
    change(entry)

    with pytest.raises(MalformedError):
        StatusEntry.parse(entry)


PACKED = [
    ("list_too_short", gzip.compress(bytes(MIN_PLACES // 8 - 1))),
    ("list_too_short", gzip.compress(b"")),
    ("list_damaged", gzip.compress(bytes(MIN_PLACES // 8))[:-4]),
    ("list_damaged", gzip.compress(bytes(MIN_PLACES // 8)) + b"more"),
    ("list_damaged", zlib.compress(bytes(MIN_PLACES // 8))),
    ("list_damaged", gzip.compress(bytes(50_000_000))),
]


@pytest.mark.parametrize(("code", "packed"), PACKED, ids=[str(number) for number in range(len(PACKED))])
def test_a_damaged_list_is_refused_by_name_before_it_is_unpacked(code: str, packed: bytes) -> None:
    document = a_list()
    document["credentialSubject"]["encodedList"] = base64url_of(packed)

    with pytest.raises(StatusError) as refused:
        parse_list(document)

    assert refused.value.code == code


def test_a_list_without_an_end_answers_for_its_ttl() -> None:
    document = a_list()
    del document["validUntil"]

    assert (parse_list(document).fresh_until - NOON).total_seconds() == 300


@given(st.binary(max_size=400))
def test_any_bytes_are_no_list(noise: bytes) -> None:
    with pytest.raises(CredentialError):
        read_status_list(noise, issuer=DOCUMENT, at=ONE)


def test_a_list_by_the_issuer_is_read() -> None:
    read = read_status_list(data(a_list([4])), issuer=DOCUMENT, at=ONE)

    assert (read.url, read.places, read.is_revoked(4)) == (LIST_URL, MIN_PLACES, True)
