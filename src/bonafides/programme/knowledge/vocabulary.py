"""The words of the portal: kinds of resource, levels, the steps of a text, and every limit with its source."""

from datetime import timedelta
from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _

REMIND_BEFORE = timedelta(days=30)  # the owner hears that a resource is about to run out
DIGEST_EVERY = timedelta(days=7)
DIGEST_LIMIT = 30  # resources in one digest; the mail says how many more there are
PASS_SHARE = 0.8  # of a quiz's questions, to complete a training
FEED_ENTRIES = 50
ROWS_PER_PAGE = 20
ATTACHMENT_LIMIT_BYTES = 20 * 1024 * 1024
IMPORT_LIMIT_BYTES = 20 * 1024 * 1024
IMPORT_FILES_AT_MOST = 2_000  # of one archive
TEXT_LIMIT_CHARACTERS = 200_000
POST_LIMIT_CHARACTERS = 8_000
SUMMARY_LIMIT_CHARACTERS = 300
SEARCH_LIMIT_CHARACTERS = 200
MATCHES_AT_MOST = 20_000  # texts that one search looks at


class Kind(StrEnum):
    GUIDANCE = "guidance"
    TEMPLATE = "template"
    TOOL = "tool"
    DATASET = "dataset"
    TRAINING = "training"
    EVENT = "event"
    GLOSSARY = "glossary"
    COUNTRY = "country"
    CASE_STUDY = "case_study"


KIND_WORDS = {
    Kind.GUIDANCE: _("Guidance"),
    Kind.TEMPLATE: _("Template"),
    Kind.TOOL: _("Tool"),
    Kind.DATASET: _("Dataset"),
    Kind.TRAINING: _("Training"),
    Kind.EVENT: _("Event"),
    Kind.GLOSSARY: _("Glossary"),
    Kind.COUNTRY: _("Country page"),
    Kind.CASE_STUDY: _("Case study"),
}


class Level(StrEnum):
    """For whom a resource is written."""

    PUBLIC = "public"
    MEMBERS = "members"
    GROUPS = "groups"  # named groups only


LEVEL_WORDS = {
    Level.PUBLIC: _("Public"),
    Level.MEMBERS: _("Members"),
    Level.GROUPS: _("Named groups"),
}


