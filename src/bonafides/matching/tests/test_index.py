from dataclasses import replace

import pytest
from PIL import Image, ImageOps

from bonafides.matching.digests import digests_of_bytes
from bonafides.matching.errors import FingerprintError, MatchingError
from bonafides.matching.fingerprint import Fingerprints, fingerprints_of, fingerprints_of_text, fingerprints_of_url
from bonafides.matching.index import Index, check_listable, key_of
from bonafides.matching.tests.samples import a_picture, encoded
from bonafides.matching.vocabulary import ALGORITHMS, DIGEST_TYPES, EntryType, MatchedBy

PICTURE = a_picture(11, (400, 300))
DATA = encoded(PICTURE)
LISTED = fingerprints_of(DATA)
HASH = LISTED.frames[0].hash


def found(index: Index[str], item: Fingerprints, **options: bool) -> list[tuple[str, str, int | None]]:
    return [(hit.entry, str(hit.matched_by), hit.distance_bits) for hit in index.lookup(item, **options)]


@pytest.mark.parametrize("kind", DIGEST_TYPES)
def test_listed_bytes_are_found_by_each_of_their_digests(kind: EntryType) -> None:
    index = Index([("a", kind, LISTED.digests[kind].upper()), ("b", kind, "0" * len(LISTED.digests[kind]))])

    [hit] = index.lookup(LISTED)

    assert (hit.entry, hit.type, hit.matched_by, hit.distance_bits) == ("a", kind, MatchedBy.EXACT, None)
    assert hit.is_byte_exact
    assert hit.fingerprint == LISTED.digests[kind]


def test_a_digest_never_matches_one_of_another_kind() -> None:
    index = Index([("a", EntryType.MD5, LISTED.digests[EntryType.SHA1][:32])])

    assert index.lookup(LISTED) == []


def test_a_listed_picture_is_found_with_everything_that_a_record_needs() -> None:
    index = Index([("a", EntryType.PDQ, HASH.hex)])

    [hit] = index.lookup(fingerprints_of(encoded(PICTURE, "JPEG", quality=40)))

    assert hit.matched_by in {MatchedBy.NEAR, MatchedBy.EXACT}
    assert hit.distance_bits is not None
    assert hit.distance_bits <= 10
    assert (hit.quality, hit.frame, hit.algorithm) == (100, 0, ALGORITHMS[EntryType.PDQ])
    assert not hit.is_byte_exact


TURNED = {
    "rotation_90": PICTURE.transpose(Image.Transpose.ROTATE_270),
    "rotation_180": PICTURE.transpose(Image.Transpose.ROTATE_180),
    "rotation_270": PICTURE.transpose(Image.Transpose.ROTATE_90),
    "flip": ImageOps.mirror(PICTURE),
    "flip_90": ImageOps.mirror(PICTURE).transpose(Image.Transpose.ROTATE_90),
    "flip_180": ImageOps.flip(PICTURE),
    "flip_270": ImageOps.mirror(PICTURE).transpose(Image.Transpose.ROTATE_270),
}


@pytest.mark.parametrize("turn", TURNED)
def test_a_turned_copy_is_found_and_says_which_turn_brings_it_back(turn: str) -> None:
    index = Index([("a", EntryType.PDQ, HASH.hex)])

    [hit] = index.lookup(fingerprints_of(encoded(TURNED[turn], "JPEG", quality=60)))

    assert hit.matched_by == turn
    assert hit.distance_bits is not None
    assert hit.distance_bits <= 10


def test_turns_are_tried_only_if_asked_for() -> None:
    index = Index([("a", EntryType.PDQ, HASH.hex)])

    assert index.lookup(fingerprints_of(encoded(TURNED["flip"])), turns=False) == []


def test_a_later_frame_of_an_animation_is_found_as_a_frame() -> None:
    scenes = [a_picture(seed, (400, 300)) for seed in (1, 2)]
    index = Index([("a", EntryType.PDQ, HASH.hex)])

    [hit] = index.lookup(fingerprints_of(encoded(scenes[0], "PNG", save_all=True, append_images=[PICTURE, scenes[1]])))

    assert (hit.matched_by, hit.frame, hit.distance_bits) == (MatchedBy.FRAME, 1, 0)


def test_a_symmetric_picture_counts_as_upright() -> None:
    symmetric = Image.new("RGB", (400, 300))
    symmetric.paste(PICTURE.crop((0, 0, 200, 300)), (0, 0))
    symmetric.paste(ImageOps.mirror(PICTURE.crop((0, 0, 200, 300))), (200, 0))
    item = fingerprints_of(encoded(symmetric))
    index = Index([("a", EntryType.PDQ, item.frames[0].hash.hex)])

    assert found(index, item) == [("a", "exact", 0)]


def test_a_picture_below_quality_50_is_not_matched() -> None:
    index = Index([("a", EntryType.PDQ, HASH.hex)])
    poor = replace(LISTED, frames=(replace(LISTED.frames[0], quality=49),))

    assert found(index, replace(LISTED, frames=(replace(LISTED.frames[0], quality=50),))) == [("a", "exact", 0)]
    assert found(index, poor) == []


