"""How far the hash of a JPEG's brightness alone lies from that of the whole decode: `python -m benchmarks.luma`.

For each kind of file two sets of pictures: made ones, and crops of published photographs where those lie beside the
checkout or in $BONAFIDES_TEST_DATA. Counted are pictures of quality 50 and more, since others match nothing. Goal: at
most 10 bits, by which two right implementations of PDQ may differ; and what is not eligible is always decoded whole.
"""

import argparse
import random
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

from benchmarks import goals, scratch
from bonafides.matching.insides.stills import HEIC_FORMATS, open_heic
from bonafides.matching.pdq import pdq_of
from bonafides.matching.pictures import picture_of
from bonafides.matching.tests.conftest import BESIDE_THE_CHECKOUT
from bonafides.matching.tests.samples import a_picture, encoded
from bonafides.matching.vocabulary import PDQ_MIN_QUALITY, Decode

PICTURES, NEVER_PICTURES, SEED = 100, 12, 20261128
GOAL_BITS = 10  # PDQ reference: an implementation may differ so far at quality 80
SIZES = ((320, 240), (640, 480), (500, 333), (1280, 960))
Encode = Callable[[Image.Image], bytes]


def jpeg(picture: Image.Image, **options: object) -> bytes:
    return encoded(picture, "JPEG", **({"quality": 85} | options))


def adobe_ycc(picture: Image.Image) -> bytes:
    """Without JFIF's marker, with Adobe's, whose transform is 1."""
    data = jpeg(picture)
    length = struct.unpack(">H", data[4:6])[0]
    marker = b"\xff\xee" + struct.pack(">H5sHHHB", 14, b"Adobe", 100, 0, 0, 1)
    return data[:2] + marker + data[4 + length :]


def profiled(picture: Image.Image) -> bytes:
    return jpeg(picture, icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def turned(picture: Image.Image) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return jpeg(picture, exif=exif)


def deep(picture: Image.Image) -> bytes:
    grey = np.asarray(picture.convert("L"), np.uint16) * 257
    return encoded(Image.fromarray(grey), "PNG")


MAY: dict[str, Encode] = {
    "JPEG 4:2:0, quality 85": jpeg,
    "JPEG 4:2:2": partial(jpeg, subsampling=1),
    "JPEG 4:4:4": partial(jpeg, subsampling=0),
    "JPEG 4:2:0, quality 40": partial(jpeg, quality=40),
    "JPEG progressive": partial(jpeg, progressive=True),
    "JPEG with Adobe's transform 1": adobe_ycc,
    "JPEG with an ICC profile (sRGB)": profiled,
    "JPEG turned by EXIF": turned,
}
NEVER: dict[str, Encode] = {
    "JPEG stored as RGB (Adobe's transform 0)": partial(jpeg, keep_rgb=True),
    "JPEG in grey": lambda picture: jpeg(picture.convert("L")),
    "JPEG in CMYK": lambda picture: jpeg(picture.convert("CMYK")),
    "16-bit grey (PNG)": deep,
    "PNG": partial(encoded, form="PNG"),
    "WebP": partial(encoded, form="WEBP"),
    "AVIF": partial(encoded, form="AVIF"),
    "HEIC": partial(encoded, form="HEIF"),
}


@dataclass(frozen=True)
class Row:
    """What was measured of one kind of file: how many were hashed by brightness, and the bits they were off."""

    by_brightness: int
    bits: list[int]

    def at(self, share: float) -> int:
        return int(scratch.quantile(self.bits, share)) if self.bits else 0


def made_pictures() -> list[Image.Image]:
    return [a_picture(seed, SIZES[seed % len(SIZES)]) for seed in range(PICTURES)]


def real_pictures(folder: Path) -> list[Image.Image]:
    """Crops of photographs, at different sizes; none where there are no photographs."""
    chance, files = random.Random(SEED), sorted(folder.glob("*.jpg")) if folder.is_dir() else []
    opened = [Image.open(file).convert("RGB") for file in files]
    return [a_crop(chance.choice(opened), chance) for _ in range(PICTURES)] if opened else []


def a_crop(photograph: Image.Image, chance: random.Random) -> Image.Image:
    width, height = (chance.randrange(side // 2, side + 1) for side in photograph.size)
    left, top = chance.randrange(photograph.width - width + 1), chance.randrange(photograph.height - height + 1)
    return photograph.crop((left, top, left + width, top + height)).resize(chance.choice(SIZES))


def measured(pictures: list[Image.Image], encode: Encode) -> Row:
    bits, by_brightness = [], 0
    for picture in pictures:
        data = encode(picture)
        whole = picture_of(data, formats=HEIC_FORMATS).frames[0].pdq
        asked = picture_of(data, formats=HEIC_FORMATS, decode=Decode.LUMA)
        by_brightness += asked.decoded is Decode.LUMA
        if whole.quality >= PDQ_MIN_QUALITY:
            bits.append(whole.hash.distance_to(asked.frames[0].pdq.hash))
    return Row(by_brightness, bits)


def scaled_down(pictures: list[Image.Image]) -> Row:
    """By brightness, halved while it is decoded as long as the short side keeps 512 px or 256 px: not offered."""
    bits = []
    for picture in pictures:
        data = jpeg(picture.resize((picture.width * 2, picture.height * 2)))
        whole = picture_of(data).frames[0].pdq
        image = Image.open(BytesIO(data))
        image.draft("L", (image.width // 2, image.height // 2))
        if whole.quality >= PDQ_MIN_QUALITY:
            bits.append(whole.hash.distance_to(pdq_of(np.asarray(image)).hash))
    return Row(len(bits), bits)


def print_row(name: str, row: Row) -> None:
    said = f"{row.at(0.5):>6}{row.at(0.99):>6}{max(row.bits, default=0):>6}"
    print(f"  {name:<42}{len(row.bits):>5}{row.by_brightness:>16}{said}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photographs", type=Path, default=BESIDE_THE_CHECKOUT / "pdq")
    options = parser.parse_args()
    open_heic()
    sets = {"made": made_pictures(), "photographs": real_pictures(options.photographs)}
    may, never = list[Row](), list[Row]()
    for kind, pictures in sets.items():
        print(
            f"{kind}, {len(pictures)} pictures\n  {'':<42}{'n':>5}{'by brightness':>16}{'p50':>6}{'p99':>6}{'most':>6}"
        )
        for rows, encodings, count in ((may, MAY, PICTURES), (never, NEVER, NEVER_PICTURES)):
            for name, encode in encodings.items():
                rows.append(row := measured(pictures[:count], encode))
                print_row(name, row)
        print_row("JPEG 4:2:0 halved while decoding", scaled_down(pictures))
    most = max(max(row.bits, default=0) for row in may)
    is_whole = not any(row.by_brightness or any(row.bits) for row in never)
    said = "as if nothing was asked" if is_whole else "not so"
    files = f"{sum(len(row.bits) for row in may):,} files of {len(MAY)} kinds"
    return goals.report(
        [
            goals.at_most("hash by brightness alone, off the whole decode", most, GOAL_BITS, "bits", files),
            goals.holds("what is not eligible is decoded whole", f"{len(NEVER)} kinds", said, met=is_whole),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
