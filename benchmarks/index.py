"""PDQ hashes among a million: `python -m benchmarks.index [--large] [--small]`.

Beside python-threatexchange's default index (faiss MultiHash), in turns in one process on one thread: from a query in
hexadecimal to a list of ids and distances, and in batches. What is found is compared with faiss's comparison of
everything. `--large` adds ten million entries (4 GB), which is done anyway where 12 GB are free; `--small` stops at
100,000.
"""

import argparse
import importlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import lists, scratch
from benchmarks.goals import Goal, at_least, at_most, holds, report
from bonafides.matching import compiled
from bonafides.matching.errors import SnapshotError
from bonafides.matching.index import Index
from bonafides.matching.tables.pdq_arrays import PdqArrays
from bonafides.matching.tables.pdq_table import PdqTable
from bonafides.matching.tables.rows import Rows, Words
from bonafides.matching.tables.snapshot import open_snapshot, snapshot_in, write_snapshot
from bonafides.matching.vocabulary import EntryType

SEED, LIMIT = 20261128, 31
MANY, MOST = 1_000_000, 10_000_000
SINGLE, BATCH, ROUNDS = 400, 500, 3
IN_A_ROW = 25
CHECKED, CHECKED_AMONG_MOST = 400, 60
MUTATIONS = 10_000
FREE_FOR_MOST = 12 * 1024**3
TINY = (1, 2, 4, 8, 1_000)
CROWDS = ((4, 0), (8, 0), (12, 0), (15, 0), (8, 5))  # chunks that are shared, and the first of them


# -- the three that are compared ----------------------------------------------------------------------


def ours(words: Words) -> PdqTable:
    table = PdqTable()
    ids = np.arange(len(words))
    table.add(Rows(words, ids, (ids % 50).astype(np.uint32)))
    table.compact()
    return table


def peer(words: Words) -> Any:
    """python-threatexchange's default."""
    module = importlib.import_module("threatexchange.signal_type.pdq.pdq_index")
    return module.PDQIndex(zip(hex_of(words), range(len(words)), strict=True))


def everything(words: Words) -> Any:
    """faiss's comparison of everything."""
    faiss = importlib.import_module("faiss")
    flat = faiss.IndexBinaryFlat(256)
    flat.add(octets_of(words))
    return flat


def octets_of(words: Words) -> Any:
    return np.ascontiguousarray(words.astype(">u8")).view(np.uint8).reshape(len(words), 32)


def hex_of(words: Words) -> list[str]:
    return [row.tobytes().hex() for row in octets_of(words)]


def words_of(texts: Sequence[str]) -> Words:
    return np.frombuffer(bytes.fromhex("".join(texts)), ">u8").astype(np.uint64).reshape(-1, 4)


def single_of_ours(table: PdqTable, text: str) -> list[tuple[int, int]]:
    return table.near(words_of([text])).pairs()


def single_of_peer(index: Any, text: str) -> list[tuple[int, int]]:
    return [(match.metadata, match.similarity_info.distance) for match in index.query(text)]


# -- what is right ------------------------------------------------------------------------------------


def found_by(table: PdqTable, probes: Words) -> set[tuple[int, int, int]]:
    found = table.near(probes)
    return set(zip(found.queries.tolist(), found.entries.tolist(), found.distances.tolist(), strict=True))


def truth(flat: Any, probes: Words) -> set[tuple[int, int, int]]:
    limits, distances, rows = flat.range_search(octets_of(probes), LIMIT + 1)
    queries = np.repeat(np.arange(len(probes)), np.diff(limits.astype(np.int64)))
    return set(zip(queries.tolist(), rows.tolist(), distances.astype(int).tolist(), strict=True))


@dataclass
class Recall:
    """How many hits there were to be found, on all lists together, and how many answers differed from the truth."""

    hits: int = 0
    probes: int = 0
    differing: int = 0
    states: list[str] = field(default_factory=list)

    def check(self, table: PdqTable, probes: Words, expected: set[tuple[int, int, int]], state: str) -> None:
        found = found_by(table, probes)
        self.hits, self.probes = self.hits + len(expected), self.probes + len(probes)
        self.differing += len(found ^ expected)
        self.states.append(state)
        print(f"  {state:<44}{len(expected):>9,} hits of {len(probes):>5,} probes, {len(found ^ expected)} differ")


