"""Twenty reviewers who claim at once: `python -m benchmarks.claiming [--cases 2000]`.

Four processes with five reviewers each, a connection of their own for every one, claim the next case until none is
left. SQLite, or PostgreSQL by DATABASE_URL. Goal: no case claimed twice, none missed.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter

from benchmarks import scratch

REVIEWERS, PROCESSES = 20, 4


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "bonafides.safety.moderation.tests.claiming", *map(str, words)]


def claimed_at_once() -> list[str]:
    """The references of all that was claimed, by whomever."""
    each = REVIEWERS // PROCESSES
    running = [
        subprocess.Popen(command("claim", first, first + each), stdout=subprocess.PIPE, text=True)
        for first in range(0, REVIEWERS, each)
    ]
    return [reference for process in running for reference in json.loads(process.communicate()[0])]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000)
    options = parser.parse_args()
    with scratch.installation():
        from django.db import connection

        subprocess.run(command("seed", options.cases), check=True)
        start = time.perf_counter()
        claimed = Counter(claimed_at_once())
        seconds = time.perf_counter() - start
        twice = [reference for reference, count in claimed.items() if count > 1]
        print(f"{REVIEWERS} reviewers in {PROCESSES} processes, {connection.vendor}; {scratch.machine()}")
        print(f"  {len(claimed):,} of {options.cases:,} cases claimed in {seconds:.1f} s, {len(twice)} of them twice")
    return int(bool(twice) or len(claimed) != options.cases)


if __name__ == "__main__":
    sys.exit(main())
