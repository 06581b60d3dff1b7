"""Sounds by Chromaprint. `chromaprint.json` was written by the library itself, of sounds that were made for it."""

import base64
import contextlib
import json
from itertools import chain, pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafides.matching.errors import FingerprintError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.fingerprint_json import fingerprints_from_json
from bonafides.matching.index import Hit, Index
from bonafides.matching.sounds import SoundHash, SoundTable
from bonafides.matching.sounds.likeness import likeness_of
from bonafides.matching.sounds.packing import MAX_WORDS, Words, packed, unpacked
from bonafides.matching.vocabulary import EntryType, MatchedBy

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("chromaprint.json").read_text())
MELODY, VOICE = (
    {name: SoundHash.parse(text) for name, text in VECTORS["pairs"][kind].items()} for kind in ("melody", "voice")
)
CHANGED = [name for name in MELODY if name != "orig"]
STEP, SPAN = 1365 / 11025, 28_666 / 11025


def random_words(seed: int, count: int) -> Words:
    return np.random.default_rng(seed).integers(0, 1 << 32, count, np.uint32)


def joined(*pieces: Words) -> SoundHash:
    return SoundHash.of_words(np.concatenate(pieces))


def noisy(words: Words, bits: int, seed: int = 3) -> Words:
    """Each word with so many of its bits turned over."""
    random = Random(seed)
    flips = [sum(1 << bit for bit in random.sample(range(32), bits)) for _word in words]
    return words ^ np.array(flips, np.uint32)


def looked_up(listed: SoundHash, item: SoundHash) -> list[Hit[str]]:
    return Index([("sound", EntryType.CHROMAPRINT, listed.text)]).lookup(Fingerprints(sound=item))


# -- how it is written ------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS["values"], ids=lambda vector: vector["name"])
def test_the_librarys_own_text_is_read_and_written(vector: dict[str, Any]) -> None:
    assert unpacked(vector["text"]).tolist() == vector["numbers"]
    assert packed(np.array(vector["numbers"], np.uint32)) == vector["text"]


@pytest.mark.parametrize("form", ["{}", "[{}]", " [ {} ] "], ids=["numbers", "a JSON list", "with spaces"])
def test_numbers_are_read_signed_or_not(form: str) -> None:
    words = random_words(1, 60)
    signed, unsigned = words.view(np.int32).tolist(), words.tolist()

    assert SoundHash.parse(form.format(", ".join(map(str, signed)))) == SoundHash.of_words(words)
    assert SoundHash.parse(form.format(",".join(map(str, unsigned)))) == SoundHash.of_words(words)
    assert SoundHash.of_numbers(unsigned).text == packed(words)


