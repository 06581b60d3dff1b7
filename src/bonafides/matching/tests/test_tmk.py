"""TMK+PDQF against a second way of computing it, which shares no line with the first: sums over frames, one by one."""

import base64
import io
import math
import struct

import numpy as np
import pytest
from numpy.typing import NDArray

from bonafides.matching.bank_file import Row, read_bank
from bonafides.matching.errors import FingerprintError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.fingerprint_json import fingerprints_from_json
from bonafides.matching.index import Hit, Index, key_of, text_of
from bonafides.matching.insides.tests.made import a_tmk
from bonafides.matching.tests.bank_files import write_csv
from bonafides.matching.tests.samples import a_picture
from bonafides.matching.tmk import Tmk, TmkMaker, level1_score, level2_score
from bonafides.matching.tmk.hash import COEFFICIENT_VALUES, PERIODS, TMK_BYTES
from bonafides.matching.tmk.making import Resampler
from bonafides.matching.vocabulary import EntryType, MatchedBy

PUBLISHED = (
    *(0.0708041893112, 0.13937789309, 0.132897260304, 0.122765735552, 0.109878684888, 0.09529606433),
    *(0.0800986647852, 0.0652590650356, 0.0515478238322, 0.0394851531195, 0.0293374252025, 0.0211492623679),
    *(0.0147973073245, 0.0100512818746, 0.0066306408014, 0.00424947117334, 0.0026467615764, 0.00160270959695),
    *(0.000943882629639, 0.000540841638603, 0.000301633183798, 0.000163800158855, 8.66454753015e-05),
    *(4.46626303151e-05, 2.24429442235e-05, 1.09982139799e-05, 5.25823487999e-06, 2.45358229988e-06),
    *(1.11781474895e-06, 4.97406489221e-07, 2.16265487234e-07, 9.19087006565e-08),
)
"""The coefficients as the reference prints them."""

SEEDS = (1, 2, 3, 4, 5)
FRAMES = [np.asarray(a_picture(seed).resize((64, 64))) for seed in SEEDS]
LISTED = a_tmk(SEEDS)


def test_the_coefficients_are_those_that_are_published_to_the_last_bit() -> None:
    assert COEFFICIENT_VALUES.tobytes() == np.array(PUBLISHED, "<f4").tobytes()


def test_a_file_has_the_published_layout() -> None:
    made = a_tmk((1,))

    assert len(made.raw) == TMK_BYTES == 263_344
    assert made.raw[:12] == b"TMK1FVECPDQF"
    assert struct.unpack_from("<5i4i", made.raw, 12) == (15, 4, 32, 256, 15, *PERIODS)
    assert struct.unpack_from("<32f", made.raw, 48) == pytest.approx(PUBLISHED, rel=1e-7)
    assert struct.unpack_from("<256f", made.raw, 176) == pytest.approx(made.average.tolist())
    assert struct.unpack_from("<256f", made.raw, 1_200) == pytest.approx(made.cosines[0, 0].tolist())
    assert struct.unpack_from("<256f", made.raw, 1_200 + 131_072 + 1_024) == pytest.approx(made.sines[0, 1].tolist())


def test_a_file_is_written_as_it_was_read() -> None:
    read = Tmk.from_bytes(a_tmk().raw)

    assert Tmk.of(read.frame_count, read.average, read.cosines, read.sines).raw == read.raw
    assert Tmk.parse(read.text) == read
    assert text_of(EntryType.TMK, key_of(EntryType.TMK, f" {read.text[:90]}\n{read.text[90:]} ")) == read.text


def test_each_number_is_what_the_definition_says() -> None:
    chosen = [0, 1, 2, 4, 3, 1]
    maker = TmkMaker()
    for number in chosen:
        maker.add(FRAMES[number])

    made = maker.result()

    assert made is not None
    features = [by_definition(FRAMES[number]) for number in chosen]
    assert made.average == pytest.approx(np.mean(features, axis=0), rel=1e-5, abs=1e-3)
    assert made.cosines[1, 3] == pytest.approx(wave(features, 1, 3, math.cos), abs=1e-5)
    assert made.sines[3, 31] == pytest.approx(wave(features, 3, 31, math.sin), abs=1e-5)
    assert made.cosines[2, 0] == pytest.approx(wave(features, 2, 0, math.cos), abs=1e-5)
    assert not made.sines[:, 0].any()


