"""How much is looked at again: a lead's word, which counts from the next seed on."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.quality import permissions
from bonafides.safety.quality.events import QualityConfigured
from bonafides.safety.quality.models import QualitySettings
from bonafides.safety.quality.vocabulary import GOLDEN_PER_WEEK_AT_MOST, SHARE_AT_LEAST_BP, WHOLE_BP


@audited_action
def configure(*, share_bp: int, golden_per_week: int, by: Actor, at: datetime) -> QualitySettings:
    """Set the share that is drawn, never none, and how many made-up cases go into the queue each week."""
    permissions.check_can_lead(by)
    if not SHARE_AT_LEAST_BP <= share_bp <= WHOLE_BP:
        raise RuleBroken(
            "share-out-of-range", _("From 1 to 100 per cent of decisions are looked at again, never none.")
        )
    if not 0 <= golden_per_week <= GOLDEN_PER_WEEK_AT_MOST:
        raise RuleBroken("golden-out-of-range", _("At most 50 made-up cases a week."))
    chosen = QualitySettings(share_bp=share_bp, golden_per_week=golden_per_week, set_by_id=by.person_id, set_at=at)
    chosen.save()
    record(QualityConfigured(share_bp=share_bp, golden_per_week=golden_per_week), by=by, at=at)
    return chosen
