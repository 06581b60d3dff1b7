"""Handing the platform our copy of an item that is to stand again, where it kept none itself."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.blobs import queries as blobs
from bonafides.base.blobs.custody import Reading
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.evidence.vocabulary import Act, Purpose
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions.enforcement import RESTORE
from bonafides.safety.moderation.actions.holds import RELEASE
from bonafides.safety.moderation.events import ContentViewed
from bonafides.safety.moderation.models import Item
from bonafides.safety.moderation.vocabulary import ItemState

MODE = "restore"


@audited_action
def content_to_restore(*, item: Item, by: Actor, at: datetime) -> bytes:
    """The bytes of an item that is live again by our word; of no other."""
    permissions.check_can_submit(by)
    was_restored = item.enforcements.filter(action__in=[RESTORE, RELEASE]).exists()
    if item.state != ItemState.LIVE or not was_restored:
        raise Conflict("not-restored", _("Content is handed out only after a measure was taken back."))
    if not item.content:
        raise NotFound("content-gone", _("There is no copy of it any more."))
    record(ContentViewed(item=item.reference, case=item.case.reference, mode=MODE), by=by, at=at)
    reading = Reading(by=by, at=at, purpose=Purpose.RESTORING, act=Act.COPY)
    return blobs.read(item.content, reading=reading)
