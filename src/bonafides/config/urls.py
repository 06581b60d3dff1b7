"""All addresses. Each domain brings its own; what an edition does not install is not there."""

from importlib.util import find_spec

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from bonafides.api.v1 import api
from bonafides.web import views

DOMAINS = (
    ("bonafides.base.audit", ""),
    ("bonafides.base.outbox", "deliveries/"),
    ("bonafides.base.people", ""),
    ("bonafides.base.pages", ""),
    ("bonafides.safety.banks", ""),
    ("bonafides.safety.moderation", ""),
    ("bonafides.safety.links", "links/"),
    ("bonafides.safety.evidence", "evidence/"),
    ("bonafides.safety.orders", "orders/"),
    ("bonafides.safety.escalations", "escalations/"),
    ("bonafides.safety.quality", "quality/"),
    ("bonafides.safety.feeds", "feeds/"),
    ("bonafides.safety.patterns", "patterns/"),
    ("bonafides.safety.peers", ""),
    ("bonafides.safety.drills", "drills/"),
    ("bonafides.base.designations", "designations/"),
    ("bonafides.programme.members", ""),
    ("bonafides.programme.assessments", "assessments/"),
    ("bonafides.programme.pledge", "pledge/"),
    ("bonafides.programme.trustmark", ""),
    ("bonafides.programme.knowledge", "knowledge/"),
    ("bonafides.programme.alerts", "alerts/"),
)


def has_pages(name: str) -> bool:
    """Whether this edition installs a domain, and the domain has pages."""
    return apps.is_installed(name) and find_spec(f"{name}.urls") is not None


urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
    path("first-day/", views.first_day, name="first_day"),
    path("language/", set_language, name="set_language"),
    path("api/v1/", api.urls),
    *(path(prefix, include(f"{name}.urls")) for name, prefix in DOMAINS if has_pages(name)),
]

handler400 = "bonafides.web.errors.bad_request"
handler403 = "bonafides.web.errors.forbidden"
handler404 = "bonafides.web.errors.not_found"
handler500 = "bonafides.web.errors.broken"
