"""Alerts in their states, made as people make them."""

from datetime import datetime
from typing import Any

from tests import cast
from tests.cast import NOON

from bonafides.base.designations.queries import entry_named
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.programme.alerts import actions, rules
from bonafides.programme.alerts.models import Alert, AlertBatch, Delivery
from bonafides.programme.alerts.vocabulary import ContentKind, Criterion
from bonafides.programme.members.vocabulary import ServiceType

ALL = frozenset(Criterion)


def anik() -> Actor:
    return cast.by(cast.of_the_programme("Anik", Role.ANALYST))


def fay() -> Actor:
    return cast.by(cast.of_the_programme("Fay", Role.FLAGGER))


def said(**changed: Any) -> actions.About:
    about: dict[str, Any] = {
        "entry": entry_named("QDe.901"),
        "basis": "Directive (EU) 2017/541, Art. 5",
        "platform_type": ServiceType.PASTING,
        "kind": ContentKind.TEXT,
        "language": "en",
    }
    return actions.About(**about | changed)


def submitted(*urls: str, at: datetime = NOON, by: Actor | None = None, **changed: Any) -> list[AlertBatch]:
    drafts = [actions.Draft(rules.address_of(url), said(**changed)) for url in urls]
    return actions.submit_alerts(drafts=drafts, by=by or fay(), at=at)


def verified(*urls: str, at: datetime = NOON, **changed: Any) -> list[Alert]:
    """Submitted by Fay, verified by Anik, and gone to whoever registered the domain."""
    cast.a_member()
    batches = submitted(*urls, at=at, **changed)
    for batch in batches:
        actions.verify_batch(batch=batch, confirmed=ALL, by=anik(), at=at)
    return list(Alert.objects.filter(batch__in=batches).order_by("pk"))


def to_pastehaven(url: str = "https://pastehaven.test/raw/1", at: datetime = NOON) -> Delivery:
    (alert,) = verified(url, at=at)
    return alert.deliveries.get()
