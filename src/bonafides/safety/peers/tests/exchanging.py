"""What tests of exchanges say and read: a source in the client's words, and what it is answered."""

from typing import Any

from django.test import Client

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import Actor
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.tests.conftest import NOON
from bonafides.safety.feeds import actions as feeds
from bonafides.safety.feeds.actions import Setup
from bonafides.safety.feeds.models import Feed

SECRET = "s3cret-word"
TCAP = ("tcap", {"username": "u"}, {"password": "p"})
THREAT_EXCHANGE = ("threatexchange", {"privacy_group": "1"}, {"access_token": "1|p"})
OF_TAT: dict[str, Any] = {"bank": "TAT_LIST", "api": "tat", "api_json": {}}
AT_TAT = {"credential_json": {"username": "harbour", "password": SECRET}}
HAS_SOME = {"supports_auth": True, "has_credentials": True, "source": "exchange"}
OF_THE_API = {**HAS_SOME, "source": "api"}
MADE = {"name": "TAT_LIST", "api": "tat", "enabled": True, "bank": "TAT_LIST", "credential_status": HAS_SOME}


def sent(program: Client, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    return getattr(program, method)(path, body or {}, content_type="application/json")


def records() -> list[str]:
    return list(LogEntry.objects.order_by("id").values_list("event_name", flat=True))


def a_feed(bank: Bank, by: Actor, source: tuple[Any, ...] = TCAP, **more: Any) -> Feed:
    adapter, said, secrets = source
    setup = Setup("Shape updates", adapter, "https://feed.example.org/api", settings=said, **more)
    return feeds.add_feed(bank=bank.reference, setup=setup, secrets=secrets, by=by, at=NOON)
