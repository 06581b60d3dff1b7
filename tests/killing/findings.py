"""What must hold whatever was killed. Each question returns sentences about what does not hold; none is good."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Count, Q

from bonafides.base.audit import queries, sealing
from bonafides.base.audit.models import LogEntry
from bonafides.base.blobs import queries as blobs
from bonafides.base.blobs.custody import Reading
from bonafides.base.keys import signing
from bonafides.base.outbox import registry
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.base.outbox.vocabulary import MAIL, WEBHOOK, RowState
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.ledger.errors import LedgerError
from bonafides.ledger.sources import Directory
from bonafides.ledger.verify import LogReport, verify_log
from bonafides.safety.evidence.vocabulary import Purpose
from bonafides.safety.moderation.actions.deciding import publish_key
from bonafides.safety.moderation.models import Case, Decision, Enforcement, Flag, Hold, Item, Outcome, Statement
from bonafides.safety.moderation.vocabulary import DecisionState, Verdict
from tests.killing.installation import Installation
from tests.killing.journal import Line, lines_of

Findings = list[str]


def while_running(installation: Installation, earlier: list[bytes]) -> Findings:
    """What holds at any moment, asked of one moment."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found = [sentence for question in AT_ANY_MOMENT for sentence in question()]
    return [*found, *the_log(installation, earlier, receipts=[])]


def at_the_end(installation: Installation, earlier: list[bytes], taken: Counter[str]) -> Findings:
    """Everything: once all that was due has been done."""
    found = while_running(installation, earlier)
    sealing.publish(now())  # what the worker recorded after the last look, before it was ended
    for name in submitters(installation):
        found += answered_means_stored(installation.journals / name)
    for path in installation.journals.glob("reviewer*.jsonl"):
        found += decided_means_stored(path)
    found += nothing_waits() + every_message_was_taken(taken) + every_mail_was_written(installation.home)
    found += everything_is_published() + content_can_be_read() + the_database_is_whole()  # reading leaves records
    return [*found, *the_log(installation, earlier, receipts=receipts_in(installation))]


def submitters(installation: Installation) -> list[str]:
    return sorted(path.name for path in installation.journals.glob("submitter*.jsonl"))


# -- each row has its entry, each entry its row -----------------------------------------------------------------------


def rows_and_entries() -> Findings:
    """Each protected row has the entry that says how it came, and no entry stands without its row."""
    counts = {
        "flag.received": Flag.objects.count(),
        "item.taken": Item.objects.count(),
        "case.opened": Case.objects.count() + sum(Case.objects.values_list("reopened", flat=True)),
        "case.decided": Decision.objects.count(),
        "decision.published": Decision.objects.filter(state=DecisionState.PUBLISHED).count(),
        "decision.undone": Decision.objects.filter(state=DecisionState.UNDONE).count(),
        "item.held": Hold.objects.count(),
        "statement.issued": Statement.objects.count(),
        "outcome.told": Outcome.objects.count(),
    }
    logged = Counter(LogEntry.objects.values_list("event_name", flat=True))
    return [f"{rows} rows, {logged[name]} entries {name}" for name, rows in counts.items() if rows != logged[name]]


def flags_have_entries() -> Findings:
    known = set(LogEntry.objects.filter(event_name="flag.received").values_list("event_id", flat=True))
    flags = Flag.objects.values_list("reference", "event_id")
    return [f"flag {reference} has no entry" for reference, event_id in flags if event_id not in known]


# -- decisions --------------------------------------------------------------------------------------------------------


def decisions_stand_once() -> Findings:
    """One decision in force or drafted for each time that a case was open; one entry for each step of it."""
    standing = Count("decisions", filter=Q(decisions__state__in=[DecisionState.DRAFT, DecisionState.PUBLISHED]))
    cases = Case.objects.annotate(standing=standing).filter(standing__gt=1)
    doubled = [
        f"case {case.reference}: {case.standing} decisions" for case in cases if case.standing > case.reopened + 1
    ]
    for name in ("case.decided", "decision.published"):
        opened = LogEntry.objects.filter(event_name=name).values_list("opened", flat=True)
        times = Counter(str(fields["decision"]) for fields in opened)
        doubled += [f"decision {reference}: {count} entries {name}" for reference, count in times.items() if count > 1]
    return doubled


