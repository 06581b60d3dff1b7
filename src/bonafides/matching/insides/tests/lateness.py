"""Time that is over when a test says so, however fast or slow the machine is."""

import threading
from types import SimpleNamespace

import pytest

from bonafides.matching.insides import opening
from bonafides.matching.insides.lines import Line, read_line
from bonafides.matching.insides.vocabulary import Unread


def time_is_over_after(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of a child strikes as soon as the child has said a line with this field."""
    clocks: list[threading.Timer] = []

    class Clock(threading.Timer):
        def start(self) -> None:
            clocks.append(self)

    def read(said: object) -> Line | Unread:
        if isinstance(said, dict) and field in said:
            clocks[-1].function(*clocks[-1].args)
        return read_line(said)

    monkeypatch.setattr(opening, "threading", SimpleNamespace(Event=threading.Event, Timer=Clock))
    monkeypatch.setattr(opening, "read_line", read)
