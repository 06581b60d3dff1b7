"""Publishing the pledge, signing it, standing by it no longer: the only write door of this part."""

import hashlib
from datetime import datetime
from typing import Any

import rfc8785

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.people import queries as people
from bonafides.credentials import marks
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.ids import new_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import actions as members
from bonafides.programme.members.queries import Member
from bonafides.programme.members.vocabulary import Requirement, RequirementState
from bonafides.programme.pledge import letters, permissions, queries, rules, texts
from bonafides.programme.pledge import record as records
from bonafides.programme.pledge.events import (
    PledgeDrafted,
    PledgeListed,
    PledgePublished,
    PledgeSigned,
    PledgeWithdrawn,
)
from bonafides.programme.pledge.models import PledgeVersion, Signature

# -- the text ---------------------------------------------------------------------------------------------------------


@audited_action
def install_pledge(*, by: Actor = SYSTEM, at: datetime) -> PledgeVersion:
    """Publish the shipped text as the first version, where none was published yet."""
    nothing_changed()
    permissions.check_can_publish(by)
    there = queries.versions().last()
    return there or publish(new_version(texts.shipped(), ""), by=by, at=at)


@audited_action
def save_draft(*, text: dict[str, Any], language: str, change_note: str, by: Actor, at: datetime) -> PledgeVersion:
    """Keep one language of the next version. It is drawn from the version in force and published apart."""
    permissions.check_can_publish(by)
    version = queries.draft() or new_version(dict(queries.version_in_force().texts), change_note)
    version.texts = {**version.texts, language: {**text, "language": language}}
    version.digest, version.change_note = texts.digest_of(version.texts), change_note
    version.save()
    record(PledgeDrafted(version=version.number, language=language), by=by, at=at)
    return version


@audited_action
def publish_draft(*, by: Actor, at: datetime) -> PledgeVersion:
    """Put the draft in force. Whoever signed the version before is asked to sign again, and has 90 days."""
    permissions.check_can_publish(by)
    version = queries.draft()
    if version is None:
        raise Conflict("no-draft", _("There is no draft to publish."))
    return publish(version, by=by, at=at)


def new_version(wanted: dict[str, Any], change_note: str) -> PledgeVersion:
    last = PledgeVersion.objects.order_by("-number").first()
    return PledgeVersion.objects.create(
        number=last.number + 1 if last else 1,
        texts=wanted,
        digest=texts.digest_of(wanted),
        change_note=change_note,
    )


def publish(version: PledgeVersion, *, by: Actor, at: datetime) -> PledgeVersion:
    rules.check_texts(version.texts)
    standing = list(queries.signatures().filter(withdrawn_at=None, version__number__lt=version.number))
    version.published_at, version.published_by = at, by.code
    version.save()
    record(PledgePublished(version=version.number, digest=version.digest), by=by, at=at)
    for signature in newest_of_each(standing):
        ask_to_sign_again(signature, version, at=at)
    return version


def newest_of_each(signatures: list[Signature]) -> list[Signature]:
    """One signature for each member; they come the newest first."""
    return list({signature.member_id: signature for signature in reversed(signatures)}.values())


def ask_to_sign_again(signature: Signature, version: PledgeVersion, *, at: datetime) -> None:
    """The requirement stays met until the last day, and lapses by itself after it."""
    last_day = rules.sign_again_by(at)
    members.set_requirement(
        member=signature.member,
        requirement=Requirement.PLEDGE,
        state=RequirementState.MET,
        evidence=f"Version {signature.version.number} signed; version {version.number} waits for a signature.",
        evidence_at=signature.signed_at.date(),
        until=last_day,
        by=SYSTEM,
        at=at,
    )
    letters.ask_to_sign_again(signature, version, last_day, at=at)


# -- signatures -------------------------------------------------------------------------------------------------------


@audited_action
def sign_pledge(
    *, member: Member, position: str, authority: str, language: str, is_listed: bool, by: Actor, at: datetime
) -> Signature:
    """A named person signs the version in force for their organisation.

    1. The person signs for this member, both assessments are in, and the authority is stated.
    2. The credential is made and signed with the issuer's key.
    3. The record stands, the log holds its digest, and the requirement is met.
    """
    permissions.check_can_sign(by, member)
    rules.check_may_sign(queries.signing_facts(member, authority))
    version, person = queries.version_in_force(), people.person_of(by)
    reference = new_reference()
    signatory = marks.Signatory(name=person.name, capacity=position, authority=authority)
    credential = records.credential_of(reference=reference, member=member, version=version, signatory=signatory, at=at)
    signature = Signature.objects.create(
        reference=reference,
        member=member,
        version=version,
        person=person,
        signatory=person.name,
        position=position,
        authority=authority,
        language=language,
        credential=credential,
        signed_at=at,
        is_listed=is_listed,
    )
    signed = PledgeSigned(
        signature=reference, member=member.reference, version=version.number, credential=digest_of(credential)
    )
    record(signed, by=by, at=at)
    tell_members(member, RequirementState.MET, f"Version {version.number} signed.", at=at)
    return signature


@audited_action
def withdraw_signature(*, signature: Signature, reason: str, by: Actor, at: datetime) -> None:
    """The member no longer stands by it. The record stays, marked; the requirement is open again."""
    permissions.check_can_sign(by, signature.member)
    if signature.withdrawn_at is not None:
        raise Conflict("signature-withdrawn", _("This signature was withdrawn before."))
    if not reason.strip():
        raise Invalid("reason-missing", _("Say why the signature is withdrawn."))
    signature.withdrawn_at, signature.withdrawn_by, signature.withdrawal_reason = at, by.code, reason
    signature.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    withdrawn = PledgeWithdrawn(
        signature=signature.reference,
        member=signature.member.reference,
        version=signature.version.number,
        reason=reason,
    )
    record(withdrawn, by=by, at=at)
    tell_members(signature.member, RequirementState.OPEN, "The signature was withdrawn.", at=at)


@audited_action
def list_signature(*, signature: Signature, listed: bool, by: Actor, at: datetime) -> None:
    """Show the signature in the public register, or no longer."""
    permissions.check_can_sign(by, signature.member)
    signature.is_listed = listed
    signature.save(update_fields=["is_listed"])
    chosen = PledgeListed(signature=signature.reference, member=signature.member.reference, listed=listed)
    record(chosen, by=by, at=at)


def tell_members(member: Member, state: RequirementState, evidence: str, *, at: datetime) -> None:
    """Say below how the requirement stands; that follows from the act, so the house itself says it."""
    members.set_requirement(
        member=member,
        requirement=Requirement.PLEDGE,
        state=state,
        evidence=evidence,
        evidence_at=at.date(),
        by=SYSTEM,
        at=at,
    )


def digest_of(credential: dict[str, Any]) -> str:
    return hashlib.sha256(rfc8785.dumps(credential)).hexdigest()