def decisions_have_rows() -> Findings:
    """The row that publishes it; once published, what its measures and people are owed."""
    keys = set(OutboxRow.objects.filter(key__startswith="publish:").values_list("key", flat=True))
    bare = [
        f"decision {each.reference} has no outbox row"
        for each in Decision.objects.all()
        if publish_key(each) not in keys
    ]
    published = Decision.objects.filter(state=DecisionState.PUBLISHED, verdict=Verdict.RESTRICT)
    for decision in published.prefetch_related("measures", "statements", "enforcements"):
        bare += _unserved(decision)
    return bare


def _unserved(decision: Decision) -> Iterator[str]:
    statements, asked = decision.statements.all(), list(decision.enforcements.all())
    if not statements or not asked:
        yield f"decision {decision.reference}: {len(statements)} statements, {len(asked)} requests"
    twice = [key for key, count in Counter((each.item_id, each.action) for each in asked).items() if count > 1]
    if twice:
        yield f"decision {decision.reference} was asked for twice: {twice}"


def requests_have_messages() -> Findings:
    messages = set(Message.objects.values_list("reference", flat=True))
    asked = Enforcement.objects.values_list("pk", "message")
    return [f"request {pk} has no message" for pk, message in asked if message not in messages]


def messages_have_rows() -> Findings:
    to_the_platform = Message.objects.filter(audience="", cancelled_at=None)  # others have endpoints of their own
    bare = to_the_platform.annotate(count=Count("rows")).exclude(count=1)
    return [f"message {message.key}: {message.count} rows, 1 endpoint" for message in bare]


def the_cursor_has_no_gap() -> Findings:
    positions = list(Message.objects.exclude(position=None).order_by("position").values_list("position", flat=True))
    return [] if positions == list(range(1, len(positions) + 1)) else ["the cursor's numbers have a gap"]


AT_ANY_MOMENT: tuple[Callable[[], Findings], ...] = (
    rows_and_entries,
    flags_have_entries,
    decisions_stand_once,
    decisions_have_rows,
    requests_have_messages,
    messages_have_rows,
    the_cursor_has_no_gap,
)


# -- what was answered ------------------------------------------------------------------------------------------------


def answered_means_stored(path: Path) -> Findings:
    """Each flag and item that was answered with 2xx is there, once; each that was begun at most once."""
    begun = {line["id"]: line for line in lines_of(path) if line["step"] == "begin"}
    done = {line["id"]: line for line in lines_of(path) if line["step"] == "done"}
    reasons = Counter(Flag.objects.values_list("reason", flat=True))
    names = Counter(Item.objects.values_list("platform_reference", flat=True))
    flags = set(Flag.objects.values_list("reference", flat=True))
    items = set(Item.objects.values_list("reference", flat=True))
    found: Findings = [f"{id_} was begun and never answered" for id_ in begun.keys() - done.keys()]
    for id_, line in done.items():
        found += _lost(line, flags, items)
        found += _doubled(begun[id_], line, reasons, names)
    return found


def _lost(line: Line, flags: set[str], items: set[str]) -> Findings:
    if not 200 <= line["status"] < 300:
        return [f"{line['id']} was answered {line['status']}: {line['answer']}"]
    answer = line["answer"]
    wanted, there = (
        (answer["flags"], flags) if "flags" in answer else ([answer["item"]] if answer["item"] else [], items)
    )
    return [f"{reference} was answered and is lost" for reference in wanted if reference not in there]


def _doubled(begun: Line, done: Line, reasons: Counter[str], names: Counter[str]) -> Findings:
    if "flags" in done["answer"]:
        there, wanted = reasons[begun["body"]["reason"]], len(done["answer"]["flags"])
    else:
        there, wanted = names[begun["body"]["reference"]], 1 if done["answer"]["item"] else 0
    return [] if there == wanted else [f"{begun['id']} {begun['path']} is there {there} times, answered {wanted}"]


def decided_means_stored(path: Path) -> Findings:
    states = dict(Decision.objects.values_list("reference", "state"))
    expected = {"decided": set(DecisionState), "published": {DecisionState.PUBLISHED}, "undone": {DecisionState.UNDONE}}
    return [
        f"decision {line['id']} was {line['step']}, and is {states.get(line['id'])}"
        for line in lines_of(path)
        if line["step"] in expected and states.get(line["id"]) not in expected[line["step"]]
    ]


def receipts_in(installation: Installation) -> list[bytes]:
    """Every promise that was given out."""
    return [
        promise.encode()
        for name in submitters(installation)
        for line in lines_of(installation.journals / name)
        if line["step"] == "done" and line["answer"]
        for promise in line["answer"].get("promises", ())
    ]


