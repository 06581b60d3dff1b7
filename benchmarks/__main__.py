"""All claims, measured: `python -m benchmarks [--only NAME ...] [--save] [--saved]`. Exit 1 if a goal is missed.

Prints what each benchmark prints, the longest ones last, then all goals in one table and a chart; the last line is
`N of M goals met`.
A module prints its goals by `goals.report`; of one that does not, the exit code is its goal.

On SQLite; those marked with a database are measured on PostgreSQL too where DATABASE_URL names one (an empty one: it
is flushed). `--save` writes each output to `benchmarks/results/`, with the table (`goals.txt`) and the chart
(`goals.svg`) of all results that lie there; `--saved` runs nothing and shows those. The machine should have nothing
else to do.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import goals
from benchmarks.goals import Goal

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
    Benchmark("hashing", "a picture 3 and 5 times as fast as pytx, bit-identical", database=False),
    Benchmark("luma", "a JPEG hashed by its brightness alone: at most 10 bits off", database=False),
    Benchmark("index", "PDQ among 1,000,000 beside pytx: exact, 25 times as fast, 240 bytes", database=False),
    Benchmark("exact", "10,000,000 digests: 45 bytes each, opened in 10 ms", database=False),
    Benchmark("addresses", "listed addresses found in harmless rewritings; 200,000 read a second", database=False),
    Benchmark("claiming", "20 reviewers, 2,000 cases: none claimed twice"),
    Benchmark("knowledge_search", "10,000 resources: search p95 300 ms, pages p95 200 ms"),
    Benchmark("what_if", "another answer to an assessment shows both numbers: p95 200 ms"),
    Benchmark("alerts", "2,000 alerts submitted, verified, delivered in an hour"),
    Benchmark("vault", "1,000,000 kept items: list 0.3 s, sweep and export 10 s"),
    Benchmark("patterns", "pages of 100,000 match records in 0.2 s, as exact as the rows"),
    Benchmark("memory", "server and worker idle in 400 MB, of both halves in 600 MB"),
    Benchmark("fuzz_feeds", "10,000 damaged pages of feeds: no crash, no unbounded time", database=False),
    Benchmark("texts", "95 % of mutated texts, 1 false positive in 10,000, 1,000/s", database=False),
    Benchmark("lookup", "10,000 lookups/s and 40,000 hashes/s on one core, 15 times the peer"),
    Benchmark("published_client", "python-threatexchange reads our list, and says of it what we say", database=False),
    Benchmark("upload_http", "upload to answer 3.5 times as fast as the peer, 6 times by brightness"),
    Benchmark("rescan", "10,000,000 stored hashes in 2 minutes on two cores", database=False),
    Benchmark("looking_back", "1,000,000 kept uploads against 1,000 new entries in 60 s"),
    Benchmark("fuzz_files", "10,000 damaged files sent to the API: no crash, no 500, bounded", database=False),
    Benchmark("kills", "1,000 times kill -9: nothing lost, doubled or forged"),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=[each.name for each in BENCHMARKS], default=None)
    parser.add_argument("--save", action="store_true", help="write each output to benchmarks/results/")
    parser.add_argument("--saved", action="store_true", help="run nothing, show what lies in benchmarks/results/")
    options = parser.parse_args()
    wanted = [each for each in BENCHMARKS if options.only is None or each.name in options.only]
    if options.saved:
        reached = saved(wanted)
    else:
        runs = [(each, url) for each in wanted for url in databases_of(each)]
        reached = []
        for number, (each, url) in enumerate(runs, start=1):
            print(f"{number} of {len(runs)}: {each.name}, {each.goal}", file=sys.stderr, flush=True)
            reached += run(each, url, save=options.save)
    if options.save:
        save_summary()
    print("", goals.table(reached), "", goals.text_chart(reached), "", goals.tally(reached), sep="\n")
    return int(not all(goal.met for goal in reached))


def databases_of(benchmark: Benchmark) -> list[str]:
    """The values of DATABASE_URL under which it runs; the empty one is SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    return ["", url] if url and benchmark.database else [""]


def run(benchmark: Benchmark, url: str, *, save: bool) -> list[Goal]:
    """Run it in a process of its own, show what it prints, keep it if asked to; its goals."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"DATABASE_URL": url} if url else {}
    command = [sys.executable, "-m", f"benchmarks.{benchmark.name}"]
    start = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    reached = goals_of(benchmark, done.stdout, done.returncode, time.monotonic() - start, "PostgreSQL" if url else "")
    readable = goals.without_lines(done.stdout)
    print(readable, "", sep="\n", flush=True)
    if save:
        kept = [f"{datetime.now(UTC):%Y-%m-%d}", readable, *map(goals.line_of, reached), ""]
        file_of(benchmark, "_postgresql" if url else "").write_text("\n".join(kept))
    return reached


def goals_of(benchmark: Benchmark, output: str, code: int, seconds: float, database: str) -> list[Goal]:
    """The goals that it printed; its exit code where it printed none, or where it failed with all of them met."""
    printed = goals.read(output)
    if not printed or (code and all(goal.met for goal in printed)):
        said = f"{'kept' if code == 0 else f'ended with {code}'}, in {seconds:.0f} s"
        printed.append(goals.holds(benchmark.name, benchmark.goal, said, met=code == 0))
    return [replace(goal, name=f"{goal.name} ({database})") for goal in printed] if database else printed


def file_of(benchmark: Benchmark, database: str = "") -> Path:
    return RESULTS / f"{benchmark.name}{database}.txt"


def saved(benchmarks: Sequence[Benchmark]) -> list[Goal]:
    """The goals in the results that lie here; that of a benchmark without any is missed."""
    return [goal for each in benchmarks for goal in saved_of(each) or [unmeasured(each)]]


def saved_of(benchmark: Benchmark) -> list[Goal]:
    files = [file_of(benchmark, database) for database in ("", "_postgresql")]
    return [goal for file in files if file.is_file() for goal in goals.read(file.read_text())]


def unmeasured(benchmark: Benchmark) -> Goal:
    return goals.holds(benchmark.name, benchmark.goal, "not measured", met=False)


def save_summary() -> None:
    reached = saved(BENCHMARKS)
    parts = [goals.table(reached), "", goals.text_chart(reached), "", goals.tally(reached), ""]
    (RESULTS / "goals.txt").write_text("\n".join(parts))
    (RESULTS / "goals.svg").write_text(goals.svg_chart(reached))


if __name__ == "__main__":
    sys.exit(main())
