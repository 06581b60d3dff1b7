"""The platform's webhook receiver: a real socket that is at times down, slow, failing, or hangs up."""

import threading
import time
from collections import Counter
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.ports import a_free_port


class Mood(StrEnum):
    WELL = "well"
    SLOW = "slow"  # takes it after a while: time to kill whoever waits
    FAILS = "fails"  # 500
    BUSY = "busy"  # 503
    HANGS_UP = "hangs up"  # after reading, without an answer: it may have taken it
    DOWN = "down"  # nobody listens


SLOW_SECONDS = 0.4


class Receiver:
    """What it took (answered 2xx) and how often; the port stays the same through every mood."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.mood = Mood.WELL
        self.port = a_free_port()
        self._server: ThreadingHTTPServer | None = None
        self.be(Mood.WELL)

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self.port}"

    def be(self, mood: Mood) -> None:
        self.mood = mood
        if mood is Mood.DOWN:
            self.close()
        elif self._server is None:
            self._open()

    def close(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _open(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler_for(self))
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()


def _handler_for(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            mood = receiver.mood
            if mood is Mood.HANGS_UP:
                self.close_connection = True
                return
            time.sleep(SLOW_SECONDS if mood is Mood.SLOW else 0)
            status = {Mood.FAILS: 500, Mood.BUSY: 503}.get(mood, 204)
            if status == 204:
                receiver.taken[self.headers["webhook-id"]] += 1
            self.send_response(status)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Nobody wants to read it."""

    return Handler
