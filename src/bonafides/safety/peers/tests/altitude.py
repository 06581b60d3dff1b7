"""What a program that was written for Altitude sends, and what becomes of it."""

import base64
import json
from typing import Any

from django.test import Client
from tests import cast

from bonafides.kernel.clock import now
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.tests.stories import decide

LISTED = "listed.example.org/handbook"
WORDS = f"Read https://{LISTED} today"


def text(words: str = WORDS, **more: Any) -> dict[str, Any]:
    return {"content_type": "TEXT", "content_bytes": base64.b64encode(words.encode()).decode(), **more}


def sent(program: Client, path: str, body: object, method: str = "post") -> Any:
    return getattr(program, method)(path, json.dumps(body), content_type="application/json")


def a_signal(program: Client, value: str = LISTED, type_: str = "URL", **more: Any) -> Any:
    return sent(program, "/api/signals/", {"content": {"value": value, "type": type_}, **more})


def decided(wish: Wish) -> None:
    """Amina's decision on the one case, published."""
    decide(Case.objects.get(), cast.by(cast.amina()), wish, at=now())


def a_target(program: Client, **more: Any) -> str:
    """One that meets a listed address; its name."""
    a_signal(program)
    name: str = sent(program, "/api/targets/", text(**more)).json()["id"]
    return name
