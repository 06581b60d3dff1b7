"""All claims, measured: `python -m benchmarks [--only NAME ...] [--save]`. Exit 1 if a goal is missed.

On SQLite; those marked with a database are measured on PostgreSQL too where DATABASE_URL names one (an empty one: it
is flushed). `--save` writes each output to `benchmarks/results/`. The machine should have nothing else to do.
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Benchmark:
    """One module of this folder, what it must reach, and whether the database matters."""

    name: str
    goal: str
    database: bool = True


BENCHMARKS = (
    Benchmark("ledger_verify", "1,000,000 entries verified in 60 s", database=False),
    Benchmark("sealing", "500 entries/s from database to published log"),
    Benchmark("next_case", "100,000 cases: p95 150 ms, page 100 kB"),
    Benchmark("uploads", "p95 150 ms: 1280 px picture, 100 kB of text"),
    Benchmark("hashing", "a picture in 100 ms, 10 bits from the reference", database=False),
    Benchmark("claiming", "20 reviewers, 2,000 cases: none claimed twice"),
    Benchmark("knowledge_search", "10,000 resources: search p95 300 ms, pages p95 200 ms"),
    Benchmark("alerts", "2,000 alerts submitted, verified, delivered in an hour"),
    Benchmark("vault", "1,000,000 kept items: list 0.3 s, sweep and export 10 s"),
    Benchmark("memory", "server and worker idle in 400 MB"),
    Benchmark("kills", "1,000 times kill -9: nothing lost, doubled or forged"),
)


@dataclass(frozen=True)
class Run:
    """One run of one benchmark."""

    benchmark: Benchmark
    database: str
    kept: bool
    seconds: float

    def __str__(self) -> str:
        said = "kept" if self.kept else "MISSED"
        return f"{self.benchmark.name:<14}{self.database:<12}{said:<8}{self.seconds:6.0f} s  {self.benchmark.goal}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=[each.name for each in BENCHMARKS], default=None)
    parser.add_argument("--save", action="store_true", help="write each output to benchmarks/results/")
    options = parser.parse_args()
    wanted = [each for each in BENCHMARKS if options.only is None or each.name in options.only]
    runs = [run(each, url, save=options.save) for each in wanted for url in databases_of(each)]
    print("", *runs, sep="\n")
    return int(not all(each.kept for each in runs))


def databases_of(benchmark: Benchmark) -> list[str]:
    """The values of DATABASE_URL under which it runs; the empty one is SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    return ["", url] if url and benchmark.database else [""]


def run(benchmark: Benchmark, url: str, *, save: bool) -> Run:
    """Run it in a process of its own, show what it prints, keep it if asked to."""
    database = "postgresql" if url else "sqlite" if benchmark.database else ""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DATABASE_URL": url} if url else {}
    command = [sys.executable, "-m", f"benchmarks.{benchmark.name}"]
    start = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, flush=True)
    if save:
        file = RESULTS / f"{benchmark.name}{'_postgresql' if url else ''}.txt"
        file.write_text(f"{datetime.now(UTC):%Y-%m-%d}\n{done.stdout}")
    return Run(benchmark, database, done.returncode == 0, time.monotonic() - start)


if __name__ == "__main__":
    sys.exit(main())
