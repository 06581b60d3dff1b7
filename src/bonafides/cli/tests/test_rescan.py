"""Stored fingerprints against lists: every match once, whatever is killed meanwhile."""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from benchmarks import rescan as measurement
from benchmarks.goals import read
from tests import cast

from bonafides.cli import rescan
from bonafides.cli.rescan import clusters
from bonafides.cli.rescan.work import Plan, Refused
from bonafides.kernel.clock import now
from bonafides.matching.rescan import HASH_BYTES
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, queries

RNG = random.Random(8)
LISTED = [f"{RNG.getrandbits(256):064x}" for _ in range(20)]
SHA256 = "ab" * 32


def near(value: str, bits: int) -> str:
    return f"{int(value, 16) ^ ((1 << bits) - 1):064x}"


STORED = [near(LISTED[number % 20], number % 40) if number % 3 == 0 else f"{RNG.getrandbits(256):064x}"
          for number in range(3_000)]  # fmt: skip
MET = [number for number in range(3_000) if number % 3 == 0 and number % 40 <= 31]


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    file = tmp_path / "list.csv"
    rows = [f"pdq,{value},h{number}" for number, value in enumerate(LISTED)]
    file.write_text("\n".join(["type,value,source_id", *rows, f"sha256,{SHA256},s0"]))
    return file


@pytest.fixture
def hashes(tmp_path: Path) -> Path:
    file = tmp_path / "stored.pdq"
    file.write_bytes(bytes.fromhex("".join(STORED)))
    return file


def options(file: Path, out: Path, *more: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    rescan.arguments(parser)
    return parser.parse_args(["--fingerprints", str(file), "--out", str(out), "--processes", "2", *more])


def matches_in(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "matches.jsonl").read_text().splitlines()]


def test_hashes_are_matched_each_once_and_in_order(bank: Path, hashes: Path, tmp_path: Path) -> None:
    code = rescan.run(options(hashes, tmp_path / "out", "--bank", str(bank), "--chunk-bytes", "10000"))

    found = matches_in(tmp_path / "out")
    assert (code, [match["at"] for match in found]) == (1, MET)
    assert found[0] == {
        "at": 0,
        "fingerprint": STORED[0],
        "bank": str(bank),
        "entry": "h0",
        "type": "pdq",
        "distance_bits": 0,
        "matched_by": "exact",
    }


