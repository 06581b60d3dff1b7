"""When somebody leaves or loses their role, their key goes, and the organisation's becomes another one."""

from datetime import datetime
from typing import Any

from bonafides.base.people.events import PersonDeactivated, RoleRevoked
from bonafides.base.people.queries import Person
from bonafides.kernel.actor import SYSTEM
from bonafides.programme.assessments import actions


def shut_out(fields: dict[str, Any], at: datetime) -> None:
    person = Person.objects.filter(code=fields["person"]).first()
    if person is not None:
        actions.shut_out_gone(person=person, by=SYSTEM, at=at)


LISTENERS = {PersonDeactivated: (shut_out,), RoleRevoked: (shut_out,)}
