"""What has happened before a journey begins, and what the worker does meanwhile."""

import re
from datetime import datetime, timedelta
from typing import Any

import httpx
from django.core import mail

from bonafides.base.outbox import worker
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.recording import recorder
from bonafides.matching.digests import digests_of_bytes
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.vocabulary import HOLD_LASTS, OnMatch, Opinion
from bonafides.safety.moderation.actions import intake
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.vocabulary import ItemKind
from tests import cast

SLOGAN = "the made-up words of sample entity a"


def work() -> None:
    """Let the worker do all that is due."""
    while worker.turn(now(), record=recorder()):
        pass


def later(by: timedelta) -> None:
    """Move the clock of everybody."""
    moment: datetime = now() + by
    clock.use(lambda: moment)
    work()


def time_stands_still() -> None:
    """A quarter of an hour ahead of the browser's clock: what may be undone for a minute stays so on a slow machine."""
    moment: datetime = now() + timedelta(minutes=15)
    clock.use(lambda: moment)


def a_list(hold: bytes = b"") -> None:
    """A list that names the slogan; and, confirmed and holding, the digest of `hold`."""
    by = cast.by(cast.bo())
    bank = banks.create_bank(name="Sample list", provenance="made by us", by=by, at=now())
    banks.add_entry(bank=bank, type_=EntryType.TEXT, value=SLOGAN, by=by, at=now())
    if hold:
        digest = digests_of_bytes(hold).sha256
        entry = banks.add_entry(bank=bank, type_=EntryType.SHA256, value=digest, by=by, at=now())
        banks.give_opinion(entry=entry, value=Opinion.POSITIVE, by=by, at=now())
        limits: dict[str, Any] = {"threshold_bits": 31, "hold_threshold_bits": 10, "hold_lasts": HOLD_LASTS}
        banks.set_policy(bank=bank, on_match=OnMatch.HOLD, **limits, by=by, at=now())


def a_case(name: str, words: str = "") -> Case:
    """An upload that met the list."""
    given = intake.Submission(
        platform_reference=f"paste/{name}",
        kind=ItemKind.TEXT,
        data=f"{words or name}: {SLOGAN}".encode(),
        language="en",
        author=intake.Author("author-7", "en", "author@example.org"),
        context={"thread": "Posters seen in town"},
    )
    item = intake.submit(submission=given, by=SYSTEM, at=now()).item
    assert item is not None
    return item.case


def upload(served: str, name: str, text: str, key: str) -> dict[str, Any]:
    """Through the real door of the platform's program."""
    body = {"reference": f"paste/{name}", "text": text, "author": {"reference": "author-7", "language": "en"}}
    answer = httpx.post(f"{served}/api/v1/items", json=body, headers=cast.as_client(key), timeout=60)
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def last_link(to: str) -> str:
    """The path of the last link in the last letter to somebody."""
    letters = [str(letter.body) for letter in mail.outbox if to in letter.to]
    found: str = re.findall(r"https?://[^/\s]+(/\S+)", letters[-1])[-1]
    return found
