"""All questions about one page in one process, so that each is asked once."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name == "test_role_walk.py" and hasattr(item, "callspec"):
            item.add_marker(pytest.mark.xdist_group(f"walk {item.callspec.params.get('name', item.name)}"))
