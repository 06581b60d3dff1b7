"""A writer is killed (-9) at random moments; no log ever forks, shrinks or becomes unreadable."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from bonafides.ledger.notes import MAX_NOTE_BYTES
from bonafides.ledger.sources import Directory
from bonafides.ledger.verify import verify_log

from .samples import LOG

KILLS = 20
KEYS = [LOG.verifier]

# Publishes until it is killed. Its own records may lag behind what is published, as after a kill they do.
WRITER = """
import random, sys
from pathlib import Path
from bonafides.ledger.merkle import Frontier, leaf_hashes
from bonafides.ledger.writer import TileWriter
from bonafides.ledger.tests.samples import LOG, some_entries

folder, seed = Path(sys.argv[1]), int(sys.argv[2])
rng, writer = random.Random(seed), TileWriter(folder, LOG)
head = writer.published()
known = rng.randrange(head.size + 1) if head else 0
frontier = Frontier().extended(leaf_hashes(some_entries(known)))
print("ready", flush=True)
size = head.size if head else 0
while True:
    size += rng.choice([1, 3, 40, 256, 300])
    published = writer.publish(some_entries(size - frontier.size, frontier.size), after=frontier)
    frontier = published.frontier
    print(published.checkpoint.size, flush=True)
"""


def killed_writer(folder: Path, seed: int) -> int:
    """Let a writer publish up to three times and a moment more, kill it; returns the last size it said."""
    rng = random.Random(seed)
    command = [sys.executable, "-c", WRITER, str(folder), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
        said = [writer.stdout.readline() for _ in range(rng.randrange(4))]
        time.sleep(rng.uniform(0, 0.02))
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.read().splitlines(keepends=True)
    return max((int(line) for line in said if line.endswith("\n")), default=0)


def test_a_killed_writer_leaves_a_readable_log_that_extends_all_it_ever_published(tmp_path: Path) -> None:
    kept: list[bytes] = []

    for seed in range(KILLS):
        acknowledged = killed_writer(tmp_path, seed)

        note = Directory(tmp_path).read("checkpoint", MAX_NOTE_BYTES)
        assert note or not acknowledged
        if note:
            report = verify_log(Directory(tmp_path), KEYS, now=0, earlier=kept)
            assert report.checkpoint.size >= acknowledged
            kept.append(note)

    assert len(set(kept)) > KILLS // 2
