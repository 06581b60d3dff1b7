"""Named groups of readers."""

from datetime import datetime

from django.db import IntegrityError, transaction

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people.queries import Person
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import permissions
from bonafides.programme.knowledge.events import GroupJoined, GroupLeft, GroupMade
from bonafides.programme.knowledge.models import Group, GroupMember


@audited_action
def make_group(*, name: str, about: str = "", by: Actor, at: datetime) -> Group:
    """A group with its maker in it, who could not write for it otherwise."""
    permissions.check_can_edit(by)
    try:
        with transaction.atomic():
            group = Group.objects.create(name=name.strip()[:100], about=about, created_by=by.code, created_at=at)
    except IntegrityError as error:
        raise Conflict("group-name-taken", _("There is a group of that name already.")) from error
    if by.person is not None:
        GroupMember.objects.create(group=group, person_id=by.person, added_by=by.code, added_at=at)
    record(GroupMade(group=group.reference), by=by, at=at)
    return group


@audited_action
def join_group(*, group: Group, person: Person, by: Actor, at: datetime) -> None:
    permissions.check_can_edit(by)
    _member, is_new = GroupMember.objects.get_or_create(
        group=group, person=person, defaults={"added_by": by.code, "added_at": at}
    )
    if not is_new:
        raise Conflict("in-the-group", _("This person is in the group already."))
    record(GroupJoined(group=group.reference, person=person.code), by=by, at=at)


@audited_action
def leave_group(*, group: Group, person: Person, by: Actor, at: datetime) -> None:
    permissions.check_can_edit(by)
    gone, _rows = GroupMember.objects.filter(group=group, person=person).delete()
    if not gone:
        raise NotFound("not-in-the-group", _("This person is not in the group."))
    record(GroupLeft(group=group.reference, person=person.code), by=by, at=at)
