"""`bonafides init` asks once, checks each answer, and says which duties bind."""

import os
import pty
import subprocess
from pathlib import Path

import pytest
from tests.installations import bonafides, command_of, environment_of

from bonafides.cli.answers import SERVICES, country_of, number_of
from bonafides.kernel.errors import Invalid
from bonafides.safety.moderation.duties import ServiceKind

GIVEN = ("init", "--organisation", "Harbour Pastes", "--email", "bo@example.org")


def test_the_services_that_are_asked_for_are_those_that_duties_know() -> None:
    assert set(SERVICES) == {kind.value for kind in ServiceKind}


def test_a_new_home_says_which_duties_bind_and_why(tmp_path: Path) -> None:
    done = bonafides(tmp_path / "h", *GIVEN, "--country", "DE", "--service", "pasting", "--staff", "3")

    assert done.returncode == 0, done.stderr
    assert "Removal orders carried out within one hour" in done.stderr
    assert "Micro and small enterprises are exempt" in done.stderr
    assert "set up a second factor" in done.stderr


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "h").mkdir()
    (tmp_path / "h" / "letter.txt").write_text("Dear Bo")

    done = bonafides(tmp_path / "h", *GIVEN)

    assert done.returncode == 5
    assert (tmp_path / "h" / "letter.txt").read_text() == "Dear Bo"


@pytest.mark.parametrize("weak", ["short", "password1234", "bo@example.org"])
def test_a_weak_password_is_refused_before_anything_is_made(tmp_path: Path, weak: str) -> None:
    done = bonafides(tmp_path / "h", *GIVEN, BONAFIDES_OWNER_PASSWORD=weak)

    assert done.returncode == 2
    assert "too weak" in done.stderr
    assert not (tmp_path / "h").exists()


def test_what_is_missing_is_named_where_nobody_can_be_asked(tmp_path: Path) -> None:
    command, environment = command_of("init"), environment_of(tmp_path / "h")

    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)

    assert done.returncode == 2
    assert "Say --organisation" in done.stderr


def test_somebody_at_a_terminal_is_asked_again_after_a_slip(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    typed = "Harbour Pastes\nGermany\nDE\npasting\n2\n0\nnobody\nbo@example.org\nBo\n"
    os.write(ours, typed.encode())

    done = subprocess.run(
        command_of("init"), env=environment_of(tmp_path / "h"), stdin=theirs, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    assert "Germany is no country code" in done.stderr
    assert "nobody is no e-mail address" in done.stderr
    assert (tmp_path / "h" / "bonafides.env").is_file()


@pytest.mark.parametrize("text", ["-1", "many", "1.5", "²"])
def test_only_whole_numbers_count_people(text: str) -> None:
    with pytest.raises(Invalid):
        number_of(text)


@pytest.mark.parametrize("text", ["DEU", "1A", "ÄÖ"])
def test_only_two_letters_name_a_country(text: str) -> None:
    with pytest.raises(Invalid):
        country_of(text)
