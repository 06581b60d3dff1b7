"""Django's `migrate`, which makes the tables of an empty database at once.

Played one by one, the migrations of a new home take longer than all else that makes it. The state that they lead to is
known without playing them: an empty database gets that state's tables, what our own migrations execute besides, and
the record that all were applied. A database with tables is migrated as ever. A test compares both ways.
"""

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations import RunPython
from django.db.models import Model


class Command(migrate.Command):
    """`migrate`, quick where nothing is there."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables first, if there are none and all are wanted."""
        connection = connections[options["database"] or DEFAULT_DB_ALIAS]
        connection.prepare_database()
        if wants_everything(options) and not connection.introspection.table_names():
            make_everything(connection)
        super().handle(*args, **options)


def wants_everything(options: dict[str, Any]) -> bool:
    narrowed = ("app_label", "migration_name", "plan", "fake", "fake_initial", "check_unapplied")
    return not any(options.get(name) for name in narrowed)


def make_everything(connection: BaseDatabaseWrapper) -> None:
    """The tables of all models, as all migrations together leave them."""
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    apps = executor.loader.project_state(executor.loader.graph.leaf_nodes()).apps
    with connection.schema_editor(atomic=True) as editor:  # all or nothing, also where the process is killed
        models: list[type[Model]] = [executor.recorder.Migration, *apps.get_models()]
        for model in models:
            if model._meta.can_migrate(connection) and not model._meta.proxy:
                editor.create_model(model)
        for step in steps_of_ours(plan):
            step(apps, editor)
        for migration in plan:
            executor.recorder.migration_qs.create(app=migration.app_label, name=migration.name)


def steps_of_ours(plan: list[Migration]) -> list[Any]:
    """What our migrations do besides tables; those of libraries only change rows, of which there are none."""
    ours = [migration for migration in plan if type(migration).__module__.startswith("bonafides.")]
    return [step.code for migration in ours for step in migration.operations if isinstance(step, RunPython)]
