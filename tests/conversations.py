"""Conversations as a file tells them: what is asked, step by step, and what a client expects to be answered.

In an expected answer `<text>`, `<int>`, `<hex64>` stand for any such value, and `<keep:x>` for one that `{x}` repeats.
"""

import json
import re
from pathlib import Path
from typing import Any

import httpx

from bonafides.safety.peers.tests.conftest import a_picture

VECTORS = Path(__file__).parent / "conformance" / "peers" / "vectors"
FILES = {"photo": ("a.png", a_picture()), "video": ("a.mp4", b"abc"), "other": ("a", b"a")}
KINDS: dict[str, type | str] = {
    "<text>": str,
    "<int>": int,
    "<list>": list,
    "<object>": dict,
    "<hex32>": "[0-9a-f]{32}",
    "<hex64>": "[0-9a-f]{64}",
}


def steps_of(name: str) -> list[dict[str, Any]]:
    """The steps of one conversation, in their order."""
    steps: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return steps


def differences(client: httpx.Client, steps: list[dict[str, Any]]) -> list[str]:
    """What was answered otherwise than expected, with the step; all steps are asked in their order."""
    kept: dict[str, Any] = {}
    found = []
    for number, step in enumerate(steps):
        answer = asked(client, step, kept)
        told = answer.text if "text" in step else answer.json()
        wanted = step.get("text", step.get("answer"))
        if answer.status_code != step["status"] or not fits(told, wanted, kept):
            found.append(f"{number}: {step['ask']} -> {answer.status_code} {json.dumps(told)[:300]}")
    return found


def asked(client: httpx.Client, step: dict[str, Any], kept: dict[str, Any]) -> httpx.Response:
    method, path = str(filled(step["ask"], kept)).split(" ")
    query = {name: str(filled(value, kept)) for name, value in step.get("query", {}).items()}
    files = {step["file"]: FILES[step["file"]]} if "file" in step else None
    body = {"files": files, "data": step["form"]} if "form" in step else {"files": files, "json": step.get("json")}
    return client.request(method, path, params=query or None, **body)


def filled(text: str, kept: dict[str, Any]) -> Any:
    """A text with what was kept in its place; one that is nothing else stays what it was, a number say."""
    if (whole := re.fullmatch(r"\{(\w+)\}", text)) is not None:
        return kept.get(whole[1])
    return re.sub(r"\{(\w+)\}", lambda name: str(kept.get(name[1])), text)


def fits(told: Any, wanted: Any, kept: dict[str, Any]) -> bool:
    """Whether an answer is what was expected; of an object, exactly these names."""
    if isinstance(wanted, dict):
        same = isinstance(told, dict) and told.keys() == wanted.keys()
        return same and all(fits(told[name], value, kept) for name, value in wanted.items())
    if isinstance(wanted, list):
        same = isinstance(told, list) and len(told) == len(wanted)
        return same and all(fits(each, value, kept) for each, value in zip(told, wanted, strict=True))
    return fits_text(told, wanted, kept) if isinstance(wanted, str) else told == wanted


def fits_text(told: Any, wanted: str, kept: dict[str, Any]) -> bool:
    if (keep := re.fullmatch(r"<keep:(\w+)>", wanted)) is not None:
        kept[keep[1]] = told
        return True
    kind = KINDS.get(wanted)
    if isinstance(kind, type):
        return isinstance(told, kind)
    if kind is not None:
        return isinstance(told, str) and re.fullmatch(kind, told) is not None
    return bool(told == filled(wanted, kept))
