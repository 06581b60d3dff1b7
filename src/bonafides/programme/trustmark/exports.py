"""A mark in a folder, with all that a stranger needs to verify it without us."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.trustmark import pictures, queries, signing
from bonafides.programme.trustmark.models import Mark

FILES = ("trustmark.json", "trustmark.svg", "trustmark.png", "did.json", "status.json")


def export_mark(mark: Mark, folder: Path, at: datetime) -> list[Path]:
    """Write the mark as JSON, SVG and PNG, the issuer's document and the status list; returns the five files."""
    if mark.current is None or not pictures.stands(mark, at):
        raise Conflict("mark-not-standing", _("This mark does not stand today."))
    folder.mkdir(parents=True, exist_ok=True)
    listed = queries.status_list_numbered(mark.current.status_list.number).document
    contents = {f"trustmark.{kind}": pictures.baked(mark.current, kind) for kind in pictures.MEDIA_TYPES}
    contents |= {"did.json": as_json(signing.issuer_document().document()), "status.json": as_json(listed)}
    for name in FILES:
        (folder / name).write_bytes(contents[name])
    return [folder / name for name in FILES]


def as_json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
