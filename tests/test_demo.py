"""`bonafides demo --headless` plays the main job through real processes and leaves everything in its home."""

import json
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.installations import bonafides, command_of, environment_of

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow, pytest.mark.xdist_group("demo")]  # played once
WANTED = {"log_size", "vkey", "case", "proof", "receipt", "receipt_vkey", "open", "held", "decisions", "appeals"}


@dataclass(frozen=True)
class Played:
    """A demo that was played, and what it printed."""

    home: Path
    code: int
    out: str
    said: str

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    home = tmp_path_factory.mktemp("played") / "demo"
    command, environment = command_of("demo", "--headless"), environment_of(home)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)
    return Played(home, done.returncode, done.stdout, done.stderr)


def test_it_ends_well_and_prints_one_line_of_json(played: Played) -> None:
    assert played.code == 0, played.said[-2000:]
    assert len(played.out.splitlines()) == 1
    assert played.result.keys() >= WANTED


def test_everything_was_delivered_and_enough_is_left_to_do(played: Played) -> None:
    result = played.result

    assert result["open"] >= 10
    assert result["held"] >= 1
    assert result["webhooks"] > result["decisions"]
    assert result["refused"] == 0


def test_it_says_what_matched_and_why(played: Played) -> None:
    assert "hold    known-7-low-quality.jpg" in played.said
    assert "rotation_180  0 of 256 bits   Known posters (sample)" in played.said


def test_the_restored_item_stays_up(played: Played) -> None:
    assert "paste/again-known-5-grey.jpg: allow." in played.said


def test_the_log_verifies_with_the_server_stopped(played: Played) -> None:
    result = played.result

    done = bonafides(
        *(played.home, "ledger", "verify", str(played.home / "log"), "--key", result["vkey"]),
        *("--receipt", result["receipt"], "--receipt-key", result["receipt_vkey"]),
    )

    assert done.returncode == 0, done.stderr
    assert f"{result['log_size']:,} entries read" in done.stdout
    assert "was kept" in done.stdout


def test_the_proof_verifies_too(played: Played) -> None:
    result = played.result

    done = bonafides(
        *(played.home, "ledger", "verify", result["proof"], "--key", result["vkey"]),
        *("--receipt-key", result["receipt_vkey"]),
    )

    assert done.returncode == 0, done.stderr
    assert result["case"] in done.stdout


@pytest.mark.parametrize("audience", ["author", "notifier", "auditor"])
def test_the_case_can_be_proven_for_each_audience(played: Played, audience: str, tmp_path: Path) -> None:
    out = str(tmp_path / "case.proof.zip")

    done = bonafides(played.home, "ledger", "prove", played.result["case"], "--for", audience, "--out", out)

    verified = bonafides(
        *(played.home, "ledger", "verify", out, "--key", played.result["vkey"]),
        *("--receipt-key", played.result["receipt_vkey"]),
    )
    assert done.returncode == 0, done.stderr
    assert verified.returncode == 0, verified.stderr


def test_check_finds_no_failure_and_names_the_address_that_is_let_through(played: Played) -> None:
    done = bonafides(played.home, "check")

    assert done.returncode == 0, done.stdout
    assert "The fetch guard lets 127.0.0.1:" in done.stdout
    assert "This is a demo home" in done.stdout


def test_no_process_is_left(played: Played) -> None:
    done = bonafides(played.home, "check")

    assert "`bonafides serve` does not run." in done.stdout
    assert "`bonafides worker` does not run." in done.stdout


def test_its_clock_moves_and_it_says_what_became_due(played: Played) -> None:
    done = bonafides(played.home, "demo", "advance", "--days", "2")

    assert done.returncode == 0, done.stderr
    assert "holds end by themselves" in done.stderr


def test_an_earlier_demo_is_not_replaced_unless_asked(played: Played) -> None:
    done = bonafides(played.home, "demo", "--headless")

    assert done.returncode == 5
    assert "Add --fresh to replace it" in done.stderr


def test_what_is_no_demo_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Bo")

    done = bonafides(tmp_path, "demo", "--headless", "--fresh")

    assert done.returncode == 5
    assert (tmp_path / "letter.txt").read_text() == "Dear Bo"


def test_the_clock_of_a_real_home_is_not_moved(tmp_path: Path) -> None:
    done = bonafides(tmp_path, "demo", "advance", "--days", "2")

    assert done.returncode == 5
    assert "is no demo home" in done.stderr


def test_a_port_in_use_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        done = bonafides(tmp_path / "demo", "demo", "--port", str(taken.getsockname()[1]))

    assert done.returncode == 5
    assert "is in use" in done.stderr
    assert not (tmp_path / "demo").exists()
