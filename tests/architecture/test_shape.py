"""Promises about the shape of the repository that no linter keeps."""

import re
import subprocess
from pathlib import Path

import pytest

SOURCE = Path("src/bonafides")


def tracked(*patterns: str) -> list[Path]:
    names = subprocess.run(["git", "ls-files", *patterns], capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in names.splitlines()]


def test_no_lock_file_or_requirement_names_an_index_address() -> None:
    naming = [
        path for path in tracked("requirements/*") if re.search(r"https?://|--(extra-)?index-url", path.read_text())
    ]

    assert naming == []
    assert tracked("uv.lock", "poetry.lock", "Pipfile.lock") == []


def test_the_kernel_stays_within_four_hundred_lines() -> None:
    lines = sum(len(path.read_text().splitlines()) for path in SOURCE.glob("kernel/*.py"))

    assert lines <= 400


@pytest.mark.parametrize("banned", ["import pickle", "yaml.load(", "yaml.unsafe_load", "shelve", "eval(", "exec("])
def test_nothing_unsafe_is_called(banned: str) -> None:
    using = [str(path) for path in tracked("src/*.py") if "/tests/" not in str(path) and banned in path.read_text()]

    assert using == []


def test_what_the_domain_refuses_is_told_in_one_place() -> None:
    by_hand = re.compile(r"_\(\w+\.sentence\)")  # forgets the facts, or the errors that it quotes

    using = [str(path) for path in tracked("src/*.py") if by_hand.search(path.read_text())]

    assert using == ["src/bonafides/base/http/problems.py"]


def test_no_pattern_validates_with_a_dollar_that_lets_a_newline_through() -> None:
    pattern = re.compile(r"""re\.(match|search|compile)\(\s*r?["']\^.*\$["']""")

    using = [str(path) for path in tracked("src/*.py") if pattern.search(path.read_text())]

    assert using == []


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE
    )

    pages = [path for path in tracked("src/*.html") if "templates" in path.parts]  # what is served, not handed out

    using = [str(path) for path in pages if inline.search(path.read_text())]

    assert using == []


def test_a_field_of_days_is_filled_as_browsers_read_it_in_any_language() -> None:
    widgets = [
        (str(path), call)
        for path in tracked("src/*.py")
        for call in re.findall(r"forms\.Date(?:Time)?Input\((?:[^()]|\([^()]*\))*\)", path.read_text())
    ]

    assert [each for each in widgets if "format=" not in each[1]] == []
