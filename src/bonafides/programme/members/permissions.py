"""Who may what with members. `can_...` answers for a button, `check_...` refuses with a sentence.

Who vets (owner, officer) does; the team reads what it needs: everyone how a member stands, an assessor also the work
with it, an auditor also how it was vetted. Phone numbers are for who vets and for the member itself.
"""

from bonafides.base.people.vocabulary import MEMBER_TEAM, PROGRAMME_TEAM, VETTERS, Role, of_member, of_programme
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.models import Member, Task
from bonafides.programme.members.vocabulary import BY_THEMSELVES, Requirement

VETTING_READERS = VETTERS | of_programme(Role.AUDITOR)
WORK_READERS = VETTING_READERS | of_programme(Role.ASSESSOR)


def can_vet(by: Actor) -> bool:
    """Admit members and their people: the programme's owner and its officers, and a command at the terminal."""
    return by.kind is ActorKind.SYSTEM or by.has_role(*VETTERS)


def can_read_all(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*PROGRAMME_TEAM)


def can_read(by: Actor, member: Member) -> bool:
    """The programme reads all of its members (never their answers: those are not kept here); a member reads itself."""
    return can_read_all(by) or is_own(by, member)


def is_own(by: Actor, member: Member) -> bool:
    return by.has_role(*MEMBER_TEAM) and by.organisation == member.organisation_id


def signs_for(by: Actor, member: Member) -> bool:
    return is_own(by, member) and by.has_role(*of_member(Role.SIGNATORY))


def can_change(by: Actor, member: Member) -> bool:
    """Who signs for the member describes it; an officer may help."""
    return can_vet(by) or signs_for(by, member)


def can_see_phones(by: Actor, member: Member) -> bool:
    return can_vet(by) or is_own(by, member)


def can_read_vetting(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*VETTING_READERS)


def can_read_work(by: Actor) -> bool:
    """Tasks, reviews and plans of all members."""
    return by.kind is ActorKind.SYSTEM or by.has_role(*WORK_READERS)


def can_read_people(by: Actor, member: Member) -> bool:
    return can_read_vetting(by) or is_own(by, member)


def can_read_mentoring(by: Actor, member: Member) -> bool:
    return can_read_work(by) or is_own(by, member) or is_mentor(by, member)


def is_mentor(by: Actor, member: Member) -> bool:
    return by.person is not None and by.person == member.mentor_id and by.has_role(*PROGRAMME_TEAM)


def can_mentor(by: Actor, member: Member) -> bool:
    return can_vet(by) or is_mentor(by, member)


def can_plan(by: Actor, member: Member) -> bool:
    """The plan is common to both sides."""
    return can_mentor(by, member) or signs_for(by, member)


def can_do(by: Actor, task: Task) -> bool:
    """Who vets, whom it is given to, the mentor; a member's own task also who signs for it."""
    if can_vet(by) or (by.person is not None and by.person == task.assignee_id and by.has_role(*PROGRAMME_TEAM)):
        return True
    if task.member is None:
        return False
    return is_mentor(by, task.member) or (task.for_member and signs_for(by, task.member))


def can_see_task(by: Actor, task: Task) -> bool:
    if can_read_work(by) or can_do(by, task):
        return True
    return task.member is not None and task.for_member and is_own(by, task.member)


def can_decide(by: Actor, requirement: Requirement) -> bool:
    """Who vets decides; the first two are told by the steps themselves, which have asked who may."""
    return can_vet(by) or requirement in BY_THEMSELVES


def check_can_vet(by: Actor) -> None:
    if not can_vet(by):
        raise NotAllowed("may-not-vet", _("Only the programme's owner or an officer may do this."))


def check_can_change(by: Actor, member: Member) -> None:
    if not can_change(by, member):
        raise NotAllowed("may-not-change-member", _("Only who signs for this member, or an officer, may change it."))


def check_can_decide(by: Actor, requirement: Requirement) -> None:
    if not can_decide(by, requirement):
        raise NotAllowed("may-not-decide", _("Only the programme's owner or an officer says what is met."))


def check_can_read_all(by: Actor) -> None:
    if not can_read_all(by):
        raise NotAllowed("may-not-read-members", _("Only the programme reads the list of its members."))


def check_can_read_work(by: Actor) -> None:
    if not can_read_work(by):
        raise NotAllowed("may-not-read-work", _("Only an officer, an assessor or an auditor may read this."))


def check_can_read_vetting(by: Actor) -> None:
    if not can_read_vetting(by):
        raise NotAllowed("may-not-read-vetting", _("Only an officer or an auditor may read this."))


def check_can_read_people(by: Actor, member: Member) -> None:
    if not can_read_people(by, member):
        raise NotAllowed("may-not-read-people", _("Only an officer, an auditor or the member itself may read this."))


def check_can_read_mentoring(by: Actor, member: Member) -> None:
    if not can_read_mentoring(by, member):
        raise NotAllowed("may-not-read-mentoring", _("Only who works with this member, and itself, may read this."))


def check_can_mentor(by: Actor, member: Member) -> None:
    if not can_mentor(by, member):
        raise NotAllowed("may-not-mentor", _("Only an officer or this member's mentor may do this."))


def check_can_plan(by: Actor, member: Member) -> None:
    if not can_plan(by, member):
        raise NotAllowed("may-not-plan", _("Only who signs for this member, its mentor or an officer may do this."))


def check_can_do(by: Actor, task: Task) -> None:
    if not can_do(by, task):
        raise NotAllowed("not-your-task", _("Only who has this task, or an officer, may do this."))
