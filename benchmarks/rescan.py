"""A back catalogue against what is new: `python -m benchmarks.rescan [--stored 10000000] [--entries 10000]`.

PDQ hashes of 32 bytes each, a thousandth of them near a new entry, by two processes of this machine; then a part of
them by a Ray cluster of one node and of two, each with one CPU, started here, and all of them by the command itself
on the cluster of two. Goals: 10 million in 2 minutes on two cores, each match once; two nodes at least 1.7 times one,
and what `bonafides rescan --ray` writes is what it writes without. Where Ray is missing, what needs it is missed.
"""

import argparse
import importlib.util
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
TWICE, SAME, TESTED = (
    "rescan: two Ray nodes beside one",
    "rescan --ray on two nodes writes what it writes without",
    "rescan --ray: its tests on two nodes",
)
NO_RAY = "not measured: Ray is not installed (pip install --require-hashes -r requirements/bench.txt)"
TESTS = ("-q", "-n", "0", "-W", "default", "benchmarks/test_rescan_on_ray.py")  # Ray leaves its processes to be reaped


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


@contextmanager
def cluster_of(count: int) -> Iterator[str]:
    """The address of a cluster of so many nodes of one CPU, started on this machine."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    for _more in range(count - 1):
        cluster.add_node(num_cpus=1)
    try:
        yield cluster.address
    finally:
        cluster.shutdown()


def chunks_a_second(address: str, work: Work, chunks: Sequence[int]) -> float:
    """How fast a cluster is once it is warm."""
    ray = clusters.ray_at(address)
    try:
        for _warm in clusters.spread(ray, work, chunks):
            pass
        began = time.perf_counter()
        for _number in clusters.spread(ray, work, chunks):
            pass
        return len(chunks) / (time.perf_counter() - began)
    finally:
        ray.shutdown()


def commanded(folder: Path, work: Work, address: str) -> bytes:
    """What the command writes that a person types, on the list of a rescan that was done here."""
    there = Work.at(folder, work.plan, work.list_file.read_bytes)
    command = [sys.executable, "-m", "bonafides.cli.main", "rescan", "--ray", address]
    subprocess.run([*command, "--fingerprints", work.plan.path, "--out", str(folder)], check=False)
    return there.result.read_bytes() if there.result.is_file() else b""


def on_ray(folder: Path, work: Work) -> list[Goal]:
    """A cluster of one node beside one of two, and the command on the latter beside what was found here."""
    some = range(max(4, work.chunks() // RAY_SHARE))
    measured = Work.at(folder / "measured", work.plan, work.list_file.read_bytes)
    with cluster_of(1) as address:
        one = chunks_a_second(address, measured, some)
    with cluster_of(2) as address:
        two = chunks_a_second(address, measured, some)
        written = commanded(folder / "commanded", work, address)
    tests = subprocess.run([sys.executable, "-m", "pytest", *TESTS], check=False)
    return [
        at_least(TWICE, two / one, 1.7, "x", f"{one:.2f} and {two:.2f} chunks/s"),
        holds(SAME, "every byte", f"{len(written):,} bytes compared", met=written == work.result.read_bytes()),
        holds(TESTED, "all pass", f"pytest ended with {tests.returncode}", met=tests.returncode == 0),
    ]


def without_ray() -> list[Goal]:
    goals = {TWICE: "at least 1.7 x", SAME: "every byte", TESTED: "all pass"}
    return [holds(name, goal, NO_RAY, met=False) for name, goal in goals.items()]


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
        goals += on_ray(folder, work) if importlib.util.find_spec("ray") else without_ray()
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
