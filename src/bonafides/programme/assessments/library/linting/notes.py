"""What the linter has found so far."""

from bonafides.programme.assessments.library.errors import Fault


class Notes:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(self._faults)

    def say(self, code: str, where: str, what: object = "") -> None:
        self._faults.append(Fault(code, where, str(what)))

    def say_if(self, wrong: bool, code: str, where: str, what: object = "") -> None:
        if wrong:
            self.say(code, where, what)
