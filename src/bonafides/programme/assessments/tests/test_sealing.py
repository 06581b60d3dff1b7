"""Seals, shares and noise: pure parts."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.kernel.errors import Invalid
from bonafides.programme.assessments import recovery, sealing
from bonafides.programme.assessments.noise import discrete_laplace, noisy_band, standard_deviation

KEY = bytes(range(32))


@given(st.binary(max_size=5_000), st.text(max_size=40))
def test_what_is_sealed_opens_again(data: bytes, bound_to: str) -> None:
    assert sealing.unseal(KEY, sealing.seal(KEY, data, bound_to=bound_to), bound_to=bound_to) == data


def test_an_empty_sheet_and_a_filled_one_are_of_one_size() -> None:
    empty, filled = sealing.seal(KEY, b"{}", bound_to="a"), sealing.seal(KEY, b"x" * 900, bound_to="a")

    assert len(empty) == len(filled)


def test_the_same_thing_sealed_twice_is_not_the_same() -> None:
    assert sealing.seal(KEY, b"x", bound_to="a") != sealing.seal(KEY, b"x", bound_to="a")


@pytest.mark.parametrize("place", [0, 1, 20, 40, -1])
def test_a_changed_byte_opens_nothing(place: int) -> None:
    sealed = bytearray(sealing.seal(KEY, b"x", bound_to="a"))
    sealed[place] ^= 1

    with pytest.raises(Invalid, match="cannot be opened"):
        sealing.unseal(KEY, bytes(sealed), bound_to="a")


def test_another_row_and_another_key_open_nothing() -> None:
    sealed = sealing.seal(KEY, b"x", bound_to="a")

    with pytest.raises(Invalid):
        sealing.unseal(KEY, sealed, bound_to="b")
    with pytest.raises(Invalid):
        sealing.unseal(bytes(32), sealed, bound_to="a")


# -- shares -----------------------------------------------------------------------------------------------------------


def test_two_shares_open_what_was_sealed_to_their_pair() -> None:
    pair = recovery.new_pair()
    sealed = recovery.seal_to(pair.public, KEY, bound_to="a")

    assert recovery.unseal_with(pair.shares, pair.public, sealed, bound_to="a") == KEY


def test_one_share_twice_opens_nothing() -> None:
    pair = recovery.new_pair()
    sealed = recovery.seal_to(pair.public, KEY, bound_to="a")

    with pytest.raises(Invalid, match="not the two shares"):
        recovery.unseal_with((pair.shares[0], pair.shares[0]), pair.public, sealed, bound_to="a")


def test_a_share_of_another_pair_opens_nothing() -> None:
    pair, other = recovery.new_pair(), recovery.new_pair()
    sealed = recovery.seal_to(pair.public, KEY, bound_to="a")

    with pytest.raises(Invalid, match="do not belong together"):
        recovery.unseal_with((pair.shares[0], other.shares[1]), pair.public, sealed, bound_to="a")


@given(st.sampled_from([1, 2]), st.binary(min_size=32, max_size=32))
def test_a_printed_share_is_twelve_groups_and_reads_back(number: int, value: bytes) -> None:
    printed = recovery.printed(recovery.Share(number, value))

    assert [len(group) for group in printed.split("-")] == [5] * 12
    assert recovery.read(printed.lower().replace("-", " ")) == recovery.Share(number, value)


@given(st.integers(0, 59))
def test_a_slip_in_a_share_is_noticed(place: int) -> None:
    signs = recovery.printed(recovery.Share(1, KEY)).replace("-", "")
    slipped = signs[:place] + ("A" if signs[place] != "A" else "B") + signs[place + 1 :]

    with pytest.raises(Invalid, match="slip"):
        recovery.read(slipped)


@pytest.mark.parametrize("text", ["", "12345", "é" * 60, "U" * 60])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="slip"):
        recovery.read(text)


# -- noise ------------------------------------------------------------------------------------------------------------


def test_the_noise_is_as_wide_as_it_is_said_to_be() -> None:
    random = Random(7)
    draws = [discrete_laplace(200, random) / 25 for _ in range(20_000)]

    measured = math.sqrt(sum(each**2 for each in draws) / len(draws))

    assert measured == pytest.approx(standard_deviation(25, 0.5), rel=0.05)
    assert abs(sum(draws) / len(draws)) < 0.3


def test_a_band_is_a_step_of_five_within_the_scale() -> None:
    random = Random(11)

    bands = {noisy_band([99] * 25, 0.5, random) for _ in range(300)} | {noisy_band([0] * 25, 0.5, random)}

    assert {band % 5 for band in bands} == {0}
    assert min(bands) >= 0
    assert max(bands) <= 95


def test_whether_a_member_took_part_can_hardly_be_told_from_the_band() -> None:
    """The best guess from the band alone, on made-up members: right in less than 55 of 100 cases."""
    random = Random(3)
    others = [random.randint(20, 70) for _ in range(25)]
    told_with = [noisy_band([*others, 90], 0.5, random) for _ in range(6_000)]
    told_without = [noisy_band([*others, 45], 0.5, random) for _ in range(6_000)]

    best = max(
        (sum(each >= cut for each in told_with) + sum(each < cut for each in told_without)) / 12_000
        for cut in range(0, 100, 5)
    )

    assert best <= 0.55
