"""Words in the order of a document, some of which stand aside of the line around them: notes, boxes, hidden words.

Whether readers see such words in their line is uncertain, and a listed word can be hidden by parting it so. A line in
which words stand aside is therefore told whole, and after all others once more without them, and they alone.
"""


class Flow:
    """Takes the words as they come: `say`, `part` where a line ends, `begin_aside` where words aside begin."""

    def __init__(self) -> None:
        self._told, self._again = list[str](), list[str]()
        self._line, self._seen, self._aside = list[str](), list[str](), list[str]()

    def say(self, text: str, *, is_aside: bool = False) -> None:
        self._line.append(text)
        (self._aside if is_aside else self._seen).append(text)

    def part(self, *, is_aside: bool = False) -> None:
        """End the line; a line that ends among words aside does not end the one that they stand in."""
        if is_aside:
            self.say("\n", is_aside=True)
            return
        self._line.append("\n")
        self._end_line()

    def begin_aside(self) -> None:
        self._aside.append("\n")

    def text(self) -> str:
        """All that was said, as often as it is told."""
        self._end_line()
        if self._again:
            return "".join([*self._told, "\n", *self._again])
        return "".join(self._told)

    def _end_line(self) -> None:
        self._told += self._line
        seen, aside = "".join(self._seen), "".join(self._aside)
        if not (seen.isspace() or aside.isspace()) and seen and aside:
            self._again += [seen, "\n", aside, "\n"]
        self._line, self._seen, self._aside = [], [], []