def test_what_a_rescan_leaves_out_of_a_list_is_said(
    bank: Path, hashes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with bank.open("a") as more:
        more.write("\nurl,harbour.example,u1\nurl,quay.example,u2\ntext,A quiet walk along the harbour wall,t1\n")

    rescan.run(options(hashes, tmp_path / "out", "--bank", str(bank)))

    assert f"{bank}: 3 entries are no hashes (1 text, 2 url). A rescan leaves them out" in capsys.readouterr().err


def test_lines_are_matched_by_all_their_hashes(bank: Path, tmp_path: Path) -> None:
    file = tmp_path / "stored.jsonl"
    lines = [{"file": "a", "pdq": STORED[0], "pdq_quality": 90}, {"file": "b", "pdq": STORED[0], "pdq_quality": 3}]
    lines += [
        {"file": "c", "sha256": SHA256, "pdq": STORED[3], "pdq_quality": 80},
        {"file": "d", "error": "unreadable"},
    ]
    texts = [json.dumps(each) for each in lines] * 5
    file.write_text("\n".join([*texts[:7], "no JSON", *texts[7:]]))

    rescan.run(options(file, tmp_path / "out", "--bank", str(bank), "--chunk-bytes", "320"))

    found = matches_in(tmp_path / "out")
    data = file.read_bytes()
    named = [json.loads(data[match["at"] :].split(b"\n")[0])["file"] for match in found]
    assert named == ["a", "c", "c"] * 5
    assert [match["entry"] for match in found] == ["h0", "s0", "h3"] * 5


def test_lines_that_hold_no_fingerprint_are_told_apart(
    bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "stored.jsonl"
    lines = ["no JSON", "", json.dumps({"pdq": STORED[0]}), '{"pdq": "xyz"}', '{"sha999": "a"}', '{"error": "Gone."}']
    file.write_text("\n".join(lines))

    code = rescan.run(options(file, tmp_path / "out", "--bank", str(bank), "--chunk-bytes", "32"))

    unread = [json.loads(line) for line in (tmp_path / "out" / "unread.jsonl").read_text().splitlines()]
    assert (code, len(matches_in(tmp_path / "out"))) == (1, 1)
    assert [each["error"] for each in unread] == [
        "The line is not a JSON object.",
        "A pdq value has 64 hexadecimal digits.",
        "The line has no fingerprint.",
        "Gone.",
    ]
    assert unread[0]["at"] == 0
    assert "4 of them could not be read, and were compared with nothing" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--processes", "--chunk-bytes"])
def test_less_than_one_at_a_time_is_refused(option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options(tmp_path / "stored.pdq", tmp_path / "out", option, "0")

    assert "0 is less than 1" in capsys.readouterr().err


def test_lines_belong_to_one_chunk_each(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_bytes(b"".join(b"x" * RNG.randrange(90) + b"\n" for _ in range(200)) + b"last")
    plan = Plan.of(file, 64)

    count = -(-plan.size_bytes // plan.chunk_bytes)

    assert b"".join(plan.chunk(number)[0] for number in range(count)) == file.read_bytes()


HELD_UP = """
import sys, time
from itertools import islice
from bonafides.cli.main import main
from bonafides.cli.rescan import local

def first_twenty(waiting):
    yield from islice(all_of(waiting), 20)
    time.sleep(600)

all_of, local.drained = local.drained, first_twenty
main(sys.argv[1:])
"""  # so that it is killed before its end, however late the kill comes


def test_what_was_killed_goes_on_and_finds_the_same(bank: Path, hashes: Path, tmp_path: Path) -> None:
    out, chunk = tmp_path / "out", str(30 * HASH_BYTES)
    command = [sys.executable, "-c", HELD_UP, "rescan", "--fingerprints", str(hashes), "--out", str(out)]
    command += ["--bank", str(bank), "--chunk-bytes", chunk, "--processes", "1"]
    running = subprocess.Popen(command, start_new_session=True)
    await_parts(out, 3)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    done_before = len(list(out.glob("parts/*.jsonl")))

    rescan.run(options(hashes, out, "--bank", str(bank), "--chunk-bytes", chunk))

    assert 3 <= done_before <= 20
    assert running.returncode == -signal.SIGKILL
    assert [match["at"] for match in matches_in(out)] == MET


def await_parts(out: Path, count: int) -> None:
    until = time.monotonic() + 100
    while len(list(out.glob("parts/*.jsonl"))) < count and time.monotonic() < until:
        time.sleep(0.002)


def test_a_folder_belongs_to_one_file(bank: Path, hashes: Path, tmp_path: Path, capsys: Any) -> None:
    rescan.run(options(hashes, tmp_path / "out", "--bank", str(bank)))
    hashes.write_bytes(bytes(64))

    assert rescan.run(options(hashes, tmp_path / "out", "--bank", str(bank))) == 2
    assert "Name another folder" in capsys.readouterr().err


def test_a_folder_belongs_to_what_was_looked_for(bank: Path, hashes: Path, tmp_path: Path, capsys: Any) -> None:
    other, out = tmp_path / "other.csv", tmp_path / "out"
    other.write_text(f"type,value\nsha256,{SHA256}\n")
    rescan.run(options(hashes, out, "--bank", str(bank)))

    assert rescan.run(options(hashes, out, "--bank", str(other))) == 2
    assert rescan.run(options(hashes, out, "--bank", str(bank), "--since", "7")) == 2
    assert capsys.readouterr().err.count("for other lists, or since another version") == 2
    assert len(matches_in(out)) == len(MET)


def test_what_is_done_is_not_given_for_a_list_that_has_grown(
    bank: Path, hashes: Path, tmp_path: Path, capsys: Any
) -> None:
    again = options(hashes, tmp_path / "out", "--bank", str(bank))
    first, same = rescan.run(again), rescan.run(again)
    bank.write_text(f"{bank.read_text()}\npdq,{STORED[1]},later\n")

    assert (first, same, rescan.run(again)) == (1, 1, 2)
    assert "is done, for other entries than stand there now" in capsys.readouterr().err


def test_what_an_earlier_version_began_goes_on(bank: Path, hashes: Path, tmp_path: Path) -> None:
    again = options(hashes, tmp_path / "out", "--bank", str(bank))
    rescan.run(again)
    plan = tmp_path / "out" / "plan.json"
    kept = json.loads(plan.read_text())
    plan.write_text(json.dumps({name: kept[name] for name in kept if name not in ("banks", "since")}))

    assert rescan.run(again) == 1


@pytest.mark.parametrize("name", ["gone.pdq", "odd.pdq"])
def test_what_cannot_be_read_is_refused(name: str, bank: Path, tmp_path: Path) -> None:
    (tmp_path / "odd.pdq").write_bytes(bytes(33))

    assert rescan.run(options(tmp_path / name, tmp_path / "out", "--bank", str(bank))) == 2


def test_without_ray_it_says_so(bank: Path, hashes: Path, tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)

    code = rescan.run(options(hashes, tmp_path / "out", "--bank", str(bank), "--ray", "auto"))

    assert (code, "Ray is not installed" in capsys.readouterr().err) == (2, True)


def test_a_measurement_without_ray_misses_its_goals(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.setattr(sys, "argv", ["benchmarks.rescan", "--stored", "2000", "--entries", "10"])

    code = measurement.main()

    goals = read(capsys.readouterr().out)
    missed = [goal for goal in goals if "Ray is not installed" in goal.measured]
    assert (code, len(goals), len(missed)) == (1, 5, 3)
    assert [goal for goal in missed if goal.met] == []


@pytest.mark.parametrize("address", ["127.0.0.1:{port}", "ray://localhost:{port}", "127.0.0.1:99999"])
def test_a_cluster_that_does_not_answer_is_refused_at_once(address: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_next:
        port = closed_next.getsockname()[1]

    with pytest.raises(Refused, match="Nobody answers"):
        clusters.check_answers(address.format(port=port))


@pytest.mark.parametrize("address", ["auto", "local"])
def test_what_names_no_port_is_left_to_ray(address: str) -> None:
    clusters.check_answers(address)


@pytest.mark.django_db
def test_what_is_new_on_the_lists_of_this_home_is_looked_for(tmp_path: Path) -> None:
    bo = cast.by(cast.bo())
    bank = actions.create_bank(name="Shapes", by=bo, at=now())
    for value in (LISTED[0], LISTED[1]):
        actions.add_entry(bank=bank, type_=EntryType.PDQ, value=value, by=bo, at=now())
    actions.add_entry(bank=bank, type_=EntryType.URL, value="shapes.example", by=bo, at=now())

    entries = list(queries.hashes_listed_since(1))

    assert [(each.bank, each.value, each.threshold_bits) for each in entries] == [("Shapes", LISTED[1], 31)]
    assert queries.others_listed_since(1) == {"Shapes": {"url": 1}}
    assert queries.others_listed_since(10) == {}
