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
    values = [[field.get_db_prep_save(row[field.name], connection) for field in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})", values)  # noqa: S608  names of ours
