"""Who may what with assessments. `can_...` answers for a button, `check_...` refuses with a sentence.

Reading takes two things: a role, and a key that was wrapped for this very person. No role of the programme has one of
itself, whatever it is called; the command line (`SYSTEM`) has none either.
"""

from bonafides.base.people.vocabulary import Role, of_member, of_programme
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotAllowed, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments.models import Assessment, AssessorGrant, PersonWrap

SIGNATORY = of_member(Role.SIGNATORY)
ANSWERERS = of_member(Role.SIGNATORY, Role.ANSWERER)
READERS = of_member(Role.SIGNATORY, Role.ANSWERER, Role.READER)  # a contact is reached, and reads nothing here
ASSESSORS = of_programme(Role.ASSESSOR)
OFFICERS = of_programme(Role.OFFICER)
LIBRARIANS = of_programme(Role.OWNER, Role.EDITOR)
LIBRARY_READERS = LIBRARIANS | of_programme(Role.ASSESSOR, Role.OFFICER)


def belongs(by: Actor, organisation: int) -> bool:
    return by.organisation == organisation and by.person is not None


def may_be_let_in(by: Actor, organisation: int) -> bool:
    return belongs(by, organisation) and by.has_role(*READERS)


def was_let_in(by: Actor, organisation: int) -> bool:
    """Whether the organisation's key in use is wrapped for this person."""
    wraps = PersonWrap.objects.filter(person=by.person, key__organisation=organisation, key__retired_at=None)
    return may_be_let_in(by, organisation) and wraps.exists()


def is_opened_to(by: Actor, assessment: Assessment) -> bool:
    """Whether this assessor was given the key of this assessment, and still has it."""
    grants = AssessorGrant.objects.filter(assessment=assessment, person=by.person, ended_at=None)
    return by.person is not None and by.has_role(*ASSESSORS) and grants.exists()


def can_read(by: Actor, assessment: Assessment) -> bool:
    return was_let_in(by, assessment.member.organisation_id) or is_opened_to(by, assessment)


def can_answer(by: Actor, assessment: Assessment) -> bool:
    return by.has_role(*ANSWERERS) and was_let_in(by, assessment.member.organisation_id)


def can_sign(by: Actor, assessment: Assessment) -> bool:
    return by.has_role(*SIGNATORY) and was_let_in(by, assessment.member.organisation_id)


def check_can_read(by: Actor, assessment: Assessment) -> None:
    """For whoever may not, there is no such assessment; a named person who was not let in yet is told that."""
    if can_read(by, assessment):
        return
    if may_be_let_in(by, assessment.member.organisation_id):
        raise NotAllowed("not-let-in", _("You have no key to these answers yet. Ask a colleague to let you in."))
    raise NotFound("no-such-assessment", _("There is no such assessment."))


def check_can_answer(by: Actor, assessment: Assessment) -> None:
    if not can_answer(by, assessment):
        check_can_read(by, assessment)
        raise NotAllowed("may-not-answer", _("Only who signs or answers for this member may do this."))


def check_can_sign(by: Actor, assessment: Assessment) -> None:
    if not can_sign(by, assessment):
        check_can_read(by, assessment)
        raise NotAllowed("may-not-sign", _("Only who signs for this member may do this."))


def check_can_review(by: Actor, assessment: Assessment) -> None:
    if not is_opened_to(by, assessment):
        check_can_read(by, assessment)
        raise NotAllowed("may-not-review", _("Only the assessor whom it was opened to may do this."))


def check_signs(by: Actor) -> None:
    if not by.has_role(*SIGNATORY):
        raise NotAllowed("may-not-sign", _("Only who signs for this member may do this."))


def check_can_let_in(by: Actor, organisation: int) -> None:
    if not (by.has_role(*ANSWERERS) and was_let_in(by, organisation)):
        raise NotAllowed("may-not-let-in", _("Only a colleague who has the key, and answers or signs, may do this."))


def check_can_propose(by: Actor) -> None:
    if not by.has_role(*OFFICERS):
        raise NotAllowed("officers-only", _("Only a programme officer may do this."))


def check_can_edit_library(by: Actor) -> None:
    if not by.has_role(*LIBRARIANS):
        raise NotAllowed("may-not-edit-library", _("Only the programme's owner or an editor may do this."))
