"""Cases in which somebody says that a life is in danger."""

from datetime import datetime

from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.vocabulary import CaseState

WAITING = (CaseState.OPEN, CaseState.SECOND_READING)


def threatening_cases(reported_by: datetime) -> list[str]:
    """The references of open cases whose first report of a threat came no later than `reported_by`."""
    flagged = Case.objects.filter(
        state__in=WAITING, threat_to_life=True, flags__threat_to_life=True, flags__received_at__lte=reported_by
    )
    return list(flagged.order_by("pk").values_list("reference", flat=True).distinct())
