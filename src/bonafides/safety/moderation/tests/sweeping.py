"""A decision over many in processes of their own, to be killed: `seed CASES`, then `run REFERENCE`, then `count`."""

import json
import sys
from datetime import UTC, datetime, timedelta

import django

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def seed(cases: int) -> str:
    """A database with so many open cases, all decided over at once by one person; the reference of that decision."""
    from django.core.management import call_command
    from tests import cast

    from bonafides.safety.moderation.actions import bulk, viewing
    from bonafides.safety.moderation.queries.bulk import Drawing, samples_of
    from bonafides.safety.moderation.queries.queue import QueueFilter
    from bonafides.safety.moderation.tests.scenes import a_case, a_policy, a_restriction
    from bonafides.safety.moderation.vocabulary import ExposureMode

    call_command("migrate", verbosity=0, skip_checks=True)
    a_policy()
    for number in range(cases):
        a_case(f"Harmless text {number} of a made-up flood.")
    by = cast.by(cast.amina())
    made = bulk.make(drawing=Drawing.of_filter(QueueFilter()), by=by, at=NOON)
    for sample in samples_of(made, by).drawn:
        viewing.open_text(item=sample.item, mode=ExposureMode.REDUCED, by=by, at=NOON)
    return bulk.decide(bulk=made, wish=a_restriction(), by=by, at=NOON).reference


def run(reference: str) -> None:
    """What the worker does, two cases at a time; after each two it says so and waits to be told to go on."""
    from bonafides.safety.moderation.actions import bulk
    from bonafides.safety.moderation.models import BulkDecision

    vars(bulk)["BULK_BATCH_CASES"] = 2
    made = BulkDecision.objects.get(reference=reference)
    while made.state in bulk.CARRIED_OUT:
        made = bulk.run_batch(bulk=made, at=NOON + timedelta(minutes=1))
        print(made.state, flush=True)
        sys.stdin.readline()


def count() -> dict[str, int]:
    """What stands: each of these numbers is the number of cases, if nothing was lost and nothing doubled."""
    from bonafides.base.audit.models import LogEntry
    from bonafides.base.outbox.models import Message
    from bonafides.safety.moderation.models import BulkCase, Decision, Item, Statement

    return {
        "decided": BulkCase.objects.filter(place="decided").count(),
        "decisions": Decision.objects.filter(state="published").count(),
        "statements": Statement.objects.count(),
        "restricted": Item.objects.filter(state="restricted").count(),
        "asked": Message.objects.filter(type="measure.requested").count(),
        "logged": LogEntry.objects.filter(event_name="case.decided").count(),
    }


if __name__ == "__main__":
    django.setup()
    match sys.argv[1]:
        case "seed":
            print(seed(int(sys.argv[2])))
        case "run":
            run(sys.argv[2])
        case _:
            print(json.dumps(count()))
