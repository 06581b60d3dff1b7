"""What is stored of members."""

from bonafides.programme.members.models.imports import ImportRun, RowSetAside
from bonafides.programme.members.models.liveness import ContactTest, ReportProbe, Task
from bonafides.programme.members.models.membership import (
    Absence,
    Application,
    Contact,
    Domain,
    Member,
    Service,
    VettingCheck,
)
from bonafides.programme.members.models.mentoring import DocumentReview, Finding, Note, PlanItem
from bonafides.programme.members.models.people import Body, Proposal
from bonafides.programme.members.models.requirements import (
    Evidence,
    ReadinessKey,
    RequirementDecision,
    RequirementRow,
)

__all__ = [
    "Absence",
    "Application",
    "Body",
    "Contact",
    "ContactTest",
    "DocumentReview",
    "Domain",
    "Evidence",
    "Finding",
    "ImportRun",
    "Member",
    "Note",
    "PlanItem",
    "Proposal",
    "ReadinessKey",
    "ReportProbe",
    "RequirementDecision",
    "RequirementRow",
    "RowSetAside",
    "Service",
    "Task",
    "VettingCheck",
]
