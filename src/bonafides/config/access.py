"""The role table of this edition: every page by name and who may open it. A page that is missing is open to nobody."""

from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from bonafides.base.http.access import PUBLIC, SIGNED_IN, Access

WEB: dict[str, Access] = {
    "home": PUBLIC,
    "health": PUBLIC,
    "ready": PUBLIC,  # says what works by name, and nothing of anybody
    "metrics": PUBLIC,  # by a token of the settings; without one it is not there
    "set_language": PUBLIC,
    "pages:component-book": PUBLIC,  # made-up material only
    "pages:component-book-desk": PUBLIC,
    "pages:component-book-letter": PUBLIC,
    "pages:component-book-error": PUBLIC,
    "first_day": SIGNED_IN,
    "api-1.0.0:openapi-json": PUBLIC,
    "api-1.0.0:api-root": PUBLIC,
}


def collected() -> dict[str, Access]:
    """The rows of `access.py` of every installed app; a name in two tables is an error."""
    table = dict(WEB)
    for app in apps.get_app_configs():
        if app.name.startswith("bonafides.") and module_has_submodule(app.module, "access"):
            rows: dict[str, Access] = getattr(import_module(f"{app.name}.access"), "ACCESS", {})
            if twice := table.keys() & rows.keys():
                raise RuntimeError(f"{app.name}.access names {sorted(twice)} again.")
            table |= rows
    return table


TABLE = collected()
