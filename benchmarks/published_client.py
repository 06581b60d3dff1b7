"""python-threatexchange as it is published, beside us: `python -m benchmarks.published_client [--entries 500]`.

Its `local_file` exchange reads a list that we export for it, its own index is built of what it read, and its own hasher
and comparison are asked. The same questions go over a socket to our door for Hasher-Matcher-Actioner, of a server that
was started as it is in use, whose address is all that is known of it: `http://name:key@host`. Addresses are asked for
by that package's own code for them, files and pairs are sent by the library that it sends with. Both must say the same.
SQLite.
"""

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from benchmarks import goals, lookup, scratch
from benchmarks.kills import free_port

PROBES_OF_EACH = (0, 1, 8, 31, 32, 60)  # bits that differ from an entry


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.published_client", description=__doc__)
    parser.add_argument("--entries", type=int, default=500)
    options = parser.parse_args()
    chance = random.Random(11)
    hashes = [f"{chance.getrandbits(256):064x}" for _each in range(options.entries)]
    values = {
        "pdq": hashes,
        "md5": [f"{chance.getrandbits(128):032x}" for _each in range(20)],
        "sha256": [f"{chance.getrandbits(256):064x}" for _each in range(20)],
        "text": [f"shapes number {number} in a long row of shapes" for number in range(20)],
        "url": [f"https://listed.example.org/{number}" for number in range(20)],
    }
    probes = [(each, flipped(each, bits, chance)) for each in hashes[:50] for bits in PROBES_OF_EACH]
    with scratch.installation() as home, tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder  # where their code leaves what it fetched
        read = as_they_read(exported(values, Path(folder) / "list.txt"))
        key, port = scratch.api_key("match:read"), free_port()
        with lookup.ours(home, port):
            agreed = agreements(Door(f"http://published-client:{key}@127.0.0.1:{port}"), read, probes)
    counted = Counter(name for name, _value in read)
    wanted = {"pdq": options.entries, "video_md5": 20, "video_sha256": 20, "raw_text": 20, "url": 20}
    return goals.report(
        [
            goals.holds("pytx reads our list", "every value", str(dict(counted)), met=counted == wanted),
            *(
                goals.holds(name, "on all, over a socket", f"{same} of {count}", met=same == count)
                for name, (same, count) in agreed.items()
            ),
        ]
    )


