"""The text of a PDF that a stranger sent, read by a child process that can reach nothing: see `pdf_child.py`."""

import json
import subprocess
import sys
from pathlib import Path

from bonafides.kernel.errors import Invalid, TooLarge
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders.vocabulary import (
    MAIL_LIMIT_BYTES,
    PDF_CPU_SECONDS,
    PDF_MEMORY_BYTES,
    PDF_PAGES_AT_MOST,
    PDF_SECONDS,
    TEXT_LIMIT,
)

CHILD = Path(__file__).with_name("pdf_child.py")
UNREADABLE = _("The PDF cannot be read (%(why)s). Type the fields in from what you see; the file is kept.")


def text_in_pdf(data: bytes) -> str:
    """The words of a PDF; Invalid where the child could not read it in its time and memory."""
    if len(data) > MAIL_LIMIT_BYTES:
        raise TooLarge("pdf-too-large", _("The PDF has more than %(limit)s MiB."), limit=MAIL_LIMIT_BYTES >> 20)
    limits = [PDF_MEMORY_BYTES, PDF_CPU_SECONDS, PDF_PAGES_AT_MOST, TEXT_LIMIT]
    command = [sys.executable, "-I", str(CHILD), *(str(limit) for limit in limits)]
    try:
        child = subprocess.run(
            command, input=data, capture_output=True, timeout=PDF_SECONDS, env={}, cwd="/", check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Invalid("pdf-unreadable", UNREADABLE, why="time") from error
    if child.returncode != 0:
        raise Invalid("pdf-unreadable", UNREADABLE, why=f"exit {child.returncode}")
    answer = json.loads(child.stdout)
    if "text" not in answer:
        raise Invalid("pdf-unreadable", UNREADABLE, why=answer.get("error", "?"))
    return str(answer["text"])
