"""A new home's tables, made at once, are those that all migrations make one after the other."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.installations import environment_of

from bonafides.base.keys import files
from bonafides.kernel.clock import now

MADE = """
import functools, gc, json, sys
import django
django.setup()
from django.apps import apps
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.state import ProjectState

# Django draws all models anew for each that a migration adds, all that are related for each index or constraint, and
# asks each of their fields what it could be swapped for: nine tenths of the work. Nothing refers to a model that is
# new, so it is drawn alone; what else is added is told to the model that is drawn already; what can be swapped stays.
def add_model(state, model):
    key = model.app_label, model.name_lower
    state.models[key] = model
    if state._relations is not None:
        state.resolve_model_relations(key)
    if "apps" in vars(state):
        state.apps.render_multiple([model])

def append_option(state, app_label, model_name, option, added):
    options = state.models[app_label, model_name].options
    options[option] = [*options[option], added]
    if "apps" in vars(state):
        drawn = state.apps.get_model(app_label, model_name)._meta
        setattr(drawn, option, [*getattr(drawn, option), added])

def parts(sql):  # what stands between a statement's commas, in no order: a table that is remade has other places
    depth, found = 0, [""]
    for letter in sql:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 1:
            found.append("")
        else:
            found[-1] += letter
    head, _bracket, first = found[0].partition("(")
    return [head.strip(), *sorted(part.strip() for part in (first, *found[1:-1], found[-1].removesuffix(")")))]

ProjectState.add_model = add_model
ProjectState._append_option = append_option
apps.get_swappable_settings_name = functools.cache(apps.get_swappable_settings_name)
gc.set_threshold(200_000, 20, 100)

call_command("migrate" if sys.argv[1] == "at once" else migrate.Command(), verbosity=0)
with connection.cursor() as cursor:
    made = cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1, 2").fetchall()
    print(json.dumps([(kind, name, parts(sql) if kind == "table" else sql) for kind, name, sql in made]))
    sys.stdout.flush()
call_command("migrate", check_unapplied=True, verbosity=0)
"""


def made(home: Path, how: str) -> object:
    home.mkdir()
    files.create_missing(Path(f"{home}.keys"), at=now())
    environment = environment_of(home, DJANGO_SETTINGS_MODULE="bonafides.config.settings")
    done = subprocess.run(
        [sys.executable, "-c", MADE, how], env=environment, capture_output=True, text=True, timeout=280
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_tables_made_at_once_are_those_of_all_migrations_in_turn(tmp_path: Path) -> None:
    at_once = made(tmp_path / "at-once", "at once")

    in_turn = made(tmp_path / "in-turn", "in turn")

    assert at_once == in_turn
