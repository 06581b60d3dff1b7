"""What a programme issues: marks, pledges, trainings, endorsements, and what cannot be put into them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bonafides.credentials.awards import Achievement, Holder, Identity, Issuer
from bonafides.credentials.contexts import OPEN_BADGES
from bonafides.credentials.errors import MalformedError
from bonafides.credentials.marks import TRAINING, PledgeText, Signatory, endorsement, pledge, training
from bonafides.credentials.proof import sign
from bonafides.credentials.status import StatusEntry

from .samples import (
    DAY,
    DID,
    HOLDER,
    ISSUER,
    KEY,
    LIST_URL,
    NOON,
    STRANGER,
    STRANGER_KEY,
    a_list,
    a_mark,
    a_mark_document,
    judged,
)

TEXT = PledgeText(
    id="https://trust.example/pledge/1.0",
    version="1.0",
    name="Pledge of six principles",
    description="What members promise.",
    url="https://trust.example/pledge/1.0/text",
    principles="Freedom of expression; privacy; four more.",
    sha256="0" * 64,
)
MODULE = Achievement(
    id="https://trust.example/training/removal-orders/1",
    kind=TRAINING,
    version="1",
    name="Removal orders within the hour",
    description="A module with a quiz.",
    criteria_url="https://trust.example/training/removal-orders",
    criteria="Eight of ten questions answered rightly.",
)
AUDITOR = Issuer(did=STRANGER.did, name="Auditor", url="https://stranger.example")


def a_pledge(**changes: Any) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "id_": "https://trust.example/pledges/1",
        "issuer": ISSUER,
        "holder": HOLDER,
        "holder_name": "Smallhost",
        "text": TEXT,
        "signatory": Signatory(name="Amina Example", capacity="Director", authority="I may sign for Smallhost."),
        "signed_at": NOON,
        "issued_at": NOON,
    }
    return pledge(**(parts | changes))


def test_a_mark_has_one_status_and_its_contexts_in_order() -> None:
    mark = a_mark()

    assert isinstance(mark["credentialStatus"], dict)
    assert isinstance(mark["proof"], list)
    assert mark["@context"] == ["https://www.w3.org/ns/credentials/v2", OPEN_BADGES]
    assert mark["type"] == ["VerifiableCredential", "OpenBadgeCredential"]


def test_a_mark_holds_no_number_at_all() -> None:
    numbers: list[str] = []

    json.loads(json.dumps(a_mark()), parse_int=numbers.append, parse_float=numbers.append)

    assert numbers == []


def test_a_mark_is_valid_for_at_most_thirty_five_days() -> None:
    with pytest.raises(MalformedError) as refused:
        a_mark_document(valid_until=NOON + 35 * DAY + timedelta(seconds=1))

    assert refused.value.code == "valid_too_long"


def test_a_mark_does_not_end_before_it_begins() -> None:
    with pytest.raises(MalformedError) as refused:
        a_mark_document(valid_until=NOON)

    assert refused.value.code == "ends_before_it_begins"


def test_a_mark_without_a_requirement_is_none() -> None:
    with pytest.raises(MalformedError) as refused:
        a_mark_document(requirements=())

    assert refused.value.code == "no_requirements"


def test_a_member_that_does_not_share_knowledge_gets_no_word_about_it() -> None:
    statement = judged(sign(a_mark_document(shares_knowledge_since=None), key=KEY, at=NOON)).statement

    assert statement is not None
    assert statement.shares_knowledge_since is None


@pytest.mark.parametrize("name", ["منصة اللصق", "Пастебин", '"]]>\\', "e\u0301 \u200f", "𝕊mall"])
def test_names_of_every_kind_are_signed_and_read_back(name: str) -> None:
    holder = Holder.organisation(id_="did:web:other.example", name=name, url="https://other.example")

    statement = judged(sign(a_mark_document(holder=holder, holder_name=name), key=KEY, at=NOON)).statement

    assert statement is not None
    assert statement.holder_name == name


def test_a_pledge_says_who_signed_what_with_which_authority() -> None:
    signed = sign(a_pledge(), key=KEY, at=NOON)

    assert judged(signed).is_valid
    assert {each["genre"]: each["narrative"] for each in signed["evidence"]} == {
        "signatory": "Amina Example",
        "capacity": "Director",
        "authority": "I may sign for Smallhost.",
        "text-sha256": "0" * 64,
    }


def test_a_withdrawn_pledge_is_revoked() -> None:
    signed = sign(a_pledge(status=StatusEntry(list_url=LIST_URL, index=3)), key=KEY, at=NOON)

    assert judged(signed).is_valid
    assert not judged(signed, status=a_list([3])).is_valid


def test_a_training_names_its_holder_by_a_hash_alone() -> None:
    email = Identity.hidden_email("amina@smallhost.example", "salt")
    holder = Holder(id=None, identities=(email,))
    issued = training(id_="urn:uuid:1", issuer=ISSUER, holder=holder, module=MODULE, completed_at=NOON)

    signed = sign(issued, key=KEY, at=NOON)

    assert judged(signed).is_valid
    assert "amina" not in json.dumps(signed)
    assert signed["credentialSubject"]["identifier"][0]["identityHash"].startswith("sha256$")


def test_an_auditor_endorses_a_mark_with_a_key_of_their_own() -> None:
    word = endorsement(
        id_="https://stranger.example/e/1",
        name="Independent audit 2026",
        issuer=AUDITOR,
        of=a_mark()["id"],
        comment="Looked at, and found as it says.",
        valid_from=NOON,
        valid_until=NOON + DAY,
    )

    signed = sign(word, key=STRANGER_KEY, at=NOON)

    assert judged(signed, issuer=STRANGER).is_valid
    assert not judged(signed).is_valid


def test_an_issuer_cannot_be_its_own_holder_in_two_places() -> None:
    holder = Holder.organisation(id_=DID, name="Programme", url="https://trust.example")

    with pytest.raises(MalformedError) as refused:
        sign(a_mark_document(holder=holder), key=KEY, at=NOON)

    assert refused.value.code == "node_twice"
