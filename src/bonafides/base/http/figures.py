"""Figures that are read when somebody asks for them: each part names its own in `gauges.py`, as `GAUGES`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

Sample = tuple[tuple[str, ...], float]  # the values of the labels, and the figure


@dataclass(frozen=True)
class Gauge:
    """One figure, by label values that name kinds and states, never a person, an address or content."""

    name: str
    help: str
    read: Callable[[datetime], Iterable[Sample]]
    labels: tuple[str, ...] = ()


@cache
def collected() -> tuple[Gauge, ...]:
    """The gauges of every installed part; a name that stands twice is an error."""
    found = [
        gauge
        for app in apps.get_app_configs()
        if app.name.startswith("bonafides.") and module_has_submodule(app.module, "gauges")
        for gauge in import_module(f"{app.name}.gauges").GAUGES
    ]
    if len({gauge.name for gauge in found}) != len(found):
        raise RuntimeError("Two gauges have the same name.")
    return tuple(found)


def one(value: float) -> list[Sample]:
    return [((), value)]


def seconds_since(moment: datetime | None, at: datetime) -> list[Sample]:
    """The age of something; none where there is no such thing."""
    return one(max((at - moment).total_seconds(), 0)) if moment is not None else one(0)
