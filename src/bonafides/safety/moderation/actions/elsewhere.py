"""An upload that was let through, and that a matcher elsewhere turns out to know: a case is opened, nothing is done."""

from dataclasses import replace
from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed
from bonafides.kernel.actor import SYSTEM
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import Match
from bonafides.safety.banks.vocabulary import Outcome
from bonafides.safety.feeds import actions as feeds_actions
from bonafides.safety.feeds import queries as feeds
from bonafides.safety.moderation.actions import flags, priorities
from bonafides.safety.moderation.actions.counters import count
from bonafides.safety.moderation.actions.flags import Report
from bonafides.safety.moderation.actions.turns import take_turn
from bonafides.safety.moderation.vocabulary import CaseState, SourceKind


@audited_action
def open_what_is_known_elsewhere(*, hit: str, at: datetime) -> None:
    """Put an upload before a person, by the platform's own name for it, if what it meets by now asks for that; once.

    Its content is asked of the platform, where the platform can be asked. Where it is on record meanwhile, under that
    name, what it met is added to its case. No hold begins, now or when the content comes.
    """
    nothing_changed()  # where it was opened before, or asks for nothing
    take_turn()
    known = feeds.known_elsewhere(hit)
    if known is None:
        return
    feeds_actions.forget_hit(hit=hit)
    matched = banks.match(known.fingerprints)
    if all(match.outcome is Outcome.ALLOW for match in matched.matches):
        return
    report, prepared = Report(SourceKind.OWN_DETECTION, known.item), flags.prepare_referenced(known.item)
    flag = flags.take_prepared(report, prepared, by=SYSTEM, at=at)
    recorded = {record.entry_id for record in banks.match_records(flag.item.reference)}
    new = [_later(match, known.uploaded_at, at) for match in matched.matches if match.entry_id not in recorded]
    banks_actions.record_matches(item=flag.item.reference, matches=new, index_version=matched.index_version, at=at)
    if flag.case.state != CaseState.CLOSED:
        priorities.refresh(flag.case, at=at)
    count("uploads.found_later", at=at)


def _later(match: Match, uploaded_at: datetime, listed_at: datetime) -> Match:
    found_later = {"uploaded_at": uploaded_at.isoformat(), "listed_at": listed_at.isoformat()}
    return replace(match, detail={**match.detail, "found_later": found_later})
