"""Addresses that a PDF file opens when it is clicked, or by itself: ISO 32000-1, 12.6."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from pypdf.generic import PdfObject, StreamObject

_STEPS_AT_MOST: Final = 200  # of one action; each may name the next ones
_NAMES: Final = ("/URI", "/F", "/UF", "/JS")  # of a link, of what is launched, and of what a script opens
_INNER: Final = ("/F", "/Win", "/Next")


def plain(value: Any) -> Any:
    """What a reference refers to; everything else as it is."""
    return value.get_object() if isinstance(value, PdfObject) else value


def actions_of(held: Any) -> Iterator[str]:
    """The addresses in the actions of a page, an annotation, a chapter or of the whole file, and its scripts."""
    holder = plain(held)
    if isinstance(holder, dict):
        when = plain(holder.get("/AA"))
        yield from _addresses_in([holder.get("/A"), holder.get("/OpenAction")])
        yield from _addresses_in(when.values() if isinstance(when, dict) else ())


def _addresses_in(actions: Iterable[Any]) -> Iterator[str]:
    left = list(actions)
    for _step in range(_STEPS_AT_MOST):
        if not left:
            return
        at = plain(left.pop())
        if isinstance(at, list):  # the next ones; or a place in the file, which holds no actions
            left += at[:_STEPS_AT_MOST]
        elif isinstance(at, dict):
            yield from filter(None, (_text(at.get(name)) for name in _NAMES))
            left += [at.get(name) for name in _INNER]


def _text(value: Any) -> str:
    written = plain(value)
    if isinstance(written, StreamObject):
        written = written.get_data()
    if isinstance(written, bytes):
        return written.decode("latin-1")
    return written if isinstance(written, str) else ""
