"""The words of membership: kinds of service, states, the eight requirements, tasks, and every limit."""

from datetime import timedelta
from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _

REMIND_BEFORE_DAYS = (60, 30, 7)  # before the end of what was committed to or met
COMMITTED_AT_MOST = timedelta(days=365)  # a commitment further off than a year says nothing
PROBE_EVERY = timedelta(days=91)  # contact points and report channels are tested at least quarterly
CHALLENGE_LASTS = timedelta(days=7)  # a contact that has not answered by then has failed the test
TRY_SECOND_WITHIN = timedelta(days=3)  # when the task that a failed test makes falls due
VET_WITHIN = timedelta(days=14)  # when the tasks that somebody new makes fall due
REASSESS_EVERY = timedelta(days=365)
INVITATION_LASTS = timedelta(days=60)  # of a platform: its people decide together
ABSENCE_AT_MOST = timedelta(days=60)  # longer is no absence but another contact
AT_ONCE = 200  # tests that one run of a job begins

PROBE_SECONDS = 10.0
PROBE_LIMIT_BYTES = 512 * 1024
CONTROL_PATH = "/.well-known/bonafides-domain.txt"  # RFC 8615
CONTROL_TXT = "_bonafides"  # the name below a domain whose TXT record may hold its token

IMPORT_LIMIT_BYTES = 5 * 1024 * 1024
IMPORT_LIMIT_ROWS = 2_000
RAW_ROW_KEPT_CHARACTERS = 300


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


TYPE_WORDS = {
    ServiceType.SOCIAL: _("Social media and forums"),
    ServiceType.COMMUNICATION: _("Communication"),
    ServiceType.STORAGE: _("Content storage and file sharing"),
    ServiceType.PASTING: _("Pasting"),
    ServiceType.VIDEO: _("Video, audio and live"),
    ServiceType.HOSTING: _("Hosting and infrastructure"),
    ServiceType.MARKETPLACE: _("Marketplace and e-commerce"),
    ServiceType.FINTECH: _("Payments and fundraising"),
    ServiceType.SECURITY: _("Security and privacy services"),
}
OVERLAY_WORDS = {
    Overlay.ENCRYPTED: _("End-to-end encrypted"),
    Overlay.DECENTRALISED: _("Decentralised or federated"),
    Overlay.LIVE: _("Live"),
    Overlay.GENERATIVE: _("Generative"),
}


# -- membership -------------------------------------------------------------------------------------


class MemberState(StrEnum):
    INVITED = "invited"  # the programme asked; the application is not in yet
    APPLIED = "applied"
    VETTING = "vetting"  # an officer is on it
    ADMITTED = "admitted"
    REFUSED = "refused"
    LEFT = "left"


MEMBER_MOVES: dict[MemberState, tuple[MemberState, ...]] = {
    MemberState.INVITED: (MemberState.APPLIED, MemberState.LEFT),
    MemberState.APPLIED: (MemberState.VETTING, MemberState.ADMITTED, MemberState.REFUSED, MemberState.LEFT),
    MemberState.VETTING: (MemberState.ADMITTED, MemberState.REFUSED, MemberState.LEFT),
    MemberState.ADMITTED: (MemberState.LEFT,),
    MemberState.REFUSED: (MemberState.VETTING,),  # an objection is heard
    MemberState.LEFT: (),  # who comes back applies again
}
MEMBER_WORDS = {
    MemberState.INVITED: _("Invited"),
    MemberState.APPLIED: _("Applied"),
    MemberState.VETTING: _("Being vetted"),
    MemberState.ADMITTED: _("Admitted"),
    MemberState.REFUSED: _("Refused"),
    MemberState.LEFT: _("Left"),
}


class Check(StrEnum):
    """What an officer finds out before a platform is admitted."""

    DOMAIN = "domain"
    PEOPLE = "people"
    DESIGNATIONS = "designations"


CHECK_WORDS = {
    Check.DOMAIN: _("They control their domain"),
    Check.PEOPLE: _("We know who the people are"),
    Check.DESIGNATIONS: _("No name of theirs stands on a designation list"),
}
CHECK_HELP = {
    Check.DOMAIN: _("The file on the domain, a TXT record, or a mailbox there that answered."),
    Check.PEOPLE: _("A call, a register entry, somebody who vouches: say which, and when."),
    Check.DESIGNATIONS: _("Look for the company and its people by name; say which lists were looked at, and the date."),
}


class CheckOutcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"


class ControlMethod(StrEnum):
    """How somebody showed that a domain is theirs."""

    FILE = "file"  # fetched by us
    DNS = "dns"  # a TXT record that an officer saw
    MAIL = "mail"  # a mailbox on the domain that answered an officer


# -- requirements -----------------------------------------------------------------------------------


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


BY_THEMSELVES = frozenset({Requirement.ASSESSMENTS, Requirement.PLEDGE})  # told by the steps themselves
FOR_THE_MARK = tuple(each for each in Requirement if each not in BY_THEMSELVES)
COMMITTABLE = frozenset(
    {Requirement.PROHIBITION, Requirement.TRANSPARENCY, Requirement.TECHNOLOGY, Requirement.CIVIL_SOCIETY}
)  # a promise with a date; the others are so or are not
LIVE_TESTED = frozenset({Requirement.REPORTS, Requirement.CONTACT_POINT})  # kept fresh by tests, ended by a person
GOOD_FOR: dict[Requirement, timedelta] = {
    Requirement.ASSESSMENTS: REASSESS_EVERY,
    Requirement.PROHIBITION: timedelta(days=730),
    Requirement.TRANSPARENCY: timedelta(days=455),  # a yearly report, and a quarter to write it
    Requirement.TECHNOLOGY: timedelta(days=365),
    Requirement.CIVIL_SOCIETY: timedelta(days=365),
}  # from the date of the evidence; those not named here stay met until a test or a person says otherwise

REQUIREMENT_WORDS = {
    Requirement.ASSESSMENTS: _("Both assessments are in"),
    Requirement.PLEDGE: _("The pledge is signed"),
    Requirement.PROHIBITION: _("The terms prohibit terrorist use"),
    Requirement.TRANSPARENCY: _("Transparency reporting"),
    Requirement.REPORTS: _("Reports are received and acted on"),
    Requirement.CONTACT_POINT: _("A contact point is named"),
    Requirement.TECHNOLOGY: _("New technical means are explored"),
    Requirement.CIVIL_SOCIETY: _("Work with civil society was considered"),
}
REQUIREMENT_HELP = {
    Requirement.ASSESSMENTS: _("Fill in and submit the risk and the mitigation assessment. Nobody else sees a score."),
    Requirement.PLEDGE: _("Read the six principles; somebody who may speak for you signs them."),
    Requirement.PROHIBITION: _("Say in your terms that terrorist use is prohibited, and show us the address."),
    Requirement.TRANSPARENCY: _("Publish a report, or say by when the first, or a better one, will be out."),
    Requirement.REPORTS: _("Declare the form or address where people report, and how soon you act on a report."),
    Requirement.CONTACT_POINT: _("Name who is reached about terrorist content, and a second one in case they are not."),
    Requirement.TECHNOLOGY: _("Say what you try next, for instance matching of known content, and until when."),
    Requirement.CIVIL_SOCIETY: _("Name a campaign that you support, or say with reasons why not now."),
}


class RequirementState(StrEnum):
    OPEN = "open"  # nothing was shown yet, or what was shown is taken back
    MET = "met"
    COMMITTED = "committed"  # until a date
    LAPSED = "lapsed"


_ANY_OTHER = (RequirementState.MET, RequirementState.COMMITTED, RequirementState.LAPSED, RequirementState.OPEN)
REQUIREMENT_MOVES: dict[RequirementState, tuple[RequirementState, ...]] = {
    RequirementState.OPEN: (RequirementState.MET, RequirementState.COMMITTED),
    RequirementState.MET: _ANY_OTHER,
    RequirementState.COMMITTED: _ANY_OTHER,
    RequirementState.LAPSED: (RequirementState.MET, RequirementState.COMMITTED),
}
STATE_WORDS = {
    RequirementState.OPEN: _("Open"),
    RequirementState.MET: _("Met"),
    RequirementState.COMMITTED: _("Committed"),
    RequirementState.LAPSED: _("Lapsed"),
}


# -- contacts, tests, tasks -------------------------------------------------------------------------


class ContactKind(StrEnum):
    CONTACT_POINT = "contact_point"  # counter-terrorism, the first one
    BACKUP = "backup"  # the second one
    ABUSE = "abuse"  # reports from anyone
    PRESS = "press"


