"""Kill -9, a thousand times: `python -m benchmarks.kills [--kills 1000] [--seed 20261121]`.

An installation at work: a server, a worker, three programs of the platform that send uploads and flags, two reviewers
who decide, a webhook receiver that is at times down, slow or failing. One after another is killed at random: single
processes, the server with its workers, everything at once; and started again. Afterwards nothing that was answered may
be lost, no decision doubled, none without its rows and entry, no message undelivered, and the log must verify and
extend every checkpoint that was seen. SQLite, or PostgreSQL by DATABASE_URL.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.killing import installation as installations
from tests.killing.receiver import Receiver
from tests.ports import a_free_port

SEED = 20261121


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--check-every", type=int, default=100)
    parser.add_argument("--wind-down", type=int, default=600, help="seconds that the end may take")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bonafides-kills-", ignore_cleanup_errors=True) as folder:
        return measured(Path(folder), options)


def measured(folder: Path, options: argparse.Namespace) -> int:
    """Make an installation, kill it, look at it, print what was found."""
    receiver, port = Receiver(), free_port()
    home = installations.prepare_environment(folder, port=port, receiver=receiver.netloc)
    installation = installations.make(home, port=port, receiver=receiver.netloc)

    from tests.killing import findings
    from tests.killing.killer import Killer

    from bonafides.cli.homes import follow_clock

    follow_clock()
    began = time.monotonic()
    with (folder / "errors").open("wb") as errors:
        killer = Killer(installation, receiver, random.Random(options.seed), errors)
        try:
            killer.run(
                options.kills,
                check_every=options.check_every,
                check=lambda seen: findings.while_running(installation, seen),
            )
            killed_in = time.monotonic() - began
            killer.wind_down(findings.is_all_done, seconds=options.wind_down)
        finally:
            killer.close()
    found = [*killer.found, *findings.at_the_end(installation, killer.checkpoints, receiver.taken)]
    report(killer, found, options.seed, killed_in, findings.counts(installation, receiver.taken))
    if found:
        for log in (installation.worker_log, folder / "errors"):
            print(log.read_text("utf-8", "replace")[-6000:], file=sys.stderr)
    return int(bool(found))


def free_port() -> int:
    return a_free_port()


def report(killer: object, found: list[str], seed: int, seconds: float, counts: dict[str, int]) -> None:
    from django.db import connection
    from tests.killing.killer import Killer

    from benchmarks import scratch

    assert isinstance(killer, Killer)
    times = f"{killer.kills.total():,} times kill -9 in {seconds:.0f} s, seed {seed}"
    print(f"{times}, {connection.vendor}; {scratch.machine()}")
    for name, count in sorted(killer.kills.items()):
        print(f"  {name:<22}{count:>7,}")
    print("what was there at the end, and what had become of it")
    for name, count in counts.items():
        print(f"  {name:<48}{count:>7,}")
    print(f"  {'checkpoints seen, each extended by the last':<48}{len(killer.checkpoints):>7,}")
    print(f"findings: {len(found)}", *found[:40], sep="\n  ")


if __name__ == "__main__":
    sys.exit(main())
