"""Lists of PDQ hashes to measure on, made here from a seed: nothing in them, nothing like real material.

*Uniform*: random hashes. *Clustered*: hashes of crops of thirty pictures that are drawn here, some far more often than
others, each with 0 to 40 bits changed, and a tenth of random ones: many near-duplicates, as on real lists. *Crowded*:
as one would choose them who wants lookups to take long, a fifth of the entries sharing many chunks with each other.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bonafides.matching.pdq import pdq_of
from bonafides.matching.tables.rows import Words

PICTURES, CROPS, CROP_PX = 30, 277, 120
ZIPF = 0.75  # the fullest bucket of a million then holds some 7,000
FLIPPED_AT_MOST = 40
AT_ONCE = 200_000


def uniform(count: int, random: np.random.Generator) -> Words:
    return random.integers(0, 2**64, (count, 4), dtype=np.uint64, endpoint=False)


def clustered(count: int, random: np.random.Generator) -> Words:
    crops = hashes_of_crops(random)
    weights = 1 / np.arange(1, len(crops) + 1) ** ZIPF
    words = crops[random.choice(len(crops), count, p=weights / weights.sum())]
    words = flipped(words, random.integers(0, FLIPPED_AT_MOST + 1, count), random)
    words[::10] = uniform(len(words[::10]), random)
    return words


def crowded(count: int, random: np.random.Generator, shared: int = 8, first: int = 0) -> Words:
    """A fifth of the entries share so many of their sixteen chunks of 16 bits, from one on."""
    words = uniform(count, random)
    words.view(np.uint16).reshape(count, 16)[::5, first : first + shared] = np.arange(1, shared + 1) * 0x0F1B
    return words


def probes_of(words: Words, count: int, random: np.random.Generator) -> Words:
    """Half of them 0 to 31 bits from an entry, evenly; half near nothing."""
    probes = uniform(count, random)
    near = words[random.integers(0, len(words), len(probes[::2]))]
    probes[::2] = flipped(near, np.arange(len(near)) % 32, random)
    return probes


def flipped(words: Words, bits: NDArray[Any], random: np.random.Generator) -> Words:
    """Each row with that many of its bits changed."""
    changed = words.copy()
    for first in range(0, len(words), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        places = np.argpartition(random.random((len(words[some]), 256), np.float32), FLIPPED_AT_MOST, axis=1)
        chosen = np.arange(FLIPPED_AT_MOST) < bits[some, None]
        masks = np.zeros((len(places), 256), np.uint8)
        np.put_along_axis(masks, places[:, :FLIPPED_AT_MOST], chosen, axis=1)
        changed[some] ^= np.packbits(masks, axis=1).view(np.uint64)
    return changed


def hashes_of_crops(random: np.random.Generator) -> Words:
    drawn = [drawing(random) for _ in range(PICTURES)]
    crops = [crop_of(picture, random) for picture in drawn for _ in range(CROPS)]
    return np.array([pdq_of(crop).hash.words for crop in crops], np.uint64)


def crop_of(picture: Image.Image, random: np.random.Generator) -> NDArray[np.uint8]:
    side = int(random.integers(CROP_PX * 2 // 3, CROP_PX))
    left, top = (int(random.integers(0, length - side)) for length in picture.size)
    return np.asarray(picture.crop((left, top, left + side, top + side)))


def drawing(random: np.random.Generator) -> Image.Image:
    """A ground of soft hills with shapes on it."""
    hills = Image.fromarray(random.integers(0, 256, (9, 12, 3), dtype=np.uint8))
    picture = hills.resize((320, 240), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    for _ in range(25):
        box = np.sort(random.integers(0, 240, (2, 2)), axis=0).T
        corners = [(int(box[0, 0]), int(box[1, 0])), (int(box[0, 1]) + 3, int(box[1, 1]) + 3)]
        shape = pen.ellipse if random.random() < 0.5 else pen.rectangle
        shape(corners, fill=tuple(random.integers(0, 256, 3).tolist()))
    return picture