def check_states(recall: Recall, name: str, words: Words, table: PdqTable, count: int, random: Any) -> None:
    """As built, after a restart from the file, after changes, after compaction."""
    probes, flat = lists.probes_of(words, count, random), everything(words)
    expected = truth(flat, probes)
    recall.check(table, probes, expected, f"{len(words):,} {name}")
    with tempfile.TemporaryDirectory(prefix="bonafides-bench-") as folder:
        again = mapped_table(table, Path(folder) / "snapshot")
        recall.check(again, probes, expected, f"{len(words):,} {name}, mapped after a restart")
        gone = np.unique(random.integers(0, len(words), min(len(words), 500))).tolist()
        for entry in gone:
            again.remove(entry)
        left = {hit for hit in expected if hit[1] not in set(gone)}
        recall.check(again, probes, left, f"{len(words):,} {name}, after taking out {len(gone)}")
        again.compact()
        recall.check(again, probes, left, f"{len(words):,} {name}, after compaction")


def mapped_table(table: PdqTable, path: Path) -> PdqTable:
    write_snapshot(path, {}, {f"pdq/{name}": array for name, array in table._state.built.fields().items()})
    again = PdqTable()
    again.start_from(PdqArrays.from_fields(open_snapshot(path).group("pdq")))
    return again


# -- how fast -----------------------------------------------------------------------------------------


def in_turns(calls: Mapping[str, Callable[[Any], object]], asked: Sequence[Any]) -> dict[str, list[float]]:
    """CPU seconds of each call for each thing asked; they take turns after some of them, whoever is first changing."""
    order, seconds = np.random.default_rng(SEED), {name: list[float]() for name in calls}
    for first in range(0, len(asked), IN_A_ROW):
        for name in order.permutation(list(calls)).tolist():
            seconds[name] += [cpu_timed(lambda: calls[name](each)) for each in asked[first : first + IN_A_ROW]]  # noqa: B023
    return seconds


def micro(seconds: Sequence[float], share: float) -> float:
    return scratch.quantile(seconds, share) * 1e6


def beside_peer(name: str, words: Words, table: PdqTable, random: Any) -> tuple[float, float, float]:
    """Print both; returns the ratios at the median and at the 99th percentile of single queries, and of batches."""
    index, probes = peer(words), hex_of(lists.probes_of(words, SINGLE + BATCH, random))
    singles, batch = probes[:SINGLE], probes[SINGLE:]
    calls = {"ours": lambda text: single_of_ours(table, text), "peer": lambda text: single_of_peer(index, text)}
    in_turns(calls, singles[:40])
    seconds = in_turns(calls, singles)
    batches = {
        "ours": lambda texts: table.near(words_of(texts)),
        "peer": lambda texts: index.index.search_with_distance_in_result(texts, LIMIT),
    }
    throughput = in_turns(batches, [batch] * ROUNDS)
    for who, taken in seconds.items():
        rate = len(batch) / scratch.quantile(throughput[who], 0.5)
        single = f"single p50 {micro(taken, 0.5):>9,.1f} us  p99 {micro(taken, 0.99):>10,.1f} us"
        print(f"  {len(words):>10,} {name:<10}{who:<6}{single}   batch {rate:>10,.0f} queries/s")
    median, slowest = (ratio_of(seconds, share) for share in (0.5, 0.99))
    return median, slowest, ratio_of(throughput, 0.5)


def ratio_of(seconds: dict[str, list[float]], share: float) -> float:
    """The peer's time over ours."""
    return scratch.quantile(seconds["peer"], share) / scratch.quantile(seconds["ours"], share)


