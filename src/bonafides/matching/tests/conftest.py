"""Where published test data lies: beside the checkout, or in $BONAFIDES_TEST_DATA; without it a test is skipped."""

import os
from pathlib import Path

import pytest

BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[5] / "shared" / "data"


def data_folder(name: str) -> Path:
    """A folder of published inputs, or a skip."""
    folder = Path(os.environ.get("BONAFIDES_TEST_DATA", BESIDE_THE_CHECKOUT)) / name
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    return folder


@pytest.fixture
def pdq_vectors() -> Path:
    """Pictures with their reference hashes in expected.tsv."""
    return data_folder("pdq")


@pytest.fixture
def tcap_file() -> Path:
    """A file in the layout of the Terrorist Content Analytics Platform."""
    return data_folder("feeds") / "tcap.csv"
