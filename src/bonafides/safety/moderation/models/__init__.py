"""What moderation stores. Content itself lies encrypted in `base.blobs`; a row holds its blob's name."""

from bonafides.safety.moderation.models.accounts import Account, AccountKey, ReturnNote, Strike, StrikeLadder
from bonafides.safety.moderation.models.bulk import BulkCase, BulkDecision
from bonafides.safety.moderation.models.cases import Case, CaseNote, Exposure, Lease, Skip
from bonafides.safety.moderation.models.counting import CountedDay, CountTouch
from bonafides.safety.moderation.models.decisions import (
    Decision,
    DecisionException,
    DecisionMeasure,
    Enforcement,
    Proposal,
    Reading,
)
from bonafides.safety.moderation.models.incidents import (
    Incident,
    IncidentCase,
    IncidentExtension,
    ListCursor,
    ListSubscription,
)
from bonafides.safety.moderation.models.items import ContentEndpoint, Hold, Item, OrderedRestriction, PictureKey
from bonafides.safety.moderation.models.live import LiveAction, LiveStream
from bonafides.safety.moderation.models.notices import Counter, Flag, NoticeBatch, Reporter
from bonafides.safety.moderation.models.platforms import PlatformProfile
from bonafides.safety.moderation.models.policies import Policy, PolicyVersion
from bonafides.safety.moderation.models.programmes import ProgrammeAlert, ProgrammeConnection, ProgrammeCursor
from bonafides.safety.moderation.models.telling import Appeal, Outcome, Statement

__all__ = [
    "Account",
    "AccountKey",
    "Appeal",
    "BulkCase",
    "BulkDecision",
    "Case",
    "CaseNote",
    "ContentEndpoint",
    "CountTouch",
    "CountedDay",
    "Counter",
    "Decision",
    "DecisionException",
    "DecisionMeasure",
    "Enforcement",
    "Exposure",
    "Flag",
    "Hold",
    "Incident",
    "IncidentCase",
    "IncidentExtension",
    "Item",
    "Lease",
    "ListCursor",
    "ListSubscription",
    "LiveAction",
    "LiveStream",
    "NoticeBatch",
    "OrderedRestriction",
    "Outcome",
    "PictureKey",
    "PlatformProfile",
    "Policy",
    "PolicyVersion",
    "ProgrammeAlert",
    "ProgrammeConnection",
    "ProgrammeCursor",
    "Proposal",
    "Reading",
    "Reporter",
    "ReturnNote",
    "Skip",
    "Statement",
    "Strike",
    "StrikeLadder",
]
