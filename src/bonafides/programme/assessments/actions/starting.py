"""Starting a round: the first one, and each later one from the answers of the one before."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments import permissions, sealing
from bonafides.programme.assessments.actions import keys
from bonafides.programme.assessments.actions.opening import log_line, opened_by, sealed_review, sealed_sheet
from bonafides.programme.assessments.events import AssessmentStarted
from bonafides.programme.assessments.library import Library, Profile, migrate, questions_for
from bonafides.programme.assessments.models import Assessment, OrganisationKey, Review, Sheet
from bonafides.programme.assessments.queries.keys import bound_to_assessment, has_key, organisation_key_for
from bonafides.programme.assessments.queries.libraries import current_library
from bonafides.programme.assessments.sheets import NOTHING_REVIEWED, Filled
from bonafides.programme.assessments.workflow import Read
from bonafides.programme.members import queries as members
from bonafides.programme.members.queries import Member


@audited_action
def start_assessment(*, member: Member, core: bool, by: Actor, at: datetime) -> Assessment:
    """Begin both assessments, with the questions that follow from the member's services.

    The first one makes the organisation's key; whoever signs has it, and lets colleagues in.
    """
    row, key = _key_of(member, by=by, at=at)
    return _new_round(member, _profile_of(member, core), None, {}, (row, key), by=by, at=at)


@audited_action
def renew_assessment(*, assessment: Assessment, by: Actor, at: datetime) -> Assessment:
    """A new round from the old answers, in the newest library; what cannot come along is asked again.

    The old round stays as it was, with its library. What the new one changes, `difference` explains cause by cause.
    """
    permissions.check_can_sign(by, assessment)
    if assessment.submitted_at is None:
        raise RuleBroken("not-submitted", _("This round is still open; submit it before you start the next one."))
    log_line(assessment, Read.RENEWAL, by=by, at=at)
    opened, library = opened_by(assessment, by), current_library()
    taken, _changes = migrate(opened.claimed, opened.library, library)
    filled = {
        question: Filled(answer, before.by, before.name, before.at)
        if (before := opened.filled.get(question))
        else Filled(answer)
        for question, answer in taken.items()
    }
    profile = _profile_of(assessment.member, assessment.described_as.core)
    held = organisation_key_for(by, assessment.member.organisation_id)
    return _new_round(assessment.member, profile, assessment, filled, held, by=by, at=at)


def _key_of(member: Member, *, by: Actor, at: datetime) -> tuple[OrganisationKey, bytes]:
    permissions.check_signs(by)
    if not permissions.belongs(by, member.organisation_id):
        permissions.check_can_let_in(by, member.organisation_id)
    if has_key(member.organisation_id):
        return organisation_key_for(by, member.organisation_id)
    return keys.make_key(member=member, by=by, at=at)


def _profile_of(member: Member, core: bool) -> Profile:
    types, overlays = members.types_of(member)
    if not types:
        raise RuleBroken("no-service", _("Describe your services first: the questions follow from them."))
    return Profile(types, overlays, core)


def _new_round(
    member: Member,
    profile: Profile,
    renews: Assessment | None,
    filled: Mapping[str, Filled],
    held: tuple[OrganisationKey, bytes],
    *,
    by: Actor,
    at: datetime,
) -> Assessment:
    library, (row, organisation_key), key = current_library(), held, sealing.new_key()
    assessment = Assessment(
        member=member,
        number=Assessment.objects.filter(member=member).count() + 1,
        renews=renews,
        library_id=library.id,
        library_version=library.version,
        library_sha256=library.sha256,
        profile=profile.as_json(),
        wrapped_under=row,
        started_at=at,
        started_by=by.code,
    )
    assessment.key_wrap = sealing.seal(organisation_key, key, bound_to=bound_to_assessment(assessment))
    try:
        with transaction.atomic():
            assessment.save()
    except IntegrityError as error:
        raise Conflict("round-open", _("There is an open round already. Go on with that one.")) from error
    _empty_rows(assessment, library, profile, filled, key)
    started = AssessmentStarted(
        assessment=assessment.reference, member=member.reference, library_version=library.version
    )
    record(started, by=by, at=at)
    return assessment


def _empty_rows(
    assessment: Assessment, library: Library, profile: Profile, filled: Mapping[str, Filled], key: bytes
) -> None:
    """A sheet for each question from the first moment on: which were answered, no row tells."""
    sheets = [Sheet(assessment=assessment, question=each.id) for each in questions_for(profile, library=library)]
    for sheet in sheets:
        sheet.sealed = sealed_sheet(sheet, filled.get(sheet.question, Filled()), key)
    Sheet.objects.bulk_create(sheets)
    review = Review(assessment=assessment)
    review.sealed = sealed_review(review, NOTHING_REVIEWED, key)
    review.save()
