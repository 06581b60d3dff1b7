"""What is stored of lists: the lists and what stands on them, and what the flood guard counts."""

from bonafides.safety.banks.models.floods import FloodExemption, FloodLimitsSet, FloodPause, FloodTally, Quarantine
from bonafides.safety.banks.models.lists import (
    Bank,
    Entry,
    EntryOpinion,
    ImportRun,
    IndexState,
    LookupCount,
    LookupRecord,
    MatchRecord,
    MatchRecords,
    RecordChanged,
    SetAsideRow,
)

__all__ = [
    "Bank",
    "Entry",
    "EntryOpinion",
    "FloodExemption",
    "FloodLimitsSet",
    "FloodPause",
    "FloodTally",
    "ImportRun",
    "IndexState",
    "LookupCount",
    "LookupRecord",
    "MatchRecord",
    "MatchRecords",
    "Quarantine",
    "RecordChanged",
    "SetAsideRow",
]