@given(st.lists(st.integers(0, (1 << 32) - 1), max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_words_are_read_as_they_were_written(numbers: list[int]) -> None:
    assert unpacked(packed(np.array(numbers, np.uint32))).tolist() == numbers


@given(st.binary(max_size=60))
@settings(max_examples=300, deadline=None)
def test_other_bytes_are_refused_or_read(data: bytes) -> None:
    text = base64.urlsafe_b64encode(b"\x01\0\0" + data).decode()

    with contextlib.suppress(FingerprintError):
        assert len(unpacked(text)) == data[0]


GOOD = VECTORS["values"][3]["text"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_chromaprint"),
        ("A", "bad_chromaprint"),
        ("AQAA", "bad_chromaprint"),
        ("not it at all!", "bad_chromaprint"),
        (GOOD[:-8], "bad_chromaprint"),
        (GOOD + "AAAA", "bad_chromaprint"),
        ("AQAAAf8=", "bad_chromaprint"),
        ("AAAAAA", "other_chromaprint"),
        ("Af___w", "too_long"),
        ("1,2,x", "bad_chromaprint"),
        ("1,-2147483649", "bad_chromaprint"),
        ("1,4294967296", "bad_chromaprint"),
        ("1,--2", "bad_chromaprint"),
        ("1,99999999999999", "bad_chromaprint"),
        ("1," * (MAX_WORDS + 1), "too_long"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_anything_else_is_refused(text: str, code: str) -> None:
    with pytest.raises(FingerprintError) as refused:
        SoundHash.parse(text)

    assert refused.value.code == code


@pytest.mark.parametrize("end", ["x", "]]", "[1"])
@pytest.mark.timeout(30)
def test_a_million_characters_that_are_nearly_numbers_are_refused_in_time(end: str) -> None:
    with pytest.raises(FingerprintError) as refused:
        SoundHash.parse("1," * 500_000 + end)

    assert refused.value.code in ("bad_chromaprint", "too_long")


@pytest.mark.parametrize(
    "words",
    [random_words(1, 63), np.full(500, 627964279, np.uint32), np.repeat(random_words(1, 40), 3)],
    ids=["too short", "silence", "lasting tones"],
)
def test_a_sound_in_which_nothing_can_be_matched_is_not_listed(words: Words) -> None:
    with pytest.raises(FingerprintError) as refused:
        Index([("x", EntryType.CHROMAPRINT, packed(words))])

    assert refused.value.code == "no_sound"


def test_a_lookup_has_the_text_or_the_numbers_in_a_list_or_in_a_text() -> None:
    words = random_words(1, 60)
    sound = SoundHash.of_words(words)

    assert fingerprints_from_json({"chromaprint": sound.text}).sound == sound
    assert fingerprints_from_json({"chromaprint": words.tolist()}).sound == sound
    assert fingerprints_from_json({"chromaprint": str(words.tolist())}).sound == sound
    assert fingerprints_from_json({"chromaprint": sound.text, "chromaprint_in_part": True}).sound == sound.in_part()


# -- what is alike ----------------------------------------------------------------------------------


@pytest.mark.parametrize("changed", CHANGED)
@pytest.mark.parametrize("sounds", [MELODY, VOICE], ids=["melody", "voice"])
def test_the_same_sound_is_found_however_it_was_written_again(sounds: dict[str, SoundHash], changed: str) -> None:
    (hit,) = looked_up(sounds["orig"], sounds[changed])

    assert hit.matched_by is MatchedBy.SOUND
    assert hit.detail["item_percent"] >= 95  # type: ignore[operator]
    assert hit.detail["differing_percent"] <= 13  # type: ignore[operator]


def test_other_sounds_are_not_found() -> None:
    others = VECTORS["pairs"]["another"]
    index = Index((name, EntryType.CHROMAPRINT, text) for name, text in others.items())

    found = [index.lookup(Fingerprints(sound=each)) for each in chain(MELODY.values(), VOICE.values())]

    assert len(index) == 2
    assert found == [[]] * len(found)


def test_a_sound_inside_a_longer_one_is_found_with_its_time() -> None:
    before, listed, after = random_words(1, 300), random_words(2, 200), random_words(3, 100)

    (hit,) = looked_up(SoundHash.of_words(listed), joined(before, listed, after))

    assert (hit.type, hit.matched_by) == (EntryType.CHROMAPRINT, MatchedBy.SOUND)
    assert hit.detail["listed_percent"] == 100
    assert hit.detail["item_percent"] == pytest.approx(100 / 3, abs=0.5)
    assert hit.detail["differing_percent"] == 0
    assert len(hit.detail["segments"]) == 1  # type: ignore[arg-type]
    segment = hit.detail["segments"][0]  # type: ignore[index]
    assert segment["start_s"] == pytest.approx(300 * STEP, abs=2 * STEP)
    assert segment["end_s"] == pytest.approx(499 * STEP + SPAN, abs=2 * STEP)
    assert hit.detail["listed_segments"] == [{"start_s": 0.0, "end_s": round(199 * STEP + SPAN, 2)}]


@pytest.mark.parametrize(("heard", "matched_by"), [(70, "partial"), (158, "partial"), (162, "sound"), (200, "sound")])
def test_four_fifths_of_the_listed_sound_make_it_that_sound(heard: int, matched_by: str) -> None:
    listed = random_words(2, 200)

    (hit,) = looked_up(SoundHash.of_words(listed), joined(random_words(1, 90), listed[:heard]))

    assert hit.matched_by == matched_by
    assert hit.detail["listed_percent"] == pytest.approx(heard / 2, abs=0.6)


@pytest.mark.parametrize(("bits", "is_found"), [(285, True), (286, True), (287, False)])
def test_a_window_is_alike_up_to_286_of_2048_bits(bits: int, is_found: bool) -> None:
    listed = random_words(2, 64)
    more = bits - 4 * 64
    item = np.concatenate([noisy(listed[:more], 5), noisy(listed[more:], 4)])

    found = likeness_of(SoundHash.of_words(item), listed, [0])

    assert np.bitwise_count(item ^ listed).sum() == bits
    assert (found is not None) is is_found


def test_silence_that_both_have_is_no_match() -> None:
    silence = np.full(400, 627964279, np.uint32)

    assert looked_up(joined(random_words(1, 100), silence), joined(random_words(2, 100), silence)) == []


def test_silence_around_a_listed_sound_does_not_count() -> None:
    silence, listed = np.full(400, 627964279, np.uint32), random_words(1, 100)

    (hit,) = looked_up(joined(listed, silence), joined(random_words(2, 80), listed))

    assert hit.matched_by is MatchedBy.SOUND
    assert hit.detail["listed_percent"] >= 99  # type: ignore[operator]


def test_of_a_sound_that_was_read_in_part_the_match_says_so() -> None:
    part = SoundHash.of_words(random_words(1, 100)).in_part()

    (hit,) = looked_up(SoundHash.of_words(random_words(1, 100)), part)

    assert hit.detail["read_in_part"] is True
    assert fingerprints_from_json(Fingerprints(sound=part).as_json()).sound == part


def test_a_sound_that_is_taken_out_is_not_found_any_more() -> None:
    sounds = {name: SoundHash.of_words(random_words(seed, 100)) for seed, name in enumerate("abc")}
    index = Index((name, EntryType.CHROMAPRINT, sound.text) for name, sound in sounds.items())
    every = joined(*(each.words for each in sounds.values()))

    index.remove("a")
    index.add([("b", EntryType.CHROMAPRINT, SoundHash.of_words(random_words(9, 100)).text)])

    assert [hit.entry for hit in index.lookup(Fingerprints(sound=every))] == ["c"]
    assert ("a" in index, "b" in index, len(index)) == (False, True, 2)


# -- the table against everything -------------------------------------------------------------------


def by_everything(listed: Words, item: Words) -> set[int]:
    """The shifts at which eight seconds are alike, word by word."""
    ours, theirs = item.tolist(), listed.tolist()
    return {
        shift
        for shift in range(-len(ours) + 64, len(theirs) - 63)
        for at in range(max(0, -shift), min(len(ours), len(theirs) - shift) - 63)
        if is_alike(ours[at : at + 64], theirs[at + shift : at + shift + 64])
    }


def is_alike(ours: list[int], theirs: list[int]) -> bool:
    bits = sum((one ^ other).bit_count() for one, other in zip(ours, theirs, strict=True))
    changing = min(sum(one != other for one, other in pairwise(each)) for each in (ours, theirs))
    return bits <= 286 and changing >= 32


@pytest.mark.parametrize("seed", range(4))
def test_the_table_names_every_shift_that_comparing_everything_finds(seed: int) -> None:
    random = np.random.default_rng(seed)
    listed = [random_words(10 * seed + each, int(random.integers(90, 150))) for each in range(6)]
    cut = [each[int(random.integers(0, 9)) : 85] for each in listed[:4]]
    item = np.concatenate([np.concatenate([noisy(each, 2), random_words(99, 20)]) for each in cut])
    table = SoundTable()
    table.add(enumerate(listed[:5]))
    table.add([(5, listed[5])])

    found = {number: set(shifts) for number, shifts in table.shifts(item).items()}

    assert found == {number: shifts for number, each in enumerate(listed) if (shifts := by_everything(each, item))}
    assert set(found) == {0, 1, 2, 3}


@pytest.mark.parametrize("sounds", [MELODY, VOICE], ids=["melody", "voice"])
def test_real_fingerprints_are_found_as_by_comparing_every_shift(sounds: dict[str, SoundHash]) -> None:
    listed, item = sounds["orig"].words, sounds["opus 12k"]
    table = SoundTable()
    table.add([(0, listed)])

    by_table = likeness_of(item, listed, table.shifts(item.words)[0])

    assert by_table == likeness_of(item, listed, range(-len(item.words), len(listed)))


def test_sounds_that_are_taken_out_leave_the_arrays_when_more_are_added() -> None:
    table = SoundTable()
    table.add([(0, random_words(0, 500))])
    alone = table.size_bytes
    table.remove(0)
    table.add([(1, random_words(1, 500))])

    assert (table.size_bytes, len(table), table.words_of(0)) == (alone, 1, None)
