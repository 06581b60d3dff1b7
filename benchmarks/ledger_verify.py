"""How fast a log is sealed and verified: `python benchmarks/ledger_verify.py [--entries 1000000] [--dir DIR]`.

Seals n entries of realistic size into C2SP tiles (every file and folder synced), in batches as the sealer would, then
verifies the whole log as a stranger would: all entries parsed, the root recomputed, every tile compared. One process,
one core. Small batches are measured apart, since there the cost is syncing, not hashing.
"""

import argparse
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bonafides.ledger.encoding import base64url_of
from bonafides.ledger.entries import Entry
from bonafides.ledger.merkle import Frontier
from bonafides.ledger.notes import Signer
from bonafides.ledger.sources import Directory
from bonafides.ledger.verify import verify_log
from bonafides.ledger.writer import TileWriter

SEED = 20261121
GOAL_SECONDS = 60  # for a million entries
FIELDS = ("actor", "case", "clause", "exemptions", "grounds", "measure", "reach", "seen")
SMALL_BATCH, SMALL_BATCHES = 50, 40


def entries(count: int, rng: random.Random) -> Iterator[bytes]:
    """Entries with eight commitments each, as a decision has."""
    for number in range(count):
        commitments = {name: base64url_of(rng.randbytes(32)) for name in FIELDS}
        day = date.fromordinal(date(2026, 1, 1).toordinal() + number // 5000)
        ref = base64url_of(rng.randbytes(16))
        inner = ",".join(f'"{name}":"{value}"' for name, value in commitments.items())
        yield f'{{"commitments":{{{inner}}},"date":"{day}","ref":"{ref}","type":"case_decided","v":1}}'.encode()


def measured_sealing(folder: Path, signer: Signer, count: int, batch: int, rng: random.Random) -> float:
    """Seconds to seal count entries in batches, making the entries not counted."""
    writer, frontier, seconds = TileWriter(folder, signer), Frontier(), 0.0
    for start in range(0, count, batch):
        ready = list(entries(min(batch, count - start), rng))
        began = time.perf_counter()
        frontier = writer.publish(ready, after=frontier).frontier
        seconds += time.perf_counter() - began
    return seconds


def main() -> int:
    """Seal, verify, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=10_000)
    parser.add_argument("--dir", type=Path, default=None, help="where to put the log; must lie on a real disk")
    options = parser.parse_args()
    rng, signer = random.Random(SEED), Signer.generate("benchmark.example/log")
    with tempfile.TemporaryDirectory(dir=options.dir) as place:
        seconds = report(Path(place), signer, options.entries, options.batch, rng)
    return int(seconds * 1_000_000 / options.entries > GOAL_SECONDS)


def report(place: Path, signer: Signer, count: int, batch: int, rng: random.Random) -> float:
    """Print what was measured, with n; returns the seconds that verifying took."""
    sample = next(entries(1, rng))
    Entry.parse(sample)
    print(f"ledger_verify: python {platform.python_version()}, {os.cpu_count()} cores, seed {SEED}")
    print(f"one entry: {len(sample)} bytes")
    sealing = measured_sealing(place / "large", signer, count, batch, rng)
    print(f"sealed: n={count:,} in batches of {batch:,}, {sealing:.1f} s, {count / sealing:,.0f} entries/s, synced")
    small = SMALL_BATCH * SMALL_BATCHES
    seconds = measured_sealing(place / "small", signer, small, SMALL_BATCH, rng)
    print(f"sealed: n={small:,} in batches of {SMALL_BATCH}, {seconds:.1f} s, {small / seconds:,.0f} entries/s, synced")
    began = time.perf_counter()
    found = verify_log(Directory(place / "large"), [signer.verifier], now=0)
    seconds = time.perf_counter() - began
    print(f"verified: n={found.checkpoint.size:,}, {seconds:.1f} s, {count / seconds:,.0f} entries/s, one core")
    sys.stdout.flush()
    return seconds


if __name__ == "__main__":
    sys.exit(main())
