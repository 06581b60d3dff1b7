"""Letting an entry match again that somebody disabled, or that the flood guard stopped."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import permissions
from bonafides.safety.banks.actions.entries import locked, save_change
from bonafides.safety.banks.actions.floods import release
from bonafides.safety.banks.events import EntryEnabled
from bonafides.safety.banks.models import Entry


@audited_action
def enable_entry(*, entry: Entry, by: Actor, at: datetime) -> None:
    """Let an entry match again. One that the flood guard stopped is let out with that, which only a person may do."""
    permissions.check_can_change_entries(by)
    entry = locked(entry)
    if entry.withdrawn_at or not entry.disabled_at:
        raise Conflict("entry-not-disabled", _("The entry is not disabled."))
    stopped = entry.quarantines.filter(ended_at=None, spared_for="", began_at=entry.disabled_at).first()
    if stopped is not None:
        release(found=stopped, by=by, at=at)
        return
    entry.disabled_at, entry.disabled_by = None, ""
    save_change(entry, at, "disabled_at", "disabled_by")
    record(EntryEnabled(entry=entry.reference, bank=entry.bank.reference), by=by, at=at)
