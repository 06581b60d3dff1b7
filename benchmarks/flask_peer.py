"""The peer over HTTP: Flask and gunicorn around python-threatexchange's own index and hasher, as small as can be.

`gunicorn --worker-class gthread --threads 4 benchmarks.flask_peer:application`, with the listed hashes in the file that
BENCH_LIST names, one a line. It checks no key, reads no database, counts nothing: it is flattered, not wronged.
"""

import os
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, request
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_bytes
from threatexchange.signal_type.pdq.pdq_index import PDQIndex


def listed() -> PDQIndex[int]:
    hashes = Path(os.environ["BENCH_LIST"]).read_text().split()
    return PDQIndex((value, number) for number, value in enumerate(hashes))


application = Flask(__name__)
index = listed()


@application.get("/health")
def health() -> str:
    return "ok"


def matches_of(value: str) -> list[dict[str, Any]]:
    found = index.query(value)
    return [{"id": each.metadata, "distance": each.similarity_info.distance} for each in found]


@application.post("/match")
def match() -> Any:
    return jsonify({"matches": matches_of(request.get_json()["pdq"])})


@application.post("/match/many")
def match_many() -> Any:
    return jsonify({"results": [matches_of(each["pdq"]) for each in request.get_json()["items"]]})


@application.post("/match/file")
def match_file() -> Any:
    value, quality = pdq_from_bytes(request.files["file"].read())
    return jsonify({"pdq": value, "quality": quality, "matches": matches_of(value)})
