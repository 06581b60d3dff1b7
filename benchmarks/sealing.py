"""How fast events reach the public log: `python -m benchmarks.sealing [--events 20000]`.

From the recording in the database (one transaction each, as an action does) over numbering, tiles and the signed
checkpoint to the files that anybody may fetch; then with as many published in one batch. SQLite, or PostgreSQL by
DATABASE_URL. Goal: at least 500 sealed entries a second, from database to published log.
"""

import argparse
import sys
import time
from datetime import UTC, datetime

from benchmarks import scratch

GOAL = 500  # entries a second
BATCH = 500  # events in one transaction, where many happen at once: an import, a batch of flags


def record_events(count: int, *, together: int) -> float:
    """Seconds to record so many events about so many subjects, `together` in one transaction."""
    from bonafides.base.audit.actions import audited_action, record
    from bonafides.kernel.actor import SYSTEM
    from bonafides.kernel.ids import new_reference
    from bonafides.safety.moderation.events import CaseOpened

    @audited_action
    def act() -> None:
        for _ in range(together):
            event = CaseOpened(case=new_reference(), source="user_notice", severity="", reopened=False)
            record(event, by=SYSTEM, at=datetime.now(UTC))

    start = time.perf_counter()
    for _ in range(count // together):
        act()
    return time.perf_counter() - start


def publish() -> float:
    """Seconds to number, write and sign what waits."""
    from bonafides.base.audit import sealing

    start = time.perf_counter()
    sealing.publish(datetime.now(UTC))
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    options = parser.parse_args()
    with scratch.installation():
        from django.db import connection

        publish()
        alone = record_events(options.events // 10, together=1)
        publish()
        began = time.process_time()
        together = record_events(options.events, together=BATCH)
        sealing = publish()
        spent = time.process_time() - began
        print(f"events to published log, {connection.vendor}; {scratch.machine()}")
        print(f"  recorded, one transaction each: {options.events // 10 / alone:,.0f}/s (n = {options.events // 10:,})")
        print(f"  recorded, {BATCH} in one:         {options.events / together:,.0f}/s (n = {options.events:,})")
        print(
            f"  sealed: numbered, written, signed, synced: {options.events / sealing:,.0f}/s (n = {options.events:,})"
        )
        speed = options.events / (together + sealing)
        print(f"  database to published log: {speed:,.0f}/s; goal {GOAL}/s")
        print(f"  the same by our processor's time: {options.events / spent:,.0f}/s")
    return int(speed < GOAL)


if __name__ == "__main__":
    sys.exit(main())
