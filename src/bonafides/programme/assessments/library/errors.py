"""What can be wrong with a library, or with an answer to one of its questions."""

from dataclasses import dataclass

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a stable code, the place (`q-7k2mfa.options[2].severity`), and a sentence for people."""

    code: str
    where: str
    sentence: str


class BadLibrary(Invalid):
    """A library that may not be used, with every fault that was found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        first = faults[0].sentence if faults else ""
        sentence = _("The library has %(count)d faults; the first one: %(first)s")
        super().__init__("library_faulty", sentence, count=len(faults), first=first)


class BadAnswer(Invalid):
    """An answer that its question does not take."""
