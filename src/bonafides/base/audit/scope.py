"""Whether this code runs inside an audited action, and whether that action has recorded what it did."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


class NothingRecorded(AssertionError):
    """An action changed something, or might have, and recorded nothing: a defect of ours, so the change rolls back."""


class OutsideAnAction(AssertionError):
    """A protected row was written where no action would record it: a defect of ours."""


@dataclass
class Scope:
    """One action under way: how many events it recorded and how many protected rows it wrote."""

    name: str
    recorded: int = 0
    written: int = 0
    unchanged: bool = False


_scope: ContextVar[Scope | None] = ContextVar("audited_action", default=None)


@contextmanager
def action_scope(name: str) -> Iterator[Scope]:
    """Run one action; what an inner action recorded counts for the outer one too."""
    outer, scope = _scope.get(), Scope(name)
    token = _scope.set(scope)
    try:
        yield scope
        check_recorded(scope)
    finally:
        _scope.reset(token)
    if outer is not None:
        outer.recorded += scope.recorded


def check_recorded(scope: Scope) -> None:
    if scope.recorded == 0 and (scope.written or not scope.unchanged):
        raise NothingRecorded(f"{scope.name} recorded no event, so nothing it did may stand.")


def count_record() -> None:
    scope = _scope.get()
    if scope is None:
        raise OutsideAnAction("An event is recorded inside an audited action only.")
    scope.recorded += 1


def nothing_changed() -> None:
    """Say that this run of the action found nothing to do (a repeated delivery, say), so no event is due."""
    scope = _scope.get()
    if scope is not None:
        scope.unchanged = True


def check_in_action(what: str) -> None:
    """Refuse the write of a protected row outside an action."""
    scope = _scope.get()
    if scope is None:
        raise OutsideAnAction(f"{what} is written by its domain's actions only.")
    scope.written += 1
