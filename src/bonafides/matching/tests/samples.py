"""Harmless sample pictures, drawn from a seed: coloured shapes over a ramp, no two alike."""

from io import BytesIO
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter


def a_picture(seed: int = 1, size: tuple[int, int] = (320, 240), shapes: int = 60) -> Image.Image:
    """An RGB picture of made-up shapes."""
    random, (width, height) = Random(seed), size
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for _ in range(shapes):
        left, top = random.randrange(width), random.randrange(height)
        box = (left, top, left + random.randrange(4, width // 3 + 5), top + random.randrange(4, height // 3 + 5))
        colour = tuple(random.randrange(256) for _ in range(3))
        random.choice([draw.rectangle, draw.ellipse])(box, fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(0.5))


def encoded(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """The bytes of a picture file."""
    stream = BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def pixels_of(picture: Image.Image) -> NDArray[np.uint8]:
    """(height, width, 3) uint8."""
    return np.asarray(picture.convert("RGB"))
