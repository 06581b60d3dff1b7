"""Registering the checks of the whole, which stand above this part."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class Web(AppConfig):
    name = "bonafides.web"

    def ready(self) -> None:
        import_module(settings.CHECKS_MODULE)
