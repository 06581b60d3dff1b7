"""`bonafides rescan --ray` on a cluster of two nodes, started here.

Ray comes with `requirements/bench.txt` alone, so these are no part of `make test`: `benchmarks.rescan` runs them, and
where Ray is missing or one of them fails, a goal of `make bench` is missed. By hand: `pytest -n 0 -W default` and this
file.
"""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ray.cluster_utils import Cluster

pytestmark = pytest.mark.timeout(900)

RNG = random.Random(5)
LISTED = [RNG.randbytes(32) for _ in range(20)]
STORED = [LISTED[number % 20] if number % 3 == 0 else RNG.randbytes(32) for number in range(3_000)]
MATCHES = 1_000
CHUNKS = 10


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Two nodes of one CPU each."""
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    cluster.add_node(num_cpus=1)
    yield cluster
    cluster.shutdown()


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    rows = [f"pdq,{value.hex()},h{number}" for number, value in enumerate(LISTED)]
    (tmp_path / "list.csv").write_text("\n".join(["type,value,source_id", *rows]))
    file = tmp_path / "stored.pdq"
    file.write_bytes(b"".join(STORED))
    return file


def rescan(catalogue: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The command as a person types it."""
    command = [sys.executable, "-m", "bonafides.cli.main", "rescan", "--fingerprints", str(catalogue)]
    command += ["--bank", str(catalogue.with_name("list.csv")), "--out", str(out)]
    command += ["--chunk-bytes", str(len(STORED) // CHUNKS * 32), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def parts(out: Path) -> dict[str, int]:
    """Each chunk that is done, and when."""
    return {part.name: part.stat().st_mtime_ns for part in (out / "parts").iterdir()}


def test_two_nodes_find_what_local_processes_find(cluster: Cluster, catalogue: Path, tmp_path: Path) -> None:
    here = rescan(catalogue, tmp_path / "here")

    there = rescan(catalogue, tmp_path / "there", "--ray", cluster.address)

    found = (tmp_path / "there" / "matches.jsonl").read_bytes()
    assert (here.returncode, there.returncode, there.stdout) == (1, 1, "")
    assert f"3,000 fingerprints, {MATCHES:,} matches: " in there.stderr
    assert found.count(b"\n") == MATCHES
    assert found == (tmp_path / "here" / "matches.jsonl").read_bytes()
    assert len(parts(tmp_path / "there")) == CHUNKS


def test_a_cluster_goes_on_with_what_local_processes_began(cluster: Cluster, catalogue: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    rescan(catalogue, out)
    whole = (out / "matches.jsonl").read_bytes()
    lost = ["00000001.jsonl", "00000004.jsonl", "00000009.jsonl"]
    _gone = [(out / "parts" / name).unlink() for name in lost]
    (out / "matches.jsonl").unlink()
    before = parts(out)

    rescan(catalogue, out, "--ray", cluster.address)

    assert (out / "matches.jsonl").read_bytes() == whole
    assert before.items() <= parts(out).items()
    assert len(parts(out)) == CHUNKS
