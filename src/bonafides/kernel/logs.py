"""What may be written of a failure: its kind and its place, never its text, which may hold what must not be logged."""

import logging


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
