"""Version 1 of the API: the routers of every installed domain under one OpenAPI 3.1 document."""

from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule
from ninja import NinjaAPI, Router

from bonafides.base.http import problems

DESCRIPTION = """\
What a platform sends and asks. Authenticate with `Authorization: Bearer <API key>`. Errors are problem documents
(RFC 9457) with a stable `code`. Send `Idempotency-Key` with every POST: the same key and body are answered alike.
"""


def build() -> NinjaAPI:
    """Collect the routers; importing an app's `api.py` has no other effect."""
    built = NinjaAPI(title="Bonafides", version="1.0.0", description=DESCRIPTION, docs_url=None)
    problems.install(built)
    for app in apps.get_app_configs():
        if app.name.startswith("bonafides.") and module_has_submodule(app.module, "api"):
            router: Router = import_module(f"{app.name}.api").router
            built.add_router("", router)
    return built


api = build()
