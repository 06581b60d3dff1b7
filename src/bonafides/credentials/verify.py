"""Verifying a credential offline, against an issuer's document that whoever verifies trusts.

1. form: one JSON object, within bounds, spelt in the one way that fits its signature.
2. issuer: the pinned one, and the key one of its document; never a key out of the credential itself.
3. signature: a right `eddsa-rdfc-2022` proof by that key.
4. kind: what was asked for, so that nothing else by the issuer passes for it.
5. validity: the moment lies between beginning and end.
6. status: the bit in a status list that is signed by the same issuer, for this very list's address, and fresh.

Nothing is fetched. The first check that fails ends it; what was not reached is said to be not done.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from .baking import credential_in
from .did import IssuerDocument
from .encoding import moment_text
from .errors import CredentialError, IssuerError, RefusedError, SignatureError, StatusError
from .proof import Signed, check_proof
from .reading import MAX_CREDENTIAL_BYTES, read_object
from .status import LIST_TYPE, MAX_LIST_BYTES, StatusEntry, StatusList, parse_list
from .verdict import Check, Kind, Outcome, State, Statement, Verdict, statement_of

FORM, ISSUER, SIGNATURE, KIND, VALIDITY, STATUS = NAMES = (
    "form",
    "issuer",
    "signature",
    "kind",
    "validity",
    "status",
)
BLAME = ((IssuerError, ISSUER), (SignatureError, SIGNATURE))
CLOCK_SLACK = timedelta(minutes=1)  # how far the issuer's clock may be ahead of the verifier's


def verify(
    data: bytes,
    *,
    issuer: IssuerDocument,
    at: datetime,
    status_list: bytes | None = None,
    kind: Kind | None = None,
) -> Verdict:
    """Judge a credential, or the picture that it is baked into, as of a moment (aware).

    data and status_list come from anyone; issuer must come from a place that is trusted; kind is what is asked for,
    None for any award. Without a status list a credential that names one ends as `STATUS_UNKNOWN`. Never raises for
    what is in the bytes.
    """
    try:
        document = read_object(credential_in(data), what="credential", limit=MAX_CREDENTIAL_BYTES)
        signed = check_proof(document, issuer=issuer, at=at)
        statement = statement_of(signed.document)
    except RefusedError as error:
        return _refused(error, at)
    checks = [*_identity_checks(signed, statement), _kind(signed, statement, kind)]
    if checks[-1].outcome is Outcome.FAILED:
        return Verdict(State.NOT_VERIFIED, at, _completed(checks), statement)
    state, validity = _validity(signed, statement, at)
    checks.append(validity)
    if state is State.VALID:
        state, status = _status(signed, issuer, at, status_list)
        checks.append(status)
    return Verdict(state, at, _completed(checks), statement)


def read_status_list(data: bytes, *, issuer: IssuerDocument, at: datetime) -> StatusList:
    """A list that is signed by this issuer and answers at this moment; RefusedError names what is wrong."""
    document = read_object(data, what="status list", limit=MAX_LIST_BYTES)
    status_list = parse_list(dict(check_proof(document, issuer=issuer, at=at).document))
    if status_list.valid_from - at > CLOCK_SLACK:
        begins = moment_text(status_list.valid_from)
        raise StatusError("list_not_yet_valid", f"The status list begins only at {begins}.", begins=begins)
    if at >= status_list.fresh_until:
        ended = moment_text(status_list.fresh_until)
        raise StatusError("list_stale", f"The status list is stale: it answered until {ended}.", ended=ended)
    return status_list


def _refused(error: CredentialError, at: datetime) -> Verdict:
    """The checks before the one that failed were passed."""
    failed = next((name for kind, name in BLAME if isinstance(error, kind)), FORM)
    passed = [] if failed == FORM else [_passed(FORM, "The file is a credential, spelt as its signature demands.")]
    if failed == SIGNATURE:
        passed.append(_passed(ISSUER, "It names the pinned issuer and a key of its document."))
    return Verdict(State.NOT_VERIFIED, at, _completed([*passed, _failed(failed, error)]), None)


def _identity_checks(signed: Signed, statement: Statement) -> Iterator[Check]:
    yield _passed(FORM, "The file is a credential, spelt as its signature demands.")
    yield _passed(ISSUER, f"{statement.issuer} is the pinned issuer, and {signed.key_id} one of its keys.")
    yield _passed(SIGNATURE, f"The signature of {moment_text(signed.created)} is right: nothing was changed.")


def _kind(signed: Signed, statement: Statement, asked: Kind | None) -> Check:
    if LIST_TYPE in signed.document["type"]:
        return Check(KIND, Outcome.FAILED, "It is a status list, and no award.", "other_kind")
    if asked is not None and statement.kind is not asked:
        sentence = f"The issuer signed it, but not as a {asked.value}: {statement.kind.value}."
        return Check(KIND, Outcome.FAILED, sentence, "other_kind")
    return _passed(KIND, f"What it is: {statement.kind.value}.")


def _validity(signed: Signed, statement: Statement, at: datetime) -> tuple[State, Check]:
    begins, ends = max(statement.valid_from, signed.created), statement.valid_until
    if begins - at > CLOCK_SLACK:
        sentence = f"It is not valid yet: it begins at {moment_text(begins)}."
        return State.NOT_YET_VALID, Check(VALIDITY, Outcome.FAILED, sentence, "not_yet_valid")
    if ends is not None and at >= ends:
        sentence = f"It has expired: it was valid until {moment_text(ends)}."
        return State.EXPIRED, Check(VALIDITY, Outcome.FAILED, sentence, "expired")
    until = f"until {moment_text(ends)}" if ends else "without an end"
    return State.VALID, _passed(VALIDITY, f"It is valid from {moment_text(begins)} {until}.")


def _status(signed: Signed, issuer: IssuerDocument, at: datetime, status_list: bytes | None) -> tuple[State, Check]:
    if "credentialStatus" not in signed.document:
        return State.VALID, _passed(STATUS, "It names no status list: it cannot be revoked.")
    if status_list is None:
        sentence = "signature valid, status unknown (give the issuer's status list to learn whether it was revoked)."
        return State.STATUS_UNKNOWN, Check(STATUS, Outcome.NOT_DONE, sentence, "no_status_list")
    try:
        entry = StatusEntry.parse(signed.document["credentialStatus"])
        read = read_status_list(status_list, issuer=issuer, at=at)
        return _bit(entry, read)
    except RefusedError as error:
        return State.STATUS_UNKNOWN, _failed(STATUS, error)


def _bit(entry: StatusEntry, read: StatusList) -> tuple[State, Check]:
    if read.url != entry.list_url:
        raise StatusError("list_other", f"The credential names another status list, {entry.list_url[:200]}.")
    as_of = f"the issuer's list of {moment_text(read.valid_from)}"
    if read.is_revoked(entry.index):
        return State.REVOKED, Check(STATUS, Outcome.FAILED, f"It was revoked, says {as_of}.", "revoked")
    sentence = f"It is not revoked, says {as_of}, which answers until {moment_text(read.fresh_until)}."
    return State.VALID, _passed(STATUS, sentence)


def _passed(name: str, sentence: str) -> Check:
    return Check(name, Outcome.PASSED, sentence, name)


def _failed(name: str, error: CredentialError) -> Check:
    return Check(name, Outcome.FAILED, error.sentence, error.code, error.facts)


def _completed(checks: list[Check]) -> tuple[Check, ...]:
    """With a line for each check that was not reached."""
    done = {check.name for check in checks}
    missing = [Check(name, Outcome.NOT_DONE, "Not reached.", "not_reached") for name in NAMES if name not in done]
    return (*checks, *missing)
