"""Find which of many listed texts occur, word for word, inside a longer text: a tree of words, walked from each word.

Only the first words of a text stand in the tree; the rest of a long one is compared as a whole, so that a listed
manifesto costs no more than a slogan. It is compared only where its last word stands, so that many texts that begin
with the same formula cost little where a post repeats that.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

Id = TypeVar("Id", bound=Hashable)
Name = TypeVar("Name")
Value = TypeVar("Value")

DEPTH: Final = 6
"""How many words of a text stand in the tree."""


@dataclass(slots=True)
class _Node(Generic[Id]):
    next: dict[str, "_Node[Id]"] = field(default_factory=dict)
    tails: dict[int, dict[str, dict[str, tuple[Id, ...]]]] = field(default_factory=dict)
    """Number of words left -> the last of all -> those left -> ids."""


class PhraseTree(Generic[Id]):
    """Listed texts by their words. One writer at a time; readers need no lock, for each change is one assignment."""

    def __init__(self) -> None:
        self._root: _Node[Id] = _Node()

    def add(self, normal: str, entry: Id) -> None:
        """List a text in normal form under an id; an empty text is not listed."""
        words = normal.split()
        if not words:
            return
        node = self._root
        for word in words[:DEPTH]:
            node = node.next.setdefault(word, _Node())
        _change(node, words, lambda entries: (*entries, entry))

    def remove(self, normal: str, entry: Id) -> None:
        """Take an entry out again; what is not listed is ignored."""
        words = normal.split()
        path = self._path_of(words[:DEPTH])
        if not words or path is None:
            return
        _change(path[-1], words, lambda entries: tuple(each for each in entries if each != entry))
        _prune(path, words)

    def places_in(self, words: list[str]) -> Iterator[tuple[Id, int, int]]:
        """Each listed id whose words occur side by side among these, with the numbers of the first and after the last.

        In the order of the first; an id comes once for each place that it is found at.
        """
        count = len(words)
        for start, node in enumerate(map(self._root.next.get, words)):
            at = start + 1
            while node is not None:  # one loop and no more, for a post in the words of a list goes through it often
                if node.tails:
                    yield from _ended_at(node, words, start, at)
                node = node.next.get(words[at]) if at < count else None
                at += 1

    def _path_of(self, words: list[str]) -> "list[_Node[Id]] | None":
        path = [self._root]
        for word in words:
            following = path[-1].next.get(word)
            if following is None:
                return None
            path.append(following)
        return path


def _ended_at(node: _Node[Id], words: list[str], start: int, at: int) -> Iterator[tuple[Id, int, int]]:
    """What stands from a word on, whose first words end before `at` and lead to a node."""
    for length, tails in node.tails.items():
        stop = at + length
        of_last = tails.get(words[stop - 1]) if stop <= len(words) else None
        if of_last:
            for entry in of_last.get(" ".join(words[at:stop]), ()):
                yield entry, start, stop


def _change(node: _Node[Id], words: list[str], change: Callable[[tuple[Id, ...]], tuple[Id, ...]]) -> None:
    """Change which ids a text has, whose first words lead to a node."""
    rest, last = words[DEPTH:], words[-1]
    tail = " ".join(rest)
    of_length = node.tails.get(len(rest), {})
    of_last = of_length.get(last, {})
    of_last = _with(of_last, tail, change(of_last.get(tail, ())))
    node.tails = _with(node.tails, len(rest), _with(of_length, last, of_last))


def _with(held: dict[Name, Value], name: Name, value: Value) -> dict[Name, Value]:
    """A copy that holds this too; without the name where there is nothing to hold."""
    return {**held, name: value} if value else {each: those for each, those in held.items() if each != name}


def _prune(path: list[_Node[Id]], words: list[str]) -> None:
    for depth in range(len(path) - 1, 0, -1):
        if path[depth].next or path[depth].tails:
            return
        del path[depth - 1].next[words[depth - 1]]
