"""The credentials of a programme: the mark, the pledge, a completed training, an auditor's endorsement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from .awards import Achievement, Award, Evidence, Finding, Holder, Issuer, profile_of
from .encoding import moment_text
from .errors import MalformedError
from .spelling import contexts_of, in_order
from .status import StatusEntry

MAX_VALIDITY = timedelta(days=35)  # a mark that nobody renews is over by itself
REQUIREMENT = "ext:RequirementCheckedOn"
KNOWLEDGE_SHARING = "ext:KnowledgeSharingSince"
KNOWLEDGE_SHARING_CODE = "knowledge_sharing"
MARK, PLEDGE, TRAINING = "Certification", "ext:Pledge", "CertificateOfCompletion"

SIGNATORY, CAPACITY, AUTHORITY, TEXT_DIGEST = "signatory", "capacity", "authority", "text-sha256"
"""Genres of a pledge's evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A requirement that was checked and met. code: `[a-z_]+`, as the programme's vocabulary has it."""

    code: str
    name: str
    checked_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What a mark attests: the criteria of one version, at an address of their own."""

    mark_id: str
    mark_name: str
    description: str
    criteria_url: str
    criteria: str
    version: str


def mark(
    *,
    id_: str,
    issuer: Issuer,
    holder: Holder,
    holder_name: str,
    programme: Programme,
    requirements: Sequence[Requirement],
    shares_knowledge_since: date | None,
    awarded_at: datetime,
    valid_from: datetime,
    valid_until: datetime,
    status: StatusEntry,
) -> dict[str, Any]:
    """A mark's document, to be signed. It names requirements, days and participation, never a score.

    MalformedError if it would be valid for more than 35 days, or names no requirement.
    """
    if valid_until - valid_from > MAX_VALIDITY:
        raise MalformedError("valid_too_long", f"A mark is valid for at most {MAX_VALIDITY.days} days.")
    if not requirements:
        raise MalformedError("no_requirements", "A mark names the requirements that were checked.")
    award = Award(
        id=id_,
        name=f"{programme.mark_name}: {holder_name}",
        issuer=issuer,
        holder=holder,
        achievement=_achievement_of(programme),
        awarded_at=awarded_at,
        valid_from=valid_from,
        valid_until=valid_until,
        findings=(*map(_finding_of, requirements), *_sharing_of(shares_knowledge_since)),
        status=status,
    )
    return award.document()


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeText:
    """One version of the pledge. id: its address; sha256: hex digest of the text that was signed."""

    id: str
    version: str
    name: str
    description: str
    url: str
    principles: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signed for the organisation, in which capacity, and their own statement that they may."""

    name: str
    capacity: str
    authority: str


def pledge(
    *,
    id_: str,
    issuer: Issuer,
    holder: Holder,
    holder_name: str,
    text: PledgeText,
    signatory: Signatory,
    signed_at: datetime,
    issued_at: datetime,
    status: StatusEntry | None = None,
) -> dict[str, Any]:
    """The record of a signed pledge, to be signed by the issuer. It does not lapse; a withdrawal revokes it."""
    achievement = Achievement(
        id=text.id,
        kind=PLEDGE,
        version=text.version,
        name=text.name,
        description=text.description,
        criteria_url=text.url,
        criteria=text.principles,
    )
    evidence = (
        Evidence(genre=SIGNATORY, name="Signed by", narrative=signatory.name),
        Evidence(genre=CAPACITY, name="In the capacity of", narrative=signatory.capacity),
        Evidence(genre=AUTHORITY, name="Statement of authority", narrative=signatory.authority),
        Evidence(genre=TEXT_DIGEST, name="SHA-256 of the signed text", narrative=text.sha256),
    )
    award = Award(
        id=id_,
        name=f"{text.name}: {holder_name}",
        issuer=issuer,
        holder=holder,
        achievement=achievement,
        awarded_at=signed_at,
        valid_from=issued_at,
        valid_until=None,
        evidence=evidence,
        status=status,
    )
    return award.document()


def training(
    *,
    id_: str,
    issuer: Issuer,
    holder: Holder,
    module: Achievement,
    completed_at: datetime,
    status: StatusEntry | None = None,
) -> dict[str, Any]:
    """The completion of a training module, to be signed; module's kind should be `TRAINING`."""
    award = Award(
        id=id_,
        name=module.name,
        issuer=issuer,
        holder=holder,
        achievement=module,
        awarded_at=completed_at,
        valid_from=completed_at,
        valid_until=None,
        status=status,
    )
    return award.document()


def endorsement(
    *,
    id_: str,
    name: str,
    issuer: Issuer,
    of: str,
    comment: str,
    valid_from: datetime,
    valid_until: datetime | None = None,
) -> dict[str, Any]:
    """An auditor's word about another credential, to be signed with the auditor's own key. of: that credential's id."""
    types = ["VerifiableCredential", "EndorsementCredential"]
    document = {
        "@context": contexts_of(types),
        "id": id_,
        "type": types,
        "name": name,
        "issuer": profile_of(issuer),
        "validFrom": moment_text(valid_from),
        "credentialSubject": {"id": of, "type": ["EndorsementSubject"], "endorsementComment": comment},
    }
    if valid_until is not None:
        document["validUntil"] = moment_text(valid_until)
    return in_order(document)


def _achievement_of(programme: Programme) -> Achievement:
    return Achievement(
        id=programme.mark_id,
        kind=MARK,
        version=programme.version,
        name=programme.mark_name,
        description=programme.description,
        criteria_url=programme.criteria_url,
        criteria=programme.criteria,
    )


def _finding_of(requirement: Requirement) -> Finding:
    return Finding(code=requirement.code, kind=REQUIREMENT, name=requirement.name, day=requirement.checked_on)


def _sharing_of(since: date | None) -> tuple[Finding, ...]:
    if since is None:
        return ()
    name = "Takes part in knowledge sharing"
    return (Finding(code=KNOWLEDGE_SHARING_CODE, kind=KNOWLEDGE_SHARING, name=name, day=since),)
