"""What is read of the pledge: the text in force, who signed, and how a signature stands."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments import queries as assessments
from bonafides.programme.members import queries as members
from bonafides.programme.members.queries import Member
from bonafides.programme.members.vocabulary import MemberState, Requirement, RequirementState
from bonafides.programme.pledge import permissions
from bonafides.programme.pledge.models import PledgeVersion, Signature
from bonafides.programme.pledge.rules import SigningFacts
from bonafides.programme.pledge.vocabulary import ORIGINAL, SignatureState


def version_in_force() -> PledgeVersion:
    version: PledgeVersion | None = PledgeVersion.objects.filter(published_at__isnull=False).first()
    if version is None:
        raise NotFound("no-pledge", _("This programme has published no pledge yet."))
    return version


def version_numbered(number: int) -> PledgeVersion:
    version: PledgeVersion | None = PledgeVersion.objects.filter(number=number, published_at__isnull=False).first()
    if version is None:
        raise NotFound("no-such-pledge", _("There is no such version of the pledge."))
    return version


def versions() -> QuerySet[PledgeVersion]:
    published: QuerySet[PledgeVersion] = PledgeVersion.objects.filter(published_at__isnull=False)
    return published


def draft() -> PledgeVersion | None:
    found: PledgeVersion | None = PledgeVersion.objects.filter(published_at=None).first()
    return found


def text_of(version: PledgeVersion, language: str) -> dict[str, Any]:
    """The text in a language, else the original."""
    text: dict[str, Any] = version.texts.get(language) or version.texts[ORIGINAL]
    return text


def principles_of(text: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The principles of a text, each with the questions of the assessments, and the practices, that evidence it."""
    return [
        {**one, "evidenced_by": assessments.questions_evidencing(principle=one["key"])} for one in text["principles"]
    ]


def signatures() -> QuerySet[Signature]:
    """All that stand or stood, the newest first."""
    rows: QuerySet[Signature] = Signature.objects.select_related("member", "version", "person")
    return rows


def register() -> QuerySet[Signature]:
    """What anyone may read: signatures that stand, of members that had them listed."""
    return signatures().filter(is_listed=True, withdrawn_at=None, member__state=MemberState.ADMITTED)


def signature_of(member: Member) -> Signature | None:
    """The newest signature of a member that was not withdrawn."""
    return signatures().filter(member=member, withdrawn_at=None).first()


def signatures_of(member: Member) -> QuerySet[Signature]:
    return signatures().filter(member=member)


def signature_for(by: Actor, reference: str) -> Signature:
    """A signature that this actor may read; for anybody else there is none."""
    found = signatures().filter(reference=reference).first()
    if found is None or not permissions.can_read_record(by, found):
        raise NotFound("no-such-signature", _("There is no such signature."))
    return found


def state_for(member: Member) -> SignatureState | None:
    """How a member's signature stands today; None if it has none."""
    signature = signature_of(member)
    return signature.state_under(version_in_force().number) if signature else None


def signing_facts(member: Member, authority: str = "") -> SigningFacts:
    signature = signature_of(member)
    requirement = members.requirements_of(member).get(Requirement.ASSESSMENTS)
    return SigningFacts(
        is_admitted=member.state == MemberState.ADMITTED,
        assessments_are_in=requirement is not None and requirement.state == RequirementState.MET,
        signed_version=signature.version.number if signature else None,
        version_in_force=version_in_force().number,
        authority=authority,
    )
