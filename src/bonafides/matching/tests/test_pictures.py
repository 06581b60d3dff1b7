import os
import struct
import time
import tracemalloc
import warnings
import zlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from random import Random
from threading import Lock

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageFile, ImageOps

from bonafides.matching import pictures
from bonafides.matching.errors import PictureError
from bonafides.matching.pdq import PdqHash, pdq_of
from bonafides.matching.pictures import FORMATS, picture_of, preview, processors
from bonafides.matching.tests.samples import a_picture, encoded, pixels_of
from bonafides.matching.vocabulary import PDQ_MAX_DISTANCE_BITS, MatchedBy

PICTURE = a_picture(7)
GREY = PICTURE.convert("L")


def hash_of(picture: Image.Image) -> PdqHash:
    return pdq_of(pixels_of(picture)).hash


def first_hash(data: bytes) -> PdqHash:
    return picture_of(data).frames[0].pdq.hash


def deep_grey(dtype: type, scale: float) -> Image.Image:
    return Image.fromarray((np.asarray(GREY) * scale).astype(dtype))


def in_lab(picture: Image.Image) -> Image.Image:
    lab = ImageCms.profileToProfile(
        picture, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    assert lab is not None
    return lab


SAME_PICTURE = {
    "jpeg": lambda: encoded(PICTURE, "JPEG", quality=95),
    "cmyk jpeg": lambda: encoded(PICTURE.convert("CMYK"), "JPEG", quality=95),
    "cmyk tiff": lambda: encoded(PICTURE.convert("CMYK"), "TIFF"),
    "palette png": lambda: encoded(PICTURE.convert("P", palette=Image.Palette.ADAPTIVE)),
    "gif": lambda: encoded(PICTURE, "GIF"),
    "grey": lambda: encoded(GREY),
    "grey with alpha": lambda: encoded(PICTURE.convert("LA")),
    "rgb with alpha": lambda: encoded(PICTURE.convert("RGBA")),
    "ycbcr tiff": lambda: encoded(PICTURE.convert("YCbCr"), "TIFF"),
    "lab tiff": lambda: encoded(in_lab(PICTURE), "TIFF"),
    "16 bit png": lambda: encoded(deep_grey(np.uint16, 257.0)),
    "16 bit tiff with 8 bit values": lambda: encoded(deep_grey(np.uint16, 1), "TIFF"),
    "32 bit tiff": lambda: encoded(deep_grey(np.int32, 257.0), "TIFF"),
    "float tiff": lambda: encoded(deep_grey(np.float32, 1 / 255), "TIFF"),
    "float tiff with 8 bit values": lambda: encoded(deep_grey(np.float32, 1), "TIFF"),
    "webp": lambda: encoded(PICTURE, "WEBP", quality=95),
    "avif": lambda: encoded(PICTURE, "AVIF", quality=90),
    "jpeg 2000": lambda: encoded(PICTURE, "JPEG2000"),
    "bmp": lambda: encoded(PICTURE, "BMP"),
    "tga": lambda: encoded(PICTURE, "TGA"),
    "pcx": lambda: encoded(PICTURE, "PCX"),
    "ppm": lambda: encoded(PICTURE, "PPM"),
    "dds": lambda: encoded(PICTURE, "DDS"),
    "sgi": lambda: encoded(PICTURE, "SGI"),
    "spider": lambda: encoded(deep_grey(np.float32, 1), "SPIDER"),
}


@pytest.mark.parametrize("name", SAME_PICTURE)
def test_the_same_picture_has_the_same_hash_in_every_mode_and_format(name: str) -> None:
    assert first_hash(SAME_PICTURE[name]()).distance_to(hash_of(PICTURE)) <= 2


def test_a_bilevel_picture_is_usable() -> None:
    frame = picture_of(encoded(PICTURE.convert("1"))).frames[0]

    assert frame.pdq.quality >= 50
    assert frame.pdq.hash.distance_to(hash_of(PICTURE)) <= 10


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_exif_orientation_is_applied(orientation: int) -> None:
    stored = pictures._TRANSPOSITIONS.get(orientation)
    undone = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}.get(orientation, stored)
    exif = Image.Exif()
    exif[0x0112] = orientation

    data = encoded(PICTURE if undone is None else PICTURE.transpose(undone), exif=exif)

    assert first_hash(data) == hash_of(PICTURE)


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_picture_in_several_blocks_of_memory_is_hashed_like_one_in_a_single_block(mode: str) -> None:
    large = a_picture(1, (320, 240)).resize((5_000, 3_600)).convert(mode)
    with pytest.raises(pictures._InSeveralBlocks), pictures._pixels_of(large):
        pass

    frame = pictures._hashed(large, 0)

    assert (frame.pdq, frame.turned[MatchedBy.FLIP]) == (pdq_of(pixels_of(large)), hash_of(ImageOps.mirror(large)))


