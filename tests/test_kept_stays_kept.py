"""Restored, then listed again, flagged again, uploaded again: it stays up."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from bonafides.base.outbox import worker
from bonafides.base.people.vocabulary import Role
from bonafides.kernel import clock
from bonafides.kernel.clock import now
from bonafides.kernel.recording import recorder
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.vocabulary import HOLD_LASTS, ListFormat, OnMatch
from bonafides.safety.moderation.actions import judging, leases, reversing, viewing
from bonafides.safety.moderation.models import Case, Decision, Item
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.samples.pictures import known_pictures
from bonafides.safety.moderation.tests.scenes import a_policy, a_restriction
from bonafides.safety.moderation.vocabulary import ExposureMode
from tests import cast
from tests.cast import a_key, as_client, bo, by

pytestmark = pytest.mark.django_db

PICTURE = known_pictures(11)[0].data
DIGEST = fingerprints_of(PICTURE).digests[EntryType.SHA256]
LIST = f"type,value,opinion,source_id\nsha256,{DIGEST},positive,S-1\n".encode()


class Platform:
    """The platform's program: uploads, flags, and the key it uses."""

    def __init__(self) -> None:
        self.headers = as_client(a_key())

    def upload(self, reference: str) -> dict[str, Any]:
        picture = BytesIO(PICTURE)
        picture.name = "a.png"
        answer: dict[str, Any] = (
            Client(headers=self.headers).post("/api/v1/items", {"reference": reference, "file": picture}).json()
        )
        return answer

    def flag(self, reference: str) -> dict[str, Any]:
        body = json.dumps({"location": reference, "reason": "Take it down."})
        answer: dict[str, Any] = (
            Client(headers=self.headers).post("/api/v1/flags", body, content_type="application/json").json()
        )
        return answer


def import_the_list() -> Bank:
    bank = Bank.objects.filter(name="Somebody's list").first() or banks.create_bank(
        name="Somebody's list", provenance="sample", by=by(bo()), at=now()
    )
    run = banks.start_import(
        bank=bank, file_name="l.csv", file_sha256="0" * 64, format_=ListFormat.CSV, by=by(bo()), at=now()
    )
    banks.import_file(run=run, file=BytesIO(LIST), by=by(bo()), at=now())
    return bank


def let_it_hold(bank: Bank) -> None:
    banks.set_policy(
        bank=bank,
        on_match=OnMatch.HOLD,
        threshold_bits=31,
        hold_threshold_bits=10,
        hold_lasts=HOLD_LASTS,
        by=by(bo()),
        at=now(),
    )


def decide(case: Case, wish: Wish) -> Decision:
    amina = by(cast.amina())
    leases.open_case(case=case, by=amina, at=now())
    item = case.items.first()
    assert item is not None
    viewing.open_picture(item=item, mode=ExposureMode.REDUCED, by=amina, at=now())
    decision = judging.decide_case(case=case, wish=wish, by=amina, at=now())
    assert isinstance(decision, Decision)
    return decision


def two_minutes_pass() -> None:
    """The undo window ends, and the worker does what is due."""
    moment = now() + timedelta(minutes=2)
    clock.use(lambda: moment)
    worker.work_off(moment, record=recorder())


def test_a_restored_item_stays_up_whatever_comes_again() -> None:
    a_policy()
    let_it_hold(import_the_list())
    platform = Platform()

    first = platform.upload("p/1")
    case = Case.objects.get(reference=first["case"])
    removal = decide(case, a_restriction())
    two_minutes_pass()
    gita = by(cast.a_person("Gita", Role.LEAD))
    reversing.reverse_decision(decision=Decision.objects.get(pk=removal.pk), facts="It is news.", by=gita, at=now())
    two_minutes_pass()
    import_the_list()
    flagged, again, copy = platform.flag("p/1"), platform.upload("p/1"), platform.upload("p/2")
    two_minutes_pass()

    assert first["answer"] == "hold"
    assert [answer["answer"] for answer in (again, copy)] == ["allow", "allow"]
    assert flagged["reference"]
    assert set(Case.objects.values_list("state", "outcome")) == {("closed", "keep")}
    assert set(Item.objects.values_list("state", flat=True)) == {"live"}
    assert Entry.objects.get(value=DIGEST, bank__is_own=False).opinion == "negative"
