"""What `bonafides check` and Django's own `check` ask of the parts as they are put together."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

API = "api-1.0.0:"  # the API's operations carry scopes


@register(Tags.security)
def every_page_has_a_row_in_the_role_table(app_configs: object, **options: Any) -> Iterable[CheckMessage]:
    """A page without a row opens for nobody: better said at once than found by a visitor."""
    table, pages = import_string(settings.ACCESS_TABLE), names_below(get_resolver())
    missing = sorted(name for name in pages if name not in table and not name.startswith(API))
    return [Error(f"The page {name} stands in no role table.", id="bonafides.E001") for name in missing]


def names_below(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[str]:
    """Every address of this edition by its full name."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from names_below(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*namespaces, pattern.name or f"unnamed {pattern.pattern}"))
