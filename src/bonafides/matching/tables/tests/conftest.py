import pytest

from bonafides.matching.tables import search


@pytest.fixture(params=["numpy", "compiled"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which of the two answers."""
    search.use_kernels()
    if request.param == "numpy":
        monkeypatch.setattr(search, "_kernels", None)
    return str(request.param)