def test_a_listed_text_is_found_whole_or_inside_a_post_in_any_script() -> None:
    index = Index(
        [("ar", EntryType.TEXT, "السلام عليكم"), ("bn", EntryType.TEXT, "বাংলা ভাষা"), ("ru", EntryType.TEXT, "Ёлка")]
    )

    assert found(index, fingerprints_of_text("السَّلامُ عَلَيْكُم!")) == [("ar", "exact", None)]
    assert found(index, fingerprints_of_text("আমার বাংলা ভাষা। елка")) == [("bn", "phrase", None), ("ru", "phrase", None)]
    assert found(index, fingerprints_of_text("елками")) == []


def test_an_address_is_found_by_itself_its_prefix_and_its_host_also_inside_a_text() -> None:
    index = Index(
        [
            ("page", EntryType.URL, "https://bad.example/Page"),
            ("prefix", EntryType.URL, "bad.example/Page/*"),
            ("host", EntryType.URL, "bad[.]example"),
        ]
    )

    assert found(index, fingerprints_of_url("hxxp://www.bad[.]example/Page/")) == [
        ("page", "url", None),
        ("prefix", "prefix", None),
        ("host", "host", None),
    ]
    assert found(index, fingerprints_of_text("go to sub.bad.example/page now")) == [("host", "host", None)]
    assert found(index, fingerprints_of_url("https://notbad.example/Page")) == []


def test_an_entry_matches_once_and_the_closest_come_first() -> None:
    text = "listed words"
    index = Index(
        [
            ("phrase", EntryType.TEXT, "words"),
            ("far", EntryType.PDQ, HASH.hex[:-3] + "000"),
            ("same", EntryType.PDQ, HASH.hex),
            ("md5", EntryType.MD5, LISTED.digests[EntryType.MD5]),
        ]
    )
    both = replace(LISTED, text=text, frames=LISTED.frames * 2)

    hits = index.lookup(both)

    assert [hit.entry for hit in hits] == ["md5", "same", "far", "phrase"]


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (EntryType.PDQ, "0" * 63, "bad_pdq"),
        (EntryType.SHA256, "0" * 32, "bad_digest"),
        (EntryType.TEXT, "?!", "empty_text"),
        (EntryType.URL, "com", "not_an_address"),
    ],
)
def test_a_value_that_is_not_what_its_type_says_is_refused_and_nothing_is_added(
    kind: EntryType, value: str, code: str
) -> None:
    index: Index[str] = Index()

    with pytest.raises(MatchingError) as refusal:
        index.add([("good", EntryType.TEXT, "good"), ("bad", kind, value)])

    assert refusal.value.code == code
    assert len(index) == 0


ONE_OF_EACH = [
    (EntryType.PDQ, HASH.hex, LISTED),
    (EntryType.SHA512, LISTED.digests[EntryType.SHA512], LISTED),
    (EntryType.TEXT, "some words", fingerprints_of_text("some words")),
    (EntryType.URL, "bad.example", fingerprints_of_url("bad.example")),
]


@pytest.mark.parametrize(("kind", "value", "item"), ONE_OF_EACH)
def test_a_removed_entry_is_found_no_more_and_its_twin_still_is(
    kind: EntryType, value: str, item: Fingerprints
) -> None:
    index = Index([("a", kind, value), ("b", kind, value)])

    index.remove("a")
    index.remove("never added")

    assert [hit.entry for hit in index.lookup(item)] == ["b"]
    assert "a" not in index
    assert len(index) == 1


@pytest.mark.parametrize(("kind", "value", "item"), ONE_OF_EACH)
def test_an_entry_that_is_added_again_has_its_new_value_only(kind: EntryType, value: str, item: Fingerprints) -> None:
    index = Index([("a", kind, value)])

    index.add([("a", EntryType.TEXT, "quite another thing")])

    assert index.lookup(item) == []
    assert [hit.entry for hit in index.lookup(fingerprints_of_text("quite another thing"))] == ["a"]


@pytest.mark.parametrize("kind", DIGEST_TYPES)
def test_the_digest_of_an_empty_file_is_on_no_list(kind: EntryType) -> None:
    empty, full = (digests_of_bytes(data).by_type()[kind] for data in (b"", b"\n"))

    check_listable(kind, key_of(kind, full))
    with pytest.raises(FingerprintError, match="empty"):
        check_listable(kind, key_of(kind, empty.upper()))


@pytest.mark.parametrize("text", ["a", " 1. ", "\N{ARABIC LETTER WAW}\N{ARABIC TATWEEL}", "\u6211"])
def test_a_single_letter_is_on_no_list(text: str) -> None:
    check_listable(EntryType.TEXT, key_of(EntryType.TEXT, f"{text}b"))

    with pytest.raises(FingerprintError, match="single letter"):
        check_listable(EntryType.TEXT, key_of(EntryType.TEXT, text))
