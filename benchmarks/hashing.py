"""How fast a picture becomes a PDQ hash, beside python-threatexchange: `python -m benchmarks.hashing`.

From JPEG bytes (4:2:0, quality 85) to a hash, by full decode, in turns in one process. Ours as an upload takes it: it
opens the file as a hostile one and computes the hashes of all seven turns too, by the compiled kernels, as a process
that has hashed a hundred pictures does; the peer computes one hash. Goal: 3 times at 1280 px and 5 times at 4000 px, by
brightness alone, where that is asked for, 5 and 8 times. The hashes must be the same, bit for bit, those of numpy alone
("numpy", without turns) as well.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image
from threatexchange.signal_type.pdq.signal import PdqSignal

from benchmarks import goals, scratch
from benchmarks.uploads import SEED
from bonafides.matching import compiled
from bonafides.matching.pdq import pdq_of
from bonafides.matching.pictures import picture_of
from bonafides.matching.vocabulary import Decode

SIZES = (((1280, 960), 30, 3.0), ((4000, 3000), 6, 5.0))
LUMA_GOALS = {(1280, 960): 5.0, (4000, 3000): 8.0}
BLOCK_PX = 16


def upload(data: bytes) -> str:
    """As an upload is hashed, with its turns."""
    return picture_of(data).frames[0].pdq.hash.hex


def by_brightness(data: bytes) -> str:
    """The same of a JPEG's brightness alone."""
    return picture_of(data, decode=Decode.LUMA).frames[0].pdq.hash.hex


def by_numpy(data: bytes) -> str:
    """Decoded and hashed without the kernels, and without turns."""
    return pdq_of(np.asarray(Image.open(BytesIO(data)).convert("RGB"))).hash.hex


def peer(data: bytes) -> str:
    """By python-threatexchange."""
    return str(PdqSignal.hash_from_bytes(data))


WAYS: dict[str, Callable[[bytes], str]] = {
    "upload": upload,
    "brightness": by_brightness,
    "numpy": by_numpy,
    "peer": peer,
}


def a_jpeg(size: tuple[int, int], pixels: np.random.Generator) -> bytes:
    """Soft colours with some noise: compresses about as a photograph does."""
    width, height = size
    blocks = pixels.integers(0, 256, (height // BLOCK_PX, width // BLOCK_PX, 3), dtype=np.uint8)
    picture = Image.fromarray(blocks).resize(size, Image.Resampling.BICUBIC)
    noisy = np.asarray(picture, np.int16) + pixels.integers(-6, 7, (height, width, 1), dtype=np.int16)
    stream = BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(stream, "JPEG", quality=85)
    return stream.getvalue()


def measured(size: tuple[int, int], pictures: int) -> list[goals.Goal]:
    """The goals of one size."""
    pixels, order = np.random.default_rng(SEED), random.Random(SEED)
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    alike = 0
    for _ in range(pictures):
        data, hashes = a_jpeg(size, pixels), set()
        for name in order.sample(list(WAYS), len(WAYS)):
            start = time.perf_counter()
            found = WAYS[name](data)
            seconds[name].append(time.perf_counter() - start)
            hashes |= {found} if name != "brightness" else set()
        alike += len(hashes) == 1
    print(f"JPEG of {size[0]} by {size[1]}, n = {pictures}")
    for name, taken in seconds.items():
        print(f"  {name:<11}{scratch.in_milliseconds(taken)}")
    return goals_of(size, seconds, alike)


def goals_of(size: tuple[int, int], seconds: dict[str, list[float]], alike: int) -> list[goals.Goal]:
    goal = next(goal for each, _pictures, goal in SIZES if each == size)
    medians = {name: scratch.quantile(taken, 0.5) for name, taken in seconds.items()}
    label, count = f"picture to hash beside pytx, {size[0]} px", len(seconds["peer"])
    print(f"  numpy, without turns, is {medians['peer'] / medians['numpy']:.2f} times as fast as the peer")
    ratio = medians["peer"] / medians["upload"]
    beside = f"{medians['upload'] * 1000:.1f} ms beside {medians['peer'] * 1000:.1f} ms"
    fast = medians["brightness"]
    by_brightness = goals.at_least(
        f"{label}, by brightness alone",
        medians["peer"] / fast,
        LUMA_GOALS[size],
        "x",
        f"{fast * 1000:.1f} ms beside {medians['peer'] * 1000:.1f} ms",
    )
    return [
        goals.at_least(label, ratio, goal, "x", beside),
        by_brightness,
        goals.holds(f"same hash as pytx, {size[0]} px", "bit-identical", f"{alike} of {count}", met=alike == count),
    ]


def main() -> int:
    argparse.ArgumentParser(description=__doc__).parse_args()
    print(scratch.machine())
    compiled.use_kernels()
    return goals.report([goal for size, pictures, _goal in SIZES for goal in measured(size, pictures)])


if __name__ == "__main__":
    sys.exit(main())
