"""Whether a member takes part in knowledge sharing, as a mark may say: since a day, never how much or in what."""

from datetime import date

from bonafides.programme.knowledge import queries as knowledge
from bonafides.programme.members.queries import Member
from bonafides.programme.trustmark.vocabulary import KNOWLEDGE_LOOKED_AT


def shares_since(member: Member, day: date) -> date | None:
    """The first day in the last year on which the member took part; None if it did not.

    Reading counts from the first day of it; trainings, events and contributions, whose days are not told here, from the
    day on which the member was admitted, or a year ago if that is later.
    """
    begin = day - KNOWLEDGE_LOOKED_AT
    done = knowledge.participation_of(member.organisation_id, begin)
    days = [reading.day for reading in knowledge.readings_of(member.organisation_id, begin)[:1]]
    if done.completed_trainings or done.events_attended or done.posts:
        admitted = member.admitted_at.date() if member.admitted_at else day
        days.append(max(admitted, begin))
    return min(days, default=None)
