"""Open picture bytes that nobody vouches for, and hash or preview them. Every refusal is a `PictureError`."""

import os
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final

import numpy as np
from nanoarrow.c_array import c_array
from PIL import Image, ImageCms, ImageFile, ImageFilter, ImageOps, UnidentifiedImageError

from bonafides.matching import compiled
from bonafides.matching.errors import PictureError
from bonafides.matching.pdq import PdqHash, PdqResult, pdq_of_strips, pdq_with_turns
from bonafides.matching.pdq_sampling import Pixels
from bonafides.matching.vocabulary import PDQ_MIN_QUALITY, TURNS, Decode, MatchedBy

MAX_PIXELS: Final = 50_000_000
MAX_SIDE_PX: Final = 65_535  # what JPEG can say; a picture of five lines that long is a trap, and no picture
MAX_ANIMATION_PIXELS: Final = 400_000_000  # what decoding up to the middle frame may cost; about 2 seconds

FORMATS: Final = (
    *("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "JPEG2000", "ICO", "CUR", "ICNS", "DIB", "PPM", "TGA"),
    *("PCX", "DCX", "PSD", "SGI", "SUN", "DDS", "BLP", "FTEX", "XBM", "XPM", "MSP", "QOI", "IM", "PIXAR", "FLI", "GBR"),
    *("FITS", "SPIDER", "XVTHUMB", "PCD", "MCIDAS", "IMT"),
)
"""The raster formats that are opened; not those that start another program or need one (EPS, PDF, WMF, HDF5)."""

_DECODER_ERRORS: Final = (
    *(ArithmeticError, AssertionError, AttributeError, BufferError, EOFError, LookupError, MemoryError, OSError),
    *(RuntimeError, SyntaxError, TypeError, ValueError, struct.error, zlib.error, ImageCms.PyCMSError),
)
"""What Pillow's decoders are known to raise on damaged bytes."""


def processors() -> int:
    """How many this process may use; all that there are, where the system tells nothing else (only Linux does)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_AT_ONCE: Final = threading.BoundedSemaphore(processors())
"""As many pictures are decoded at once as there are processors: more would only push each other out of the caches."""

Image.core.set_blocks_max(4)  # type: ignore[attr-defined]  # of 16 MB, kept: new memory costs as much as decoding

_STRIP_PIXELS: Final = 1 << 18  # what the processor's caches hold
_HASHES_OF_A_FRAME: Final = 1 + len(TURNS)
_ADOBE_YCC: Final = 1  # Adobe TN 5116, the APP14 marker: 0 is RGB or CMYK, 1 YCbCr, 2 YCCK
_ORIENTATION_TAG: Final = 0x0112
_TRANSPOSITIONS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class PictureFrame:
    """One hashed frame: its number from 0, its PDQ result, and its hashes after each turn unless it cannot match."""

    number: int
    pdq: PdqResult
    turned: Mapping[MatchedBy, PdqHash]


@dataclass(frozen=True, slots=True)
class Picture:
    """What was read from picture bytes: format, size in pixels as seen, number of frames, and the hashed frames."""

    format: str
    width: int
    height: int
    frame_count: int
    frames: tuple[PictureFrame, ...]
    decoded: Decode = Decode.FULL
    is_whole: bool = True


def picture_of(data: bytes, *, formats: tuple[str, ...] = FORMATS, decode: Decode = Decode.FULL) -> Picture:
    """Hash a picture: its first frame, and the middle one of an animation.

    By its brightness alone only where that was asked for and the file is one that may be; `decoded` says which it was.

    Every mode becomes RGB, the EXIF orientation is applied, transparency lies on white. A middle frame that is
    damaged or too far to decode is left out. What breaks off is hashed as far as it goes, as viewers show it, unless
    too little of it is left to match; it is then not `is_whole`. Raises PictureError: not_a_picture,
    decompression_bomb, too_many_pixels, too_long_a_side, damaged_picture.
    """
    try:
        return _whole_picture_of(data, formats, decode)
    except PictureError as refusal:
        partly = _partly_read(data, formats) if refusal.code == "damaged_picture" else None
        if partly is None:
            raise
        return partly


def _partly_read(data: bytes, formats: tuple[str, ...]) -> Picture | None:
    """What can be seen of a picture that breaks off; None if that is too little to match."""
    try:
        with _TOLERANT.inside():
            picture = _whole_picture_of(data, formats, Decode.FULL)
    except PictureError:
        return None
    is_usable = picture.frames[0].pdq.quality >= PDQ_MIN_QUALITY
    return replace(picture, is_whole=False, frames=picture.frames[:1]) if is_usable else None


def _whole_picture_of(data: bytes, formats: tuple[str, ...], decode: Decode) -> Picture:
    with _opened(data, formats) as image:
        if decode is Decode.LUMA and stores_brightness(image):
            return _by_brightness(image)
        first = _frame_of(image, 0)
        hashed, (width, height) = _hashed(first, 0), first.size  # before another frame takes this one's place
        frame_count = _frame_count_of(image)
        middle = _middle_number(frame_count, image.size)
        frames = (hashed, *_middle_frames(image, middle))
        return Picture(image.format or "", width, height, frame_count, frames)


def stores_brightness(image: Image.Image) -> bool:
    """Whether an opened file is a colour JPEG with brightness as its first component, and may be hashed by that alone.

    By its markers, as decoders decide: JFIF says so; else Adobe's, whose transform is 1; else component numbers 1 to 3.
    """
    if image.format != "JPEG" or image.mode != "RGB":
        return False
    transform = image.info.get("adobe_transform")
    if transform is not None or "adobe" in image.info:
        return transform == _ADOBE_YCC
    numbers = [component[0] for component in getattr(image, "layer", ())]
    return "jfif" in image.info or numbers == [1, 2, 3]


def _by_brightness(image: Image.Image) -> Picture:
    form = image.format or ""
    image.draft("L", image.size)
    frame = _upright(image)
    return Picture(form, *frame.size, 1, (_hashed(frame, 0),), Decode.LUMA)


def preview(data: bytes, *, max_side: int, grey: bool = False, blur_radius: float = 0.0, quality: int = 80) -> bytes:
    """A JPEG of the first frame without any metadata, no side longer than `max_side` px; for safe display.

    `blur_radius` is in pixels of the preview. Raises PictureError as `picture_of` does.
    """
    with _opened(data) as image:
        small = _frame_of(image, 0).copy()
        small.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        shown: Image.Image = ImageOps.grayscale(small) if grey else small
        if blur_radius > 0:
            shown = shown.filter(ImageFilter.GaussianBlur(blur_radius))
        shown.info = {}  # a comment would be written again
        stream = BytesIO()
        shown.save(stream, "JPEG", quality=quality, exif=b"", icc_profile=None)
        return stream.getvalue()


@contextmanager
def _opened(data: bytes, formats: tuple[str, ...] = FORMATS) -> Iterator[Image.Image]:
    with _AT_ONCE, _quiet():
        try:
            with Image.open(BytesIO(data), formats=formats) as image:
                _check_size(image.size)
                yield image
        except UnidentifiedImageError as error:
            raise PictureError("not_a_picture", "This is not a picture in a format that we open.") from error
        except Image.DecompressionBombError as error:
            raise PictureError(
                "decompression_bomb", "The picture would unpack to far more than its size suggests."
            ) from error
        except _DECODER_ERRORS as error:
            raise PictureError(
                "damaged_picture", "The picture is damaged or incomplete: {detail}.", detail=_detail_of(error)
            ) from error


def _check_size(size: tuple[int, int]) -> None:
    pixels = size[0] * size[1]
    if pixels > MAX_PIXELS:
        raise PictureError(
            "too_many_pixels", "The picture has {pixels} pixels; the limit is {limit}.", pixels=pixels, limit=MAX_PIXELS
        )
    if max(size) > MAX_SIDE_PX:
        raise PictureError(
            "too_long_a_side",
            "A side of the picture has {pixels} pixels; the limit is {limit}.",
            pixels=max(size),
            limit=MAX_SIDE_PX,
        )
    if pixels == 0:
        raise PictureError(
            "damaged_picture", "The picture is damaged or incomplete: {detail}.", detail="it has no pixels"
        )


def _detail_of(error: BaseException) -> str:
    return (str(error).strip().rstrip(".") or type(error).__name__)[:200]


def _frame_count_of(image: Image.Image) -> int:
    try:
        return int(getattr(image, "n_frames", 1))
    except _DECODER_ERRORS:
        return 1


def _middle_number(frame_count: int, size: tuple[int, int]) -> int:
    return min(frame_count // 2, MAX_ANIMATION_PIXELS // (size[0] * size[1]))


def _middle_frames(image: Image.Image, number: int) -> tuple[PictureFrame, ...]:
    if number == 0:
        return ()
    try:
        return (_hashed(_frame_of(image, number), number),)
    except (*_DECODER_ERRORS, PictureError, Image.DecompressionBombError):
        return ()


def _hashed(frame: Image.Image, number: int) -> PictureFrame:
    if compiled.sampling is None:
        compiled.note_work(_HASHES_OF_A_FRAME)
    try:
        with _pixels_of(frame) as pixels:
            return PictureFrame(number, *pdq_with_turns(pixels))
    except _InSeveralBlocks:
        return PictureFrame(number, *pdq_of_strips(_strips_of(frame), frame.height))


@contextmanager
def _pixels_of(frame: Image.Image) -> Iterator[Pixels]:
    """Its pixels where they lie in memory, valid inside alone. Raises _InSeveralBlocks."""
    try:
        lent = c_array(frame)
    except ValueError:
        raise _InSeveralBlocks from None
    if frame.mode == "L":
        yield np.asarray(lent.view().buffer(1)).reshape(frame.height, frame.width)
    else:
        yield np.asarray(lent.view().child(0).buffer(1)).reshape(frame.height, frame.width, 4)


def _strips_of(frame: Image.Image) -> Iterator[Pixels]:
    """The same of any picture, copied a strip at a time, each valid until the next."""
    rows = max(1, _STRIP_PIXELS // frame.width)
    for top in range(0, frame.height, rows):
        with _pixels_of(frame.crop((0, top, frame.width, min(top + rows, frame.height)))) as pixels:
            yield pixels


class _InSeveralBlocks(Exception):
    """Pillow holds this picture in several blocks of memory, as it does above 16 MB."""


def _frame_of(image: Image.Image, number: int) -> Image.Image:
    """That frame as a person sees it: upright, RGB, on white. It may be the image itself."""
    if image.tell() != number:
        image.seek(number)
    _check_size(image.size)
    image.load()
    turn = _transposition_of(image)
    rgb = _rgb_of(image)
    return rgb if turn is None else rgb.transpose(turn)


def _upright(image: Image.Image) -> Image.Image:
    image.load()
    turn = _transposition_of(image)
    return image if turn is None else image.transpose(turn)


def _transposition_of(image: Image.Image) -> Image.Transpose | None:
    try:
        return _TRANSPOSITIONS.get(image.getexif().get(_ORIENTATION_TAG, 1))
    except _DECODER_ERRORS:
        return None


def _rgb_of(image: Image.Image) -> Image.Image:
    if image.has_transparency_data or image.mode in {"La", "RGBa"}:
        return _on_white(image)
    if image.mode == "F" or image.mode.startswith("I"):
        return _eight_bits_of(image).convert("RGB")
    if image.mode == "LAB":
        return _from_lab(image)
    return image if image.mode == "RGB" else image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return _eight_bits_of(image).convert("RGB")
    layer = image.convert({"La": "LA", "RGBa": "RGBA"}.get(image.mode, image.mode)).convert("RGBA")
    white = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(white, layer).convert("RGB")


def _eight_bits_of(image: Image.Image) -> Image.Image:
    """Deep grey to 8 bits: what fits in 8 or 16 bits keeps that scale; other ranges are stretched."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if image.mode == "F" and low >= 0 and high <= 1:
        values = values * 255
    elif low < 0 or high > 65535:
        values = (values - low) * (255 / max(high - low, 1e-6))
    elif high > 255:
        values = values / 257
    return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))


