"""A mark that was granted once for a file; each test finds it as it was."""

import pytest

from bonafides.programme.trustmark.models import Mark
from bonafides.programme.trustmark.tests.scenes import a_mark, fresh


@pytest.fixture(scope="module")
def granted(made_once: None) -> Mark:
    return a_mark()


@pytest.fixture
def mark(granted: Mark) -> Mark:
    return fresh(granted)
