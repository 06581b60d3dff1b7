"""Keys, assessments, libraries and benchmarks. What was answered or scored stands in none of their plain columns."""

from bonafides.programme.assessments.models.assessments import (
    Assessment,
    AssessorGrant,
    Reading,
    Review,
    Sheet,
    StoredResult,
    Submission,
)
from bonafides.programme.assessments.models.benchmarks import Contribution, Release
from bonafides.programme.assessments.models.keys import OrganisationKey, PersonWrap, Recovery, RecoveryShare
from bonafides.programme.assessments.models.libraries import LibraryDraft, LibraryVersion

__all__ = [
    "Assessment",
    "AssessorGrant",
    "Contribution",
    "LibraryDraft",
    "LibraryVersion",
    "OrganisationKey",
    "PersonWrap",
    "Reading",
    "Recovery",
    "RecoveryShare",
    "Release",
    "Review",
    "Sheet",
    "StoredResult",
    "Submission",
]
