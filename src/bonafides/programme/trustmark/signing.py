"""What is signed with the issuer's key: a mark's instance, the word on how it stands, a status list; and its document.

Each may fail for a reason of the issuer's own (a key that is missing or damaged); such a failure is one of `FAULTS`,
and must never keep anybody from suspending or revoking.
"""

import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from bonafides.base.keys import issuing
from bonafides.base.people import queries as people
from bonafides.base.people.vocabulary import OrganisationKind
from bonafides.credentials import marks, proof, status
from bonafides.credentials.awards import Holder, Issuer
from bonafides.credentials.did import IssuerDocument, Method
from bonafides.credentials.encoding import digest_of
from bonafides.credentials.errors import CredentialError, StatusError
from bonafides.kernel.errors import DomainError
from bonafides.programme.members.vocabulary import Requirement
from bonafides.programme.trustmark.criteria import VERSIONS
from bonafides.programme.trustmark.models import CompromisedKey, Instance, Mark, StatusList
from bonafides.programme.trustmark.models import IssuerDocument as PublishedDocument
from bonafides.programme.trustmark.vocabulary import (
    LIST_LASTS,
    STANDING_SENTENCES,
    STATE_LASTS,
    VALID_FOR,
    Standing,
)
from bonafides.programme.trustmark.words import requirement_word

FAULTS = (DomainError, CredentialError, OSError)
Document = dict[str, Any]


def fault_code(fault: Exception) -> str:
    return str(getattr(fault, "code", type(fault).__name__))[:60]


def address_of(name: str, *parts: object) -> str:
    """The public address of a page of this part."""
    return settings.PUBLIC_URL + reverse(f"trustmark:{name}", args=parts)


def issuer() -> Issuer:
    return issuing.issuer(people.active_organisation(OrganisationKind.PROGRAMME).name)


# -- the issuer's document --------------------------------------------------------------------------------------------


def issuer_document() -> IssuerDocument:
    """All keys: the present one, those before it, and those that were compromised marked as worthless from a moment on.

    A retired key stays: pledges and training records have no end, so what it signed never lapses as a whole.
    """
    revoked = dict(CompromisedKey.objects.values_list("key", "revoked_at"))
    methods = (Method(one.id, one.public_key, revoked.get(one.id)) for one in issuing.methods())
    return IssuerDocument(issuing.issuer_did(), tuple(methods))


def published_document() -> IssuerDocument:
    """What a stranger verifies with: the document of now, or the last one published if the keys are out of reach."""
    try:
        return issuer_document()
    except FAULTS:
        last = PublishedDocument.objects.first()
        if last is None:
            raise
        return IssuerDocument.parse(json.dumps(last.document).encode())


# -- instances --------------------------------------------------------------------------------------------------------


def signed_instance(
    mark: Mark, *, checked: Sequence[tuple[Requirement, date]], shares_since: date | None, at: datetime
) -> Instance:
    """The next instance, signed and not stored yet, at a place that was never used."""
    key = issuing.signing_key()
    number = mark.instances.count() + 1
    status_list, place = free_place()
    criteria, page = VERSIONS[mark.criteria], address_of("criteria", mark.criteria)
    document = marks.mark(
        id_=address_of("instance", mark.reference, number),
        issuer=issuer(),
        holder=Holder.organisation(id_=mark.member.website, name=mark.member.name, url=mark.member.website),
        holder_name=mark.member.name,
        programme=marks.Programme(
            mark_id=address_of("achievement", mark.criteria),
            mark_name=criteria.title,
            description=criteria.description,
            criteria_url=page,
            criteria=" ".join(must for must, _looked_at in criteria.tests.values()),
            version=str(criteria.version),
        ),
        requirements=[
            marks.Requirement(code=each.value, name=requirement_word(each), checked_on=day) for each, day in checked
        ],
        shares_knowledge_since=shares_since,
        awarded_at=mark.awarded_at,
        valid_from=at.replace(microsecond=0),
        valid_until=at.replace(microsecond=0) + VALID_FOR,
        status=status.StatusEntry(list_url=address_of("status_list", status_list.number), index=place),
    )
    signed = proof.sign(document, key=key, at=at)
    return Instance(
        mark=mark,
        number=number,
        status_list=status_list,
        place=place,
        document=signed,
        digest=digest_of(signed),
        key=key.id,
        valid_from=at.replace(microsecond=0),
        valid_until=at.replace(microsecond=0) + VALID_FOR,
    )


def free_place() -> tuple[StatusList, int]:
    """A random place that no instance ever had; once half of a list is given out, the next one is begun."""
    newest = StatusList.objects.select_for_update().filter(is_full=False).last()
    if newest is None:
        newest = StatusList.objects.create(number=StatusList.objects.count() + 1)
    taken = set(newest.instances.values_list("place", flat=True))
    try:
        return newest, status.free_place(taken, randbelow=secrets.randbelow)
    except StatusError:
        newest.is_full = True
        newest.save(update_fields=["is_full"])
        return free_place()


# -- lists and words --------------------------------------------------------------------------------------------------


def signed_list(status_list: StatusList, revoked: Iterable[int], *, at: datetime) -> Document:
    """The list with a bit for each revoked place."""
    begin = at.replace(microsecond=0)
    document = status.status_list(
        url=address_of("status_list", status_list.number),
        issuer_did=issuing.issuer_did(),
        revoked=revoked,
        valid_from=begin,
        valid_until=begin + LIST_LASTS,
    )
    return proof.sign(document, key=issuing.signing_key(), at=at)


def signed_word(mark: Mark, standing: Standing, *, at: datetime) -> Document:
    """The issuer's word on how a mark stands, as an endorsement of its newest instance that anyone can verify."""
    newest = mark.instances.first()
    about = address_of("instance", mark.reference, newest.number) if newest else address_of("mark", mark.reference)
    begin = at.replace(microsecond=0)
    document = marks.endorsement(
        id_=address_of("word", mark.reference),
        name=f"How this mark stands: {standing.value}",
        issuer=issuer(),
        of=about,
        comment=f"{standing.value}: {STANDING_SENTENCES[standing]}",
        valid_from=begin,
        valid_until=begin + STATE_LASTS,
    )
    return proof.sign(document, key=issuing.signing_key(), at=at)
