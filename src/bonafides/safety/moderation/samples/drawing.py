"""Abstract pictures drawn by dice: rich enough to fingerprint, about nothing at all."""

from collections.abc import Callable
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Size = tuple[int, int]
Colour = tuple[int, int, int]
Draw = Callable[[Random, Size], Image.Image]

POSTER_SIZE: Size = (512, 384)
BLUE: Colour = (38, 84, 196)


def poster(dice: Random, size: Size) -> Image.Image:
    """A poster of the Order of the Blue Triangle: large and small shapes, always with blue triangles."""
    image = gradient(dice, size)
    pen = ImageDraw.Draw(image)
    for scale in (0.5, 0.5, 0.4, 0.4, 0.3, 0.3, 0.3, 0.2, 0.2, 0.2, 0.2, 0.15, 0.15, 0.15, 0.1, 0.1):
        _any_shape(pen, dice, size, scale)
    for scale in (0.45, 0.3, 0.2):
        pen.polygon(_triangle(dice, size, scale), fill=BLUE)
    return image


def gradient(dice: Random, size: Size) -> Image.Image:
    """A soft slope between two colours; alone it is too poor to fingerprint."""
    width, height = size
    across = np.linspace(0, dice.uniform(-1, 1), width)[None, :]
    down = np.linspace(0, dice.uniform(-1, 1), height)[:, None]
    slope = np.clip(0.5 + (across + down) / 2, 0, 1)[:, :, None]
    first, second = np.array(_colour(dice)), np.array(_colour(dice))
    return Image.fromarray((first * slope + second * (1 - slope)).astype(np.uint8))


def hills(dice: Random, size: Size) -> Image.Image:
    """Layers of hills under a sky."""
    image = gradient(dice, size)
    pen = ImageDraw.Draw(image)
    for layer in range(6):
        base = size[1] * (0.25 + 0.13 * layer)
        ridge = [(x, base + dice.uniform(-0.2, 0.2) * size[1]) for x in range(0, size[0] + 40, 40)]
        pen.polygon([(0, size[1]), *ridge, (size[0], size[1])], fill=_shade(dice, light=layer % 2 == 0))
    return image


def chart(dice: Random, size: Size) -> Image.Image:
    """A bar chart of invented numbers on white."""
    image = Image.new("RGB", size, (250, 250, 248))
    pen = ImageDraw.Draw(image)
    count = dice.randint(6, 14)
    step = size[0] / count
    for bar in range(count):
        top = size[1] * dice.uniform(0.05, 0.9)
        pen.rectangle((bar * step + 4, top, (bar + 1) * step - 4, size[1] - 12), fill=_colour(dice))
    return image


def mosaic(dice: Random, size: Size) -> Image.Image:
    """Tiles in random colours, without a grid that repeats."""
    tiles = np.array([[_colour(dice) for _ in range(7)] for _ in range(5)], dtype=np.uint8)
    return Image.fromarray(tiles).resize(size, Image.Resampling.NEAREST)


def clouds(dice: Random, size: Size) -> Image.Image:
    """Soft noise at three scales."""
    noise = np.random.default_rng(dice.getrandbits(64))
    coarse, middle, fine = (_noise_layer(noise, cells, size) for cells in (4, 9, 20))
    return Image.fromarray((coarse * 0.5 + middle * 0.3 + fine * 0.2).astype(np.uint8))


def rings(dice: Random, size: Size) -> Image.Image:
    """Rings around several centres."""
    image = gradient(dice, size)
    pen = ImageDraw.Draw(image)
    for _ in range(7):
        x, y = dice.uniform(0, size[0]), dice.uniform(0, size[1])
        for radius in range(dice.randint(60, 140), 10, -dice.randint(14, 30)):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_colour(dice))
    return image


HARMLESS: tuple[Draw, ...] = (hills, chart, mosaic, clouds, rings)


def _noise_layer(noise: np.random.Generator, cells: int, size: Size) -> NDArray[np.float64]:
    small = Image.fromarray(noise.integers(0, 256, (cells, cells, 3), dtype=np.uint8))
    return np.asarray(small.resize(size), dtype=np.float64)


def _any_shape(pen: ImageDraw.ImageDraw, dice: Random, size: Size, scale: float) -> None:
    kind = dice.choice(("triangle", "ellipse", "rectangle"))
    if kind == "triangle":
        pen.polygon(_triangle(dice, size, scale), fill=_colour(dice))
    elif kind == "ellipse":
        pen.ellipse(_box(dice, size, scale), fill=_colour(dice))
    else:
        pen.rectangle(_box(dice, size, scale), fill=_colour(dice))


def _triangle(dice: Random, size: Size, scale: float) -> list[tuple[float, float]]:
    left, top, right, bottom = _box(dice, size, scale)
    return [(left, bottom), (right, bottom), (dice.uniform(left, right), top)]


def _box(dice: Random, size: Size, scale: float) -> tuple[float, float, float, float]:
    width, height = (side * scale * dice.uniform(0.6, 1.4) for side in size)
    left, top = dice.uniform(-width / 3, size[0] - width / 2), dice.uniform(-height / 3, size[1] - height / 2)
    return left, top, left + width, top + height


def _colour(dice: Random) -> Colour:
    return _shade(dice, light=dice.random() < 0.5)


def _shade(dice: Random, *, light: bool) -> Colour:
    """Light or dark, never between: edges between middling colours are too faint to fingerprint."""
    low, high = (150, 255) if light else (0, 110)
    return dice.randint(low, high), dice.randint(low, high), dice.randint(low, high)
