"""What a case teaches the lists beside its decision: that an entry is right or wrong, that something is harmless."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.queries import Bank, Entry, MatchRecord
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.events import MatchJudged
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.queries.cases import decision_standing
from bonafides.safety.moderation.queries.matches import values_to_bank
from bonafides.safety.moderation.vocabulary import CaseState, Verdict


@audited_action
def judge_match(*, case: Case, match: MatchRecord, is_right: bool, reason: str, by: Actor, at: datetime) -> None:
    """Say of an entry, looking at what it matched in this case, that it is right or wrong: our opinion of it.

    The case stands in the note and not for a decision: nothing is decided about the case.
    """
    permissions.check_can_decide(by)
    banks.judge_match(match=match, is_right=is_right, note=f"{case.reference}: {reason}", by=by, at=at)
    record(MatchJudged(case=case.reference, entry=match.entry.reference, is_right=is_right), by=by, at=at)


@audited_action
def add_harmless(*, case: Case, bank: Bank | None, reason: str, by: Actor, at: datetime) -> list[Entry]:
    """Put the fingerprints of what was decided to be no violation on a list of what is harmless; None: on the first."""
    permissions.check_can_decide(by)
    decision = decision_standing(case)
    if case.state != CaseState.CLOSED or decision is None or decision.verdict != Verdict.KEEP:
        raise Conflict("not-kept", _("Only what was decided to be no violation can be called harmless."))
    values = values_to_bank(case.items.all())
    if not values:
        raise RuleBroken("no-fingerprints", _("Of this content no fingerprint is known, so no list can hold it."))
    return banks.add_harmless(bank=bank, fingerprints=values, decision=decision.reference, reason=reason, by=by, at=at)
