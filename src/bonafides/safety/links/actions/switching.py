"""Following is switched on and off by a named person."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.links import permissions, queries
from bonafides.safety.links.events import FollowingSwitched
from bonafides.safety.links.models import Following


@audited_action
def switch_on(*, by: Actor, at: datetime) -> Following:
    """Follow the shortened addresses of what is taken in from now on."""
    permissions.check_can_switch(by)
    if queries.following() is not None:
        raise Conflict("following-is-on", _("Short addresses are followed already."))
    following = Following(switched_on_by_id=by.person_id, switched_on_at=at)
    following.save()
    record(FollowingSwitched(on=True), by=by, at=at)
    return following


@audited_action
def switch_off(*, by: Actor, at: datetime) -> None:
    """Ask nobody any more; what is known already stays with its case."""
    permissions.check_can_switch(by)
    following = queries.following()
    if following is None:
        raise Conflict("following-is-off", _("Short addresses are not followed."))
    following.switched_off_at, following.switched_off_by = at, by.code
    following.save(update_fields=["switched_off_at", "switched_off_by"])
    record(FollowingSwitched(on=False), by=by, at=at)
