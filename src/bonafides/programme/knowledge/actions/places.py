"""Whole addresses, for mail, feeds, calendars and credentials."""

from django.conf import settings
from django.urls import reverse


def address_of(name: str, *arguments: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=arguments)}"
