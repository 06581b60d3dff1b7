"""What a lookup reads of the entries that it met: a plain row each, in one prepared statement for all of them.

A lookup is the hottest path there is, and model instances cost it most of its time; a row has the names of the model's
fields, so that judging knows no difference. All rows come as one JSON text: SQLite lets go of the interpreter's lock at
every row that it gives, and beside busy threads each of them would be waited for.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

import msgspec
from django.db import connection

from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import rules
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.vocabulary import Opinion

IDS_PER_STATEMENT: Final = 5_000
COLUMNS: Final = (
    "id",
    "reference",
    "type",
    "value_sha256",
    "label",
    "entity",
    "severity",
    "source_id",
    "opinion",
    "own_opinion",
    "sources_opinion",
)


class Listed(NamedTuple):
    """One entry that may match now, with its list."""

    pk: int
    reference: str
    type: str
    value_sha256: str
    label: str
    entity: str
    severity: str
    source_id: str
    opinion: str
    own_opinion: str
    sources_opinion: str
    bank: Bank

    @property
    def code(self) -> str:
        """How its list calls it."""
        return self.source_id or self.reference

    def facts(self) -> rules.EntryFacts:
        return rules.EntryFacts(type=EntryType(self.type), opinion=Opinion(self.opinion))


def banks_in_use() -> dict[int, Bank]:
    """Every list that is switched on, by its id."""
    found: dict[int, Bank] = Bank.objects.filter(disabled_at=None).in_bulk()
    return found


def listed_by_id(ids: Iterable[int], banks: Mapping[int, Bank]) -> dict[int, Listed]:
    """The entries among these that stand on one of the lists and may match now."""
    return {
        row[0]: Listed._make((*row[:-1], banks[row[-1]]))
        for some in in_parts(dict.fromkeys(ids))
        for row in rows_of(some)
        if row[-1] in banks
    }


def unchanged(entries: Mapping[int, Listed]) -> Iterator[int]:
    """The ids of those that may match now and whose row is as it was read. Cheap, for it is asked every second."""
    for some in in_parts(entries):
        for row in rows_of(some):
            before = entries[row[0]]
            if row == [*before[:-1], before.bank.pk]:
                yield row[0]


def in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    left = iter(ids)
    while some := list(islice(left, IDS_PER_STATEMENT)):
        yield some


def rows_of(ids: list[int]) -> list[list[Any]]:
    """The columns of each, and the id of its list last."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[connection.vendor], [msgspec.json.encode(ids).decode()])
        (rows,) = cursor.fetchone()
    return msgspec.json.decode(rows, type=list[list[Any]]) if rows else []


def statement(row: str, rows: str, ids: str) -> str:
    """With what a database calls a JSON array of values, one of rows, and the ids in the JSON array that is given."""
    fields: list[Any] = [Entry._meta.get_field(name) for name in (*COLUMNS, "bank")]
    names = ", ".join(f'"{field.column}"' for field in fields)
    return (
        f'SELECT {rows.format(f"{row}({names})")} FROM "{Entry._meta.db_table}"'  # noqa: S608  names of ours
        f" WHERE disabled_at IS NULL AND withdrawn_at IS NULL AND id IN ({ids})"
    )


STATEMENTS: Final = {
    "sqlite": statement("json_array", "json_group_array({})", "SELECT value FROM json_each(%s)"),
    "postgresql": statement(
        "json_build_array", "json_agg({})::text", "SELECT value::bigint FROM json_array_elements_text(%s::json)"
    ),
}
