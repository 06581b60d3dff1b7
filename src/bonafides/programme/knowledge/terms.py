"""The terms of the glossaries: rows of the tables in published public resources of that kind."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bonafides.programme.knowledge.markdown import PARSER, plain_of, slug_of


@dataclass(frozen=True)
class Entry:
    term: str
    meaning: str

    @property
    def anchor(self) -> str:
        return slug_of(self.term)


@lru_cache(maxsize=32)
def entries_of(body: str) -> tuple[Entry, ...]:
    """The first two cells of each row of the text's tables, without the heads."""
    cells = cells_of(body)
    rows = [cells[n] for n in range(len(cells)) if len(cells[n]) >= 2]
    return tuple(Entry(row[0], row[1]) for row in rows)


def cells_of(body: str) -> list[list[str]]:
    rows: list[list[str]] = []
    tokens = PARSER.parse(body)
    for before, token in pairwise(tokens):
        if before.type == "tr_open" and token.type == "td_open":
            rows.append([])
        if before.type == "td_open" and rows:
            rows[-1].append(plain_of(token))
    return rows
