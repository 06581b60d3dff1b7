"""Keys rotate without breaking marks in the field; a lost key is a rehearsed command."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.keys import files, issuing
from bonafides.credentials.did import IssuerDocument
from bonafides.credentials.verdict import State
from bonafides.credentials.verify import verify
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotAllowed, NotFound
from bonafides.programme.trustmark import actions, commands, jobs
from bonafides.programme.trustmark.models import Instance, Mark
from bonafides.programme.trustmark.tests.scenes import a_mark, a_ready_member, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def own_keys() -> Iterator[None]:
    """The issuer's key file is put back after each test."""
    kept = (settings.KEYS / "issuer.key").read_bytes()
    yield
    files.write_private(settings.KEYS / "issuer.key", kept)


def recorded(name: str) -> list[dict[str, Any]]:
    return [entry.opened for entry in LogEntry.objects.filter(event_name=name).order_by("pk")]


def instance_of(mark: Mark) -> Instance:
    found = fresh(mark).current
    assert found is not None
    return found


def state_of(instance: Instance) -> State:
    """As a stranger sees it who takes everything from the public addresses now."""
    listed = Client().get(f"/status/{instance.status_list.number}").content
    issuer = IssuerDocument.parse(Client().get("/.well-known/did.json").content)
    return verify(json.dumps(instance.document).encode(), issuer=issuer, at=now(), status_list=listed).state


def compromised(key: str) -> int:
    return commands.compromise(argparse.Namespace(key=key, reason="A laptop was stolen."))


def test_a_rotated_key_stays_listed_and_what_it_signed_stays_valid() -> None:
    mark = a_mark()
    old = issuing.signing_key().id

    files.rotate(settings.KEYS, "issuer", now())
    jobs.publish(now())

    document = json.loads(Client().get("/.well-known/did.json").content)
    assert old in document["assertionMethod"]
    assert instance_of(mark).key == old
    assert state_of(instance_of(mark)) is State.VALID
    assert len(recorded("issuer.document_changed")) == 2


def test_a_lost_key_ends_all_that_it_signed_and_every_mark_stands_again_under_a_new_one() -> None:
    marks = [a_mark(), a_mark(a_ready_member("Otherhaven"))]
    before = [instance_of(mark) for mark in marks]
    lost = issuing.signing_key().id

    code = compromised(lost.rpartition("#key-")[2])

    after = [instance_of(mark) for mark in marks]
    assert code == 0
    assert issuing.signing_key().id != lost
    assert {state_of(instance) for instance in before} == {State.NOT_VERIFIED}
    assert {state_of(instance) for instance in after} == {State.VALID}
    assert {instance.key for instance in after} == {issuing.signing_key().id}
    assert [instance.number for instance in after] == [2, 2]


def test_a_lost_key_is_told_to_the_world_in_the_log() -> None:
    a_mark()

    compromised(issuing.signing_key().id)

    why = [each["why"] for each in recorded("mark.instance_revoked")]
    assert [each["reason"] for each in recorded("issuer.key_compromised")] == ["A laptop was stolen."]
    assert why == ["key_compromised"]
    assert len(recorded("key.rotated")) == 1


def test_the_command_run_again_does_nothing_twice() -> None:
    mark = a_mark()
    lost = issuing.signing_key().id
    compromised(lost)
    key = issuing.signing_key().id

    compromised(lost)

    assert (issuing.signing_key().id, instance_of(mark).number) == (key, 2)
    assert len(recorded("issuer.key_compromised")) == 1


def test_a_run_that_broke_off_goes_on_where_it_was() -> None:
    mark = a_mark()
    lost = issuing.signing_key().id
    actions.revoke_key(key=lost, reason="A laptop was stolen.", by=SYSTEM, at=now())

    compromised(lost)

    assert state_of(instance_of(mark)) is State.VALID


def test_a_suspended_mark_is_not_brought_back_by_a_lost_key() -> None:
    mark = a_mark()
    reasons = "The terms no longer name terrorist use."
    actions.suspend_mark(mark=mark, reasons=reasons, by=cast.by(cast.olu()), at=now())

    compromised(issuing.signing_key().id)

    assert fresh(mark).current is None


def test_only_the_terminal_revokes_a_key_and_only_one_that_there_is() -> None:
    cast.the_programme()
    wanted: dict[str, Any] = {"reason": "A laptop was stolen.", "at": now()}

    with pytest.raises(NotAllowed):
        actions.revoke_key(key=issuing.signing_key().id, by=cast.by(cast.dana()), **wanted)
    with pytest.raises(NotFound):
        actions.revoke_key(key="did:web:localhost#key-none", by=SYSTEM, **wanted)


def test_a_mark_is_exported_and_renewed_from_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mark = a_mark()

    exported = commands.export(argparse.Namespace(mark=mark.reference.lower(), to=tmp_path))
    renewed = commands.renew(argparse.Namespace())

    assert (exported, renewed) == (0, 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "did.json",
        "status.json",
        "trustmark.json",
        "trustmark.png",
        "trustmark.svg",
    ]
    assert "1 active marks, 0 late." in capsys.readouterr().out