def test_no_more_pictures_are_decoded_at_once_than_there_are_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most, counting = Counter[str](), list[int](), Lock()

    def decode(image: Image.Image, number: int) -> Image.Image:
        with counting:
            inside["now"] += 1
            most.append(inside["now"])
        time.sleep(0.01)
        with counting:
            inside["now"] -= 1
        return image.convert("RGB")

    monkeypatch.setattr(pictures, "_frame_of", decode)
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(picture_of, [encoded(PICTURE)] * 24))

    assert len(found) == len(most) == 24
    assert max(most) <= processors()


def test_where_a_system_tells_nothing_of_a_process_all_its_processors_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)

    assert processors() == 6


def test_what_lies_under_full_transparency_does_not_count() -> None:
    mask = Image.new("L", PICTURE.size, 0)
    mask.paste(255, (0, 0, 160, 240))
    on_white = Image.composite(PICTURE, Image.new("RGB", PICTURE.size, "white"), mask)
    hidden = PICTURE.copy()
    hidden.putalpha(mask)

    assert first_hash(encoded(hidden)) == hash_of(on_white)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "TIFF"])
def test_an_animation_is_hashed_by_its_first_and_its_middle_frame(form: str) -> None:
    scenes = [a_picture(seed) for seed in range(5)]
    lossless = {"lossless": True} if form == "WEBP" else {}

    picture = picture_of(encoded(scenes[0], form, save_all=True, append_images=scenes[1:], **lossless))

    assert [frame.number for frame in picture.frames] == [0, 2]
    assert picture.frames[1].pdq.hash.distance_to(hash_of(scenes[2])) <= 4
    assert picture.frame_count == 5


def png_that_claims(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    data = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", zlib.crc32(b"IDAT" + data))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("size", "code"),
    [
        ((8000, 6250), "damaged_picture"),  # 50 megapixels are allowed; here the data is missing
        ((8000, 6251), "too_many_pixels"),
        ((12000, 9000), "too_many_pixels"),  # Pillow itself only warns
        ((60000, 60000), "decompression_bomb"),
        ((5, 65_535), "damaged_picture"),
        ((5, 65_536), "too_long_a_side"),
        ((10_000_000, 5), "too_long_a_side"),
    ],
)
def test_too_many_pixels_are_refused_before_they_are_unpacked(size: tuple[int, int], code: str) -> None:
    with pytest.raises(PictureError) as refusal:
        picture_of(png_that_claims(*size))

    assert refusal.value.code == code


@pytest.mark.parametrize("size", [(65_535, 5), (5, 65_535)])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_the_longest_sides_are_hashed_in_little_memory(size: tuple[int, int], mode: str) -> None:
    data = encoded(a_picture(1, (320, 240)).resize(size).convert(mode), "BMP")

    tracemalloc.start()
    picture = picture_of(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (picture.width, picture.height) == size
    assert most < 200_000_000


def test_a_refusal_says_its_facts_in_a_sentence() -> None:
    with pytest.raises(PictureError) as refusal:
        picture_of(png_that_claims(10000, 6000))

    assert str(refusal.value) == "The picture has 60000000 pixels; the limit is 50000000."
    assert refusal.value.facts == {"pixels": 60_000_000, "limit": 50_000_000}


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.4 ...", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"])
def test_what_is_no_picture_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(PictureError) as refusal:
        picture_of(data)

    assert refusal.value.code == "not_a_picture"


