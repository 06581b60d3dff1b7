"""Make the golden vectors: made-up cases, scored by the second implementation and by nothing of the product.

    python src/bonafides/programme/assessments/tests/make_vectors.py

Run it when a new version of the library comes, and never to make a failing test pass: it needs a change of
docs/explanation/scoring.md, or a new library, to be right.
"""

import hashlib
import json
import random
import sys
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
LIBRARY = HERE.parent / "data" / "library" / "1.0.0"
VECTORS = HERE / "vectors.json"
CASES, SEED = 240, 20261128
SERVICES = ["social", "communication", "storage", "pasting", "video", "hosting", "marketplace", "fintech", "security"]
OVERLAYS = ["encrypted", "decentralised", "live", "generative"]
DAY = date(2026, 11, 28)
GRADES = ("asserted", "document", "tested")


@cache
def library() -> dict[str, Any]:
    head: dict[str, Any] = yaml.safe_load((LIBRARY / "library.yaml").read_text(encoding="utf-8"))
    parts = sorted((LIBRARY / "questions").iterdir())
    rows = [row for part in parts for row in yaml.safe_load(part.read_text(encoding="utf-8"))]
    return {**head, "questions": rows}


def case(chance: random.Random, questions: list[dict[str, Any]], number: int) -> dict[str, Any]:
    services = chance.sample(SERVICES, chance.choice((1, 1, 1, 2, 3)))
    overlays = chance.sample(OVERLAYS, chance.choice((0, 0, 1, 2)))
    known = chance.choice((0.0, 0.5, 0.9, 1.0, 1.0, 1.0))
    mood = chance.random()
    answers = {
        row["code"]: _trimmed(_answer(chance, row, mood))
        for row in questions
        if chance.random() < (known if _is_asked(row, services, overlays) else 0.05)
    }
    return {"services": services, "overlays": overlays, "core": number % 5 == 0, "at_day": str(DAY), "answers": answers}


def _answer(chance: random.Random, row: dict[str, Any], mood: float) -> list[Any]:
    answer: list[Any] = [_value(chance, row, mood)]
    if row["kind"] == "maturity":
        made = DAY - timedelta(days=chance.choice((-3, 0, 30, 365, 366, 400, 730, 731, 900)))
        expiry = chance.choice((None, None, None, str(DAY - timedelta(days=1)), str(DAY)))
        answer += [chance.choice(GRADES), chance.choice((str(made), None)), chance.choice((100, 100, 60, 0)), expiry]
    else:
        answer += ["asserted", None, 100, None]
    answer.append(chance.random() < 0.03)
    if chance.random() < 0.1:
        answer += [_value(chance, row, mood), chance.choice((None, *GRADES))]
    return answer


def _is_asked(row: dict[str, Any], services: list[str], overlays: list[str]) -> bool:
    applies = row.get("applies", {})
    named = {*applies.get("services", []), *applies.get("overlays", [])}
    return not named or bool(named & {*services, *overlays})


def _trimmed(answer: list[Any]) -> list[Any]:
    """Without what is as by default at the end."""
    by_default = [..., "asserted", None, 100, None, False, None, None]
    while len(answer) > 1 and answer[-1] == by_default[len(answer) - 1]:
        answer = answer[:-1]
    return answer


def _value(chance: random.Random, row: dict[str, Any], mood: float) -> Any:
    """Moods make whole services careless or careful, so that every level comes up."""
    place = min(0.999, max(0.0, chance.gauss(mood, 0.25)))
    if row["kind"] == "maturity":
        return 5 - int(place * 5)
    if row["kind"] == "number":
        ends = [band["below"] for band in row["bands"][:-1]]
        most = 100 if row["unit"] == "percent" else ends[-1] * 2
        return chance.choice((0, *ends, *(end - 1 for end in ends), int(place * most)))
    ids = [option["id"] for option in row["options"]]
    if row["kind"] == "multi":
        return [each for each in ids if chance.random() < place]
    return ids[int(place * len(ids))]


def vector(case: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """The case, its numbers to read, and the hash of the canonical result (without the library's own name and hash)."""
    numbers = {
        axis: [result[axis][name] for name in ("number", "better_end", "band", "level", "gates", "inherent")]
        for axis in ("exploitation", "rights")
    }
    return {**case, **numbers, "sha256": hashlib.sha256(canonical(result)).hexdigest()}


def canonical(document: dict[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def main() -> None:
    sys.path.insert(0, str(HERE))
    import second_scorer  # type: ignore[import-not-found,unused-ignore]

    chance, lib = random.Random(SEED), library()
    cases = [case(chance, lib["questions"], number) for number in range(CASES)]
    rows = [
        vector(
            each, second_scorer.score(lib, *(each[k] for k in ("services", "overlays", "core", "answers", "at_day")))
        )
        for each in cases
    ]
    lines = ",\n".join(json.dumps(row, separators=(",", ":"), sort_keys=True) for row in rows)
    VECTORS.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
