"""What may be written of a failure: its kind and its place, never its text, which may hold what must not be logged."""

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler


def where(error: BaseException) -> str:
    """An error's kind and the line it came from."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
    return f"{type(error).__name__} at {place}"


class PlaceOnly(logging.Filter):
    """Leaves of a failed request what it was answered and where it broke: its address may hold a link's token."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        status = getattr(record, "status_code", "")
        record.msg = f"A request was answered {status}: {where(error)}" if error else f"A request was answered {status}"
        record.args, record.exc_info, record.exc_text = (), None, None
        return True


class OwnWords(logging.Filter):
    """Lets our own lines through, and leaves of everybody else's only who wrote it, where, and what kind of error.

    A library's message may hold an address, a header or a piece of a body; ours hold codes, kinds and numbers.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if not record.name.startswith("bonafides") and record.name != "django.request":
            record.msg, record.args = (
                f"{where(error) if error else 'a message'}, by {record.module}:{record.lineno}",
                (),
            )
        elif error is not None:
            record.msg, record.args = f"{record.getMessage()} ({where(error)})", ()
        record.exc_info, record.exc_text, record.stack_info = None, None, None
        return True


class TurnedOver(RotatingFileHandler):
    """A log file that begins anew when it is large; old ones are numbered, and nobody else may read any of them."""

    def __init__(self, filename: str, **limits: int) -> None:
        super().__init__(filename, encoding="utf-8", delay=True, **limits)  # type: ignore[arg-type]

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  so the base calls it
        """A disk without room costs a line, and never the work that wanted to write it."""
