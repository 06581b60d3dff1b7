"""Calls that come at once, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.errors import Conflict, DomainError

Call = Callable[[], Any]


def at_once(*calls: Call) -> list[Any]:
    """Start all calls together, a thread each; what each returned, or the domain's error that it raised."""
    together = threading.Barrier(len(calls))

    def run(call: Call) -> Any:
        try:
            together.wait()
            return call()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def meanwhile(call: Call, threads: ThreadPoolExecutor) -> "Future[Any]":
    """Start a call beside the open transaction, and give it the time to come as far as it can."""

    def run() -> Any:
        try:
            return call()
        finally:
            connection.close()

    started = threads.submit(run)
    threading.Event().wait(0.5)
    return started


def beside(first: Call, second: Call, *then: Call) -> Any:
    """Begin the second call while the transaction of the first, and of those that follow `then`, is not over yet.

    What the second returned, or the domain's error that it raised.
    """
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            first()
            started = meanwhile(second, threads)
            for call in then:
                call()
        try:
            return started.result(timeout=100)
        except DomainError as error:
            return error


def recorded(name: str) -> int:
    """How many events of this name stand in the log."""
    return LogEntry.objects.filter(event_name=name).count()


def code_of(answer: object) -> str:
    """Why one of two was refused."""
    assert isinstance(answer, Conflict)
    return answer.code
