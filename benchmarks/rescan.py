"""A back catalogue against what is new: `python -m benchmarks.rescan [--stored 10000000] [--entries 10000]`.

PDQ hashes of 32 bytes each, a thousandth of them near a new entry, by two processes of this machine; then a part of
them by a Ray cluster of one node and of two, each with one CPU, started here. Goals: 10 million in 2 minutes on two
cores, each match once; two nodes at least 1.7 times one.
"""

import argparse
import importlib.util
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks import scratch
from benchmarks.goals import Goal, at_least, at_most, holds, report
from bonafides.cli.rescan import clusters, local
from bonafides.cli.rescan.work import CHUNK_BYTES, Plan, Work
from bonafides.matching.rescan import ListEntry, packed
from bonafides.matching.vocabulary import EntryType

SEED, NEAR_EVERY, MINUTES = 20261128, 1_000, 2
RAY_SHARE = 2  # half of the catalogue, twice over: once to warm up, once measured


def listed(rng: np.random.Generator, count: int) -> np.ndarray:
    return rng.integers(0, 2**64, (count, 4), dtype=np.uint64)


def stored(file: Path, entries: np.ndarray, count: int, rng: np.random.Generator) -> None:
    """Random hashes, and every thousandth a few bits from an entry."""
    with file.open("wb") as out:
        for start in range(0, count, 1_000_000):
            some = rng.integers(0, 2**64, (min(1_000_000, count - start), 4), dtype=np.uint64)
            near = some[::NEAR_EVERY]
            near[:] = entries[rng.integers(0, len(entries), len(near))] ^ np.uint64(0b10110)
            out.write(some.astype(">u8").tobytes())


def work_in(folder: Path, file: Path, entries: np.ndarray) -> Work:
    names = [f"{''.join(f'{word:016x}' for word in row)}" for row in entries.tolist()]
    rows = packed(ListEntry("new", f"e{number}", EntryType.PDQ, name, 31) for number, name in enumerate(names))
    return Work.at(folder, Plan.of(file, CHUNK_BYTES), lambda: rows)


def on_this_machine(work: Work) -> tuple[float, int]:
    """Seconds, and matches."""
    began = time.perf_counter()
    for _number in local.done(work, work.left(), 2):
        pass
    return time.perf_counter() - began, work.finish()


def on_nodes(count: int, work: Work, chunks: Sequence[int]) -> float:
    """Chunks a second by a cluster of so many nodes of one CPU."""
    import ray
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    for _more in range(count - 1):
        cluster.add_node(num_cpus=1)
    ray.init(address=cluster.address, log_to_driver=False, logging_level="error")
    try:
        for _warm in clusters.spread(ray, work, chunks):
            pass
        began = time.perf_counter()
        for _number in clusters.spread(ray, work, chunks):
            pass
        return len(chunks) / (time.perf_counter() - began)
    finally:
        ray.shutdown()
        cluster.shutdown()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=10_000_000)
    parser.add_argument("--entries", type=int, default=10_000)
    options = parser.parse_args()
    rng = np.random.default_rng(SEED)
    entries = listed(rng, options.entries)
    with tempfile.TemporaryDirectory(prefix="bonafides-bench-") as name:
        folder = Path(name)
        stored(folder / "catalogue.pdq", entries, options.stored, rng)
        work = work_in(folder / "local", folder / "catalogue.pdq", entries)
        seconds, matches = on_this_machine(work)
        goals = told(options.stored, options.entries, seconds, matches)
        if importlib.util.find_spec("ray"):
            there = work_in(folder / "ray", folder / "catalogue.pdq", entries)
            some = range(max(4, work.chunks() // RAY_SHARE))
            one, two = (on_nodes(count, there, some) for count in (1, 2))
            beside = f"{one:.2f} and {two:.2f} chunks/s"
            same = all(there.part(number).read_bytes() == work.part(number).read_bytes() for number in some)
            goals += [
                at_least("rescan: two Ray nodes beside one", two / one, 1.7, "x", beside),
                holds("rescan: Ray finds the same", "all chunks", f"{len(some)} chunks compared", met=same),
            ]
    return report(goals)


def told(count: int, entries: int, seconds: float, matches: int) -> list[Goal]:
    print(f"rescan of {count:,} stored PDQ hashes against {entries:,} new entries; {scratch.machine()}")
    expected = -(-count // NEAR_EVERY)
    return [
        at_most(f"rescan of {count:,} on two cores", seconds, 60 * MINUTES, "s", f"{count / seconds:,.0f} hashes/s"),
        holds("rescan: each match once", f"{expected:,}", f"{matches:,}", met=matches == expected),
    ]


if __name__ == "__main__":
    sys.exit(main())
