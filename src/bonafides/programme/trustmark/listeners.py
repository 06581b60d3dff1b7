"""What a mark does when something changes below it."""

from datetime import datetime
from typing import Any

from bonafides.programme.members.events import MemberLeft, RequirementDecided
from bonafides.programme.trustmark import actions, queries


def look_at_mark(fields: dict[str, Any], at: datetime) -> None:
    """A requirement was decided on, or the member left: its mark ends, or goes on, now and not at the next renewal."""
    for mark in queries.marks_to_look_at().filter(member__reference=fields["member"]):
        actions.renew_mark(mark=mark, at=at)


LISTENERS = {RequirementDecided: (look_at_mark,), MemberLeft: (look_at_mark,)}
