"""Ten thousand damaged pages of sources: each is read in part or refused, none in unbounded time or memory.

python -m benchmarks fuzz_feeds
"""

import random
import time
import tracemalloc

from benchmarks.goals import Goal, at_most, holds, report
from bonafides.safety.feeds.adapters import ADAPTERS
from bonafides.safety.feeds.tests.mutations import mutated, outcome_of
from bonafides.safety.feeds.tests.samples import ANSWERS

PAGES = 10_000
SEED = 20261128
SLOWEST_MS = 250.0  # for one page, of a few kilobytes
MEMORY_MB = 64.0  # at the height, beyond what was there before


def main() -> int:
    chance, names = random.Random(SEED), sorted(ADAPTERS)
    wrong: list[str] = []
    slowest, refused = 0.0, 0
    tracemalloc.start()
    for number in range(PAGES):
        name = names[number % len(names)]
        page = mutated(ANSWERS[name], chance)
        began = time.perf_counter()
        outcome = outcome_of(name, page)
        slowest = max(slowest, time.perf_counter() - began)
        refused += outcome == "refused"
        wrong += [f"{name}: {outcome}"] if outcome not in ("read", "refused") else []
    height = tracemalloc.get_traced_memory()[1] / 1e6
    for each in sorted(set(wrong)):
        print(f"  {each}")
    return report(goals_of(len(wrong), refused, slowest * 1000, height))


def goals_of(wrong: int, refused: int, slowest_ms: float, height_mb: float) -> list[Goal]:
    said = f"{wrong} of {PAGES:,} broke a parser; {refused:,} were refused, the rest read in part (seed {SEED})"
    return [
        holds("fuzz: 10,000 damaged pages of feeds", "no crash", said, met=wrong == 0),
        at_most("fuzz: slowest damaged page of a feed", slowest_ms, SLOWEST_MS, "ms"),
        at_most("fuzz: memory at the height", height_mb, MEMORY_MB, "MB"),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
