import io
from itertools import combinations

import numpy as np
import pdqhash
import pytest
from PIL import Image, ImageOps
from tests.lengths import rounds

from bonafides.safety.moderation.samples import PictureRelation, SamplePicture, known_pictures, sample_pictures

pytestmark = pytest.mark.xdist_group("sample pictures")  # hashed once for each seed
SEEDS = (2026, 0, 1)[: rounds(1, 3)]
MATCH_BITS = 31
HOLD_BITS = 10


class Hashed:
    """The samples of one seed, and their PDQ hashes by the reference implementation."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.samples = {sample.name: sample for sample in sample_pictures(seed)}
        readable = [s for s in self.samples.values() if s.relation != PictureRelation.CORRUPT]
        self.hashes = {sample.name: reference_hash(sample.data) for sample in readable}

    def named(self, relation: PictureRelation) -> list[SamplePicture]:
        return [sample for sample in self.samples.values() if sample.relation == relation]

    def bits_between(self, name: str, other: str) -> int:
        return int((self.hashes[name][0] != self.hashes[other][0]).sum())

    def bits_from_origin(self, relation: PictureRelation) -> list[int]:
        return [self.bits_between(sample.name, str(sample.of)) for sample in self.named(relation)]

    def qualities(self, relation: PictureRelation) -> list[int]:
        return [self.hashes[sample.name][1] for sample in self.named(relation)]


def reference_hash(data: bytes) -> tuple[np.ndarray, int]:
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    vector, quality = pdqhash.compute(np.asarray(upright.convert("RGB")))
    return vector, int(quality)


@pytest.fixture(scope="module", params=SEEDS)
def hashed(request: pytest.FixtureRequest) -> Hashed:
    return Hashed(request.param)


def test_the_eight_known_pictures_are_rich_enough_to_fingerprint(hashed: Hashed) -> None:
    assert len(hashed.named(PictureRelation.KNOWN)) == 8
    assert min(hashed.qualities(PictureRelation.KNOWN)) >= 80


def test_the_known_pictures_are_far_from_each_other(hashed: Hashed) -> None:
    pairs = combinations([sample.name for sample in hashed.named(PictureRelation.KNOWN)], 2)

    assert min(hashed.bits_between(name, other) for name, other in pairs) > 80


def test_every_re_encoding_is_near_enough_to_be_held(hashed: Hashed) -> None:
    distances = hashed.bits_from_origin(PictureRelation.REENCODED)

    assert len(distances) == 8 * 7
    assert max(distances) <= HOLD_BITS


def test_every_near_duplicate_is_near_enough_to_be_matched(hashed: Hashed) -> None:
    distances = hashed.bits_from_origin(PictureRelation.NEAR)

    assert len(distances) == 8 * 4
    assert max(distances) <= MATCH_BITS


def test_a_turned_picture_is_found_only_by_turning_it(hashed: Hashed) -> None:
    distances = hashed.bits_from_origin(PictureRelation.TURNED)

    assert len(distances) == 8 * 7
    assert min(distances) > MATCH_BITS


def test_the_unrelated_pictures_are_fingerprinted_and_match_nothing(hashed: Hashed) -> None:
    unrelated = [sample.name for sample in hashed.named(PictureRelation.UNRELATED)]
    others = [name for name in hashed.hashes if hashed.samples[name].relation != PictureRelation.UNRELATED]

    assert len(unrelated) == 20
    assert min(hashed.qualities(PictureRelation.UNRELATED)) >= 50
    assert min(hashed.bits_between(name, other) for name in unrelated for other in others) > 2 * MATCH_BITS


def test_the_poor_and_the_too_small_picture_have_no_usable_fingerprint(hashed: Hashed) -> None:
    assert hashed.qualities(PictureRelation.POOR) == [0]
    assert hashed.qualities(PictureRelation.TOO_SMALL) == [0]


def test_the_animation_shows_a_known_picture_in_its_middle_frame(hashed: Hashed) -> None:
    (sample,) = hashed.named(PictureRelation.FRAME)

    animation = Image.open(io.BytesIO(sample.data))
    animation.seek(2)  # of five: 0 to 4
    middle, _ = pdqhash.compute(np.asarray(animation.convert("RGB")))

    assert int((middle != hashed.hashes[str(sample.of)][0]).sum()) <= HOLD_BITS
    assert hashed.bits_between(sample.name, str(sample.of)) > MATCH_BITS


def test_the_corrupt_file_does_not_open(hashed: Hashed) -> None:
    (sample,) = hashed.named(PictureRelation.CORRUPT)

    with pytest.raises(OSError, match=r"truncated|broken"):
        Image.open(io.BytesIO(sample.data)).load()


def test_the_re_encodings_come_in_the_modes_that_trip_up_hashers(hashed: Hashed) -> None:
    modes = {Image.open(io.BytesIO(s.data)).mode for s in hashed.named(PictureRelation.REENCODED)}

    assert modes == {"RGB", "P", "CMYK", "L"}


def test_every_media_type_is_what_the_bytes_are(hashed: Hashed) -> None:
    wrong = [
        s.name for s in hashed.samples.values() if Image.open(io.BytesIO(s.data)).get_format_mimetype() != s.media_type
    ]

    assert wrong == []


def test_the_same_seed_makes_the_same_bytes(hashed: Hashed) -> None:
    pictures = sample_pictures(hashed.seed)

    assert [*pictures] == [*hashed.samples.values()]
    assert pictures[:8] == known_pictures(hashed.seed)


def test_another_seed_makes_other_pictures() -> None:
    assert {sample.data for sample in known_pictures(7)}.isdisjoint(sample.data for sample in known_pictures(8))


def test_no_name_stands_twice(hashed: Hashed) -> None:
    assert len(hashed.samples) == 8 + 8 * (7 + 4 + 7) + 1 + 20 + 3
