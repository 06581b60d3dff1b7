"""What was compiled is kept, and compiled anew when any file changes that it was made of."""

import subprocess
import sys
from pathlib import Path

import pytest
from numba import types

from bonafides.matching.compiling import compiler_for, stamp_of

NUMBERS = "ADDED = {}\n"
KERNEL = """
from numba import types
import numbers_of_a_kernel
from bonafides.matching.compiling import compiler_for
from numbers_of_a_kernel import ADDED

@compiler_for([__file__, numbers_of_a_kernel.__file__])(types.int64(types.int64))
def add(number):
    return number + ADDED

print(add(1), sum(add.stats.cache_hits.values()))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kernel.py").write_text(KERNEL)
    return tmp_path


def run(folder: Path, added: int) -> list[str]:
    """What the kernel makes of 1 with such a number beside it, and how often it was found compiled."""
    (folder / "numbers_of_a_kernel.py").write_text(NUMBERS.format(added))
    command = [sys.executable, str(folder / "kernel.py")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_a_kernel_is_kept_until_a_number_changes_that_it_takes_from_another_file(folder: Path) -> None:
    assert run(folder, 1) == ["2", "0"]
    assert run(folder, 1) == ["2", "1"]
    assert run(folder, 2) == ["3", "0"]
    assert run(folder, 1) == ["2", "1"]


def test_the_stamp_of_files_says_what_stands_in_them_and_in_which(tmp_path: Path) -> None:
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_text("ab")
    other.write_text("c")
    before = stamp_of([one, other])
    one.write_text("a")
    other.write_text("bc")

    assert before != stamp_of([one, other]) == stamp_of([other, one])


def test_a_kernel_that_no_file_holds_is_compiled_each_time() -> None:
    twice = compiler_for([])(types.int64(types.int64))(eval("lambda number: 2 * number"))

    assert twice(21) == 42
