"""10,000 damaged files of every kind that is opened: nothing dies, and time and memory stay within bounds.

Each file is a sample that was cut, overwritten, doubled or joined with another by a seed. A worker process reads many
of them in a row, as the server reads pictures and texts and as its child opens what has an inside, with the memory
that the child has. A worker that dies is counted, with the kind of file; some files also go the whole way through a
child of their own.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO

from benchmarks import goals
from bonafides.matching.errors import PictureError
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.insides.kinds import kind_of
from bonafides.matching.insides.tests import made
from bonafides.matching.insides.vocabulary import Limits
from bonafides.matching.insides.walk import Walk
from bonafides.matching.pictures import picture_of
from bonafides.matching.tests.samples import a_picture, encoded

FILES, WORKERS, WHOLE_WAY, SEED = 10_000, 40, 100, 20261128
GOAL_SECONDS, GOAL_MEMORY_MB = 20, 1_500
LIMITS = Limits(unpacked_bytes=50_000_000)

SAMPLES: dict[str, Callable[[], bytes]] = {
    "zip": made.a_zip,
    "tar": made.a_tar,
    "tar.gz": lambda: made.a_tar("w:gz"),
    "tar.bz2": lambda: made.a_tar("w:bz2"),
    "tar.xz": lambda: made.a_tar("w:xz"),
    "7z": made.a_seven_zip,
    "docx": made.a_docx,
    "odt": made.an_odt,
    "epub": made.an_epub,
    "pdf": made.a_pdf,
    "mp4": lambda: made.a_video((1, 2)),
    "webm": lambda: made.a_video((1, 2), form="webm"),
    "heic": lambda: made.a_heic(a_picture(1)),
    **{form: partial(encoded, a_picture(1), form) for form in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "BMP")},
    "GIF": lambda: encoded(a_picture(1), "GIF", save_all=True, append_images=[a_picture(2), a_picture(3)]),
    "text": lambda: made.WORDS,
}


def mutated(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A damaged copy."""
    copy = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at, length = chance.randrange(len(copy) or 1), chance.choice((1, 1, 2, 4, 64, 512))
        match chance.randrange(6):
            case 0:
                copy[at : at + length] = chance.randbytes(length)
            case 1:
                copy[at : at + length] = bytes([chance.choice((0, 1, 127, 128, 255))]) * length
            case 2:
                del copy[at : at + length]
            case 3:
                copy[at:at] = copy[at : at + length] * chance.choice((1, 2, 50))
            case 4:
                copy[at : at + length] = other[at : at + length]
            case _:
                copy = copy[: chance.randrange(len(copy) + 1)]
    return bytes(copy)


def read(data: bytes) -> int:
    """As the server and its child read it; the number of things that were found."""
    said: list[object] = []
    kind = kind_of(BytesIO(data))
    if kind is not None:
        Walk(len(data), LIMITS, said.append).look_into(BytesIO(data), kind)
        return len(said)
    try:
        return len(picture_of(data).frames)
    except PictureError:
        return 0


def files_of(seed: int, count: int) -> list[tuple[str, bytes]]:
    """That many damaged files."""
    chance, samples = random.Random(seed), {name: make() for name, make in SAMPLES.items()}
    names = [chance.choice(list(samples)) for _ in range(count)]
    return [(name, mutated(samples[name], samples[chance.choice(names)], chance)) for name in names]


def work(seed: int, count: int) -> None:
    """Read them all; a line before each, so that whoever waits knows which one it died of."""
    resource.setrlimit(resource.RLIMIT_AS, (LIMITS.memory_bytes, LIMITS.memory_bytes))
    for name, data in files_of(seed, count):
        print(json.dumps({"reads": name}), flush=True)
        start = time.perf_counter()
        found = read(data)
        memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({"s": time.perf_counter() - start, "found": found, "memory_mb": memory_mb}), flush=True)


def worked(seed: int, count: int) -> tuple[list[dict[str, float]], str]:
    """What a worker measured, and what it died of."""
    command = [sys.executable, "-m", "benchmarks.fuzz_files", "--work", str(seed), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    reading = [line["reads"] for line in lines if "reads" in line]
    died = f"{reading[-1] if reading else 'start'}: {done.stderr[-200:]}" if done.returncode else ""
    return [line for line in lines if "s" in line], died


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--work", nargs=2, type=int, default=None, metavar=("SEED", "COUNT"))
    options = parser.parse_args()
    if options.work:
        work(*options.work)
        return 0
    results = [worked(SEED + number, options.files // WORKERS) for number in range(WORKERS)]
    measured = [each for lines, _died in results for each in lines]
    deaths = [died for _lines, died in results if died]
    slowest, memory_mb = max(each["s"] for each in measured), max(each["memory_mb"] for each in measured)
    whole_way = [fingerprints_of(data) for _name, data in files_of(SEED - 1, WHOLE_WAY)]
    print(
        f"{len(measured)} damaged files of {len(SAMPLES)} kinds; in {sum(each['found'] > 0 for each in measured)} was"
    )
    print(
        f"something to be found. {len(whole_way)} of them whole, {sum(bool(e.unreadable) for e in whole_way)} unread."
    )
    for died in deaths:
        print(f"  died of {died}")
    count = f"{len(measured):,} files"
    return goals.report(
        [
            goals.holds("damaged files: nothing dies", "no crash", f"{len(deaths)} in {count}", met=not deaths),
            goals.at_most("damaged files: the slowest", slowest, GOAL_SECONDS, "s", count),
            goals.at_most("damaged files: memory of a reader", memory_mb, GOAL_MEMORY_MB, "MB", count),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
