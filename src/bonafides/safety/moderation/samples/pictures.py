"""Pictures for the demo: known ones, what people make of them, and others that have nothing in common."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageEnhance

from bonafides.safety.moderation.samples.drawing import HARMLESS, POSTER_SIZE, gradient, hills, poster

KNOWN_COUNT = 8
UNRELATED_COUNT = 20
ORIENTATION_TAG = 0x0112
TURN_RIGHT_TO_SHOW = 6  # EXIF 2.3, tag 0x0112: the viewer turns the pixels a quarter to the right

Encode = Callable[[Image.Image], bytes]


class PictureRelation(StrEnum):
    """What a sample is to the picture named in `of`."""

    KNOWN = "known"
    REENCODED = "reencoded"
    NEAR = "near"
    TURNED = "turned"  # one of the seven rotations and flips
    FRAME = "frame"  # an animation whose middle frame is the known picture
    UNRELATED = "unrelated"
    POOR = "poor"  # opens, but holds too little to fingerprint
    TOO_SMALL = "too_small"
    CORRUPT = "corrupt"


@dataclass(frozen=True, slots=True)
class SamplePicture:
    """The bytes of one file; `of` is the name of the known picture it was made from, or None."""

    name: str
    data: bytes
    media_type: str
    relation: PictureRelation
    of: str | None


def sample_pictures(seed: int) -> tuple[SamplePicture, ...]:
    """The same pictures for the same seed: 8 known ones first, then all that is made of them, then others."""
    dice = Random(seed)  # noqa: S311 - shapes, not secrets
    originals = _originals(dice)
    known = [_known(name, image) for name, image in originals.items()]
    variants = [variant for name, image in originals.items() for variant in _variants_of(name, image)]
    first_name, first = next(iter(originals.items()))
    animation = _animation(dice, first_name, first)
    return (*known, *variants, animation, *_unrelated(dice), *_odd_ones(dice, known[0]))


def known_pictures(seed: int) -> tuple[SamplePicture, ...]:
    """The known ones alone, which are drawn soon."""
    dice = Random(seed)  # noqa: S311 - shapes, not secrets
    return tuple(_known(name, image) for name, image in _originals(dice).items())


def _originals(dice: Random) -> dict[str, Image.Image]:
    return {f"known-{number}.png": poster(dice, POSTER_SIZE) for number in range(1, KNOWN_COUNT + 1)}


def _known(name: str, image: Image.Image) -> SamplePicture:
    return _sample(name, _png(image), PictureRelation.KNOWN)


def _variants_of(name: str, image: Image.Image) -> list[SamplePicture]:
    stem = name.removesuffix(".png")
    made = [
        *((f"{stem}-{end}", encode(image), PictureRelation.REENCODED) for end, encode in REENCODINGS.items()),
        *((f"{stem}-{end}", _jpeg(change(image)), PictureRelation.NEAR) for end, change in CHANGES.items()),
        *((f"{stem}-{end}", _jpeg(image.transpose(by)), PictureRelation.TURNED) for end, by in TURNS.items()),
    ]
    return [_sample(file, data, relation, of=name) for file, data, relation in made]


def _unrelated(dice: Random) -> list[SamplePicture]:
    drawings = [HARMLESS[number % len(HARMLESS)](dice, POSTER_SIZE) for number in range(UNRELATED_COUNT)]
    return [
        _sample(f"unrelated-{number}.jpg", _jpeg(drawing, quality=85), PictureRelation.UNRELATED)
        for number, drawing in enumerate(drawings, start=1)
    ]


def _animation(dice: Random, name: str, known: Image.Image) -> SamplePicture:
    around = [hills(dice, POSTER_SIZE) for _ in range(4)]
    frames = [frame.quantize(128) for frame in (*around[:2], known, *around[2:])]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=400, loop=0)
    return _sample("animation.gif", out.getvalue(), PictureRelation.FRAME, of=name)


def _odd_ones(dice: Random, known: SamplePicture) -> list[SamplePicture]:
    return [
        _sample("poor.png", _png(gradient(dice, POSTER_SIZE)), PictureRelation.POOR),
        _sample("too-small.png", _png(Image.new("RGB", (4, 4), (38, 84, 196))), PictureRelation.TOO_SMALL),
        _sample("corrupt.png", known.data[:600], PictureRelation.CORRUPT),
    ]


def _sample(name: str, data: bytes, relation: PictureRelation, of: str | None = None) -> SamplePicture:
    media_type = MEDIA_TYPES[name.rsplit(".", 1)[1]]
    return SamplePicture(name=name, data=data, media_type=media_type, relation=relation, of=of)


# -- the same picture, written another way ------------------------------------------------------------------


def _encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _png(image: Image.Image) -> bytes:
    return _encoded(image, "PNG", compress_level=1)


def _jpeg(image: Image.Image, quality: int = 90) -> bytes:
    return _encoded(image, "JPEG", quality=quality)


def _turned_by_exif(image: Image.Image) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = TURN_RIGHT_TO_SHOW
    return _encoded(image.transpose(Image.Transpose.ROTATE_90), "JPEG", quality=90, exif=exif)


# -- almost the same picture --------------------------------------------------------------------------------


def _cropped(image: Image.Image) -> Image.Image:
    across, down = round(image.width * 0.005), round(image.height * 0.005)
    return image.crop((across, down, image.width - across, image.height - down))


def _brighter(image: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(1.15)


def _watermarked(image: Image.Image) -> Image.Image:
    copy = image.copy()
    ImageDraw.Draw(copy).text((image.width - 74, image.height - 16), "seen at x.test", fill=(255, 255, 255))
    return copy


def _smaller(image: Image.Image) -> Image.Image:
    return image.resize((image.width * 5 // 8, image.height * 5 // 8), Image.Resampling.LANCZOS)


REENCODINGS: dict[str, Encode] = {
    "low-quality.jpg": lambda image: _jpeg(image, quality=40),
    "again.png": lambda image: _encoded(image, "PNG", compress_level=6),
    "modern.webp": lambda image: _encoded(image, "WEBP", quality=80, method=2),
    "palette.gif": lambda image: _encoded(image.quantize(128), "GIF"),
    "print.jpg": lambda image: _jpeg(image.convert("CMYK")),
    "grey.jpg": lambda image: _jpeg(image.convert("L")),
    "sideways.jpg": _turned_by_exif,
}
CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "cropped.jpg": _cropped,
    "brighter.jpg": _brighter,
    "watermark.jpg": _watermarked,
    "smaller.jpg": _smaller,
}
TURNS: dict[str, Image.Transpose] = {
    "rotated-90.jpg": Image.Transpose.ROTATE_90,
    "rotated-180.jpg": Image.Transpose.ROTATE_180,
    "rotated-270.jpg": Image.Transpose.ROTATE_270,
    "flipped.jpg": Image.Transpose.FLIP_LEFT_RIGHT,
    "flipped-down.jpg": Image.Transpose.FLIP_TOP_BOTTOM,
    "transposed.jpg": Image.Transpose.TRANSPOSE,
    "transversed.jpg": Image.Transpose.TRANSVERSE,
}
MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif"}
