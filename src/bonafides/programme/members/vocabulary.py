"""The words of membership: kinds of service, the eight requirements, the states of each, and their limits."""

from datetime import timedelta
from enum import StrEnum

REMIND_BEFORE = (timedelta(days=60), timedelta(days=30), timedelta(days=7))  # the end of what was committed to or met
PROBE_EVERY = timedelta(days=91)  # contact points and report channels are tested at least quarterly
CHALLENGE_LASTS = timedelta(days=7)  # a contact that has not answered by then has failed the test
REASSESS_EVERY = timedelta(days=365)


class ServiceType(StrEnum):
    """What a service is at bottom; one service may be several."""

    SOCIAL = "social"  # social media and forums
    COMMUNICATION = "communication"
    STORAGE = "storage"  # content storage and file sharing
    PASTING = "pasting"
    VIDEO = "video"  # video, audio and live
    HOSTING = "hosting"  # hosting and infrastructure
    MARKETPLACE = "marketplace"  # marketplace and e-commerce
    FINTECH = "fintech"
    SECURITY = "security"  # security and privacy services


class Overlay(StrEnum):
    """What lies over a service, and changes what can be asked of it."""

    ENCRYPTED = "encrypted"  # end-to-end
    DECENTRALISED = "decentralised"
    LIVE = "live"
    GENERATIVE = "generative"


class MemberState(StrEnum):
    INVITED = "invited"  # the programme asked; the application is not in yet
    APPLIED = "applied"
    VETTING = "vetting"  # an officer is on it
    ADMITTED = "admitted"
    REFUSED = "refused"
    LEFT = "left"


class Requirement(StrEnum):
    """The eight requirements of membership, in their order."""

    ASSESSMENTS = "assessments"  # both assessments are in
    PLEDGE = "pledge"
    PROHIBITION = "prohibition"  # the terms prohibit terrorist use
    TRANSPARENCY = "transparency"
    REPORTS = "reports"  # reports are received, and acted on in good time
    CONTACT_POINT = "contact_point"
    TECHNOLOGY = "technology"  # new technical solutions are explored
    CIVIL_SOCIETY = "civil_society"  # campaigns of civil society were considered


FOR_THE_MARK = tuple(each for each in Requirement if each not in {Requirement.ASSESSMENTS, Requirement.PLEDGE})


class RequirementState(StrEnum):
    OPEN = "open"  # nothing was shown yet
    MET = "met"
    COMMITTED = "committed"  # until a date
    LAPSED = "lapsed"


class ContactKind(StrEnum):
    CONTACT_POINT = "contact_point"  # counter-terrorism, the first one
    BACKUP = "backup"  # the second one
    ABUSE = "abuse"  # reports from anyone
    PRESS = "press"
