"""A home of each test's own."""

from pathlib import Path

import pytest
from tests.installations import a_home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return a_home(tmp_path)
