"""The sum that a client of Altitude knows, over what stands on our lists."""

from dataclasses import replace

import pytest

from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.peers.priorities import Listed, Priority, priority_of
from bonafides.safety.peers.vocabulary import SignalSource

PLAIN = Listed(
    value=("pdq", "a" * 64),
    bank="L-1",
    source=SignalSource.GIFCT,
    opinion=Opinion.UNCONFIRMED,
    is_ours=False,
    label="",
    entity="",
    severity="",
)
SAID = replace(PLAIN, opinion=Opinion.POSITIVE)


@pytest.mark.parametrize(
    ("entries", "priority"),
    [
        ([], Priority(-1, None, None, None)),
        ([PLAIN], Priority(-1, None, None, None)),
        ([SAID], Priority(2, "LOW", "MEDIUM", None)),
        ([replace(PLAIN, source=SignalSource.TCAP)], Priority(3, "MEDIUM", "HIGH", None)),
        ([replace(PLAIN, is_ours=True)], Priority(3, "MEDIUM", "HIGH", None)),
        ([PLAIN, replace(PLAIN, bank="L-2")], Priority(3, "MEDIUM", "HIGH", None)),
        ([PLAIN, replace(PLAIN, bank="L-2", value=("pdq", "b" * 64))], Priority(-1, None, None, None)),
        ([replace(SAID, label="media_priority_s3, cat:am")], Priority(9, "HIGH", "MEDIUM", "HIGH")),
        ([replace(SAID, label="media_priority_crisis", severity="critical")], Priority(5, "HIGH", "MEDIUM", "HIGH")),
        ([replace(SAID, label="media_priority_s2", severity="high")], Priority(4, "MEDIUM", "MEDIUM", "MEDIUM")),
        ([replace(PLAIN, entity="One, Another")], Priority(3, "MEDIUM", None, "HIGH")),
        ([replace(PLAIN, severity="Extreme")], Priority(3, "MEDIUM", None, "HIGH")),
        ([replace(PLAIN, severity="low")], Priority(1, "LOW", None, "LOW")),
        ([replace(PLAIN, opinion=Opinion.DISPUTED)], Priority(-1, None, None, None)),
        ([replace(PLAIN, label="cat:am, confidence:low")], Priority(4, "MEDIUM", "LOW", "HIGH")),
        ([replace(SAID, label="confidence:low")], Priority(2, "LOW", "MEDIUM", None)),
    ],
    ids=range(16),
)
def test_the_sum_is_the_highest_confidence_and_the_highest_gravity(entries: list[Listed], priority: Priority) -> None:
    assert priority_of(entries) == priority
