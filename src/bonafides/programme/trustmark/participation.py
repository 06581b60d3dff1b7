"""Whether a member takes part in knowledge sharing, as a mark may say: since a day, never how much."""

from datetime import date

from bonafides.programme.members.queries import Member


def shares_since(member: Member, day: date) -> date | None:
    """The first day in the last year on which the member took part; None if it did not."""
    return None
