from datetime import UTC, datetime, timedelta

import pytest

from bonafides.base.audit.models import LogEntry
from bonafides.safety.patterns.listeners import spare_longer, spare_no_longer, spare_what_floods

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
END = (NOON + timedelta(hours=6)).isoformat()


def names() -> list[str]:
    return list(LogEntry.objects.order_by("id").values_list("event_name", flat=True))


def test_an_incident_eases_the_flood_guard_once_however_often_it_is_heard_of() -> None:
    spare_what_floods({"incident": "INCIDENT1", "ends_at": END}, NOON)
    spare_what_floods({"incident": "INCIDENT1", "ends_at": END}, NOON)

    assert names() == ["banks.flood_guard_paused"]


def test_a_longer_incident_eases_it_longer_and_its_end_ends_that() -> None:
    spare_what_floods({"incident": "INCIDENT1", "ends_at": END}, NOON)
    spare_longer({"incident": "INCIDENT1", "until": (NOON + timedelta(hours=9)).isoformat()}, NOON)
    spare_no_longer({"incident": "INCIDENT1"}, NOON)
    spare_no_longer({"incident": "INCIDENT1"}, NOON)

    assert names() == ["banks.flood_guard_paused"] * 3
