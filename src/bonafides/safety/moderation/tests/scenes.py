"""Cases for the tests of judging, made by hand so that each says what it needs. The people are in tests/cast.py."""

import json
from datetime import datetime, timedelta
from typing import Any

from tests import cast
from tests.cast import NOON

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.audit.models import LogEntry
from bonafides.base.blobs import actions as blobs
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.matching.digests import digests_of_bytes
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.moderation.actions import leases, priorities, viewing
from bonafides.safety.moderation.events import CaseOpened, PolicyPublished
from bonafides.safety.moderation.models import Case, Exposure, Item, Policy, PolicyVersion
from bonafides.safety.moderation.queries.facts import content_key
from bonafides.safety.moderation.rules.deciding import DecidingFacts, Wish, WishedMeasure
from bonafides.safety.moderation.starter import FOLDER, LANGUAGES
from bonafides.safety.moderation.vocabulary import (
    Basis,
    Exemption,
    ExemptionAnswer,
    ExposureMode,
    ItemKind,
    Measure,
    SourceKind,
    Verdict,
)

TERRORIST_CLAUSE, OTHER_CLAUSE = "1", "8"
TEXT = "A made-up text about Sample Entity A, harmless and ours."
KEEP = Wish(verdict=Verdict.KEEP)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
ALL_NO = dict.fromkeys(Exemption, ExemptionAnswer.NO)


def by_amina() -> Actor:
    return cast.by(cast.amina())


def by_bo() -> Actor:
    return cast.by(cast.bo())


def a_restriction(**changes: Any) -> Wish:
    """A removal as terrorist content with all that it needs."""
    wanted: dict[str, Any] = {
        "verdict": Verdict.RESTRICT,
        "clauses": (TERRORIST_CLAUSE,),
        "measures": (WishedMeasure(Measure.REMOVE),),
        "none_applies": True,
        "facts": "Calls on readers to attack a named place.",
    }
    return Wish(**wanted | changes)


def deciding(**changes: Any) -> DecidingFacts:
    """The facts of a reader who has seen the content and its context."""
    wanted: dict[str, Any] = {
        "clauses": frozenset("12345678"),
        "terrorist_clauses": frozenset("12345"),
        "two_person_clauses": frozenset(),
        "two_person_measures": frozenset({Measure.TERMINATE}),
        "items": frozenset({"ITEM1", "ITEM2"}),
        "has_content": True,
        "context_shown": True,
        "seen": Basis.REDUCED,
        "byte_exact": False,
        "cannot_read": False,
    }
    return DecidingFacts(**wanted | changes)


@audited_action
def a_policy(**changes: Any) -> PolicyVersion:
    """The starter policy, in force since long ago."""
    policy, is_new = Policy.objects.get_or_create(slug="terrorist-content", defaults={"created_at": NOON} | changes)
    if not is_new:
        raise AssertionError("One policy is enough.")
    texts = {language: json.loads((FOLDER / f"{language}.json").read_text("utf-8")) for language in LANGUAGES}
    version = PolicyVersion(
        policy=policy, number=1, published_at=NOON - timedelta(days=9), texts=texts, digest="0" * 64
    )
    version.save()
    record(PolicyPublished(policy=policy.slug, version=1, digest=version.digest), by=SYSTEM, at=NOON)
    return version


@audited_action
def a_case(text: str = TEXT, *, opened_at: datetime = NOON, copies: int = 1, **changes: Any) -> Case:
    """An open case about a text, with as many copies of it as wanted."""
    case = Case(opened_at=opened_at, **{"source": SourceKind.USER_NOTICE, "language": "en"} | changes)
    case.save()
    record(CaseOpened(case=case.reference, source=case.source, severity="", reopened=False), by=SYSTEM, at=opened_at)
    for number in range(copies):
        an_item(case, text.encode(), platform_reference=f"paste-{case.reference}-{number}")
    priorities.refresh(case, at=opened_at)
    return case


@audited_action
def an_item(case: Case, data: bytes, **changes: Any) -> Item:
    """One more item of a case, its content stored as an upload's would be; without bytes, nothing is held of it."""
    wanted: dict[str, Any] = {
        "platform_reference": "paste",
        "kind": ItemKind.TEXT,
        "taken_at": NOON,
        "author_reference": "author-7",
        "sha256": digests_of_bytes(data).sha256,
        "media_type": "text/plain",
    }
    item = Item(case=case, **wanted | changes)
    item.content = blobs.store(data, bound_to=f"item:{item.reference}", at=NOON) if data else ""
    item.save()
    record(CaseOpened(case=case.reference, source=case.source, severity="", reopened=False), by=SYSTEM, at=NOON)
    return item


def open_and_look(case: Case, by: Actor, at: datetime = NOON) -> None:
    """Take a case and look at its first item in the reduced form."""
    leases.open_case(case=case, by=by, at=at)
    for item in case.items.all()[:1]:
        viewing.open_text(item=item, mode=ExposureMode.REDUCED, by=by, at=at)


def record_matches(item: Item, by: Actor = SYSTEM) -> None:
    """What intake records when entries match an item byte for byte."""
    found = banks.match(Fingerprints(digests={EntryType.SHA256: item.sha256}))
    banks_actions.record_matches(
        item=item.reference, matches=found.matches, index_version=found.index_version, by=by, at=NOON
    )


def state_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def event_names() -> list[str]:
    """The names of all events so far, oldest first."""
    return list(LogEntry.objects.order_by("pk").values_list("event_name", flat=True))


def has_seen(case: Case, by: Actor) -> bool:
    keys = [content_key(item) for item in case.items.all()]
    return Exposure.objects.filter(person=by.person, digest__in=keys).exists()
