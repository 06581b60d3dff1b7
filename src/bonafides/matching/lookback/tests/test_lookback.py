"""What is kept of an item holds no word of it, and is found by exactly the entries that would have matched."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafides.matching.fingerprint import (
    Fingerprints,
    Frame,
    Part,
    fingerprints_of,
    fingerprints_of_text,
    fingerprints_of_url,
)
from bonafides.matching.index import Index
from bonafides.matching.lookback import Kept, Reach, Sieve, opened, packed, reach_of
from bonafides.matching.lookback.locked import TLSHES, locked, unlocked
from bonafides.matching.lookback.sieve import is_alike
from bonafides.matching.pdq import PdqHash
from bonafides.matching.sounds import SoundHash
from bonafides.matching.tlsh import Tlsh, tlsh_of
from bonafides.matching.videos import VideoHash
from bonafides.matching.vocabulary import EntryType, MatchedBy

SECRET, OTHER_SECRET = b"s" * 32, b"o" * 32
POST = (
    "The harbour office opens at eight and closes at five, and whoever brings a boat in after that writes its name "
    "into the book at the gate, so that the night watch knows which berth is taken and which one is still free."
)
PDQ = PdqHash((1, 2, 3, 4))
TLSH = _tlsh.text if (_tlsh := tlsh_of(POST.encode())) else ""
words = st.integers(0, 2**64 - 1)
hashes = st.builds(lambda *each: PdqHash(each), words, words, words, words)


def one(kind: EntryType, value: str) -> Sieve[int]:
    return Sieve([(7, kind, value)], SECRET)


def a_picture(pdq: PdqHash = PDQ, quality: int = 100, **turned: PdqHash) -> Fingerprints:
    return Fingerprints(frames=(Frame(0, pdq, quality, {MatchedBy(name): each for name, each in turned.items()}),))


# -- packing ----------------------------------------------------------------------------------------


def test_pictures_digests_and_videos_come_out_as_they_went_in() -> None:
    video = VideoHash.of([f"{PDQ.hex},90,0.000", f"{PDQ.hex},20,1.000"])
    item = replace(a_picture(flip=PdqHash((9, 9, 9, 9))), digests=fingerprints_of(b"x").digests, video=video)

    found = opened(packed(item, SECRET))

    assert found.digests == item.digests
    assert found.frames == item.frames
    assert found.video == VideoHash.of([f"{PDQ.hex},90,0.000"])


def test_a_frame_without_enough_detail_is_not_kept() -> None:
    assert packed(a_picture(quality=49), SECRET).frames == b""


def test_files_inside_keep_their_place_but_not_their_names() -> None:
    inner = Fingerprints(digests=fingerprints_of(b"inner").digests)
    item = Fingerprints(parts=(Part(("letters.zip", "to-anna.txt"), inner), Part(("letters.zip",), inner)))

    kept = packed(item, SECRET)
    found = [part.path for part in opened(kept).parts]

    assert found[0][:1] == found[1]
    assert "anna" not in str(kept)


@pytest.mark.parametrize("said", ["harbour", "boats.example.org", "t1berth"])
def test_no_word_and_no_address_stands_in_what_is_kept(said: str) -> None:
    item = fingerprints_of_text(f"{POST} https://boats.example.org/t1berth/{said}")

    kept = packed(item, SECRET)
    everything = b"".join(
        (kept.frames, kept.digests, kept.names, kept.videos.encode(), kept.paths.encode(), kept.tlshes)
    )

    assert said.encode() not in everything


def test_nothing_is_kept_of_an_item_that_has_no_fingerprint() -> None:
    assert not packed(Fingerprints(), SECRET)


# -- the sieve --------------------------------------------------------------------------------------


@given(st.lists(hashes, min_size=1, max_size=12), hashes, st.sets(st.integers(0, 255), max_size=40))
@settings(max_examples=200, deadline=None)
def test_a_picture_is_found_where_the_index_finds_it(listed: list[PdqHash], other: PdqHash, flips: set[int]) -> None:
    near = PdqHash.parse(f"{int(listed[0].hex, 16) ^ sum(1 << bit for bit in flips):064x}")
    items = [a_picture(other), a_picture(near), a_picture(other, flip=near)]
    entries = [(number, EntryType.PDQ, each.hex) for number, each in enumerate(listed)]
    expected = [number for number, hits in enumerate(Index(entries).lookup_all(items)) if hits]

    assert Sieve(entries, SECRET).may_meet([packed(item, SECRET) for item in items]) == expected


@pytest.mark.parametrize("kind", [EntryType.MD5, EntryType.SHA1, EntryType.SHA256, EntryType.SHA512])
def test_equal_bytes_are_found_by_every_digest(kind: EntryType) -> None:
    items = [packed(fingerprints_of(each), SECRET) for each in (b"one", b"two", b"three")]

    assert one(kind, fingerprints_of(b"two").digests[kind]).may_meet(items) == [1]


def test_a_video_is_found_by_its_frames() -> None:
    video = VideoHash.of([f"{PDQ.hex},90,0.000"])

    assert one(EntryType.VPDQ, video.text).may_meet([Kept(), packed(Fingerprints(video=video), SECRET)]) == [1]


def test_a_sound_comes_out_as_it_went_in_and_is_found_by_a_part_of_it() -> None:
    sound, other = (
        SoundHash.of_words(np.random.default_rng(seed).integers(0, 1 << 32, 90, np.uint32)) for seed in (1, 2)
    )
    items = [packed(Fingerprints(sound=each), SECRET) for each in (other, sound)]
    part = SoundHash.of_words(sound.words[:70])

    assert opened(items[1]).sound == sound
    assert one(EntryType.CHROMAPRINT, part.text).may_meet([Kept(), *items]) == [2]


ADDRESSES = [
    ("https://a.shapes.example/square/1", MatchedBy.URL),
    ("https://a.shapes.example/square/*", MatchedBy.PREFIX),
    ("a.shapes.example", MatchedBy.HOST),
    ("domain:shapes.example", MatchedBy.DOMAIN),
    ("md5:0b1f9ffc9ed65ee54ebf1c2fa4dcf1b8", MatchedBy.URL),
]


@pytest.mark.parametrize(("listed", "way"), ADDRESSES[:4])
def test_an_address_is_found_in_every_form_that_a_list_has(listed: str, way: MatchedBy) -> None:
    item = packed(fingerprints_of_url("https://a.shapes.example/square/1"), SECRET)
    sieve = one(EntryType.URL, listed)

    (hit,) = sieve.named_hits(item)

    assert sieve.may_meet([Kept(), item]) == [1]
    assert (hit.matched_by, hit.type) == (way, EntryType.URL)
    assert "shapes" not in hit.fingerprint


def test_two_hits_of_one_address_have_one_fingerprint() -> None:
    item = packed(fingerprints_of_url("https://a.shapes.example/square/1"), SECRET)
    entries = [(number, EntryType.URL, listed) for number, (listed, _way) in enumerate(ADDRESSES[:4])]

    assert len({hit.fingerprint for hit in Sieve(entries, SECRET).named_hits(item)}) == 1


def test_an_identifier_is_found_in_a_text_that_names_it() -> None:
    cid = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
    item = packed(fingerprints_of_text(f"see ipfs://{cid}"), SECRET)

    assert [hit.matched_by for hit in one(EntryType.IDENTIFIER, f"ipfs://{cid}").named_hits(item)] == ["identifier"]


def test_a_name_made_under_another_secret_meets_nothing() -> None:
    item = packed(fingerprints_of_text("a harmless sentence"), OTHER_SECRET)

    assert one(EntryType.TEXT, "a harmless sentence").may_meet([item]) == []


# -- texts ------------------------------------------------------------------------------------------

TEXTS = {
    "itself": (POST, MatchedBy.EXACT),
    "in other case and punctuation": (POST.upper().replace(",", " -"), MatchedBy.EXACT),
    "with edits": (POST.replace("boat", "ship").replace("gate", "door"), MatchedBy.NEAR_COPY),
    "quoted in a longer post": (
        f"{'Somebody wrote the other day what we all know well enough. ' * 8} {POST}",
        "quoted",
    ),
}


@pytest.mark.parametrize(("said", "way"), TEXTS.values(), ids=TEXTS.keys())
def test_a_text_is_found(said: str, way: str) -> None:
    item = packed(fingerprints_of_text(said), SECRET)
    sieve = one(EntryType.TEXT, POST)

    assert sieve.may_meet([item]) == [0]
    assert sieve.named_hits(item)[0].matched_by == way


@pytest.mark.parametrize("listed", ["می\u200cکشیم شما را", "می کشیم شما را", "میکشیم شما را"])
def test_a_text_with_half_spaces_is_found_with_spaces_for_them_and_without(listed: str) -> None:
    written = "می\u200cکشیم شما را"

    [one_way] = one(EntryType.TEXT, listed).named_hits(packed(fingerprints_of_text(written), SECRET))
    [other_way] = one(EntryType.TEXT, written).named_hits(packed(fingerprints_of_text(listed), SECRET))

    assert one_way.matched_by is other_way.matched_by is MatchedBy.EXACT


def test_another_text_is_not_found() -> None:
    item = packed(
        fingerprints_of_text("The library opens at nine, and whoever brings a book back pays nothing."), SECRET
    )

    assert one(EntryType.TEXT, POST).named_hits(item) == []


@pytest.mark.parametrize(
    ("shared", "share", "part", "alike"),
    [
        (3, 1.0, 0.1, True),
        (5, 0.99, 1.0, False),
        (6, 0.5, 0.1, True),
        (6, 0.49, 1.0, False),
        (11, 0.49, 1.0, False),
        (12, 0.1, 0.5, True),
        (12, 0.49, 0.49, False),
    ],
)
def test_texts_are_alike_from_these_shares_on(shared: int, share: float, part: float, alike: bool) -> None:
    assert is_alike(shared, share, part) is alike


PHRASE = "grey ships pass the quiet harbour wall"  # four runs of it are chosen, which cover most of it
SHORT = "a shuttered lantern"  # three are, which are half of it
AROUND = "Somebody wrote the other day what we all know well enough. {} And so it went on, as it always does."


def test_a_phrase_that_its_few_runs_cover_is_found_inside_a_longer_text() -> None:
    items = [packed(fingerprints_of_text(AROUND.format(said)), SECRET) for said in ("Nothing.", PHRASE)]
    sieve = one(EntryType.TEXT, PHRASE)

    (hit,) = sieve.named_hits(items[1])

    assert sieve.may_meet(items) == [1]
    assert hit.matched_by is MatchedBy.QUOTED


def test_a_phrase_of_which_a_word_is_another_is_not_found() -> None:
    said = PHRASE.replace("grey", "blue")

    assert one(EntryType.TEXT, PHRASE).named_hits(packed(fingerprints_of_text(AROUND.format(said)), SECRET)) == []


def test_a_short_phrase_is_found_as_a_whole_text_and_not_inside_a_longer_one() -> None:
    alone, inside = (packed(fingerprints_of_text(each), SECRET) for each in (SHORT, AROUND.format(SHORT)))

    assert one(EntryType.TEXT, SHORT).may_meet([alone, inside]) == [0]


@pytest.mark.parametrize(
    ("kind", "value", "reach"),
    [
        (EntryType.TEXT, POST, Reach.FULL),
        (EntryType.TEXT, PHRASE, Reach.FULL),
        (EntryType.TEXT, SHORT, Reach.ALONE),
        (EntryType.TEXT, "x", Reach.ALONE),
        (EntryType.TLSH, TLSH, Reach.FULL),
        (EntryType.PATTERN, "(lantern|candle)", Reach.NONE),
        (EntryType.TMK, "", Reach.NONE),
    ],
)
def test_it_is_known_beforehand_how_far_an_entry_is_looked_for(kind: EntryType, value: str, reach: Reach) -> None:
    assert reach_of(kind, value) is reach


# -- TLSH -------------------------------------------------------------------------------------------


def test_a_tlsh_hash_finds_a_text_near_it_as_the_index_does() -> None:
    texts = [POST, POST.replace("boat", "ship"), POST.upper(), "Another text of the library, which opens at nine. " * 3]
    items = [fingerprints_of_text(text) for text in texts]
    expected = [number for number, hits in enumerate(Index([(7, EntryType.TLSH, TLSH)]).lookup_all(items)) if hits]
    kept = [packed(item, SECRET) for item in items]

    (hit, *_more) = one(EntryType.TLSH, TLSH).named_hits(kept[0])

    assert one(EntryType.TLSH, TLSH).may_meet([Kept(), *kept]) == [1 + number for number in expected]
    assert (hit.entry, hit.matched_by, hit.detail["distance"]) == (7, MatchedBy.NEAR_COPY, 0)


def test_a_tlsh_hash_that_was_sent_is_kept_and_found() -> None:
    item = packed(Fingerprints(tlsh=Tlsh.parse(TLSH)), SECRET)

    assert one(EntryType.TLSH, TLSH).may_meet([item]) == [0]


def test_without_its_secret_no_tlsh_hash_is_read_or_found() -> None:
    item = packed(Fingerprints(tlsh=Tlsh.parse(TLSH)), OTHER_SECRET)

    assert bytes.fromhex(TLSH[2:])[4:] not in item.tlshes
    assert one(EntryType.TLSH, TLSH).may_meet([item]) == []


def test_a_text_inside_an_archive_is_found_by_its_tlsh_hash_with_its_place() -> None:
    item = Fingerprints(parts=(Part(("letters.zip", "to-anna.txt"), fingerprints_of_text(POST)),))

    (hit, *_more) = one(EntryType.TLSH, TLSH).named_hits(packed(item, SECRET))

    assert len(hit.path) == 2


@given(st.lists(st.binary(min_size=35, max_size=35), min_size=1, max_size=5))
def test_what_is_locked_is_unlocked_by_the_same_secret(hashes: list[bytes]) -> None:
    tlshes = [Tlsh.parse(f"T1{each.hex()}") for each in hashes]
    rows = np.array([(0, *map(tuple, locked(each, SECRET))) for each in tlshes], TLSHES)

    assert [bytes(row) for row in unlocked(rows, SECRET)] == hashes


# -- values -----------------------------------------------------------------------------------------


def test_a_value_that_is_none_is_passed_over() -> None:
    entries = [
        (1, EntryType.PDQ, "no hash"),
        (2, EntryType.URL, "https://"),
        (4, EntryType.TLSH, "T1"),
        (3, EntryType.PDQ, PDQ.hex),
    ]

    assert Sieve(entries, SECRET).may_meet([packed(a_picture(), SECRET)]) == [0]
