"""`bonafides programme demo --headless` leaves a mark that a stranger verifies offline, and no trace of an answer."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.installations import command_of, environment_of

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow, pytest.mark.xdist_group("programme demo")]  # played once
FILES = ("trustmark.json", "trustmark.svg", "trustmark.png", "did.json", "status.json")


@dataclass(frozen=True)
class Told:
    """A demo that was played, and what it printed."""

    home: Path
    code: int
    out: str
    said: str

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found

    @property
    def scores(self) -> list[float]:
        return [number for both in self.result["scores"].values() for number in both.values()]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    home = tmp_path_factory.mktemp("told") / "programme"
    command, environment = command_of("programme", "demo", "--headless", "--show-scores"), environment_of(home)
    environment.pop("BONAFIDES_EDITION", None)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)
    return Told(home, done.returncode, done.stdout, done.stderr)


def verified(told: Told, name: str, *options: str, status: bool = True) -> "subprocess.CompletedProcess[str]":
    """What a stranger does with the files alone."""
    lists = ("--status-list", str(told.home / "status.json")) if status else ()
    words = ("trustmark", "verify", str(told.home / name), "--issuer-document", str(told.home / "did.json"))
    environment = environment_of(told.home.parent / "a stranger's")
    return subprocess.run(command_of(*words, *lists, *options), env=environment, capture_output=True, text=True)


def test_it_ends_well_and_its_last_line_is_json(told: Told) -> None:
    assert told.code == 0, told.said[-2000:]
    assert told.result.keys() == {"mark_id", "register", "planted", "scores"}
    assert told.result["planted"].isascii()


@pytest.mark.parametrize("name", FILES)
def test_it_leaves_the_files_that_a_stranger_needs(told: Told, name: str) -> None:
    assert (told.home / name).stat().st_size > 200


@pytest.mark.parametrize("name", ["trustmark.json", "trustmark.svg", "trustmark.png"])
def test_the_mark_is_verified_with_the_files_alone(told: Told, name: str) -> None:
    done = verified(told, name)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Pastehaven" in done.stdout


def test_without_a_status_list_it_is_not_said_to_be_valid(told: Told) -> None:
    done = verified(told, "trustmark.json", status=False)

    assert done.returncode == 1
    assert "signature valid, status unknown" in done.stdout


def test_a_mark_is_over_after_thirty_five_days(told: Told) -> None:
    valid_until = json.loads((told.home / "trustmark.json").read_text())["validUntil"]

    assert verified(told, "trustmark.json", "--at", valid_until.replace("Z", "+00:00")).returncode in {0, 1}
    assert verified(told, "trustmark.json", "--at", "2099-01-01T00:00:00Z").returncode == 1


def test_a_changed_value_is_refused(told: Told, tmp_path: Path) -> None:
    forged = tmp_path / "forged.json"
    forged.write_text((told.home / "trustmark.json").read_text().replace("Pastehaven", "Pasteheaven"))

    done = verified(told, str(forged))

    assert done.returncode == 1
    assert "Not valid" in done.stdout


def test_what_is_no_credential_is_an_error(told: Told, tmp_path: Path) -> None:
    missing = verified(told, str(tmp_path / "nowhere.json"))

    assert missing.returncode == 2


def test_no_answer_and_no_score_stands_in_any_file_of_the_home(told: Told) -> None:
    planted = told.result["planted"].encode()
    forms = {planted, *(f"{number:.4f}".encode() for number in told.scores)}
    files = [path for path in told.home.rglob("*") if path.is_file()]

    found = [(path.name, form) for path in files for form in forms if form in path.read_bytes()]

    assert len(files) > 20
    assert found == []


def test_what_is_said_while_it_runs_names_no_answer_and_no_score(told: Told) -> None:
    forms = {told.result["planted"], *(f"{number:.2f}" for number in told.scores)}

    assert [form for form in forms if form in told.said] == []
