import pytest

from bonafides.matching import compiled


@pytest.fixture(params=["numpy", "compiled"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which of the two answers."""
    compiled.use_kernels()
    if request.param == "numpy":
        monkeypatch.setattr(compiled, "search", None)
    return str(request.param)
