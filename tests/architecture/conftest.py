"""The walk of roles in one process, which makes its scene once, page after page, so that each is asked once."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    walk = [item for item in items if item.path.name == "test_role_walk.py"]
    for item in walk:
        item.add_marker(pytest.mark.xdist_group("walk"))
    if walk:
        start = items.index(walk[0])
        items[start : start + len(walk)] = sorted(walk, key=page_of)


def page_of(item: pytest.Item) -> str:
    """What a question is about; nothing for those about the whole."""
    callspec = getattr(item, "callspec", None)
    return str(callspec.params.get("name", "")) if callspec else ""
