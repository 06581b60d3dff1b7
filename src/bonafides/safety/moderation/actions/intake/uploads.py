"""Uploads: answered in the same call, and nothing kept of what matches nothing.

`submit(submission)` is `look_up`, then `answer`:
 1. fingerprint the content and look it up in every list, and on record; no transaction is open for it;
 2. where nothing matches and nothing is known: count it, answer `allow`, and that is all (but for what a person
    switched on by name: asking a matcher elsewhere, and keeping fingerprints to look back);
 3. else put the content away, encrypted and synced; then, in one transaction: content, item, flag, match records,
    hold, messages; then answer.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bonafides.base.audit.actions import audited_action
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs.actions import Placed
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import Actor
from bonafides.kernel.ids import new_reference
from bonafides.matching.insides.vocabulary import Unread
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import Matched, MatchRecord
from bonafides.safety.banks.vocabulary import Outcome
from bonafides.safety.feeds import actions as feeds
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import holds, priorities
from bonafides.safety.moderation.actions.counters import count
from bonafides.safety.moderation.actions.intake.attaching import fill_named
from bonafides.safety.moderation.actions.intake.cases import case_for, save_flag
from bonafides.safety.moderation.actions.intake.items import add_item
from bonafides.safety.moderation.actions.intake.submissions import Prepared, Submission, prepare
from bonafides.safety.moderation.actions.turns import take_turn
from bonafides.safety.moderation.models import Flag, Hold, Item
from bonafides.safety.moderation.queries.likeness import Known, known_like
from bonafides.safety.moderation.rules.joining import WAS_RESTRICTED, Incoming, Joining, Place, place_of
from bonafides.safety.moderation.vocabulary import Answer, SourceKind

UPLOAD_TOKEN_LASTS = timedelta(days=3 * 365)  # a decision may come late, and can be contested for half a year after


@dataclass(frozen=True)
class LookedUp:
    """A prepared submission with its matches and, where it will be kept, its content put away already."""

    prepared: Prepared
    matched: Matched
    content: Placed | None = None

    @property
    def outcome(self) -> Outcome:
        return banks.outcome(self.matched.matches).outcome if self.matched.matches else Outcome.ALLOW


@dataclass(frozen=True)
class Answered:
    """What the platform is told in the same call."""

    answer: Answer
    reasons: tuple[str, ...] = ()
    item: Item | None = None
    hold: Hold | None = None
    matched: Matched | None = None
    token: str = ""  # opens what is said about the item, for its author
    unreadable: tuple[Unread, ...] = ()  # what of the upload is unknown, since it could not be read


def submit(*, submission: Submission, by: Actor, at: datetime) -> Answered:
    """Answer an upload: `allow`, `review` or `hold`."""
    return answer(looked_up=look_up(submission=submission, by=by), by=by, at=at)


def look_up(*, submission: Submission, by: Actor) -> LookedUp:
    """What matches an upload, and its content put away where it will be kept. Nothing in it needs a transaction."""
    permissions.check_can_submit(by)
    prepared = prepare(submission)
    looked_up = LookedUp(prepared, banks.match(prepared.fingerprints))
    place = _place(known_like(prepared.identity))
    if not submission.data or place.joining is Joining.FOLLOW or not _concerns(looked_up, place):
        return looked_up
    return replace(looked_up, content=blobs.place(submission.data))


def answer(*, looked_up: LookedUp, by: Actor, at: datetime) -> Answered:
    """Answer an upload that was looked up; what concerns nobody is only counted."""
    known = known_like(looked_up.prepared.identity)
    if _concerns(looked_up, _place(known)):
        return take(looked_up=looked_up, by=by, at=at)
    prepared = looked_up.prepared
    about: dict[str, Any] = {"item": prepared.submission.platform_reference, "fingerprints": prepared.fingerprints}
    feeds.ask_later(**about, at=at)  # where somebody switched that on
    if known is None and not looked_up.matched.matches:
        banks_actions.keep(**about, index_version=looked_up.matched.index_version, at=at)  # where somebody did
    return _let_pass(looked_up, at)


def _place(known: Known | None) -> Place:
    return place_of(known.facts if known else None, Incoming(SourceKind.OWN_DETECTION))


def _concerns(looked_up: LookedUp, place: Place) -> bool:
    """A match asks for a look, or the upload belongs to a case: one that waits, or one that was restricted."""
    if looked_up.outcome is not Outcome.ALLOW:
        return True
    return place.joining in {Joining.JOIN, Joining.REOPEN} or WAS_RESTRICTED in place.reasons


def _let_pass(looked_up: LookedUp, at: datetime) -> Answered:
    """Nothing is asked of anybody. A match that an opinion suppressed leaves its record, without the item."""
    matched = looked_up.matched
    if matched.matches:
        item = f"upload:{new_reference()}"
        banks_actions.record_matches(item=item, matches=matched.matches, index_version=matched.index_version, at=at)
    count("uploads.allow", at=at)
    return Answered(Answer.ALLOW, matched=matched, unreadable=looked_up.prepared.fingerprints.unreadable)


@audited_action
def take(*, looked_up: LookedUp, by: Actor, at: datetime) -> Answered:
    """Store an upload that a match or a case on record concerns, and say what follows."""
    take_turn()
    prepared, matched = looked_up.prepared, looked_up.matched
    fill_named(prepared, placed=looked_up.content, by=by, at=at)
    known = known_like(prepared.identity)
    place = _place(known)
    case = case_for(known, place, SourceKind.OWN_DETECTION, by=by, at=at)
    following = place.joining is Joining.FOLLOW
    item = add_item(prepared, case, keep_content=not following, placed=looked_up.content, by=by, at=at)
    records = _record(matched, item, by=by, at=at)
    _own_flag(item, following, by=by, at=at)
    held = None if following else holds.begin(item=item, records=records, by=by, at=at)
    priorities.refresh(case, at=at)
    given = _answer(held, following)
    count(f"uploads.{given}", at=at)
    token, unreadable = "" if following else _upload_token(item, at), prepared.fingerprints.unreadable
    return Answered(given, place.reasons, item, held, matched, token, unreadable)


def _record(matched: Matched, item: Item, *, by: Actor, at: datetime) -> list[MatchRecord]:
    """What an upload meets, on record: what the same item met before, in the same way, is not written down again."""
    met = {(match.entry_id, match.outcome) for match in matched.matches}
    before = [each for each in banks.match_records(item.reference) if (each.entry_id, each.outcome) in met]
    known = {(each.entry_id, each.outcome) for each in before}
    new = [match for match in matched.matches if (match.entry_id, match.outcome) not in known]
    return before + banks_actions.record_matches(
        item=item.reference, matches=new, index_version=matched.index_version, by=by, at=at
    )


def _upload_token(item: Item, at: datetime) -> str:
    """Opens, for the author whom the platform hands it to, what was decided about this item and why."""
    return people.issue_link(
        purpose=LinkPurpose.TOMBSTONE, about=item.reference, expires_at=at + UPLOAD_TOKEN_LASTS, at=at
    )


def _answer(held: Hold | None, following: bool) -> Answer:
    if following:
        return Answer.ALLOW
    return Answer.HOLD if held else Answer.REVIEW


def _own_flag(item: Item, following: bool, *, by: Actor, at: datetime) -> Flag:
    flag = Flag(case=item.case, item=item, source=SourceKind.OWN_DETECTION, client=by.code, received_at=at)
    flag.complete, flag.after_decision = True, following
    return save_flag(flag, by=by, at=at)
