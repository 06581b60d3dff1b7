"""What the verifier accepts, and every way in which a credential is refused."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bonafides.credentials.baking import bake_png, bake_svg
from bonafides.credentials.did import IssuerDocument, Method
from bonafides.credentials.encoding import base58_of
from bonafides.credentials.picture import png, svg
from bonafides.credentials.proof import SigningKey, sign
from bonafides.credentials.status import StatusEntry
from bonafides.credentials.verdict import Kind, Outcome, State, json_of
from bonafides.credentials.verify import verify

from .samples import (
    DAY,
    DID,
    DOCUMENT,
    KEY,
    LIST_URL,
    NOON,
    OLD_KEY,
    PLACE,
    STRANGER,
    STRANGER_KEY,
    Change,
    a_list,
    a_mark,
    a_mark_document,
    code_of,
    data,
    judged,
    resigned,
)

PICTURE: dict[str, Any] = {"name": "Smallhost", "valid_until": (NOON + 35 * DAY).date(), "issuer": "Programme"}


def test_a_mark_with_its_status_list_is_valid_and_every_check_is_named() -> None:
    verdict = judged(a_mark())

    assert verdict.state is State.VALID
    assert [(check.name, check.outcome) for check in verdict.checks] == [
        (name, Outcome.PASSED) for name in ("form", "issuer", "signature", "kind", "validity", "status")
    ]


def test_a_mark_states_requirements_with_their_days_and_participation() -> None:
    statement = judged(a_mark()).statement

    assert statement is not None
    assert [(each.code, each.checked_on.day) for each in statement.requirements] == [
        ("assessments", 20),
        ("pledge", 21),
        ("transparency", 22),
    ]
    assert (statement.holder_name, statement.holder_url) == ("Smallhost", "https://smallhost.example")
    assert str(statement.shares_knowledge_since) == "2026-03-01"


def test_a_mark_is_read_out_of_its_svg() -> None:
    assert judged(bake_svg(svg(**PICTURE), a_mark()).encode()).is_valid


def test_a_mark_is_read_out_of_its_png() -> None:
    assert judged(bake_png(png(**PICTURE), a_mark())).is_valid


def test_a_mark_by_a_rotated_key_that_is_still_listed_is_valid() -> None:
    assert judged(sign(a_mark_document(), key=OLD_KEY, at=NOON)).is_valid


def test_a_mark_by_a_withdrawn_key_is_refused_from_that_moment_on() -> None:
    issuer = IssuerDocument(DID, (Method(KEY.id, KEY.method.public_key, revoked_at=NOON + DAY),))

    assert judged(a_mark(), at=NOON + DAY - timedelta(seconds=1), issuer=issuer).is_valid
    assert code_of(judged(a_mark(), at=NOON + DAY, issuer=issuer)) == "key_revoked"


def test_without_a_status_list_the_status_is_unknown() -> None:
    verdict = verify(data(a_mark()), issuer=DOCUMENT, at=NOON, status_list=None)

    assert (verdict.state, verdict.is_valid) == (State.STATUS_UNKNOWN, False)
    assert verdict.reason is not None
    assert verdict.reason.sentence.startswith("signature valid, status unknown")


@pytest.mark.parametrize(
    ("seconds", "state"),
    [
        (-61, State.NOT_YET_VALID),
        (-60, State.VALID),
        (35 * 86_400 - 1, State.VALID),
        (35 * 86_400, State.EXPIRED),
    ],
)
def test_the_validity_has_a_beginning_and_an_end(seconds: int, state: State) -> None:
    at = NOON + timedelta(seconds=seconds)
    status = a_list(valid_from=at, valid_until=at + DAY)

    assert judged(a_mark(), at=at, status=status).state is state


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_time_can_be_asked_about(year: int) -> None:
    assert not judged(a_mark(), at=NOON.replace(year=year, month=12, day=31, hour=23, minute=59)).is_valid


def test_a_revoked_mark_is_revoked() -> None:
    verdict = judged(a_mark(), status=a_list([PLACE]))

    assert (verdict.state, code_of(verdict)) == (State.REVOKED, "revoked")


def test_the_neighbours_of_a_place_do_not_matter() -> None:
    assert judged(a_mark(), status=a_list([PLACE - 1, PLACE + 1])).is_valid


def test_an_unknown_issuer_is_refused_though_the_signature_is_right() -> None:
    strange = resigned(a_mark(), lambda mark: mark["issuer"].update(id="did:web:stranger.example"), STRANGER_KEY)

    assert judged(strange, issuer=STRANGER, status=a_list(key=STRANGER_KEY)).is_valid
    assert code_of(judged(strange)) == "issuer_unknown"


def test_a_strangers_key_in_the_issuers_name_is_refused() -> None:
    forged = resigned(a_mark(), lambda mark: None, SigningKey(KEY.id, STRANGER_KEY.seed))

    assert code_of(judged(forged)) == "signature_wrong"


def test_a_key_that_the_document_does_not_list_is_refused() -> None:
    forged = resigned(a_mark(), lambda mark: None, SigningKey(f"{DID}#key-9", STRANGER_KEY.seed))

    assert code_of(judged(forged)) == "key_unknown"


def test_a_forged_key_in_the_fragment_is_refused() -> None:
    multikey = base58_of(b"\xed\x01" + STRANGER_KEY.method.public_key)
    forged = a_mark()
    forged["proof"][0]["verificationMethod"] = f"{DID}#{multikey}"

    assert code_of(judged(forged)) == "key_in_name"


ADDED: list[tuple[Change, str]] = [
    (lambda mark: mark.update(name="Verified member: Otherhost"), "signature_wrong"),
    (lambda mark: mark["credentialSubject"].update(id="did:web:other.example"), "signature_wrong"),
    (lambda mark: mark.update(validUntil="2027-12-06T12:00:00Z"), "signature_wrong"),
    (lambda mark: mark.pop("credentialStatus"), "signature_wrong"),
    (lambda mark: mark["credentialSubject"]["result"].pop(), "signature_wrong"),
    (lambda mark: mark.update(description="Added."), "signature_wrong"),
    (lambda mark: mark["proof"][0].update(created="2026-11-01T12:00:01Z"), "signature_wrong"),
    (lambda mark: mark["proof"][0].update(nonce="1"), "proof_shape"),
    (lambda mark: mark["proof"][0].update(proofPurpose="authentication"), "proof_kind"),
    (lambda mark: mark["proof"][0].update(cryptosuite="eddsa-jcs-2022"), "proof_kind"),
    (lambda mark: mark["proof"][0].update(proofValue="z1"), "not_multibase"),
    (lambda mark: mark["proof"].append(dict(mark["proof"][0])), "not_one_proof"),
    (lambda mark: mark.update(proof=mark["proof"][0]), "not_one_proof"),
    (lambda mark: mark.pop("proof"), "not_one_proof"),
    (lambda mark: mark.update(score="9.5"), "member_undefined"),
    (lambda mark: mark["credentialSubject"].update(score=9), "member_undefined"),
    (lambda mark: mark["credentialSubject"]["achievement"].update(statusPurpose="x"), "member_undefined"),
    (lambda mark: mark.update({"https://schema.org/name": mark.pop("name")}), "member_undefined"),
    (lambda mark: mark.update({"@id": mark.pop("id")}), "member_undefined"),
    (lambda mark: mark.update({"@included": [{"id": "https://a.example/b"}]}), "member_undefined"),
    (lambda mark: mark.update(description=None), "empty_member"),
    (lambda mark: mark.update(evidence=[]), "empty_member"),
    (lambda mark: mark["type"].append("AchievementCredential"), "not_compacted"),
    (lambda mark: mark["type"].append("OpenBadgeCredential"), "not_compacted"),
    (lambda mark: mark["type"].append("Trusted"), "not_absolute"),
    (lambda mark: mark["type"].reverse(), "not_compacted"),
    (lambda mark: mark["issuer"].update(type="Profile"), "not_compacted"),
    (lambda mark: mark["issuer"].update(name=["Programme"]), "not_compacted"),
    (lambda mark: mark["issuer"].update(name=["Programme", "Programme"]), "not_compacted"),
    (lambda mark: mark["credentialSubject"]["result"].reverse(), "not_compacted"),
    (lambda mark: mark["credentialSubject"]["identifier"][0].update(hashed="false"), "literal_spelling"),
    (lambda mark: mark["credentialSubject"].update(image="picture.png"), "not_absolute"),
    (lambda mark: mark["credentialSubject"].update(source={"id": DID}), "node_twice"),
    (lambda mark: mark["@context"].append("https://evil.example/context"), "context_unknown"),
    (lambda mark: mark["@context"].append({"score": "https://schema.org/value"}), "context_unknown"),
    (lambda mark: mark["@context"].append(mark["@context"][0]), "contexts_wrong"),
    (lambda mark: mark["@context"].reverse(), "contexts_wrong"),
    (lambda mark: mark.pop("@context"), "context_unknown"),
    (lambda mark: mark["issuer"].update({"@context": {"name": "https://schema.org/url"}}), "member_undefined"),
    (lambda mark: mark.update(type="VerifiableCredential"), "contexts_wrong"),
    (lambda mark: mark.update(id=7), "not_json_ld"),
]


@pytest.mark.parametrize(("change", "code"), ADDED)
def test_a_changed_document_is_refused_by_name(change: Change, code: str) -> None:
    mark = a_mark()
    change(mark)

    verdict = judged(mark)

    assert (verdict.state, code_of(verdict), verdict.statement) == (State.NOT_VERIFIED, code, None)


TEXTS: list[tuple[Callable[[str], str], str]] = [
    (lambda text: text.replace('"name": "Verified', '"name": "Other", "name": "Verified', 1), "duplicate_key"),
    (lambda text: text.replace('"hashed": false', '"hashed": 0.5', 1), "number_refused"),
    (lambda text: text.replace('"hashed": false', '"hashed": NaN', 1), "number_refused"),
    (lambda text: text.replace('"hashed": false', '"hashed": -Infinity', 1), "number_refused"),
    (lambda text: text.replace('"hashed": false', '"hashed": 1e400', 1), "number_refused"),
    (lambda text: text.replace('"hashed": false', '"hashed": -0', 1), "number_refused"),
    (lambda text: text.replace('"hashed": false', '"hashed": 9007199254740992', 1), "number_refused"),
    (lambda text: text.replace('"hashed": false', '"hashed": 1', 1), "literal_spelling"),
    (lambda text: text.replace("Smallhost", "\\ud800", 1), "lone_surrogate"),
    (lambda text: text.replace('"hashed": false', '"hashed": ' + "[" * 20 + "]" * 20, 1), "too_deep"),
    (lambda text: "[" * 100_000 + "]" * 100_000, "too_large"),
    (lambda text: "[" * 30_000 + "]" * 30_000, "too_deep"),
    (lambda text: text + " " * 70_000, "too_large"),
    (lambda text: "[" + text + "]", "not_an_object"),
    (lambda text: '{"a": [' + "1," * 2_500 + "1]}", "too_many_values"),
    (lambda text: text[:-1], "not_json"),
    (lambda text: "\ufeff" + text, "not_json"),
    (lambda text: "", "not_json"),
]


@pytest.mark.parametrize(("change", "code"), TEXTS)
def test_hostile_text_is_refused_by_name(change: Callable[[str], str], code: str) -> None:
    verdict = judged(change(json.dumps(a_mark())).encode())

    assert (verdict.state, code_of(verdict)) == (State.NOT_VERIFIED, code)


LISTS: list[tuple[dict[str, Any], str]] = [
    ({"valid_from": NOON - 2 * DAY, "valid_until": NOON}, "list_stale"),
    ({"valid_from": NOON - 7 * DAY, "valid_until": NOON + DAY}, "list_stale"),
    ({"valid_from": NOON + DAY, "valid_until": NOON + 2 * DAY}, "list_not_yet_valid"),
    ({"url": "https://trust.example/status/2"}, "list_other"),
    ({"key": STRANGER_KEY}, "issuer_unknown"),
    ({"key": SigningKey(KEY.id, STRANGER_KEY.seed)}, "signature_wrong"),
]


@pytest.mark.parametrize(("changes", "code"), LISTS)
def test_a_status_list_that_cannot_answer_is_refused_by_name(changes: dict[str, Any], code: str) -> None:
    verdict = judged(a_mark(), status=a_list(**changes))

    assert (verdict.state, code_of(verdict)) == (State.STATUS_UNKNOWN, code)
    assert verdict.statement is not None


def test_a_mark_given_as_its_own_status_list_is_refused() -> None:
    assert code_of(judged(a_mark(), status=a_mark())) == "not_a_status_list"


def test_a_list_for_another_purpose_is_refused() -> None:
    suspended = resigned(a_list(), lambda each: each["credentialSubject"].update(statusPurpose="suspension"))

    assert code_of(judged(a_mark(), status=suspended)) == "list_purpose"


def test_a_list_that_was_changed_is_refused() -> None:
    changed = a_list([PLACE])
    changed["credentialSubject"]["encodedList"] = a_list()["credentialSubject"]["encodedList"]

    assert code_of(judged(a_mark(), status=changed)) == "signature_wrong"


def test_a_mark_for_another_purpose_than_revocation_is_not_guessed_at() -> None:
    strange = resigned(a_mark(), lambda mark: mark["credentialStatus"].update(statusPurpose="suspension"))

    assert code_of(judged(strange)) == "status_entry"


def test_a_place_outside_the_list_is_not_taken_for_zero() -> None:
    beyond = StatusEntry(list_url=LIST_URL, index=131_072)
    mark = sign(a_mark_document(status=beyond), key=KEY, at=NOON)

    assert code_of(judged(mark)) == "list_too_short"


def test_a_credential_without_a_status_needs_no_list() -> None:
    permanent = resigned(a_mark(), lambda mark: mark.pop("credentialStatus"))

    assert verify(data(permanent), issuer=DOCUMENT, at=NOON).is_valid


def test_a_status_list_is_no_award() -> None:
    verdict = judged(a_list())

    assert (verdict.state, code_of(verdict)) == (State.NOT_VERIFIED, "other_kind")


UNENDING: list[Change] = [lambda mark: mark.pop("validUntil"), lambda mark: mark.pop("credentialStatus")]


@pytest.mark.parametrize("change", UNENDING)
def test_a_mark_without_an_end_or_a_status_is_no_mark(change: Change) -> None:
    verdict = verify(data(resigned(a_mark(), change)), issuer=DOCUMENT, at=NOON, kind=Kind.MARK)

    assert code_of(verdict) == "other_kind"


def test_a_mark_is_a_mark() -> None:
    statement = judged(a_mark()).statement

    assert statement is not None
    assert statement.kind is Kind.MARK


def test_a_verdict_is_plain_json() -> None:
    told = json.loads(json.dumps(json_of(judged(a_mark()))))

    assert (told["valid"], told["state"]) == (True, "valid")
    assert told["statement"]["requirements"][0] == {
        "code": "assessments",
        "name": "Both assessments handed in",
        "checked_on": "2026-10-20",
    }
