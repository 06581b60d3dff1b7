"""Errors that a person may cause, and what each shell answers to them.

DomainError
├── Invalid        what was sent cannot be understood       422, exit 2
├── NotAllowed     this actor may not do that               403, exit 3
├── NotFound       there is no such thing (for this actor)  404, exit 4
├── Conflict       the state has moved on, or never allowed 409, exit 5
├── RuleBroken     a rule of the domain refuses             409, exit 5
├── TooLarge       more than the stated limit               413, exit 2
├── TooMany        too often                                429, exit 6
└── Unavailable    something this needs cannot be reached   503, exit 7
"""


class DomainError(Exception):
    """Something a person can mend: a stable code, an English sentence with named placeholders, and its facts."""

    def __init__(self, code: str, sentence: str, /, **facts: object) -> None:
        super().__init__(code, sentence, facts)
        self.code = code
        self.sentence = sentence
        self.facts = facts

    def __str__(self) -> str:
        return self.sentence % self.facts if self.facts else self.sentence


class Invalid(DomainError):
    """What was sent cannot be understood."""


class NotAllowed(DomainError):
    """This actor may not do that."""


class NotFound(DomainError):
    """There is no such thing, or not for this actor."""


class Conflict(DomainError):
    """The state has moved on."""


class RuleBroken(DomainError):
    """A rule of the domain refuses."""

    def __init__(self, code: str, sentence: str, /, *, source: str = "", **facts: object) -> None:
        super().__init__(code, sentence, **facts)
        self.source = source


class TooLarge(DomainError):
    """More than the stated limit."""


class TooMany(DomainError):
    """Too often."""

    def __init__(self, code: str, sentence: str, /, *, retry_after_seconds: int, **facts: object) -> None:
        super().__init__(code, sentence, **facts)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(DomainError):
    """Something that this needs cannot be reached."""
