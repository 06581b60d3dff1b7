"""The processes that are killed. Each is forked from a server that has loaded everything, so a restart is cheap."""

import ctypes
import http.client
import json
import os
import random
import signal
import time
import uuid
from typing import Any

import django
from django.db import OperationalError, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafides.config.settings")
django.setup()

from bonafides.base.outbox.process import PR_SET_PDEATHSIG  # noqa: E402
from bonafides.base.people.vocabulary import Role  # noqa: E402
from bonafides.cli import main as command_line  # noqa: E402
from bonafides.cli.homes import follow_clock  # noqa: E402
from bonafides.config import urls  # noqa: E402,F401  loaded once, before any fork
from bonafides.kernel.actor import Actor  # noqa: E402
from bonafides.kernel.clock import now  # noqa: E402
from bonafides.kernel.errors import DomainError  # noqa: E402
from bonafides.safety.moderation.actions import judging, leases, viewing  # noqa: E402
from bonafides.safety.moderation.models import Case, Decision  # noqa: E402
from bonafides.safety.moderation.rules.deciding import Wish, WishedMeasure  # noqa: E402
from bonafides.safety.moderation.vocabulary import ExposureMode, Measure, SkipReason, Verdict  # noqa: E402
from tests import cast  # noqa: E402
from tests.killing.installation import HELD_TEXTS, PHRASE, Installation  # noqa: E402
from tests.killing.journal import Journal, Line, unanswered  # noqa: E402

PAUSE = 0.02  # between two things that a part does: the machine is small

KEEP = Wish(verdict=Verdict.KEEP)
RESTRICT = Wish(
    verdict=Verdict.RESTRICT,
    clauses=("1",),
    measures=(WishedMeasure(Measure.REMOVE),),
    none_applies=True,
    facts="A made-up line about a made-up text.",
)


def _apart() -> None:
    """In a group of its own, which ends when the fork server does."""
    os.setsid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


# -- the worker -------------------------------------------------------------------------------------------------------


def work(installation: Installation, name: str) -> None:
    """The real command, in a group of its own, with its log in a file."""
    _apart()
    with installation.worker_log.open("ab") as log:
        os.dup2(log.fileno(), 2)
    raise SystemExit(command_line.main(["worker", "--home", str(installation.home)]))


# -- the platform's program -------------------------------------------------------------------------------------------


def submit(installation: Installation, name: str) -> None:
    """Send uploads and flags until told to stop; what was begun before a kill is sent again under its key."""
    _apart()
    path = installation.journals / f"{name}.jsonl"
    journal, waiting = Journal(path), unanswered(path)
    while waiting or not installation.stop_file.exists():
        line = waiting.pop(0) if waiting else _begun(journal)
        status, answer = _answered(installation, line)
        journal.write(step="done", id=line["id"], status=status, answer=answer)
        time.sleep(PAUSE)


def _begun(journal: Journal) -> Line:
    name = uuid.uuid4().hex
    path, body = _something(name)
    journal.write(step="begin", id=name, path=path, body=body)
    return {"id": name, "path": path, "body": body}


def _something(name: str) -> tuple[str, dict[str, Any]]:
    """Any of what a platform sends; `name` stands in each, so that it is found again."""
    kind = random.choices(("clean", "phrase", "held", "named", "content", "batch"), (10, 25, 20, 25, 15, 5))[0]
    author = {"reference": f"author-{random.randrange(50)}", "address": random.choice(("", "author@example.org"))}
    notifier = {"name": "A Notifier", "address": random.choice(("", f"{name}@example.org"))}
    upload = {"reference": f"item/{name}", "author": author}
    flag = {"reason": f"why {name}", "good_faith": True, "notifier": notifier}
    match kind:
        case "clean":
            return "/items", upload | {"text": f"A recipe for bread, {name}."}
        case "phrase":
            return "/items", upload | {"text": f"{name}: {PHRASE}.", "context": {"before": "made up"}}
        case "held":
            return "/items", upload | {"text": random.choice(HELD_TEXTS)}
        case "named":
            return "/flags", flag | {"location": f"https://pastes.example.org/{random.randrange(400)}"}
        case "content":
            return "/flags", flag | {"location": f"paste/{name}", "content": {"text": f"Words {random.randrange(99)}."}}
    addresses = [f"https://pastes.example.org/{random.randrange(400)}" for _ in range(5)]
    return "/flags/batch", flag | {"locations": list(dict.fromkeys(addresses))}


def _answered(installation: Installation, line: Line) -> tuple[int, Any]:
    """Sent until answered: the server may be dead, or failing for want of its database."""
    while True:
        try:
            status, answer = _post(installation, line)
        except (OSError, http.client.HTTPException):
            status, answer = 0, None
        if status and status < 500:
            return status, answer
        if status >= 500:
            note = {"step": "failed", "id": line["id"], "status": status, "answer": answer}
            Journal(installation.journals / "failures.jsonl").write(**note)
        time.sleep(0.1)


def _post(installation: Installation, line: Line) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=60)
    headers = {
        "Authorization": f"Bearer {installation.key}",
        "Content-Type": "application/json",
        "Idempotency-Key": line["id"],
    }
    connection.request("POST", f"/api/v1{line['path']}", json.dumps(line["body"]), headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, json.loads(data) if data else None


# -- the reviewer -----------------------------------------------------------------------------------------------------


def review(installation: Installation, name: str) -> None:
    """Take the next case, look at it, decide it; some are published at once, some undone, the rest wait a minute."""
    _apart()
    follow_clock()
    journal = Journal(installation.journals / f"{name}.jsonl")
    by = cast.by(cast.a_person(name.rpartition(" ")[2], Role.REVIEWER))
    while not installation.stop_file.exists():
        try:
            case = leases.claim_next(by=by, at=now())
            if case is not None:
                _judge(case, journal, by)
        except OperationalError as error:  # a page would be answered 503, and asked for again
            journal.write(step="failed", id=name, code=str(error))
            connection.close()
        time.sleep(PAUSE)


def _judge(case: Case, journal: Journal, by: Actor) -> None:
    try:
        for item in case.items.exclude(content="")[:1]:
            viewing.open_text(item=item, mode=ExposureMode.REDUCED, by=by, at=now())
            if item.context:
                viewing.open_context(item=item, by=by, at=now())
        decision = judging.decide_case(case=case, wish=random.choice((KEEP, RESTRICT)), by=by, at=now())
    except DomainError as error:
        journal.write(step="refused", id=case.reference, code=error.code)
        _pass_on(case, by)
        return
    if isinstance(decision, Decision):
        journal.write(step="decided", id=decision.reference, case=case.reference, verdict=decision.verdict)
        _afterwards(decision, journal, by)


def _pass_on(case: Case, by: Actor) -> None:
    try:
        leases.skip(case=case, reason=SkipReason.UNSURE, by=by, at=now())
    except DomainError:
        return


def _afterwards(decision: Decision, journal: Journal, by: Actor) -> None:
    chance = random.random()
    try:
        if chance < 0.4:
            judging.publish_now(decision=decision, by=by, at=now())
            journal.write(step="published", id=decision.reference)
        elif chance < 0.55:
            judging.undo(decision=decision, by=by, at=now())
            journal.write(step="undone", id=decision.reference)
    except DomainError as error:
        journal.write(step="refused", id=decision.reference, code=error.code)
