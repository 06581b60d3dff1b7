"""Who handles what: collected from the `jobs.py` and `listeners.py` of every installed app."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.event import Event

Handler = Callable[[OutboxRow, datetime], None]
Listener = Callable[[dict[str, Any], datetime], None]


@dataclass(frozen=True)
class Recurring:
    """A job that runs every so often, in one worker at a time."""

    name: str
    every: timedelta
    run: Callable[[datetime], None]


@cache
def handlers() -> dict[str, Handler]:
    """From the `HANDLERS` of each app: kind of row -> function, which is idempotent by the row's key."""
    found: dict[str, Handler] = {}
    for module in _modules("jobs"):
        own: dict[str, Handler] = getattr(module, "HANDLERS", {})
        if twice := found.keys() & own.keys():
            raise RuntimeError(f"{module.__name__} handles {sorted(twice)}, which another app does already.")
        found |= own
    return found


@cache
def recurring() -> dict[str, Recurring]:
    """From the `RECURRING` of each app, by name."""
    jobs: list[Recurring] = [job for module in _modules("jobs") for job in getattr(module, "RECURRING", ())]
    found = {job.name: job for job in jobs}
    if len(found) != len(jobs):
        raise RuntimeError("Two recurring jobs have the same name.")
    return found


@cache
def listeners() -> dict[str, Listener]:
    """Every listener by its name, `package.module:function`."""
    return {name_of(function): function for _, function in _pairs()}


@cache
def listeners_of(event_type: type[Event]) -> tuple[str, ...]:
    """The names of those that want to hear of an event."""
    return tuple(name_of(function) for wanted, function in _pairs() if wanted is event_type)


def check() -> None:
    """Collect everything now: a mistake in a table stops the worker's start, not its rows one by one."""
    for collect in (handlers, recurring, listeners):
        collect()


def name_of(function: Listener) -> str:
    return f"{function.__module__}:{function.__qualname__}"


def _pairs() -> list[tuple[type[Event], Listener]]:
    """From the `LISTENERS` of each app: event class -> functions."""
    return [
        (event_type, function)
        for module in _modules("listeners")
        for event_type, functions in getattr(module, "LISTENERS", {}).items()
        for function in functions
    ]


def _modules(name: str) -> list[ModuleType]:
    return [
        import_module(f"{app.name}.{name}") for app in apps.get_app_configs() if module_has_submodule(app.module, name)
    ]
