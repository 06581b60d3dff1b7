"""How much memory server and worker take when idle: proportional set size, each shared page counted once.

python -m benchmarks.memory
"""

import platform
import sys
import tempfile
import time
from pathlib import Path

LOOKS, PAUSE_SECONDS = 5, 1.0


def family_of(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(descendant for child in children for descendant in family_of(int(child)))]


def pss_kb(pid: int) -> int:
    """Proportional set size in KiB, from smaps_rollup."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def idle_memory(parents: list[int]) -> dict[int, int]:
    """KiB for each parent with its family: the highest of several looks."""
    worst = dict.fromkeys(parents, 0)
    for _ in range(LOOKS):
        time.sleep(PAUSE_SECONDS)
        for parent in parents:
            worst[parent] = max(worst[parent], sum(pss_kb(pid) for pid in family_of(parent)))
    return worst


def main() -> int:
    """Start both on a new home, ask for a page, and look."""
    import httpx
    from tests.installations import a_free_port, a_home, answers, await_that, started

    with tempfile.TemporaryDirectory() as folder:
        home, port = a_home(Path(folder)), a_free_port()
        with started(home, "serve", "--port", str(port)) as server, started(home, "worker") as worker:
            await_that(lambda: answers(port))
            for _ in range(20):
                httpx.get(f"http://127.0.0.1:{port}/policy/", follow_redirects=True, timeout=30)
            used = idle_memory([server.pid, worker.pid])
    print(f"Python {platform.python_version()}, {platform.platform()}, highest of {LOOKS} looks a second apart")
    print(f"server {used[server.pid] / 1024:.0f} MB, worker {used[worker.pid] / 1024:.0f} MB (PSS, idle)")
    print(f"together {sum(used.values()) / 1024:.0f} MB; wanted: at most 400 MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
