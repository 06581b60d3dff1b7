"""An Open Badges 3.0 credential from typed parts: what marks, pledges and training records have in common.

Every member is one that the pinned contexts define and the Open Badges JSON Schema knows. There is room for results
as words and days, and none for a number: a score cannot be put into a credential of ours.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from .encoding import moment_text
from .errors import MalformedError
from .spelling import contexts_of, in_order
from .status import StatusEntry

BADGE_TYPES = ("VerifiableCredential", "OpenBadgeCredential")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who issues: did:web, a name for people, a home page."""

    did: str
    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One thing by which a holder is known. kind: a word of Open Badges (`name`, `emailAddress`), or `ext:` and one."""

    kind: str
    value: str
    salt: str | None = None

    @classmethod
    def hidden_email(cls, email: str, salt: str) -> "Identity":
        """An address that can be compared, and not read: SHA-256 of address and salt, as Open Badges writes it."""
        return cls(kind="emailAddress", value=f"sha256${sha256((email + salt).encode()).hexdigest()}", salt=salt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whom it is about. id: a did:web or another address, None where only the identities say who it is."""

    id: str | None
    identities: tuple[Identity, ...] = ()

    @classmethod
    def organisation(cls, *, id_: str, name: str, url: str) -> "Holder":
        """An organisation with its name and home page."""
        return cls(id=id_, identities=(Identity(kind="name", value=name), Identity(kind="ext:url", value=url)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A result on a day. code: its stable word; kind: an `ext:` word of the result's sort; name: for people."""

    code: str
    kind: str
    name: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence about how it came about. genre: its sort, in one word."""

    genre: str
    name: str
    narrative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """What was achieved. id: its address, of one version; kind: a word of Open Badges, or `ext:` and one."""

    id: str
    kind: str
    version: str
    name: str
    description: str
    criteria_url: str
    criteria: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """One credential. awarded_at: since when the holder has it, through all renewals; valid_until None: for ever."""

    id: str
    name: str
    issuer: Issuer
    holder: Holder
    achievement: Achievement
    awarded_at: datetime
    valid_from: datetime
    valid_until: datetime | None
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    status: StatusEntry | None = None

    def document(self) -> dict[str, Any]:
        """The document to sign; MalformedError if it would end before it begins."""
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise MalformedError("ends_before_it_begins", "The credential would end before it begins.")
        parts: dict[str, Any] = {
            "@context": contexts_of(list(BADGE_TYPES)),
            "id": self.id,
            "type": list(BADGE_TYPES),
            "name": self.name,
            "issuer": profile_of(self.issuer),
            "awardedDate": moment_text(self.awarded_at),
            "validFrom": moment_text(self.valid_from),
            "validUntil": moment_text(self.valid_until) if self.valid_until else None,
            "credentialSubject": self._subject(),
            "evidence": [_evidence(one) for one in self.evidence],
            "credentialStatus": self.status.document() if self.status else None,
        }
        return in_order(without_empty(parts))

    def _subject(self) -> dict[str, Any]:
        subject = {
            "id": self.holder.id,
            "type": ["AchievementSubject"],
            "identifier": [_identity(one) for one in self.holder.identities],
            "achievement": self._achievement(),
            "result": [_result(one, self.achievement) for one in self.findings],
        }
        return without_empty(subject)

    def _achievement(self) -> dict[str, Any]:
        of = self.achievement
        achievement = {
            "id": of.id,
            "type": ["Achievement"],
            "achievementType": of.kind,
            "version": of.version,
            "name": of.name,
            "description": of.description,
            "criteria": {"id": of.criteria_url, "narrative": of.criteria},
            "resultDescription": [_result_description(one, of) for one in self.findings],
        }
        return without_empty(achievement)


def profile_of(issuer: Issuer) -> dict[str, Any]:
    """The issuer as Open Badges wants it."""
    return {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.url}


def without_empty(parts: dict[str, Any]) -> dict[str, Any]:
    """The members that say something."""
    return {name: value for name, value in parts.items() if value not in (None, [], "")}


def _identity(identity: Identity) -> dict[str, Any]:
    value = {
        "type": "IdentityObject",
        "hashed": identity.salt is not None,
        "identityHash": identity.value,
        "identityType": identity.kind,
        "salt": identity.salt,
    }
    return without_empty(value)


def _result(finding: Finding, achievement: Achievement) -> dict[str, Any]:
    return {
        "type": ["Result"],
        "resultDescription": f"{achievement.id}#{finding.code}",
        "status": "Completed",
        "value": finding.day.isoformat(),
    }


def _result_description(finding: Finding, achievement: Achievement) -> dict[str, Any]:
    return {
        "id": f"{achievement.id}#{finding.code}",
        "type": ["ResultDescription"],
        "name": finding.name,
        "resultType": finding.kind,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "type": ["Evidence"],
        "genre": evidence.genre,
        "name": evidence.name,
        "narrative": evidence.narrative,
    }
