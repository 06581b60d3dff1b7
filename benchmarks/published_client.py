"""python-threatexchange as it is published, beside us: `python -m benchmarks.published_client [--entries 500]`.

Its `local_file` exchange reads a list that we export for it, its own index is built of what it read, and its own hasher
hashes a picture; the same questions go to our door for Hasher-Matcher-Actioner. Both must say the same. SQLite.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import goals, scratch

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
    with scratch.installation(), tempfile.TemporaryDirectory() as folder:
        read = as_they_read(exported(values, Path(folder) / "list.txt"))
        client = ours()
        probes = [flipped(each, bits, chance) for each in hashes[:50] for bits in PROBES_OF_EACH]
        same = sum(theirs_of(read, probe) == ours_of(client, probe) for probe in probes)
        picture = a_picture()
        hashed = client.post("/h/hash", {"photo": picture}).json()["pdq"] == hash_of_theirs(picture)
    counted = Counter(name for name, _value in read)
    wanted = {"pdq": options.entries, "video_md5": 20, "video_sha256": 20, "raw_text": 20, "url": 20}
    agreed, drawn = f"{same} of {len(probes)}", "as one" if hashed else "not"
    return goals.report(
        [
            goals.holds("pytx reads our list", "every value", str(dict(counted)), met=counted == wanted),
            goals.holds("its index and our lookup agree", "on every probe", agreed, met=same == len(probes)),
            goals.holds("its hasher and ours agree", "bit for bit", drawn, met=hashed),
        ]
    )


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


def ours() -> Any:
    from django.test import Client

    return Client(headers={"authorization": f"Bearer {scratch.api_key('match:read')}"})


def ours_of(client: Any, probe: str) -> list[int]:
    """The distances that our door tells."""
    found = client.get("/m/lookup", {"signal_type": "pdq", "signal": probe}).json()
    return sorted(int(match["distance"]) for matches in found.values() for match in matches)


# -- theirs -----------------------------------------------------------------------------------------------------------


def as_they_read(path: Path) -> list[tuple[str, str]]:
    """Signal types and values, as their exchange gives them."""
    from threatexchange.exchanges.impl.file_api import FileCollaborationConfig, LocalFileSignalExchangeAPI

    config = FileCollaborationConfig(name="HARBOUR", api="local_file", filename=str(path))
    exchange = LocalFileSignalExchangeAPI.for_collab(config)
    return [key for delta in exchange.fetch_iter([], None) for key in delta.updates]


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

    picture.seek(0)
    return str(PdqSignal.hash_from_bytes(picture.read()))


# -- probes -----------------------------------------------------------------------------------------------------------


def flipped(value: str, bits: int, chance: random.Random) -> str:
    number = int(value, 16)
    for place in chance.sample(range(256), bits):
        number ^= 1 << place
    return f"{number:064x}"


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
