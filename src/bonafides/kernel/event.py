"""A fact that has happened. One frozen dataclass each, in the `events.py` of its domain."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from typing import ClassVar

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class Event:
    """What happened, to which subject.

    `name` is its type in the log, `noun.verb`; an event that is not `public` appears there as `internal`.
    `subject` names what the fact is about, such as `case:7F3K9Q2MTX`: one secret salts all commitments of a subject,
    and destroying it unlinks them.
    """

    name: ClassVar[str]
    public: ClassVar[bool] = True

    @property
    def subject(self) -> str:
        raise NotImplementedError(f"{type(self).__name__} must name its subject")

    def fields(self) -> dict[str, Json]:
        """The facts as JSON values, by field name: what is committed to."""
        return {name: as_json(value) for name, value in asdict(self).items()}


def as_json(value: object) -> Json:
    """An enum as its value, a moment as ISO 8601, a set as a sorted list; everything else must be JSON already."""
    match value:
        case Enum():
            return as_json(value.value)
        case datetime():
            return value.isoformat()
        case None | bool() | int() | float() | str():
            return value
        case dict():
            return {str(key): as_json(item) for key, item in value.items()}
        case set() | frozenset():
            return sorted((as_json(item) for item in value), key=str)
        case list() | tuple():
            return [as_json(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no JSON form")