def by_definition(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """256 coefficients of the discrete cosine transform of 64 by 64 brightnesses, each as its own double sum."""
    luma = pixels @ np.array([0.299, 0.587, 0.114])
    waves = [[math.cos(math.pi / 128 * k * (2 * at + 1)) / math.sqrt(32) for at in range(64)] for k in range(1, 17)]
    return np.array([(np.outer(down, across) * luma).sum() for down in waves for across in waves])


def wave(features: list[NDArray[np.float64]], period: int, order: int, of: object) -> NDArray[np.float64]:
    """The frames, each of length 1, weighted by a wave over time; of length 1 again, times the coefficient's root."""
    weights = [of(2 * math.pi * order * at / PERIODS[period]) for at in range(len(features))]  # type: ignore[operator]
    total = sum(weight * each / np.linalg.norm(each) for weight, each in zip(weights, features, strict=True))
    return np.asarray(total / np.linalg.norm(total) * math.sqrt(PUBLISHED[order]))


def test_the_second_score_is_the_best_over_every_shift() -> None:
    one, other = a_tmk((1, 2, 3)), a_tmk((2, 3, 4))

    assert level2_score(one, other) == pytest.approx(slow_level2(one, other), abs=1e-5)


def slow_level2(one: Tmk, other: Tmk) -> float:
    """Each shift of the shortest period, then of the others, evaluated term by term."""
    orders = np.arange(1, 32)
    best = -math.inf
    for number, period in enumerate(PERIODS):
        cc, ss, sc, cs = (
            (ours[number].astype(float) * theirs[number]).sum(axis=1)
            for ours, theirs in (
                (one.cosines, other.cosines),
                (one.sines, other.sines),
                (one.sines, other.cosines),
                (one.cosines, other.sines),
            )
        )
        shifts = 2 * np.pi * np.arange(period)[:, None] / period * orders
        kernel = cc[0] + np.cos(shifts) @ (cc + ss)[1:] + np.sin(shifts) @ (sc - cs)[1:]
        best = max(best, float(kernel.max()))
    return best / (PUBLISHED[0] + 2 * sum(PUBLISHED[1:]))


def test_a_video_is_itself_and_not_another() -> None:
    other = a_tmk((11, 12, 13))

    assert (level1_score(LISTED, LISTED), level2_score(LISTED, LISTED)) == pytest.approx((1, 1), abs=1e-5)
    assert level2_score(LISTED, other) < 0.7


def test_frames_given_together_and_one_by_one_make_the_same() -> None:
    together, apart = TmkMaker(), TmkMaker()
    together.add(FRAMES[0], times=70)
    together.add(FRAMES[1], times=3)
    for number in [0] * 70 + [1] * 3:
        apart.add(FRAMES[number])

    first, second = together.result(), apart.result()

    assert first is not None
    assert second is not None
    assert first.frame_count == second.frame_count == 73
    assert first.cosines == pytest.approx(second.cosines, abs=1e-5)


def test_flat_frames_alone_have_no_hash() -> None:
    maker = TmkMaker()
    maker.add(np.zeros((64, 64, 3), np.uint8), times=40)

    assert maker.result() is None
    assert TmkMaker().result() is None


def test_each_frame_stands_until_the_next_to_the_nearest_fifteenth() -> None:
    resampler = Resampler()

    assert [resampler.ticks_until(at) for at in (0.04, 0.08, 0.2, 0.2, 0.1, 1.0)] == [1, 0, 2, 0, 0, 12]


def changed(at: int, data: bytes) -> str:
    raw = bytearray(LISTED.raw)
    raw[at : at + len(data)] = data
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "bad_tmk", id="nothing"),
        pytest.param("not base64!", "bad_tmk", id="words"),
        pytest.param(LISTED.text[:-8], "bad_tmk", id="cut off"),
        pytest.param(changed(8, b"XXXX"), "bad_tmk", id="another algorithm"),
        pytest.param(changed(12, struct.pack("<i", 30)), "other_tmk", id="another rate"),
        pytest.param(changed(32, struct.pack("<i", 2)), "other_tmk", id="another period"),
        pytest.param(changed(48, struct.pack("<f", 0.5)), "other_tmk", id="another coefficient"),
        pytest.param(changed(28, struct.pack("<i", -1)), "bad_tmk", id="no frames"),
        pytest.param(changed(1_300, struct.pack("<f", math.nan)), "bad_tmk", id="not a number"),
        pytest.param(changed(176, bytes(1_024)), "no_frames", id="an average of nothing"),
    ],
)
def test_anything_else_is_refused(text: str, code: str) -> None:
    with pytest.raises(FingerprintError) as refused:
        Tmk.parse(text)

    assert refused.value.code == code


def looked_up(entries: dict[str, Tmk], item: Tmk) -> list[Hit[str]]:
    index = Index([(name, EntryType.TMK, tmk.text) for name, tmk in entries.items()])
    return index.lookup(fingerprints_from_json({"tmk": item.text}))


def test_a_listed_video_is_found_with_both_scores() -> None:
    shorter = a_tmk((1, 2, 3, 4))

    (hit,) = looked_up({"clip": LISTED, "other": a_tmk((11, 12, 13))}, shorter)

    assert (hit.entry, hit.matched_by, hit.algorithm) == ("clip", MatchedBy.VIDEO, "tmk-pdqf/1")
    assert hit.detail == {
        "level1_percent": pytest.approx(100 * level1_score(LISTED, shorter), abs=0.01),
        "level2_percent": pytest.approx(100 * level2_score(LISTED, shorter), abs=0.01),
    }


def test_what_is_taken_out_is_not_found_and_its_place_is_used_again() -> None:
    index = Index([("a", EntryType.TMK, LISTED.text), ("b", EntryType.TMK, a_tmk((11, 12)).text)])

    index.remove("a")
    index.add([("c", EntryType.TMK, a_tmk((1, 2, 3, 4, 6)).text)])

    assert [hit.entry for hit in index.lookup(Fingerprints(tmk=LISTED))] == ["c"]
    assert ("a" in index, "b" in index, len(index)) == (False, True, 2)


def test_a_list_with_a_video_is_written_and_read_back() -> None:
    stream = io.StringIO(newline="")
    write_csv([Row(2, EntryType.TMK, LISTED.text, label="Clip")], stream)

    (read,) = read_bank(io.BytesIO(stream.getvalue().encode()))

    assert read == Row(2, EntryType.TMK, LISTED.text, label="Clip")