TESTED_CONTACTS = (ContactKind.CONTACT_POINT, ContactKind.BACKUP)
CONTACT_WORDS = {
    ContactKind.CONTACT_POINT: _("Contact point"),
    ContactKind.BACKUP: _("Second contact"),
    ContactKind.ABUSE: _("Reports from anyone"),
    ContactKind.PRESS: _("Press"),
}


class ProbeOutcome(StrEnum):
    """What a look at a declared report form found."""

    WORKS = "works"
    NO_FORM = "no_form"
    BAD_STATUS = "bad_status"
    UNREACHABLE = "unreachable"


PROBE_WORDS = {
    ProbeOutcome.WORKS: _("A form is there"),
    ProbeOutcome.NO_FORM: _("There is a page, but no form on it"),
    ProbeOutcome.BAD_STATUS: _("The page answers with an error"),
    ProbeOutcome.UNREACHABLE: _("The page cannot be reached"),
}


class TaskKind(StrEnum):
    VET_MEMBER = "vet_member"
    VET_PERSON = "vet_person"
    LOOK_AT_EVIDENCE = "look_at_evidence"
    KEY_CHANGED = "key_changed"
    CONTACT_SILENT = "contact_silent"
    FORM_FAILED = "form_failed"
    REASSESS = "reassess"
    OTHER = "other"


SECOND_CONTACT = frozenset({TaskKind.CONTACT_SILENT, TaskKind.FORM_FAILED})  # where the second contact is tried
FOR_OFFICERS = frozenset(
    {TaskKind.VET_MEMBER, TaskKind.VET_PERSON, TaskKind.LOOK_AT_EVIDENCE, TaskKind.KEY_CHANGED}
)  # a mentor may not decide
TASK_WORDS = {
    TaskKind.VET_MEMBER: _("Vet an application"),
    TaskKind.VET_PERSON: _("Vet a person"),
    TaskKind.LOOK_AT_EVIDENCE: _("Look at evidence"),
    TaskKind.KEY_CHANGED: _("Evidence is signed by another key: ask whether it is theirs"),
    TaskKind.CONTACT_SILENT: _("A contact did not answer: try the second one"),
    TaskKind.FORM_FAILED: _("A report form failed its test: try the second contact"),
    TaskKind.REASSESS: _("Plan the yearly re-assessment"),
    TaskKind.OTHER: _("Other"),
}


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


# -- mentorship -------------------------------------------------------------------------------------


class DocumentKind(StrEnum):
    TERMS = "terms"
    GUIDELINES = "guidelines"
    TRANSPARENCY_REPORT = "transparency_report"
    LAW_ENFORCEMENT = "law_enforcement"
    APPEALS = "appeals"
    OTHER = "other"


DOCUMENT_WORDS = {
    DocumentKind.TERMS: _("Terms of service"),
    DocumentKind.GUIDELINES: _("Community guidelines"),
    DocumentKind.TRANSPARENCY_REPORT: _("Transparency report"),
    DocumentKind.LAW_ENFORCEMENT: _("Guidelines for authorities"),
    DocumentKind.APPEALS: _("Appeals policy"),
    DocumentKind.OTHER: _("Another document"),
}


class FindingKind(StrEnum):
    STRENGTH = "strength"
    RECOMMENDATION = "recommendation"


class Severity(StrEnum):
    NONE = ""  # of a strength
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class FindingState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DONE = "done"
    DECLINED = "declined"


class PlanState(StrEnum):
    PLANNED = "planned"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


# -- the public directory ---------------------------------------------------------------------------


class Shown(StrEnum):
    """What a member may choose to show of itself, beside its name."""

    ABOUT = "about"
    WEBSITE = "website"
    COUNTRY = "country"
    SERVICES = "services"
    LANGUAGES = "languages"
    REPORT_FORM = "report_form"


SHOWN_WORDS = {
    Shown.ABOUT: _("What we say about ourselves"),
    Shown.WEBSITE: _("Our website"),
    Shown.COUNTRY: _("The country where we are established"),
    Shown.SERVICES: _("Our services and their types"),
    Shown.LANGUAGES: _("Our services' languages"),
    Shown.REPORT_FORM: _("Where to report content"),
}
