"""How much memory an idle installation takes: `python -m benchmarks.memory [--seconds 20]`.

Server (with its own worker process) and worker are started, each answers or works once, and then rest; PSS of every
process, which counts what several share once. Goal: at most 400 MB together, for both halves 600.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

from benchmarks import scratch
from benchmarks.uploads import PORT, served

EDITION = os.environ.get("BONAFIDES_EDITION", "both")
GOAL_MB = 600 if EDITION == "both" else 400


def pss_mb(pid: int) -> float:
    """The proportional set size of one process, in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) * 1024 / 1e6


def family_of(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family_of(int(child)))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    with scratch.installation() as home:
        command = [sys.executable, "-m", "bonafides.cli.main", "worker", "--home", str(home)]
        environment = {**os.environ, "BONAFIDES_BOUND": "1"}
        worker = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        server = served(home)
        try:
            for path in ("/", "/policy/", "/notice/", "/knowledge/", "/marks/", "/pledge/"):
                httpx.get(f"http://127.0.0.1:{PORT}{path}", follow_redirects=True)
            time.sleep(options.seconds)
            sizes = {
                name: sum(map(pss_mb, family_of(pid))) for name, pid in (("serve", server.pid), ("worker", worker.pid))
            }
        finally:
            for process in (server, worker):
                process.terminate()
                process.wait()
    total = sum(sizes.values())
    print(f"memory of an idle installation of the edition {EDITION} (PSS), n = 1; {scratch.machine()}")
    for name, size in sizes.items():
        print(f"  {name:<8}{size:7.1f} MB")
    print(f"  together{total:7.1f} MB; goal {GOAL_MB} MB")
    return int(total > GOAL_MB)


if __name__ == "__main__":
    sys.exit(main())