def agreements(door: "Door", read: list[tuple[str, str]], probes: list[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Of each of their ways to ask, how often both said the same, and of how many."""
    picture = a_picture()
    hashed = hash_of_theirs(picture)
    asked: dict[str, list[Callable[[], bool]]] = {
        "its index and our lookup agree": [lambda p=p: door.distances(p) == theirs_of(read, p) for _e, p in probes],
        "its index and our raw lookup agree": [
            lambda p=p: len(door.numbers(p)) == len(theirs_of(read, p)) for _e, p in probes
        ],
        "its comparison and ours agree": [
            lambda e=e, p=p: door.compared(e, p) == compared_by_them(e, p) for e, p in probes
        ],
        "its hasher and ours agree": [lambda: door.hashed(picture) == hashed],
        "its file and our lookup agree": [lambda: door.distances_of_file(picture) == theirs_of(read, hashed)],
    }
    return {name: (sum(each() for each in several), len(several)) for name, several in asked.items()}


# -- ours -------------------------------------------------------------------------------------------------------------


def exported(values: dict[str, list[str]], path: Path) -> Path:
    """Put them on a list, and export it as a person does."""
    from bonafides.kernel.actor import SYSTEM
    from bonafides.matching.vocabulary import EntryType
    from bonafides.safety.banks import actions, queries
    from bonafides.safety.banks.vocabulary import Opinion
    from bonafides.safety.feeds import hma

    at = datetime.now(UTC)
    bank = actions.create_bank(name="Shapes", by=SYSTEM, at=at)
    rows = [
        actions.SourceRow(EntryType(kind), value, opinion=Opinion.POSITIVE)
        for kind, several in values.items()
        for value in several
    ]
    actions.take_from_source(bank=bank, source="the benchmark", rows=rows, by=SYSTEM, at=at)
    path.write_text("".join(hma.lines_of(queries.rows_to_export(bank))), "utf-8")
    return path


class Door:
    """A server that is known by its address alone, the key in it."""

    def __init__(self, address: str) -> None:
        self._address = address
        with httpx.Client(base_url=address, timeout=60) as waiting:
            lookup.await_answer(waiting, "/api/v1/match", json={"pdq": "0" * 64})

    def distances(self, probe: str) -> list[int]:
        """The distances that a lookup tells."""
        return distances_in(self._asked("/m/lookup", signal_type="pdq", signal=probe))

    def numbers(self, probe: str) -> list[int]:
        found: list[int] = self._asked("/m/raw_lookup", signal_type="pdq", signal=probe)["matches"]
        return found

    def compared(self, one: str, other: str) -> tuple[bool, int]:
        is_same, more = self._sent("/m/compare", json={"pdq": [one, other]})["pdq"]
        return is_same, more["distance"]

    def hashed(self, picture: Any) -> str:
        return str(self._sent("/h/hash", files={"photo": at_its_start(picture)})["pdq"])

    def distances_of_file(self, picture: Any) -> list[int]:
        return distances_in(self._sent("/m/lookup", files={"photo": at_its_start(picture)})["pdq"])

    def _asked(self, path: str, **query: str) -> Any:
        return json.loads(fetched_by_them(f"{self._address}{path}?{urlencode(query)}").read_text("utf-8"))

    def _sent(self, path: str, **body: Any) -> Any:
        import requests

        answer = requests.post(f"{self._address}{path}", timeout=60, **body)
        answer.raise_for_status()
        return answer.json()


def distances_in(found: dict[str, list[dict[str, Any]]]) -> list[int]:
    return sorted(int(match["distance"]) for matches in found.values() for match in matches)


# -- theirs -----------------------------------------------------------------------------------------------------------


def as_they_read(path: Path) -> list[tuple[str, str]]:
    """Signal types and values, as their exchange gives them."""
    from threatexchange.exchanges.impl.file_api import FileCollaborationConfig, LocalFileSignalExchangeAPI

    config = FileCollaborationConfig(name="HARBOUR", api="local_file", filename=str(path))
    exchange = LocalFileSignalExchangeAPI.for_collab(config)
    return [key for delta in exchange.fetch_iter([], None) for key in delta.updates]


def fetched_by_them(address: str) -> Path:
    """What lies at an address, as every command of theirs that takes one fetches it; refused is an error there."""
    from threatexchange.cli.helpers import FlexFilesInputAction

    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs=argparse.REMAINDER, action=FlexFilesInputAction)
    path: Path = parser.parse_args([address]).files[0]
    return path


def compared_by_them(one: str, other: str) -> tuple[bool, int]:
    from threatexchange.signal_type.pdq.signal import PdqSignal

    found = PdqSignal.compare_hash(one, other)
    return bool(found.match), int(found.distance.distance)


def theirs_of(read: list[tuple[str, str]], probe: str) -> list[int]:
    return sorted(int(each.similarity_info.distance) for each in index_of(read).query(probe))


_BUILT: list[Any] = []


def index_of(read: list[tuple[str, str]]) -> Any:
    from threatexchange.signal_type.pdq.signal import PdqSignal

    if not _BUILT:
        _BUILT.append(PdqSignal.get_index_cls().build([(value, value) for name, value in read if name == "pdq"]))
    return _BUILT[0]


def hash_of_theirs(picture: Any) -> str:
    from threatexchange.signal_type.pdq.signal import PdqSignal

    return str(PdqSignal.hash_from_bytes(at_its_start(picture).read()))


# -- probes -----------------------------------------------------------------------------------------------------------


def flipped(value: str, bits: int, chance: random.Random) -> str:
    number = int(value, 16)
    for place in chance.sample(range(256), bits):
        number ^= 1 << place
    return f"{number:064x}"


def at_its_start(picture: Any) -> Any:
    picture.seek(0)
    return picture


def a_picture() -> Any:
    """Circles and squares, as a file to send."""
    import io

    from PIL import Image, ImageDraw

    picture, file = Image.new("RGB", (640, 480), "white"), io.BytesIO()
    pen = ImageDraw.Draw(picture)
    for step in range(24):
        pen.ellipse([step * 24, step * 14, step * 24 + 80, step * 14 + 60], fill=(step * 10, 255 - step * 10, 90))
    picture.save(file, "PNG")
    file.name = "shapes.png"
    file.seek(0)
    return file


if __name__ == "__main__":
    sys.exit(main())
