"""What the verifier answers: a state, each check that led to it, and what the credential says."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from .encoding import Document, from_day, from_moment, moment_text
from .errors import MalformedError
from .marks import KNOWLEDGE_SHARING, MARK, PLEDGE, REQUIREMENT, TRAINING


class State(StrEnum):
    """Where a credential stands at a moment; only the first is good."""

    VALID = "valid"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    REVOKED = "revoked"
    STATUS_UNKNOWN = "status unknown"
    NOT_VERIFIED = "not verified"


class Kind(StrEnum):
    """What a credential is about; a pledge is never taken for a mark."""

    MARK = "mark"
    PLEDGE = "pledge"
    TRAINING = "training"
    ENDORSEMENT = "endorsement"
    OTHER = "other"


class Outcome(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_DONE = "not done"


KINDS = {MARK: Kind.MARK, PLEDGE: Kind.PLEDGE, TRAINING: Kind.TRAINING}
"""By `achievementType`."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. name: stable; code: why it failed, or the name again; facts: its particulars."""

    name: str
    outcome: Outcome
    sentence: str
    code: str
    facts: dict[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class CheckedRequirement:
    """A requirement that the issuer checked, as the credential names it."""

    code: str
    name: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Statement:
    """What a credential says. Only of a signed one: nothing here comes from a document that failed."""

    id: str
    kind: Kind
    name: str
    issuer: str
    issuer_name: str
    holder: str
    holder_name: str
    holder_url: str
    achievement: str
    criteria_url: str
    requirements: tuple[CheckedRequirement, ...]
    shares_knowledge_since: date | None
    awarded_at: datetime | None
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verifier's answer. at: the moment it is about; statement: None unless the signature is the issuer's."""

    state: State
    at: datetime
    checks: tuple[Check, ...]
    statement: Statement | None

    @property
    def is_valid(self) -> bool:
        return self.state is State.VALID

    @property
    def reason(self) -> Check | None:
        """The check that decided against it; None if it is valid."""
        return next((check for check in self.checks if check.outcome is not Outcome.PASSED), None)


def json_of(verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain JSON values: what `--json` prints and an API answers."""
    return {
        "valid": verdict.is_valid,
        "state": verdict.state.value,
        "at": moment_text(verdict.at),
        "checks": [
            {"name": check.name, "outcome": check.outcome.value, "code": check.code, "sentence": check.sentence}
            for check in verdict.checks
        ],
        "statement": _plain(asdict(verdict.statement)) if verdict.statement else None,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return moment_text(value)
    return value.isoformat() if isinstance(value, date) else value


def statement_of(document: Document) -> Statement:
    """What a signed document says; MalformedError if a part that must be there is not."""
    subject, issuer = _part(document, "credentialSubject"), document.get("issuer")
    profile = issuer if isinstance(issuer, dict) else {"id": issuer}
    achievement = _part(subject, "achievement") if "achievement" in subject else {}
    dated = _dated(achievement, subject)
    sharing = [one.checked_on for kind, one in dated if kind == KNOWLEDGE_SHARING]
    return Statement(
        id=_text(document, "id"),
        kind=_kind_of(document, achievement),
        name=_text(document, "name"),
        issuer=_text(profile, "id"),
        issuer_name=_text(profile, "name"),
        holder=_text(subject, "id"),
        holder_name=_identity(subject, "name"),
        holder_url=_identity(subject, "ext:url"),
        achievement=_text(achievement, "name"),
        criteria_url=_text(achievement.get("criteria"), "id"),
        requirements=tuple(one for kind, one in dated if kind == REQUIREMENT),
        shares_knowledge_since=min(sharing, default=None),
        awarded_at=_moment(document, "awardedDate"),
        valid_from=from_moment(document.get("validFrom"), what="beginning of validity"),
        valid_until=_moment(document, "validUntil"),
    )


def _kind_of(document: Document, achievement: Document) -> Kind:
    """A mark has an end and a status besides its word, or it is none."""
    if "EndorsementCredential" in document["type"]:
        return Kind.ENDORSEMENT
    kind = KINDS.get(_text(achievement, "achievementType"), Kind.OTHER)
    lasts = "validUntil" not in document or "credentialStatus" not in document
    return Kind.OTHER if kind is Kind.MARK and lasts else kind


def _dated(achievement: Document, subject: Document) -> list[tuple[str, CheckedRequirement]]:
    """Each result that is a day, with its kind."""
    described = {_text(one, "id"): one for one in _list(achievement, "resultDescription")}
    found = []
    for result in _list(subject, "result"):
        description = described.get(_text(result, "resultDescription"))
        kind = _text(description, "resultType")
        if kind in (REQUIREMENT, KNOWLEDGE_SHARING):
            code = _text(description, "id").rpartition("#")[2]
            day = from_day(_text(result, "value"), what="day of a check")
            found.append((kind, CheckedRequirement(code, _text(description, "name"), day)))
    return found


def _part(value: Document, name: str) -> Document:
    part = value.get(name)
    if not isinstance(part, dict):
        raise MalformedError("part_missing", f"The credential has no {name}.", name=name)
    return part


def _list(value: Document, name: str) -> list[Any]:
    listed = value.get(name)
    return listed if isinstance(listed, list) else []


def _text(value: object, name: str) -> str:
    """A text member; "" where there is none."""
    text = value.get(name) if isinstance(value, dict) else None
    return text if isinstance(text, str) else ""


def _identity(subject: Document, kind: str) -> str:
    entries = [one for one in _list(subject, "identifier") if _text(one, "identityType") == kind]
    return next((_text(one, "identityHash") for one in entries if one.get("hashed") is False), "")


def _moment(document: Document, name: str) -> datetime | None:
    return from_moment(document[name], what=name) if name in document else None