# -- what was to be sent ----------------------------------------------------------------------------------------------


def nothing_waits() -> Findings:
    """No row is due and undone, or parked: the receiver never answered 4xx."""
    due = OutboxRow.objects.filter(state=RowState.WAITING, due_at__lte=now(), kind__in=registry.handlers())
    parked = OutboxRow.objects.filter(state=RowState.PARKED)
    return [f"{row.kind} {row.key} is {row.state}: {row.last_error}" for row in (*due, *parked)]


def every_message_was_taken(taken: Counter[str]) -> Findings:
    rows = OutboxRow.objects.filter(kind=WEBHOOK, state=RowState.DONE).values_list("message__reference", flat=True)
    return [
        f"message {reference} is called delivered, and was never taken" for reference in rows if not taken[reference]
    ]


def every_mail_was_written(home: Path) -> Findings:
    written = {
        line.partition("<outbox-")[2].partition("@")[0]
        for file in (home / "mail").iterdir()
        for line in file.read_text("utf-8", "replace").splitlines()
        if line.startswith("Message-ID: <outbox-")
    }
    rows = OutboxRow.objects.filter(kind=MAIL, state=RowState.DONE).values_list("pk", flat=True)
    return [f"mail {pk} is called sent, and was never written" for pk in rows if str(pk) not in written]


# -- content, database, log -------------------------------------------------------------------------------------------


def content_can_be_read() -> Findings:
    reading = Reading(by=SYSTEM, at=now(), purpose=Purpose.JUDGEMENT)
    sizes = {item: len(blobs.read(item.content, reading=reading)) for item in Item.objects.exclude(content="")}
    return [
        f"item {item.reference}: {size} bytes of {item.size_bytes}"
        for item, size in sizes.items()
        if size != item.size_bytes
    ]


def the_database_is_whole() -> Findings:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        whole = cursor.execute("PRAGMA integrity_check").fetchone()[0]
        orphans = cursor.execute("PRAGMA foreign_key_check").fetchall()
    return [f"{whole=} {orphans=}"] if whole != "ok" or orphans else []


def everything_is_published() -> Findings:
    left = LogEntry.objects.filter(index=None).count()
    return [f"{left} entries have no number"] if left else []


def the_log(installation: Installation, earlier: list[bytes], receipts: list[bytes]) -> Findings:
    """Verified as a stranger would: it extends every checkpoint that anybody saw, and holds whatever was promised."""
    folder = installation.home / "log"
    if not (folder / "checkpoint").is_file():
        return []
    try:
        _verified(folder, earlier, receipts)
    except LedgerError as error:
        return [f"the log: {error} {json.dumps(error.facts, default=str)}"]
    return []


def _verified(folder: Path, earlier: list[bytes], receipts: list[bytes]) -> LogReport:
    return verify_log(
        Directory(folder),
        [signing.signer("log").verifier],
        now=2**40,  # every promise has passed
        receipts=receipts,
        receipt_keys=[signing.signer("receipts").verifier],
        earlier=earlier,
    )


def is_all_done() -> bool:
    """Whether nothing is due any more and everything is in the public log."""
    due = OutboxRow.objects.filter(state=RowState.WAITING, kind__in=registry.handlers())
    late = due.filter(Q(due_at__lte=now()) | Q(attempts__gt=0) | Q(key__startswith="publish:"))
    return not late.exists() and queries.published_size() == LogEntry.objects.count()


def counts(installation: Installation, taken: Counter[str]) -> dict[str, int]:
    """What the run was about."""
    answered = [line for name in submitters(installation) for line in lines_of(installation.journals / name)]
    return {
        "requests answered with 2xx": sum(line["step"] == "done" for line in answered),
        "answers 5xx while something was down": len(list(lines_of(installation.journals / "failures.jsonl"))),
        "flags": Flag.objects.count(),
        "items": Item.objects.count(),
        "cases": Case.objects.count(),
        "holds": Hold.objects.count(),
        "decisions": Decision.objects.count(),
        "decisions published": Decision.objects.filter(state=DecisionState.PUBLISHED).count(),
        "statements": Statement.objects.count(),
        "messages": Message.objects.count(),
        "messages taken by the receiver": len(taken),
        "messages that it took more than once": sum(count > 1 for count in taken.values()),
        "mails": OutboxRow.objects.filter(kind=MAIL, state=RowState.DONE).count(),
        "entries in the verified log": LogEntry.objects.count(),
        "promises found in the log": len(receipts_in(installation)),
    }
