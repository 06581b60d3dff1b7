"""What is held of an entry: said, taken back, and summed up in what the entry counts as.

Rows of opinions end and stay to be read; the entry repeats what the current ones come to.
"""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import permissions
from bonafides.safety.banks.actions.entries import locked
from bonafides.safety.banks.actions.versions import opinions_in, renew
from bonafides.safety.banks.events import EntryOpinionChanged, EntryOpinionWithdrawn
from bonafides.safety.banks.models import Entry, EntryOpinion, MatchRecord
from bonafides.safety.banks.vocabulary import NOTE_LIMIT_CHARACTERS, Opinion, Side

OWN_SOURCE = "own"


@audited_action
def give_opinion(
    *,
    entry: Entry,
    value: Opinion,
    side: Side = Side.OWN,
    source: str = OWN_SOURCE,
    note: str = "",
    decision: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Say what we, or a source, hold of an entry. The one before ends and stays to be read.

    What follows from a decision is said by the system that publishes it, and names the decision.
    """
    permissions.check_can_give_opinion(by)
    given = EntryOpinion(side=side, source=source, value=value, note=note[:NOTE_LIMIT_CHARACTERS], decision=decision)
    say(entry, given, by=by, at=at)


@audited_action
def judge_match(*, match: MatchRecord, is_right: bool, note: str, by: Actor, at: datetime) -> None:
    """Say of an entry, looking at an item that it matched, that it is right or wrong about it.

    That is our opinion of the entry, for every item and everybody.
    """
    permissions.check_can_judge_matches(by)
    value = Opinion.POSITIVE if is_right else Opinion.NEGATIVE
    given = EntryOpinion(side=Side.OWN, source=OWN_SOURCE, value=value, note=note[:NOTE_LIMIT_CHARACTERS])
    say(match.entry, given, by=by, at=at)


def say(entry: Entry, given: EntryOpinion, *, by: Actor, at: datetime) -> None:
    """The row and its event, for an action that has checked who asks."""
    entry = locked(entry)
    before = opinions_in([entry])
    if not replace_opinion(entry, given, by=by, at=at):
        nothing_changed()
        return
    renew([entry], before, at)
    entry.save(update_fields=["own_opinion", "sources_opinion", "opinion", "changed_in"])
    record(
        EntryOpinionChanged(
            entry=entry.reference,
            bank=entry.bank.reference,
            side=Side(given.side),
            source=given.source,
            value=Opinion(given.value),
            counts_as=Opinion(entry.opinion),
            decision=given.decision,
        ),
        by=by,
        at=at,
    )


def replace_opinion(entry: Entry, given: EntryOpinion, *, by: Actor, at: datetime) -> bool:
    """End the opinion held before and write the new one; False if it is the same one, given by the same decision."""
    theirs = EntryOpinion.objects.filter(entry=entry, side=given.side, source=given.source, feed=given.feed)
    before = theirs.filter(ended_at=None).first()
    if before is not None and (before.value, before.decision) == (given.value, given.decision):
        return False
    if before is not None:
        before.ended_at = at
        before.save(update_fields=["ended_at"])
    given.entry, given.given_by, given.given_at = entry, by.code, at
    given.save()
    sum_up(entry)
    return True


@audited_action
def withdraw_opinion(*, opinion: EntryOpinion, reason: str, by: Actor, at: datetime) -> None:
    """Take an opinion of ours back: from now on we hold nothing of the entry, and it counts as the sources say.

    Only the opinion in force can be taken back; one that a later one ended has no effect any more.
    """
    entry = locked(opinion.entry)
    opinion = EntryOpinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    permissions.check_can_withdraw_opinion(by, opinion)
    if opinion.side != Side.OWN:
        raise NotFound("not-our-opinion", _("Only an opinion of our own can be taken back here."))
    if not opinion.is_in_force:
        raise Conflict("opinion-ended", _("This opinion is not in force: another came later, or it was taken back."))
    opinion.ended_at, opinion.withdrawn_by = at, by.code
    opinion.withdrawn_because = reason[:NOTE_LIMIT_CHARACTERS]
    opinion.save(update_fields=["ended_at", "withdrawn_by", "withdrawn_because"])
    before = opinions_in([entry])
    sum_up(entry)
    renew([entry], before, at)
    entry.save(update_fields=["own_opinion", "sources_opinion", "opinion", "changed_in"])
    record(_withdrawn(entry, opinion, reason), by=by, at=at)


def _withdrawn(entry: Entry, opinion: EntryOpinion, reason: str) -> EntryOpinionWithdrawn:
    return EntryOpinionWithdrawn(
        entry=entry.reference,
        bank=entry.bank.reference,
        value=Opinion(opinion.value),
        counts_as=Opinion(entry.opinion),
        reason=reason,
    )


def sum_up(entry: Entry) -> None:
    """Work out, from the current opinion rows, what the entry counts as."""
    current = list(EntryOpinion.objects.filter(entry=entry, ended_at=None).values_list("side", "value"))
    entry.own_opinion = next((value for side, value in current if side == Side.OWN), "")
    entry.take_sources(Opinion(value) for side, value in current if side == Side.SOURCE)
