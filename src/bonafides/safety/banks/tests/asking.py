"""A program that asks the front, and Django behind it; and lists of every kind to ask about."""

import io
import json
import random
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

from bonafides.kernel.actor import Actor
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions
from bonafides.safety.banks.front.answering import Front
from bonafides.safety.banks.front.tables import Kept, Tables
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.tests.conftest import NOON, PDQ_A, SHA256_B, an_entry, confirmed
from bonafides.safety.banks.vocabulary import BankKind, Opinion

RANDOM = random.Random(5)
PICTURES = [f"{RANDOM.getrandbits(256):064x}" for _ in range(6)]

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


def as_body(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def make_lists(bank: Bank, bo: Actor) -> None:
    """Lists of every kind and policy, with entries of every opinion."""
    confirmed(an_entry(bank, bo), bo)
    an_entry(bank, bo, value=SHA256_B)
    an_entry(bank, bo, type_=EntryType.MD5, value="d" * 32)
    an_entry(bank, bo, type_=EntryType.PDQ, value=PDQ_A)
    for number, value in enumerate(PICTURES):
        entry = an_entry(bank, bo, type_=EntryType.PDQ, value=value)
        opinion = list(Opinion)[number % len(Opinion)]
        actions.give_opinion(entry=entry, value=opinion, by=bo, at=NOON)
    near = actions.create_bank(name="Nearly the same", by=bo, at=NOON)
    actions.set_policy(bank=near, **policy_of(near, threshold_bits=8, hold_threshold_bits=4), by=bo, at=NOON)
    an_entry(near, bo, type_=EntryType.PDQ, value=PICTURES[0])
    harmless = actions.create_bank(name="Harmless", kind=BankKind.ALLOW, by=bo, at=NOON)
    confirmed(an_entry(harmless, bo, type_=EntryType.PDQ, value=PICTURES[1]), bo)
    confirmed(an_entry(harmless, bo, value=SHA256_B), bo)
    off = actions.create_bank(name="Switched off", by=bo, at=NOON)
    an_entry(off, bo, value="9" * 64)
    actions.disable_bank(bank=off, reason="a test", by=bo, at=NOON)


def policy_of(bank: Bank, **changed: Any) -> dict[str, Any]:
    held = ("on_match", "threshold_bits", "hold_threshold_bits", "hold_lasts")
    return {name: getattr(bank, name) for name in held} | changed