def _from_lab(image: Image.Image) -> Image.Image:
    lab, rgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, lab, rgb, outputMode="RGB")
    if converted is None:
        raise PictureError("damaged_picture", "The picture is damaged or incomplete: {detail}.", detail="no colours")
    return converted


class _Tolerant:
    """Pillow fills up what is missing, whichever threads overlap; who reads meanwhile in earnest is told no less.

    The switch is Pillow's own, for the whole process. A picture that breaks off and is read by another thread just then
    is hashed as far as it goes at its first reading instead of its second.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0

    @contextmanager
    def inside(self) -> Iterator[None]:
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, step: int) -> None:
        with self._lock:
            self._inside += step
            ImageFile.LOAD_TRUNCATED_IMAGES = self._inside > 0


_TOLERANT: Final = _Tolerant()


class _Quiet:
    """Pillow's warnings stay inside, whichever threads overlap: the first in silences, the last out restores."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._catcher: warnings.catch_warnings[None] | None = None

    def enter(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._catcher = warnings.catch_warnings(action="ignore")
                self._catcher.__enter__()

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0 and self._catcher is not None:
                self._catcher.__exit__(None, None, None)
                self._catcher = None


_QUIET: Final = _Quiet()


@contextmanager
def _quiet() -> Iterator[None]:
    _QUIET.enter()
    try:
        yield
    finally:
        _QUIET.leave()
