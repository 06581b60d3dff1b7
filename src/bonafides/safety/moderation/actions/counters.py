"""Numbers by day: all that stays of what matched nothing."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from bonafides.safety.moderation.models import Counter


def count(name: str, *, at: datetime, by: int = 1) -> None:
    """Add to today's number; safe under many writers."""
    with transaction.atomic():
        row, _ = Counter.objects.get_or_create(day=at.date(), name=name)
        Counter.objects.filter(pk=row.pk).update(value=F("value") + by)
