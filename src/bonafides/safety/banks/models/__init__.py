"""What is stored of lists: what stands on them, what matches leave, what the flood guard counts, what looks back."""

from bonafides.safety.banks.models.clusters import Cluster, ClusterMember, ClusterRun
from bonafides.safety.banks.models.floods import FloodExemption, FloodLimitsSet, FloodPause, FloodTally, Quarantine
from bonafides.safety.banks.models.lists import (
    Bank,
    Entry,
    EntryOpinion,
    ImportRun,
    IndexState,
    SetAsideRow,
)
from bonafides.safety.banks.models.looking_back import FoundLater, KeptUpload, LookBack, LookBackRun, SearchedUntil
from bonafides.safety.banks.models.records import LookupCount, LookupRecord, MatchRecord, MatchRecords, RecordChanged

__all__ = [
    "Bank",
    "Cluster",
    "ClusterMember",
    "ClusterRun",
    "Entry",
    "EntryOpinion",
    "FloodExemption",
    "FloodLimitsSet",
    "FloodPause",
    "FloodTally",
    "FoundLater",
    "ImportRun",
    "IndexState",
    "KeptUpload",
    "LookBack",
    "LookBackRun",
    "LookupCount",
    "LookupRecord",
    "MatchRecord",
    "MatchRecords",
    "Quarantine",
    "RecordChanged",
    "SearchedUntil",
    "SetAsideRow",
]
