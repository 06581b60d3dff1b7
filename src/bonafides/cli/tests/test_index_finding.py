import pytest

from bonafides.cli import findings
from bonafides.cli.findings import Level
from bonafides.safety.banks import queries
from bonafides.safety.banks.snapshots import State


@pytest.mark.parametrize(
    ("state", "level", "words"),
    [
        (State(), Level.OK, "No snapshot of the index is kept"),
        (State(version=7, changed_since=12), Level.OK, "version 7 is whole; 12 entries"),
        (State(trouble="It is damaged."), Level.WARN, "It is damaged. Until the worker"),
    ],
)
def test_the_check_says_how_the_snapshot_of_the_index_stands(
    state: State, level: Level, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "index_snapshot", lambda: state)

    [finding] = findings.index()

    assert finding.level is level
    assert words in finding.sentence
