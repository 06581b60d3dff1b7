import hashlib
import io
import json
import os
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.errors import Conflict, Invalid, NotFound
from bonafides.safety.banks import commands
from bonafides.safety.banks.models import Bank, Entry, ImportRun
from bonafides.safety.banks.tests.conftest import SHA256_A

pytestmark = pytest.mark.django_db

LIST = f"type,value,label\nsha256,{SHA256_A},Circle\nsha256,beef,Square\n"


def options(arguments: Callable[[ArgumentParser], None], *words: str | Path) -> Namespace:
    parser = ArgumentParser()
    arguments(parser)
    return parser.parse_args([str(word) for word in words])


def import_options(*words: str | Path) -> Namespace:
    return options(commands.import_list_arguments, *words)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "shapes.csv"
    path.write_text(LIST)
    return path


def test_a_list_is_made_and_filled_and_bad_rows_are_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = commands.import_list(import_options(file, "--bank", "Shapes", "--provenance", "Shape Society"))

    told = capsys.readouterr()
    assert (code, Bank.objects.get().provenance, Entry.objects.get().label) == (0, "Shape Society", "Circle")
    assert told.out == "added: 1, changed: 0, unchanged: 0, set aside: 1, withdrawn kept: 0\n"
    assert told.err.startswith("line 3: ")


def test_the_same_file_again_adds_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands.import_list(import_options(file, "--bank", "Shapes"))
    commands.import_list(import_options(file, "--bank", "Shapes"))

    assert "unchanged: 1" in capsys.readouterr().out.splitlines()[1]


def test_a_list_comes_by_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LIST.encode())))

    code = commands.import_list(import_options("-", "--bank", "Shapes"))

    assert (code, Entry.objects.get().label) == (0, "Circle")
    assert ImportRun.objects.get().file_name == "standard input"
    assert ImportRun.objects.get().file_sha256 == hashlib.sha256(LIST.encode()).hexdigest()


def test_a_list_comes_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "shapes.csv"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(LIST,))
    writer.start()

    code = commands.import_list(import_options(pipe, "--bank", "Shapes"))

    writer.join()
    assert (code, Entry.objects.get().label, ImportRun.objects.get().file_name) == (0, "Circle", "shapes.csv")


def test_another_format_than_the_one_asked_for_is_refused(file: Path) -> None:
    with pytest.raises(Invalid):
        commands.import_list(import_options(file, "--bank", "Shapes", "--format", "jsonl"))

    assert not Bank.objects.exists()


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, db: None) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        commands.import_list(import_options(tmp_path / "none.csv", "--bank", "Shapes"))


def test_a_file_that_is_no_list_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "recipe.txt"
    path.write_text("flour\neggs\n")

    assert commands.import_list(import_options(path, "--bank", "Shapes")) == 2
    assert "type and value" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ('[{"type": "md5"}]', "one object on each line"),
        ("a,b\n1,2\n", "type and value"),
    ],
    ids=["empty", "blank", "brackets", "no header"],
)
def test_a_file_that_is_refused_as_a_whole_leaves_no_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    path = tmp_path / "none.csv"
    path.write_text(content)

    assert commands.import_list(import_options(path, "--bank", "Shapes")) == 2
    assert said in capsys.readouterr().err
    assert not Bank.objects.exists()


def test_a_list_that_is_there_keeps_the_trouble_of_a_refused_file(file: Path) -> None:
    commands.import_list(import_options(file, "--bank", "Shapes"))
    file.write_text("[]")

    assert commands.import_list(import_options(file, "--bank", "Shapes")) == 2
    assert "one object on each line" in ImportRun.objects.latest("pk").trouble
    assert Entry.objects.count() == 1


def test_a_list_is_written_to_a_file_and_to_standard_output(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands.import_list(import_options(file, "--bank", "Shapes"))
    out = file.with_name("out.jsonl")
    words = ("--bank", "Shapes", "--format")

    commands.export_list(options(commands.export_list_arguments, *words, "jsonl", "--out", out))
    commands.export_list(options(commands.export_list_arguments, *words, "csv"))

    assert json.loads(out.read_text()) == {"type": "sha256", "value": SHA256_A, "label": "Circle"}
    assert f"sha256,{SHA256_A},Circle,,,,\n" in capsys.readouterr().out
    assert LogEntry.objects.filter(event_name="bank.exported").count() == 2


def test_a_list_that_is_not_there_cannot_be_written(db: None) -> None:
    with pytest.raises(NotFound):
        commands.export_list(options(commands.export_list_arguments, "--bank", "None"))


def test_a_list_that_cannot_be_written_there_is_told_in_a_sentence(file: Path) -> None:
    commands.import_list(import_options(file, "--bank", "Shapes"))
    out = file.parent / "nowhere" / "out.csv"

    with pytest.raises(Invalid, match="cannot be written"):
        commands.export_list(options(commands.export_list_arguments, "--bank", "Shapes", "--out", out))


@pytest.mark.parametrize(("option", "said"), [("--kind", "allow"), ("--tlp", "red")])
def test_what_is_said_of_a_list_that_is_otherwise_is_refused(file: Path, option: str, said: str) -> None:
    commands.import_list(import_options(file, "--bank", "Shapes"))

    with pytest.raises(Conflict, match="does not change that"):
        commands.import_list(import_options(file, "--bank", "Shapes", option, said))

    assert ImportRun.objects.count() == 1
    assert commands.import_list(import_options(file, "--bank", "Shapes", "--kind", "known", "--tlp", "amber")) == 0