def worst_of_crowded(count: int, shared: int, first: int, random: Any) -> float:
    """CPU milliseconds at the 99th percentile where a fifth of the entries share so many chunks, asked in their midst.

    Each query is asked three times and its least time counts: what else the machine does is not what is measured.
    """
    words = lists.crowded(count, random, shared, first)
    table = ours(words)
    probes = lists.flipped(words[random.integers(0, count // 5, SINGLE) * 5], np.arange(SINGLE) % 32, random)
    seconds = [min(cpu_timed(lambda: table.near(probe[None])) for _ in range(3)) for probe in probes]  # noqa: B023
    p50, p99, hits = micro(seconds, 0.5) / 1e3, micro(seconds, 0.99) / 1e3, len(table.near(probes[:1]).entries)
    shown = f"{shared:>2} of 16 chunks shared from {first} on: p50 {p50:.2f} ms  p99 {p99:.2f} ms, {hits:,} hits"
    print(f"  {count:>10,} crowded, {shown}")
    return p99


def life(words: Words) -> dict[str, float]:
    """Milliseconds at the median: to open a snapshot and answer, to add one, to withdraw one; each is seen at once."""
    index: Index[int] = Index()
    for first in range(0, len(words), 100_000):
        some = words[first : first + 100_000]
        index.add(zip(range(first, first + len(some)), [EntryType.PDQ] * len(some), hex_of(some), strict=False), bank=1)
    taken: dict[str, list[float]] = {"open": [], "add": [], "withdraw": []}
    with tempfile.TemporaryDirectory(prefix="bonafides-bench-") as folder:
        path = Path(folder) / "snapshot"
        write_snapshot(path, {}, index.set_aside()())
        for _ in range(11):
            taken["open"].append(timed(lambda: opened(path).pictures.search_batch(words[:1])))
        index = opened(path)
        for number, text in enumerate(hex_of(lists.uniform(200, np.random.default_rng(SEED))), len(words)):
            taken["add"].append(timed(lambda: index.add([(number, EntryType.PDQ, text)], bank=1)))  # noqa: B023
            seen = len(index.pictures.search_batch(words_of([text])).entries)
            taken["withdraw"].append(timed(lambda: index.remove(number - len(words))))  # noqa: B023
            assert seen == 1
            assert number - len(words) not in index
    return {name: scratch.quantile(seconds, 0.5) * 1e3 for name, seconds in taken.items()}


def opened(path: Path) -> Index[int]:
    index: Index[int] = Index()
    index.start_from(open_snapshot(path))
    return index


def timed(call: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    start = clock()
    call()
    return clock() - start


def cpu_timed(call: Callable[[], object]) -> float:
    """Of this thread alone: what a query costs, whatever else the machine does meanwhile."""
    return timed(call, time.thread_time)


# -- damage -------------------------------------------------------------------------------------------


def unseen_mutations(random: Any) -> int:
    """Of so many changed, cut, lengthened snapshots, how many were taken for whole."""
    index: Index[int] = Index()
    index.add((number, EntryType.SHA256, f"{number:064x}") for number in range(40))
    arrays = {name: array for name, array in index.set_aside()().items() if not name.startswith("pdq/")}
    with tempfile.TemporaryDirectory(prefix="bonafides-bench-") as folder:
        write_snapshot(Path(folder) / "snapshot", {"version": 1}, arrays)
        data = (Path(folder) / "snapshot").read_bytes()
    return sum(is_taken_for_whole(mutated(data, random), data) for _ in range(MUTATIONS))


def mutated(data: bytes, random: Any) -> bytes:
    at, value = int(random.integers(len(data))), int(random.integers(1, 256))
    ways = (
        lambda: data[:at] + bytes([data[at] ^ value]) + data[at + 1 :],
        lambda: data[:at],
        lambda: data + bytes(value),
        lambda: data[:at] + bytes([value]) * 40 + data[at + 40 :],
        lambda: random.bytes(at),
    )
    return ways[int(random.integers(len(ways)))]()


def is_taken_for_whole(changed: bytes, data: bytes) -> bool:
    try:
        snapshot_in(memoryview(changed)).verify()
    except SnapshotError:
        return False
    return changed != data


# -- all together -------------------------------------------------------------------------------------


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    importlib.import_module("faiss").omp_set_num_threads(1)
    compiled.use_kernels()
    print(f"PDQ hashes within {LIMIT} bits, one thread, CPU time of searches, seed {SEED}; {scratch.machine()}")
    random, recall = np.random.default_rng(SEED), Recall()
    goals = figures(100_000 if options.small else MANY, random, recall)
    if not options.small and (options.large or free_bytes() >= FREE_FOR_MOST):
        goals += figures_of_most(random, recall)
    return report([recalled(recall), *goals, fuzzed(random)])


def figures(count: int, random: Any, recall: Recall) -> list[Goal]:
    for size in TINY:
        words = lists.clustered(size, random)
        check_states(recall, "clustered", words, ours(words), CHECKED, random)
    uniform, clustered = lists.uniform(count, random), lists.clustered(count, random)
    ratios: dict[str, tuple[float, float, float]] = {}
    for name, words in (("uniform", uniform), ("clustered", clustered), ("crowded", lists.crowded(count, random))):
        table = ours(words)
        check_states(recall, name, words, table, CHECKED, random)
        ratios[name] = beside_peer(name, words, table, random)
    small = lists.uniform(100_000, random)
    beside_peer("uniform", small, ours(small), random)
    worst = max(worst_of_crowded(count, shared, first, random) for shared, first in CROWDS)
    held, milliseconds = ours(uniform).size_bytes / count, life(uniform)
    shown = ", ".join(f"{name} {ms:.3f} ms" for name, ms in milliseconds.items())
    print(f"  {held:.0f} bytes an entry at {count:,}; {shown}")
    million = f"{count:,} entries"
    return [
        at_least(f"PDQ single, uniform, {million}, pytx's time over ours, median", ratios["uniform"][0], 25, "x"),
        at_least(f"PDQ single, clustered, {million}, median", ratios["clustered"][0], 15, "x"),
        at_least(f"PDQ single, clustered, {million}, 99th percentile", ratios["clustered"][1], 10, "x"),
        at_least(f"PDQ batch, uniform, {million}, one core", ratios["uniform"][2], 30, "x"),
        at_least(f"PDQ batch, clustered, {million}, one core", ratios["clustered"][2], 15, "x"),
        at_most(f"adversarial list, {million}, 99th percentile, worst of five", worst, 5, "ms"),
        at_most(f"memory with ids, banks and tombstones, {million}", held, 240, "bytes an entry"),
        at_most(f"open a snapshot of {million} and answer", milliseconds["open"], 50, "ms"),
        at_most(f"add one to {million}", milliseconds["add"], 1, "ms"),
        at_most(f"withdraw one of {million}", milliseconds["withdraw"], 1, "ms"),
    ]


def figures_of_most(random: Any, recall: Recall) -> list[Goal]:
    words = lists.uniform(MOST, random)
    table = ours(words)
    check_states(recall, "uniform", words, table, CHECKED_AMONG_MOST, random)
    probes = lists.probes_of(words, SINGLE, random)
    seconds = in_turns({"ours": lambda probe: table.near(probe[None])}, list(probes))["ours"]
    size = table.size_bytes / MOST
    print(f"  {MOST:>10,} uniform   ours   single p50 {micro(seconds, 0.5):,.1f} us; {size:.0f} bytes an entry")
    return [at_most("memory with ids, banks and tombstones, 10,000,000 entries", size, 140, "bytes an entry")]


def recalled(recall: Recall) -> Goal:
    return holds(
        "PDQ recall within 31 bits, from 1 entry on, after restart and after compaction",
        "as comparing everything",
        f"{recall.differing} of {recall.hits:,} hits differ; {recall.probes:,} probes, {len(recall.states)} states",
        met=recall.differing == 0,
    )


def fuzzed(random: Any) -> Goal:
    unseen = unseen_mutations(random)
    return holds("damaged snapshots", "no crash, each seen", f"{unseen} of {MUTATIONS:,} unseen", met=unseen == 0)


def free_bytes() -> int:
    return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main())
