"""The full-text index, which no model describes: an FTS5 table in SQLite, a tsvector in PostgreSQL."""

from django.db import migrations

from bonafides.programme.knowledge.search_index import POSTGRESQL_TABLE, SQLITE_TABLE


def make(apps, schema_editor):
    for statement in SQLITE_TABLE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_TABLE:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    schema_editor.execute("DROP TABLE knowledge_words")


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_the_portal")]

    operations = [migrations.RunPython(make, remove)]
