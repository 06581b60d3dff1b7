"""A day of alerts in one go: `python -m benchmarks.alerts [--alerts 2000] [--members 50]`.

Submits addresses on the hosts of many members, verifies every batch as a second person does, and delivers all of them:
to a webhook of each member, which is a real socket on this machine, through the worker. Counts what arrived. SQLite, or
PostgreSQL by DATABASE_URL. Goal: 2,000 alerts a day; here they must be through in an hour, on one worker.
"""

import argparse
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks import scratch

IN_A_FOLDER = 10  # addresses near enough to be one batch
LIMIT_SECONDS = 3_600.0
SAMPLE = Path("src/bonafides/base/designations/tests/samples/un.xml")


class Receiver(BaseHTTPRequestHandler):
    """Takes every message; keeps their ids."""

    taken: set[str] = set()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.taken.add(self.headers["webhook-id"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Quiet."""


def people_and_members(members: int, receiver: str) -> tuple[Any, Any]:
    """The submitter and the second person; each member with a host and a webhook."""
    from tests import cast

    from bonafides.base.designations import actions as designations
    from bonafides.base.people.vocabulary import Role
    from bonafides.kernel.actor import SYSTEM
    from bonafides.programme.alerts import actions

    with SAMPLE.open("rb") as file:
        designations.import_list(file=file, file_name=SAMPLE.name, by=SYSTEM, at=datetime.now(UTC))
    for number in range(members):
        member = cast.a_member(f"Member{number}")
        signatory = cast.by(cast.of_member(f"S{number}", Role.SIGNATORY, member))
        actions.create_endpoint(url=f"http://{receiver}/{number}", by=signatory, at=datetime.now(UTC))
    return (cast.by(cast.of_the_programme(name, Role.ANALYST)) for name in ("Anik", "Fay"))  # type: ignore[return-value]


def submit(alerts: int, members: int, by: Any) -> list[Any]:
    """In files of 1,000 rows, as they come."""
    from bonafides.base.designations.queries import entry_named
    from bonafides.programme.alerts import actions, rules
    from bonafides.programme.alerts.vocabulary import ContentKind
    from bonafides.programme.members.vocabulary import ServiceType

    about = actions.About(entry_named("QDe.901"), "National law", ServiceType.PASTING, ContentKind.TEXT)
    urls = [
        f"https://member{number // IN_A_FOLDER % members}.test/f{number // IN_A_FOLDER // members}/{number}"
        for number in range(alerts)
    ]
    drafts = [actions.Draft(rules.address_of(url), about) for url in urls]
    batches = []
    for start in range(0, alerts, 1_000):
        batches += actions.submit_alerts(drafts=drafts[start : start + 1_000], by=by, at=datetime.now(UTC))
    return batches


def verify(batches: list[Any], by: Any) -> None:
    from bonafides.programme.alerts import actions
    from bonafides.programme.alerts.vocabulary import Criterion

    for batch in batches:
        actions.verify_batch(batch=batch, confirmed=frozenset(Criterion), by=by, at=datetime.now(UTC))


def deliver() -> None:
    from bonafides.base.outbox import worker
    from bonafides.kernel import recording

    worker.work_off(datetime.now(UTC), record=recording.recorder())


def timed(what: str, alerts: int, act: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    done = act()
    seconds = time.perf_counter() - start
    print(f"{what:<28}{seconds:8.1f} s  {seconds / alerts * 1000:8.2f} ms an alert")
    return done, seconds


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alerts", description=__doc__)
    parser.add_argument("--alerts", type=int, default=2_000)
    parser.add_argument("--members", type=int, default=50)
    options = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with scratch.installation():
        return measured(options.alerts, options.members, f"127.0.0.1:{server.server_port}")


def measured(alerts: int, members: int, receiver: str) -> int:
    from django.conf import settings

    settings.FETCH_ALLOW = [receiver]
    first, second = people_and_members(members, receiver)
    print(f"{alerts:,} alerts to {members} members, {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}")
    batches, submitting = timed("submitted", alerts, lambda: submit(alerts, members, first))
    print(f"{len(batches):,} batches for the second person")
    _, verifying = timed("verified, messages written", alerts, lambda: verify(batches, second))
    _, delivering = timed("delivered by one worker", alerts, deliver)
    total = submitting + verifying + delivering
    print(f"{len(Receiver.taken):,} of {alerts:,} arrived; {total:.0f} s in all, {alerts / total * 86_400:,.0f} a day")
    return 0 if len(Receiver.taken) == alerts and total <= LIMIT_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
