"""These tests run on the small site of `urls.py`."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def small_site(settings: Settings, db: None) -> None:
    settings.ROOT_URLCONF = "bonafides.base.people.tests.urls"
    settings.ACCESS_TABLE = "bonafides.base.people.tests.urls.TABLE"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the slow ones are Django's to test
