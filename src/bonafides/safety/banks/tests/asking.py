"""A program that asks the front, and Django behind it."""

import io
import json
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

from bonafides.safety.banks.front.answering import Front
from bonafides.safety.banks.front.tables import Kept, Tables

standing_headers = import_string("bonafides.web.middleware.standing_headers")  # as config/wsgi.py passes them down


class Behind:
    """Django, which remembers whether it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self._django = WSGIHandler()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.asked += 1
        return self._django(environ, start_response)


class KeptStill(Kept):
    """Tables that a test renews, however slow its machine is."""

    def tables(self) -> Tables | None:
        return self._tables


class Asking:
    """A program that asks the front, or Django."""

    def __init__(self, key: str) -> None:
        self.django, self.kept = Behind(), KeptStill()
        self.kept.renew()
        self.front = Front(self.django, standing_headers(), self.kept)
        self.key = key

    def ask(self, application: Any, method: str, path: str, query: str = "", body: bytes = b"", **more: str) -> Any:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "testserver",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/json",
            "HTTP_AUTHORIZATION": f"Bearer {self.key}",
            **more,
        }
        told: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], *more: Any) -> None:
            told.update(status=int(status[:3]), headers=dict(headers))

        told["body"] = json.loads(b"".join(application(environ, start_response)))
        return told

    def both(self, method: str, path: str, query: str = "", body: bytes = b"", **more: str) -> tuple[Any, Any]:
        """What the front says, without Django's help, and what Django says."""
        before = self.django.asked
        ours = self.ask(self.front, method, path, query, body, **more)
        assert self.django.asked == before
        return ours, self.ask(WSGIHandler(), method, path, query, body, **more)

    def handed_on(self, method: str, path: str, query: str = "", body: bytes = b"", **more: str) -> Any:
        """What is answered where the front leaves it to Django."""
        before = self.django.asked
        told = self.ask(self.front, method, path, query, body, **more)
        assert self.django.asked == before + 1
        return told
