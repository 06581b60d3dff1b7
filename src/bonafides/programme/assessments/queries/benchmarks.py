"""What was told from contributions, and what waits. How many wait is told in steps, and not below the least number."""

from django.db.models import QuerySet

from bonafides.programme.assessments.models import Contribution, Release


def latest_release() -> Release | None:
    latest: Release | None = Release.objects.first()
    return latest


def ledger() -> QuerySet[Release]:
    """The budget: every comparison that went out, and what it cost."""
    return Release.objects.all()


def waiting_contributions() -> QuerySet[Contribution]:
    waiting: QuerySet[Contribution] = Contribution.objects.filter(withdrawn_at=None, release=None)
    return waiting


def waiting_contribution(organisation: int) -> Contribution | None:
    """One's own that was not used yet, and may be withdrawn."""
    own: Contribution | None = waiting_contributions().filter(organisation=organisation).first()
    return own
