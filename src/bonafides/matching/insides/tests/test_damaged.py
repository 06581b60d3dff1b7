"""Damaged files of every kind that is opened: a few here, ten thousand in benchmarks/fuzz_files.py."""

import time

import pytest
from benchmarks.fuzz_files import SAMPLES, files_of, read

from bonafides.matching.fingerprint import fingerprints_of


def test_two_hundred_damaged_files_are_read_as_far_as_they_go() -> None:
    start = time.perf_counter()

    found = [read(data) for _name, data in files_of(seed=1, count=200)]

    assert sum(each > 0 for each in found) > 60
    assert time.perf_counter() - start < 60


@pytest.mark.parametrize("name", ["zip", "pdf", "mp4"])
def test_what_is_cut_short_has_its_digests_and_says_so(name: str) -> None:
    item = fingerprints_of(SAMPLES[name]()[:-60][:300])

    assert len(item.digests) == 4
    assert item.unreadable != ()
