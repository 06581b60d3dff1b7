"""The compiled parts of matching, for processes that have so much to do that they are worth loading.

They take a second or two, and 100 MB of compiler, so a process that looks a few things up never loads them: numpy gives
the same answers. Whoever works counts it here, and once it has come to enough, they are loaded beside the work.
"""

import importlib
import logging
import threading
from typing import Any, Final

SEARCH: Final = "bonafides.matching.tables.kernels"
SAMPLING: Final = "bonafides.matching.pdq_kernels"
TEXTS: Final = "bonafides.matching.passage_kernels"
ENOUGH: Final = 1_000  # hashes searched for or made, texts looked up in long lists

_log = logging.getLogger(__name__)
_loading = threading.Lock()
_done = 0
_thread: threading.Thread | None = None

search: Any = None
sampling: Any = None
texts: Any = None
"""The modules, once they are loaded."""


def use_kernels() -> bool:
    """Load them, if they can be had, and say whether they are in use.

    Where numba is not installed, numpy goes on answering.
    """
    global search, sampling, texts
    with _loading:
        if search is None:
            try:
                sampling = importlib.import_module(SAMPLING)
                search = importlib.import_module(SEARCH)
                texts = importlib.import_module(TEXTS)
            except ImportError as error:
                _log.warning("Matching goes on without compiled kernels: %s", error)
        return search is not None


def use_kernels_soon() -> threading.Thread:
    """The same in a thread of its own, while the others work."""
    global _thread
    _thread = threading.Thread(target=use_kernels, name="matching-kernels")  # the process waits for it before it ends
    _thread.start()
    return _thread


def wait_for_kernels(seconds: float) -> None:
    """Where they are being loaded: wait for so long at most."""
    if _thread is not None:
        _thread.join(max(seconds, 0))


def note_work(done: int) -> None:
    """So many hashes were searched for or made, or texts looked up, without them.

    A count that two threads make at once may be lost.
    """
    global _done
    before, _done = _done, _done + done
    if before < ENOUGH <= _done:
        use_kernels_soon()


def do_without() -> None:
    """Never load them for work that is done in this process."""
    global _done
    _done = ENOUGH