@pytest.mark.parametrize("form", ["WEBP", "AVIF", "JPEG2000"])
def test_a_truncated_picture_of_which_nothing_can_be_seen_is_refused_with_a_reason(form: str) -> None:
    data = encoded(PICTURE, form)

    with pytest.raises(PictureError):
        picture_of(data[: len(data) // 8])


@pytest.mark.parametrize(
    ("form", "cut_bytes"), [("JPEG", 2), ("JPEG", 100), ("PNG", 100), ("GIF", 20), ("BMP", 100), ("TIFF", 100)]
)
def test_what_every_viewer_shows_of_a_truncated_picture_is_hashed_and_said_to_be_a_part(
    form: str, cut_bytes: int
) -> None:
    data = encoded(PICTURE, form)

    picture = picture_of(data[:-cut_bytes])

    assert picture.is_whole is False
    assert picture.frames[0].pdq.hash.distance_to(first_hash(data)) <= PDQ_MAX_DISTANCE_BITS
    assert picture_of(data).is_whole is True


def test_reading_what_breaks_off_does_not_change_how_others_are_read() -> None:
    picture_of(encoded(PICTURE, "JPEG")[:-20])

    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_no_format_that_starts_another_program_is_opened() -> None:
    assert {"EPS", "PDF", "WMF", "MPEG", "HDF5", "GRIB", "BUFR"}.isdisjoint(FORMATS)


def test_pillows_warnings_stay_inside_and_the_callers_filters_outside() -> None:
    data = encoded(PICTURE, "JPEG")
    filters = list(warnings.filters)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(picture_of, [data] * 40))

    assert warnings.filters == filters


def test_a_preview_is_small_and_carries_no_metadata() -> None:
    exif = Image.Exif()
    exif[0x010E] = "who took it"
    data = encoded(PICTURE, "JPEG", exif=exif, comment=b"where", icc_profile=b"x" * 200)

    shown = Image.open(BytesIO(preview(data, max_side=100)))

    assert shown.size == (100, 75)
    assert not {"exif", "icc_profile", "comment"} & shown.info.keys()
    assert shown.mode == "RGB"


def test_a_grey_and_blurred_preview_is_grey_and_blurred() -> None:
    data = encoded(PICTURE)

    sharp = np.asarray(Image.open(BytesIO(preview(data, max_side=320, grey=True)))).astype(int)
    blurred = np.asarray(Image.open(BytesIO(preview(data, max_side=320, grey=True, blur_radius=12)))).astype(int)

    assert sharp.ndim == blurred.ndim == 2
    assert np.abs(np.diff(blurred)).mean() < np.abs(np.diff(sharp)).mean() / 2


def mutated(data: bytes, random: Random) -> bytes:
    changed = bytearray(data[: random.choice([len(data), random.randrange(1, len(data))])])
    for _ in range(random.choice([1, 3, 30])):
        changed[random.randrange(min(len(changed), random.choice([64, 1024, 10**6])))] = random.randrange(256)
    return bytes(changed)


def outcome_of(act: Callable[[], object]) -> str:
    try:
        act()
    except PictureError as refusal:
        return refusal.code
    return "read"


FUZZED_FORMS = (
    "JPEG",
    "PNG",
    "GIF",
    "WEBP",
    "BMP",
    "TIFF",
    "TGA",
    "ICO",
    "PCX",
    "PPM",
    "SGI",
    "DDS",
    "QOI",
    "JPEG2000",
)
ANIMATED_FORMS = frozenset({"GIF", "PNG", "WEBP", "TIFF"})


def seeds_of_fuzz() -> list[bytes]:
    small, other = a_picture(1, (96, 72)), a_picture(2, (96, 72))
    exif = Image.Exif()
    exif[0x0112] = 6
    still = [encoded(small, form) for form in FUZZED_FORMS]
    moving = [encoded(small, form, save_all=True, append_images=[other, small]) for form in sorted(ANIMATED_FORMS)]
    palette = encoded(small.convert("P"), "PNG")
    return [*still, *moving, palette, encoded(small, "JPEG", exif=exif), encoded(small.convert("CMYK"), "TIFF")]


def test_a_thousand_damaged_pictures_raise_nothing_but_our_error() -> None:
    random, seeds = Random(20261121), seeds_of_fuzz()
    damaged = [mutated(seeds[number % len(seeds)], random) for number in range(1000)]

    outcomes = {outcome_of(partial(picture_of, data)) for data in damaged}

    refusals = {"damaged_picture", "not_a_picture", "too_many_pixels", "too_long_a_side", "decompression_bomb"}
    assert outcomes <= {"read", *refusals}
    assert {"read", "damaged_picture"} <= outcomes
