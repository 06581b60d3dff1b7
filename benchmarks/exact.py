"""Digests among ten million: `python -m benchmarks.exact [--entries 10000000]`.

Bytes an entry, the time to open, and lookups, beside python-threatexchange's index of exact signals (a dictionary of
hexadecimal text) of a tenth of them, in turns in one process. Every digest that is there must be found, no other.
"""

import argparse
import importlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import scratch
from benchmarks.goals import at_most, holds, report
from bonafides.matching.index import Index
from bonafides.matching.tables.digest_arrays import DigestArrays
from bonafides.matching.tables.digest_table import DigestTable
from bonafides.matching.tables.rows import Rows
from bonafides.matching.tables.snapshot import open_snapshot, write_snapshot
from bonafides.matching.vocabulary import EntryType

SEED, BYTES = 20261128, 32
ASKED = 20_000
PEERS_SHARE = 10


def digests(count: int, random: np.random.Generator) -> Any:
    return np.frombuffer(random.bytes(count * BYTES), f"S{BYTES}")


def table_of(keys: Any) -> DigestTable:
    ids = np.arange(len(keys))
    table = DigestTable(BYTES)
    table.start_from(DigestArrays.built(Rows(keys, ids, (ids % 50).astype(np.uint32))))
    return table


def peer_of(keys: Any) -> Any:
    module = importlib.import_module("threatexchange.signal_type.signal_base")
    index = module.TrivialSignalTypeIndex()
    for number, key in enumerate(keys.tolist()):
        index.add(key.ljust(BYTES, b"\0").hex(), number)
    return index


def median(call: Callable[[], object], times: int) -> float:
    """Seconds at the median."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return scratch.quantile(taken, 0.5)


def opened(path: Path) -> Index[int]:
    index: Index[int] = Index()
    index.start_from(open_snapshot(path))
    return index


def seconds_to_open(table: DigestTable) -> float:
    """From the file to the first answer."""
    arrays = dict(Index[int]().set_aside()())
    arrays |= {f"{EntryType.SHA256}/{name}": array for name, array in table._state.built.fields().items()}
    first = table._state.built.keys[:1]
    with tempfile.TemporaryDirectory(prefix="bonafides-bench-") as folder:
        path = Path(folder) / "snapshot"
        write_snapshot(path, {}, arrays)
        return median(lambda: opened(path).digests.search_batch(EntryType.SHA256, first), 11)


def per_second(table: DigestTable, peer: Any, asked: Any) -> None:
    """Print lookups a second: one by one, from hexadecimal, of both; and many in one call, of ours."""
    texts = [key.ljust(BYTES, b"\0").hex() for key in asked.tolist()]
    ways = {
        "ours, one by one": lambda: [table.equal_to(table.keys_of([bytes.fromhex(text)])) for text in texts],
        "ours, in one call": lambda: table.equal_to(table.keys_of([bytes.fromhex(text) for text in texts])),
        "dictionary of text": lambda: [peer.query(text) for text in texts],
    }
    for name, way in ways.items():
        print(f"  {name:<20}{len(texts) / median(way, 3):>12,.0f} lookups/s (n = {len(texts):,})")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000_000)
    options = parser.parse_args()
    random = np.random.default_rng(SEED)
    keys, strange = digests(options.entries, random), digests(ASKED, random)
    print(f"SHA-256 digests, {options.entries:,} entries, one thread, seed {SEED}; {scratch.machine()}")
    start = time.perf_counter()
    table = table_of(keys)
    print(f"  built in {time.perf_counter() - start:.1f} s")
    listed = random.choice(len(keys), ASKED, replace=False)
    found = table.equal_to(np.concatenate([keys[listed], strange]))
    right = np.array_equal(found.entries, listed) and np.array_equal(found.queries, np.arange(ASKED))
    per_second(
        table, peer_of(keys[: len(keys) // PEERS_SHARE]), np.concatenate([keys[listed[:1_000]], strange[:1_000]])
    )
    entries = f"{options.entries:,} exact hashes"
    return report(
        [
            at_most(f"{entries}, with ids, banks and tombstones", table.size_bytes / len(keys), 45, "bytes an entry"),
            at_most(f"{entries}, opened and asked", seconds_to_open(table) * 1e3, 10, "ms"),
            holds(
                f"{entries}: those listed found, no other",
                "all of them",
                f"{len(found.entries):,} of {ASKED:,}, of as many strange ones none" if right else "not so",
                met=right,
            ),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
