"""Many rows in one prepared statement: several times as fast as model instances, which a long import feels."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from bonafides.base.audit.models import AuditedModel


def insert(model: type[AuditedModel], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows given by field name, all with the same fields; whatever is not null must be given."""
    model.objects.bulk_create([])  # refuses, as for any audited row, outside an action
    if not rows:
        return
    fields: list[Any] = [model._meta.get_field(name) for name in rows[0]]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    values = list(zip(*[prepared(field, [row[field.name] for row in rows]) for field in fields], strict=True))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})", values)  # noqa: S608  names of ours


def prepared(field: Any, values: Sequence[Any]) -> list[Any]:
    """Values of a field as the database takes them; one that all rows share is made ready once."""
    first = values[0]
    if all(value is first for value in values):
        return [field.get_db_prep_save(first, connection)] * len(values)
    return [field.get_db_prep_save(value, connection) for value in values]
