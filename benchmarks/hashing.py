"""How fast a picture becomes a PDQ hash: `python -m benchmarks.hashing [--pictures 60]`.

From JPEG bytes of 1280 by 960, opened and hashed; in turns with the C++ reference as `pdqhash` wraps it, so that both
meet the same machine. Goal: at most 100 ms at the median, and hashes within 10 bits of the reference.
"""

import argparse
import io
import random
import sys
import time

import numpy as np
from PIL import Image

from benchmarks import scratch
from benchmarks.uploads import SEED, picture

GOAL_SECONDS, GOAL_BITS = 0.1, 10


def ours(data: bytes) -> int:
    """Our hash as a number, by the way that an upload takes."""
    from bonafides.matching.fingerprint import fingerprints_of

    return int(fingerprints_of(data).frames[0].hash.hex, 16)


def reference(data: bytes) -> int:
    """The reference's hash of the same pixels."""
    import pdqhash

    bits, _quality = pdqhash.compute(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")))
    return int("".join(map(str, bits)), 2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=60)
    options = parser.parse_args()
    pixels, order = np.random.default_rng(SEED), random.Random(SEED)
    seconds: dict[str, list[float]] = {"ours": [], "reference": []}
    distances = []
    for _ in range(options.pictures):
        data, hashes = picture(pixels), {}
        for name, hash_of in order.sample([("ours", ours), ("reference", reference)], 2):
            start = time.perf_counter()
            hashes[name] = hash_of(data)
            seconds[name].append(time.perf_counter() - start)
        distances.append((hashes["ours"] ^ hashes["reference"]).bit_count())
    median = scratch.quantile(seconds["ours"], 0.5)
    print(f"PDQ of a JPEG of 1280 by 960, with four digests in ours; {scratch.machine()}")
    for name, taken in seconds.items():
        print(f"  {name:<10}{scratch.in_milliseconds(taken)}")
    print(f"  ratio at the median {median / scratch.quantile(seconds['reference'], 0.5):.2f}")
    print(f"  distance to the reference: at most {max(distances)} bits (n = {len(distances)}); goal {GOAL_BITS}")
    return int(median > GOAL_SECONDS or max(distances) > GOAL_BITS)


if __name__ == "__main__":
    sys.exit(main())
