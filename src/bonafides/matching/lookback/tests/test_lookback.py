"""What is kept of an item holds no word of it, and is found by exactly the entries that would have matched."""

from dataclasses import replace

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
from bonafides.matching.lookback import Kept, Sieve, opened, packed
from bonafides.matching.lookback.sieve import is_alike
from bonafides.matching.pdq import PdqHash
from bonafides.matching.videos import VideoHash
from bonafides.matching.vocabulary import EntryType, MatchedBy

SECRET, OTHER_SECRET = b"s" * 32, b"o" * 32
POST = (
    "The harbour office opens at eight and closes at five, and whoever brings a boat in after that writes its name "
    "into the book at the gate, so that the night watch knows which berth is taken and which one is still free."
)
PDQ = PdqHash((1, 2, 3, 4))
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
    everything = b"".join((kept.frames, kept.digests, kept.names, kept.videos.encode(), kept.paths.encode()))

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


def test_another_text_is_not_found() -> None:
    item = packed(
        fingerprints_of_text("The library opens at nine, and whoever brings a book back pays nothing."), SECRET
    )

    assert one(EntryType.TEXT, POST).named_hits(item) == []


@pytest.mark.parametrize(
    ("shared", "share", "part", "alike"),
    [
        (5, 1.0, 1.0, False),
        (6, 0.5, 0.1, True),
        (6, 0.49, 1.0, False),
        (11, 0.49, 1.0, False),
        (12, 0.1, 0.5, True),
        (12, 0.49, 0.49, False),
    ],
)
def test_texts_are_alike_from_these_shares_on(shared: int, share: float, part: float, alike: bool) -> None:
    assert is_alike(shared, share, part) is alike


def test_a_value_that_is_none_is_passed_over() -> None:
    entries = [(1, EntryType.PDQ, "no hash"), (2, EntryType.URL, "https://"), (3, EntryType.PDQ, PDQ.hex)]

    assert Sieve(entries, SECRET).may_meet([packed(a_picture(), SECRET)]) == [0]
