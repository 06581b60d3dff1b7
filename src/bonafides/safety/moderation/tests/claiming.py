"""Reviewers that claim until nothing is left, as processes on one home: `seed CASES`, then `claim FIRST LAST`."""

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import django

Asked = TypeVar("Asked")

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REVIEWERS = 20


def seed(cases: int) -> None:
    """A database with so many open cases, and twenty reviewers."""
    from django.core.management import call_command
    from tests import cast

    from bonafides.base.audit.actions import audited_action, record
    from bonafides.base.people.vocabulary import Role
    from bonafides.kernel.actor import SYSTEM
    from bonafides.safety.moderation.events import CaseOpened
    from bonafides.safety.moderation.models import Case

    call_command("migrate", verbosity=0, skip_checks=True)
    for number in range(REVIEWERS):
        cast.a_person(f"Reviewer{number}", Role.REVIEWER)

    @audited_action
    def open_them() -> None:
        ranks = (NOON - timedelta(minutes=number % 97) for number in range(cases))
        Case.objects.bulk_create([Case(opened_at=NOON, rank_at=rank) for rank in ranks], batch_size=1_000)
        record(CaseOpened(case="all", source="", severity="", reopened=False), by=SYSTEM, at=NOON)

    open_them()


def claim(first: int, last: int) -> list[str]:
    """What the reviewers of these numbers claimed, a thread each."""
    with ThreadPoolExecutor(last - first) as threads:
        found = threads.map(claim_until_nothing_waits, range(first, last))
        return [reference for claimed in found for reference in claimed]


def claim_until_nothing_waits(number: int) -> list[str]:
    from django.db.models import QuerySet

    from bonafides.base.people import queries
    from bonafides.base.people.models import Person
    from bonafides.safety.moderation.actions.leases import claim_next
    from bonafides.safety.moderation.models import Case

    by = queries.actor_of(Person.objects.get(email=f"reviewer{number}@example.org"))
    claimed: list[str] = []
    while (case := asked_again(lambda: claim_next(by=by, at=NOON))) is not None:
        claimed.append(case.reference)
        decide = partial(QuerySet(Case).filter(pk=case.pk).update, state="decided")
        asked_again(decide)  # as a decision would, without its other rows
    return claimed


def asked_again(ask: Callable[[], Asked]) -> Asked:
    """The answer, also where others kept the database so long that 503 was answered first: who waits asks again."""
    from django.db import OperationalError

    while True:
        try:
            return ask()
        except OperationalError as error:
            if "locked" not in str(error):
                raise


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "seed":
        seed(int(sys.argv[2]))
    else:
        print(json.dumps(claim(int(sys.argv[2]), int(sys.argv[3]))))