class Tlp(StrEnum):
    """How far what is read may travel. Source: FIRST, Traffic Light Protocol 2.0."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    RED = "RED"


TLP_WORDS = {
    Tlp.CLEAR: _("May be passed on to anybody."),
    Tlp.GREEN: _("May be passed on within the community of the programme, not in public."),
    Tlp.AMBER: _("Stays within your organisation and those who need it to act."),
    Tlp.RED: _("For the people of the named groups alone; it is not passed on."),
}


class Standing(StrEnum):
    """As whom somebody reads."""

    ANYONE = "anyone"  # not signed in, or of a platform that is no member
    STATE = "state"
    CIVIL_SOCIETY = "civil_society"
    ACADEMIC = "academic"
    MEMBER = "member"  # of an admitted member
    TEAM = "team"  # of the programme


class Topic(StrEnum):
    """The shared list of subjects."""

    TERMS = "terms"
    REPORTING = "reporting"
    TRANSPARENCY = "transparency"
    REMOVAL_ORDERS = "removal-orders"
    EVIDENCE = "evidence"
    APPEALS = "appeals"
    RIGHTS = "rights"
    CRISIS = "crisis"
    ENCRYPTION = "encryption"
    DECENTRALISED = "decentralised"
    HASHING = "hashing"
    MODERATION = "moderation"
    LITERACY = "literacy"
    SECURITY = "security"
    EXIT = "exit"
    DESIGNATION = "designation"
    FINTECH = "fintech"
    LIVE = "live"
    SMALL_TEAMS = "small-teams"
    LAW = "law"
    CAMPAIGNS = "campaigns"
    REVIEWERS = "reviewers"


TOPIC_WORDS = {
    Topic.TERMS: _("Terms of service"),
    Topic.REPORTING: _("Reports from users"),
    Topic.TRANSPARENCY: _("Transparency"),
    Topic.REMOVAL_ORDERS: _("Removal orders"),
    Topic.EVIDENCE: _("Evidence"),
    Topic.APPEALS: _("Appeals"),
    Topic.RIGHTS: _("Human rights"),
    Topic.CRISIS: _("Crisis"),
    Topic.ENCRYPTION: _("End-to-end encryption"),
    Topic.DECENTRALISED: _("Decentralised services"),
    Topic.HASHING: _("Hash matching"),
    Topic.MODERATION: _("Moderation"),
    Topic.LITERACY: _("Media literacy"),
    Topic.SECURITY: _("Digital security"),
    Topic.EXIT: _("Exit support"),
    Topic.DESIGNATION: _("Designation"),
    Topic.FINTECH: _("Payments and fundraising"),
    Topic.LIVE: _("Live streams"),
    Topic.SMALL_TEAMS: _("Small teams"),
    Topic.LAW: _("Law"),
    Topic.CAMPAIGNS: _("Campaigns"),
    Topic.REVIEWERS: _("Reviewers' wellbeing"),
}
PUBLIC_BY_DEFAULT = frozenset({Topic.LITERACY, Topic.SECURITY, Topic.EXIT})

SERVICE_WORDS = {
    "social": _("Social media and forums"),
    "communication": _("Communication"),
    "storage": _("Storage and file sharing"),
    "pasting": _("Pasting"),
    "video": _("Video, audio and live"),
    "hosting": _("Hosting and infrastructure"),
    "marketplace": _("Marketplace"),
    "fintech": _("Fintech"),
    "security": _("Security and privacy"),
}
OVERLAY_WORDS = {
    "encrypted": _("End-to-end encrypted"),
    "decentralised": _("Decentralised"),
    "live": _("Live"),
    "generative": _("Generative"),
}


class FacetName(StrEnum):
    """What a resource is about, in rows that can be counted."""

    TOPIC = "topic"
    SERVICE = "service"
    OVERLAY = "overlay"
    LAW = "law"


class Step(StrEnum):
    """What is done to a revision."""

    SEND = "send"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"


class RevisionState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"  # perhaps until a set moment
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


STATE_WORDS = {
    RevisionState.DRAFT: _("Draft"),
    RevisionState.IN_REVIEW: _("In review"),
    RevisionState.APPROVED: _("Approved"),
    RevisionState.PUBLISHED: _("Published"),
    RevisionState.SUPERSEDED: _("Earlier version"),
}
NEXT = {
    (RevisionState.DRAFT, Step.SEND): RevisionState.IN_REVIEW,
    (RevisionState.IN_REVIEW, Step.RETURN): RevisionState.DRAFT,
    (RevisionState.APPROVED, Step.RETURN): RevisionState.DRAFT,
    (RevisionState.IN_REVIEW, Step.APPROVE): RevisionState.APPROVED,
    (RevisionState.APPROVED, Step.PUBLISH): RevisionState.PUBLISHED,
}
UNFINISHED = (RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.APPROVED)


class Origin(StrEnum):
    WRITTEN = "written"  # here, in the editor
    SHIPPED = "shipped"  # with the software
    IMPORTED = "imported"


class Freshness(StrEnum):
    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"


class WatchLevel(StrEnum):
    NOTHING = "nothing"
    VERSIONS = "versions"  # a new version
    EVERYTHING = "everything"  # also what is said about it


class AttendanceState(StrEnum):
    REGISTERED = "registered"
    ATTENDED = "attended"


LANGUAGES = {
    "en": "English",
    "ar": "العربية",
    "fr": "Français",
    "de": "Deutsch",
    "ru": "Русский",
    "es": "Español",
}
RIGHT_TO_LEFT = frozenset({"ar"})

SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("e2ee", "end to end encryption", "end to end encrypted", "encrypted messaging"),
    ("removal order", "takedown order", "one hour rule", "one hour order"),
    ("notice", "report", "flag"),
    ("terms of service", "tos", "terms of use", "community guidelines", "house rules"),
    ("transparency report", "transparency reporting"),
    ("hash", "fingerprint", "pdq"),
    ("exit", "deradicalisation", "disengagement", "leaving"),
    ("appeal", "complaint", "redress"),
    ("tco", "2021/784", "terrorist content online"),
    ("dsa", "2022/2065", "digital services act"),
    ("fediverse", "decentralised", "federated", "activitypub"),
    ("quiz", "training", "course"),
    ("law enforcement", "police", "authority"),
    ("moderator", "reviewer"),
    ("wellbeing", "wellness", "mental health"),
    ("fundraising", "crowdfunding", "donation", "payment"),
    ("تشفير", "encryption", "шифрование"),
    ("إزالة", "removal", "удаление"),
)  # words of one row stand for each other in a search
