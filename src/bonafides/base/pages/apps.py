"""The look of every page: base templates, components, style sheets, small scripts, template tags."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "bonafides.base.pages"
    label = "pages"
