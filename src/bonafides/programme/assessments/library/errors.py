"""What can be wrong with a library, or with an answer to one of its questions."""

from dataclasses import dataclass

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments.library.faults import SENTENCES


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a stable code, its place (`R01.options[2].severity`), and what stands there."""

    code: str
    where: str
    what: str = ""

    @property
    def template(self) -> str:
        """The sentence with its placeholder `%(what)s`, for a shell to translate."""
        return SENTENCES[self.code]

    @property
    def sentence(self) -> str:
        return self.template % {"what": self.what}


class BadLibrary(Invalid):
    """A library that may not be used, with every fault that was found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        sentence = _("The library has %(count)d faults. The first one, at %(where)s: %(first)s")
        first = faults[0]
        super().__init__("library_faulty", sentence, count=len(faults), where=first.where, first=first.sentence)


class BadAnswer(Invalid):
    """An answer that its question does not take."""
