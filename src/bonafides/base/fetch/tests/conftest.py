"""What the tests of fetching may reach."""

import pytest
from django.conf import settings


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The exceptions of the settings; a test adds its server."""
    exceptions: list[str] = []
    monkeypatch.setattr(settings, "FETCH_ALLOW", exceptions)
    return exceptions
