"""Version 1 of the API: the routers of every installed domain under one OpenAPI 3.1 document."""

from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema

from bonafides.base.http import problems

DESCRIPTION = """\
What a platform sends and asks. Authenticate with `Authorization: Bearer <API key>`. Errors are problem documents
(RFC 9457) with a stable `code`. Send `Idempotency-Key` with every POST: the same key and body are answered alike.
"""


class Documented(NinjaAPI):
    """Its document is made once for each prefix: no request changes what it says.

    `further`: what stands in it beside its own operations, for those that other views answer under other paths.
    """

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.further: list[dict[str, Any]] = []

    @cache  # noqa: B019 - one API lives as long as the process
    def _document(self, prefix: str) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=prefix)
        for each in self.further:
            document["paths"] |= each["paths"]
            for kind, named in each["components"].items():
                document["components"].setdefault(kind, {}).update(named)
        return document

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        return self._document(self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)


def build() -> NinjaAPI:
    """Collect the routers, and what they say of other paths; importing an app's `api.py` has no other effect."""
    built = Documented(title="Bonafides", version="1.0.0", description=DESCRIPTION, docs_url=None)
    problems.install(built)
    for app in apps.get_app_configs():
        if app.name.startswith("bonafides.") and module_has_submodule(app.module, "api"):
            offered = import_module(f"{app.name}.api")
            router: Router = offered.router
            built.add_router("", router)
            built.further += [offered.further] if hasattr(offered, "further") else []
    return built


api = build()
