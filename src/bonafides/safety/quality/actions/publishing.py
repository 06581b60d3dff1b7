"""Publishing the figures of a period, and handing out the rows behind them."""

from datetime import datetime
from hashlib import sha256

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.entries import canonical
from bonafides.safety.quality import permissions
from bonafides.safety.quality.events import FiguresExported, FiguresPublished
from bonafides.safety.quality.models import PublishedFigures
from bonafides.safety.quality.queries.figures import Period, Sample
from bonafides.safety.quality.rules.figures import published_document


@audited_action
def publish_figures(*, period: Period, by: Actor, at: datetime) -> PublishedFigures:
    """Freeze what anyone may read of a period that is over: no small rows, nobody's code."""
    permissions.check_can_lead(by)
    if period.end > at:
        raise RuleBroken("period-not-over", _("Only a period that is over can be published."))
    document = published_document(Sample(period).figures, period.first.isoformat(), period.last.isoformat())
    digest = sha256(canonical(document)).hexdigest()
    published = PublishedFigures(first=period.first, last=period.last, document=document, digest=digest)
    published.published_by_id, published.published_at = by.person_id, at
    published.save()
    record(FiguresPublished(first=period.first.isoformat(), last=period.last.isoformat(), digest=digest), by=by, at=at)
    return published


@audited_action
def record_export(*, what: str, period: Period, by: Actor, at: datetime) -> None:
    """The rows behind the figures are handed out to whoever asked."""
    permissions.check_can_see_team(by)
    record(FiguresExported(what=what, first=period.first.isoformat(), last=period.last.isoformat()), by=by, at=at)
