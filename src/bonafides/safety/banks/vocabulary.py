"""The words of this part: kinds of list, opinions, what a match may do, and every limit with its source."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.identifiers import IdentifierKind
from bonafides.matching.insides.vocabulary import Reason as UnreadReason
from bonafides.matching.vocabulary import (
    PDQ_MAX_DISTANCE_BITS,
    TEXT_NEAR_PERCENT,
    VIDEO_NEAR_PERCENT,
    EntryType,
    MatchedBy,
)

THRESHOLD_BITS = PDQ_MAX_DISTANCE_BITS  # by default and at most
ALLOW_THRESHOLD_BITS = 10  # an allow-list's by default: what is let through must be nearly the same picture
HOLD_THRESHOLD_BITS = 10  # by default: only a nearly identical picture is held
HOLD_LASTS = timedelta(hours=24)  # by default; then it ends by itself
HOLD_LASTS_AT_MOST = timedelta(hours=72)

IMPORT_BATCH_ROWS = 1_000  # a transaction each, with the place reached
IMPORT_BATCH_CHARACTERS = 10_000_000  # fewer rows where their values are long, as those of videos are
IMPORT_AT_ONCE_ROWS = 5_000  # a longer list is left to the worker
IMPORT_LIMIT_BYTES = 512 * 1024 * 1024
SET_ASIDE_KEPT = 10_000  # rows of one run that are kept to be looked at; all are counted
RAW_ROW_KEPT_CHARACTERS = 300
TEXT_LIMIT_CHARACTERS = 100_000  # of a text that is looked up
LOOKED_UP_AT_ONCE = 5_000  # items in one lookup
CLUSTERS_KEPT, MEMBERS_KEPT = 10_000, 200_000  # of one list, the largest groups first
CLUSTER_MATCHES_DAYS = 30
PROVENANCE_LIMIT_CHARACTERS = 2_000  # who says so, and how they came to it; repeated wherever the list matches
NOTE_LIMIT_CHARACTERS = 300  # of what somebody says beside an opinion

# The flood guard. Source of the share: a poisoned hash that hits 1 % of the traffic must be stopped within 100 hits, so
# half of either is asked for; below the least number of items a share says nothing (50 of 2,000 is 2.5 %).
FLOOD_FLOOR_HITS = 50
FLOOD_SHARE_BP = 50  # hundredths of a per cent of all items looked at
FLOOD_LEAST_ITEMS = 2_000
FLOOD_WINDOW = timedelta(hours=1)
FLOOD_SLICE = timedelta(seconds=10)
FLOOD_EXEMPT = timedelta(hours=24)  # after a person let an entry match again: the same burst
FLOOD_REAL = timedelta(days=7)  # after a person said that the wave is what the list says

# Looking back: for how long fingerprints of uploads that matched nothing are kept, where a person switched that on.
# GDPR (Reg. (EU) 2016/679) Art. 5(1)(c), (e): no more, and no longer, than the purpose needs; the figures are ours.
LOOK_BACK_DAYS = 14  # by default
LOOK_BACK_DAYS_AT_MOST = 90
LOOK_BACK_LASTS_DAYS = 90  # by default; then it ends by itself, and a person decides anew
LOOK_BACK_LASTS_DAYS_AT_MOST = 180
LOOK_BACK_ENTRIES = 50_000  # that are searched for in one pass
LOOK_BACK_SEARCHED = 20_000  # uploads of which what was found is written in one transaction
LOOK_BACK_UPLOADS = 5_000  # that are erased in one transaction
LOOK_BACK_TOLD = 200  # uploads of which news is given in one transaction
LOOK_BACK_MOST_HITS = 1_000  # of one entry, whatever their share: more cases than a team could open
LOOK_BACK_TURN = timedelta(seconds=20)  # of the worker, before it does something else
PENDING_KEPT = timedelta(days=1)  # an upload that was found waits so much longer for its case

LOOKUPS_KEPT = timedelta(days=183)  # of a recorded lookup that met something; then it is erased


class BankKind(StrEnum):
    KNOWN = "known"  # known terrorist content, as somebody says
    ALLOW = "allow"  # known to be harmless: takes back what the others say


class Tlp(StrEnum):
    """Whom a list may be shared with. Source: FIRST, Traffic Light Protocol 2.0."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"


class OnMatch(StrEnum):
    REVIEW = "review"
    HOLD = "hold"


class Opinion(StrEnum):
    """What somebody holds of an entry."""

    POSITIVE = "positive"  # it is what the list says
    NEGATIVE = "negative"  # it is not
    DISPUTED = "disputed"
    UNCONFIRMED = "unconfirmed"


class Side(StrEnum):
    """Whose opinion it is: this installation's, or a source's."""

    OWN = "own"
    SOURCE = "source"


class EntryState(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"  # by us, for now
    WITHDRAWN = "withdrawn"  # for good; a new import does not bring it back


class Outcome(StrEnum):
    """What a match asks for, mildest first."""

    ALLOW = "allow"
    REVIEW = "review"
    HOLD = "hold"


class RunState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class LookingBack(StrEnum):
    """How far a search of kept uploads has come."""

    SCANNING = "scanning"
    TELLING = "telling"  # cases are being asked for
    DONE = "done"


class ClusterKind(StrEnum):
    """What a group of near-duplicates is of."""

    PICTURES = "pictures"  # distances in bits of 256
    TEXTS = "texts"  # in per cent of their letters, estimated
    VIDEOS = "videos"  # in per cent of the frames of the one that shares less

    @property
    def of_type(self) -> EntryType:
        return {"pictures": EntryType.PDQ, "texts": EntryType.TEXT, "videos": EntryType.VPDQ}[self]

    @property
    def near(self) -> int:
        """How far apart two may be that count as near-duplicates."""
        return {"pictures": PDQ_MAX_DISTANCE_BITS, "texts": TEXT_NEAR_PERCENT, "videos": VIDEO_NEAR_PERCENT}[self]

    @property
    def unit(self) -> str:
        return "bits" if self is ClusterKind.PICTURES else "percent"


CLUSTERED_AT_ONCE = {  # in a request; where a list has more, the worker finds the groups
    ClusterKind.PICTURES: 5_000,
    ClusterKind.TEXTS: 2_000,
    ClusterKind.VIDEOS: 20,
}
CLUSTER_KINDS = {
    ClusterKind.PICTURES: _("Pictures"),
    ClusterKind.TEXTS: _("Texts"),
    ClusterKind.VIDEOS: _("Videos"),
}


class ListFormat(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    TCAP = "tcap"
    BADBITS = "badbits"  # a denylist of IPFS


class Severity(StrEnum):
    """How grave a list says an entry is, as far as its words can be read."""

    UNKNOWN = ""
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Reason(StrEnum):
    """Why a match asks for what it asks."""

    NOT_ACTIVE = "not_active"
    TOO_FAR = "too_far"
    LOW_QUALITY = "low_quality"
    NEGATIVE_OPINION = "negative_opinion"
    ALLOW_LIST = "allow_list"
    ALLOW_LISTED = "allow_listed"
    DISPUTED_OPINION = "disputed_opinion"
    UNCONFIRMED_OPINION = "unconfirmed_opinion"
    BANK_ASKS_FOR_REVIEW = "bank_asks_for_review"
    NOBODY_SWITCHED_ON_HOLDING = "nobody_switched_on_holding"
    TYPE_NEVER_HOLDS = "type_never_holds"
    TURN_NEVER_HOLDS = "turn_never_holds"
    TOO_FAR_TO_HOLD = "too_far_to_hold"
    QUALITY_UNKNOWN = "quality_unknown"
    EXACT_HASH = "exact_hash"
    NEARLY_IDENTICAL = "nearly_identical"
    FOUND_LATER = "found_later"


REASON_SENTENCES = {
    Reason.NOT_ACTIVE: _("The entry or its list is withdrawn or disabled."),
    Reason.TOO_FAR: _("The pictures differ by more bits than this list counts as a match."),
    Reason.LOW_QUALITY: _("The picture has too little detail to be compared."),
    Reason.NEGATIVE_OPINION: _("Those who hold an opinion say that this entry is not what the list says."),
    Reason.ALLOW_LIST: _("It stands on a list of what is known to be harmless."),
    Reason.ALLOW_LISTED: _("The same fingerprint stands on a list of what is known to be harmless."),
    Reason.DISPUTED_OPINION: _("The entry is disputed, so a person looks."),
    Reason.UNCONFIRMED_OPINION: _("Nobody has confirmed the entry, so a person looks."),
    Reason.BANK_ASKS_FOR_REVIEW: _("A match with this list asks a person to look."),
    Reason.NOBODY_SWITCHED_ON_HOLDING: _("No named person has switched on holding for this list."),
    Reason.TYPE_NEVER_HOLDS: _("A match of a text or an address never holds anything back."),
    Reason.TURN_NEVER_HOLDS: _("A turned picture, or a later frame, never holds anything back."),
    Reason.TOO_FAR_TO_HOLD: _("The pictures are alike, but not near enough to hold anything back."),
    Reason.QUALITY_UNKNOWN: _("The picture's quality is not known, so a person looks."),
    Reason.EXACT_HASH: _("The file is the same, byte for byte, as a confirmed entry."),
    Reason.NEARLY_IDENTICAL: _("The picture is nearly identical to a confirmed entry."),
    Reason.FOUND_LATER: _("It was found after it had been let through, and such a match never holds anything back."),
}


# Why an entry is not looked for among kept uploads; said where it is added, and on its page, while they are kept.
NOT_LOOKED_BACK = {
    EntryType.PATTERN: _("Looking back is on, but rules are not looked back for: they need words, and none is kept."),
    EntryType.TMK: _("Looking back is on, but not for TMK hashes: of a video, only hashes of its frames are kept."),
}
TYPE_NOT_LOOKED_BACK = _("Looking back is on, but not for entries of this type: what they need is not kept.")
PHRASE_LOOKED_BACK = _(
    "Looking back is on: this text is found where it was all of an upload. Inside a longer one, it is too short."
)


UNREAD_SENTENCES = {
    UnreadReason.ENCRYPTED: _("It is encrypted: its content is unknown."),
    UnreadReason.DAMAGED: _("It is damaged, or not what it says it is."),
    UnreadReason.NO_READER: _("There is no free reader for this format."),
    UnreadReason.UNKNOWN_FORMAT: _("It is no picture, no text and no other format that is known here."),
    UnreadReason.UNKNOWN_ENCODING: _("This text does not say its encoding: it was read in the likely ones only."),
    UnreadReason.TOO_DEEP: _("It lies deeper than four archives inside each other."),
    UnreadReason.TOO_MANY_MEMBERS: _("The archive has more members than are opened."),
    UnreadReason.TOO_LARGE: _("It unpacks to more than is read."),
    UnreadReason.RATIO: _("It unpacks to more than a hundred times its size, as a decompression bomb does."),
    UnreadReason.TIMED_OUT: _("Reading it took too long."),
    UnreadReason.STOPPED: _("The reader was stopped before its end."),
    UnreadReason.BUSY: _("Too many files were being opened at once."),
    UnreadReason.NEEDS_VIDEO: _("This video or sound was not read: the extra “video” is not installed here."),
    UnreadReason.NEEDS_HEIC: _("This picture was not read: the extra “heic” is not installed here."),
    UnreadReason.NEEDS_CHROMAPRINT: _("Its sound was not read: the library Chromaprint is not installed here."),
    UnreadReason.SOUND_IN_PART: _("The sound of this video was read in part only: it is long, or damaged."),
}
UNREAD_SHOWN = 100  # things that could not be read, in one answer


IDENTIFIER_NAMES = {
    IdentifierKind.IPFS: _("content in IPFS"),
    IdentifierKind.IPNS: _("name in IPFS"),
    IdentifierKind.BADBITS: _("content in IPFS, of which the list gives only a hash"),
    IdentifierKind.ONION: _("onion service"),
    IdentifierKind.ENS: _("name in the Ethereum Name Service"),
    IdentifierKind.TORRENT: _("torrent"),
    IdentifierKind.NOSTR: _("account or note on Nostr"),
    IdentifierKind.AT: _("account or post on Bluesky (AT protocol)"),
    IdentifierKind.BITCOIN: _("Bitcoin wallet"),
    IdentifierKind.LITECOIN: _("Litecoin wallet"),
    IdentifierKind.DOGECOIN: _("Dogecoin wallet"),
    IdentifierKind.DASH: _("Dash wallet"),
    IdentifierKind.ZCASH: _("Zcash wallet"),
    IdentifierKind.ETHEREUM: _("Ethereum wallet"),
    IdentifierKind.MONERO: _("Monero wallet"),
    IdentifierKind.TRON: _("Tron wallet"),
    IdentifierKind.RIPPLE: _("XRP wallet"),
    IdentifierKind.TON: _("TON wallet"),
    IdentifierKind.CARDANO: _("Cardano wallet"),
    IdentifierKind.SOLANA: _("Solana account"),
    IdentifierKind.IBAN: _("bank account (IBAN)"),
    IdentifierKind.DONATION: _("account that collects money"),
}


TYPE_WORDS: Mapping[str, str] = {
    EntryType.PDQ: _("PDQ hash of a picture"),
    EntryType.MD5: "MD5",
    EntryType.SHA1: "SHA-1",
    EntryType.SHA256: "SHA-256",
    EntryType.SHA512: "SHA-512",
    EntryType.TEXT: _("Text or phrase"),
    EntryType.URL: _("Address"),
    EntryType.VPDQ: _("Video, by its frames (vPDQ)"),
    EntryType.TMK: _("Video, as a whole (TMK+PDQF)"),
    EntryType.CHROMAPRINT: _("Sound (Chromaprint)"),
    EntryType.TLSH: _("Text, by its TLSH"),
    EntryType.PATTERN: _("Rule on words"),
    EntryType.IDENTIFIER: _("Identifier"),
}
FOUND_BY_WORDS: Mapping[str, str] = {
    MatchedBy.EXACT: _("exactly the same"),
    MatchedBy.NEAR: _("nearly the same picture"),
    MatchedBy.FRAME: _("a later frame"),
    MatchedBy.ROTATION_90: _("turned by 90°"),
    MatchedBy.ROTATION_180: _("turned by 180°"),
    MatchedBy.ROTATION_270: _("turned by 270°"),
    MatchedBy.FLIP: _("mirrored"),
    MatchedBy.FLIP_90: _("mirrored, turned by 90°"),
    MatchedBy.FLIP_180: _("mirrored, turned by 180°"),
    MatchedBy.FLIP_270: _("mirrored, turned by 270°"),
    MatchedBy.VIDEO: _("enough of a listed video"),
    MatchedBy.SOUND: _("enough of a listed sound"),
    MatchedBy.PARTIAL: _("part of a listed video or sound"),
    MatchedBy.PHRASE: _("word for word in a longer text"),
    MatchedBy.NEAR_COPY: _("nearly the same text"),
    MatchedBy.QUOTED: _("quoted in a longer text"),
    MatchedBy.PATTERN: _("a rule on words"),
    MatchedBy.URL: _("the address"),
    MatchedBy.PREFIX: _("an address under a listed one"),
    MatchedBy.HOST: _("the host"),
    MatchedBy.DOMAIN: _("the domain"),
    MatchedBy.IDENTIFIER: _("an identifier"),
}


TAKEN_BACK = _("Its source took it back: %(feed)s")
NAMED_NO_MORE = _("Its source does not name it any more: %(feed)s")
EXPIRED = _("The time is over for which its source named it: %(feed)s")
SOURCE_REMOVED = _("Its source was removed: %(feed)s")
NOT_STORABLE = _("A cell of the row holds a null character.")
REFUSALS = (
    _("The first row does not name the columns type and value."),
    _("%(opinion)s is not an opinion that we know."),
    _("The type %(type)s is not supported."),
    _("The file is empty."),
    _("The row is not CSV: %(detail)s."),
    _("The line is not a JSON object."),
    _("The row has no value."),
    _("The value has more than %(limit)s characters."),
    _("Letters of the row cannot be read: save the list in UTF-8."),
    _("The line is longer than the format allows."),
    _("The header of the denylist is not YAML."),
    _("Only version 1 of the denylist format is known."),
    _("The line is no rule of a denylist that we know."),
    _("A %(kind)s value has %(digits)s hexadecimal digits."),
    _("This is not a picture in a format that we open."),
    _("pdq_frames is a list of objects."),
    _("parts is a list of objects with a path."),
    _("pdq_quality is a number from 0 to 100."),
    _("%(field)s is a text."),
    _("This is no hash of an identifier in a function that we compute."),
    _("This is no identifier that we know, or its checksum is wrong."),
    _("This page names no account: list the account itself, or the page as an address."),
    _("This sound is shorter than ten and a half seconds, or too still to be matched."),
    _("A single letter stands in almost any text: list a word, or more."),
    _("This is the hash of an empty file, and any file may be empty: it would match all of them."),
    _("Nothing is left of this text in its normal form."),
    _("No frame of this video is good enough to match."),
    _("The expression takes %(size)s steps for a byte, more than %(most)s: count fewer repetitions."),
    _("The rule names nothing that must stand in a text: write a word before NOT."),
    _("The rule has more than %(most)s words: make two of it."),
    _("A word is missing before %(found)s."),
    _("A rule has at most %(most)s characters."),
    _("RE2 cannot read this expression (%(detail)s); it knows no look-around and no back-references."),
    _("The expression fits an empty text, and so any: say what must stand there."),
    _("A word of the rule has neither a letter nor a digit."),
    _('A rule in JSON has the form {"and": [{"or": ["word"]}], "not": ["word"]}.'),
    _("Inside parentheses stand words with OR between them, then )."),
    _("A quotation mark is not closed."),
    _("AND and OR are mixed: put the words that OR joins in parentheses."),
    _("A pdq value has 64 hexadecimal digits."),
    _("The picture has %(pixels)s pixels; the limit is %(limit)s."),
    _("The file has %(size_bytes)s bytes; pictures are looked into up to %(limit)s."),
    _("A side of the picture has %(pixels)s pixels; the limit is %(limit)s."),
    _("The picture is damaged or incomplete: %(detail)s."),
    _("The picture would unpack to far more than its size suggests."),
    _("Only Chromaprint's algorithm 2 can be compared, its default."),
    _("A sound has at most %(limit)s words of 32 bits, four hours."),
    _("A TLSH hash is T1 and 70 hexadecimal digits."),
    _("A tmk value is a .tmk file (TMK1 FVEC PDQF) of 263,344 bytes, in Base64."),
    _("This tmk value was made with other parameters than 15 frames a second and the published periods."),
    _("The address is escaped more than %(limit)s times over."),
    _("The address has more than %(limit)s characters."),
    _("An address starts with http, https or ftp."),
    _("This is not a web address."),
    _("A vpdq value has at most %(limit)s frames."),
    _("This installation does not match entries of type %(type)s."),
    _("A vpdq value is a JSON list of texts: 64 hexadecimal digits, a quality from 0 to 100, seconds."),
    _("A chromaprint value is Chromaprint's compressed text (AQAA...), or its numbers with commas between."),
    _(
        "Anyone can have a site below %(host)s, so it is not listed as a whole: list the site's own name, or "
        "%(host)s/* for this very host."
    ),
    _(
        "%(host)s is no name of a host, which has letters, digits, dots and hyphens: list one address in each row, and "
        "write *. only before a whole host."
    ),
    _(
        "What follows # in this address is not compared, so that it would mean the home page of %(host)s: list an "
        "address with a path, or %(host)s/ for the home page itself."
    ),
    _("A value has at most %(most)s characters."),
    _("This is an archive or a workbook, no list: unpack it, or save it as CSV."),
    _("This is no text in UTF-8: save the list as CSV in UTF-8."),
    _("JSON is read with one object on each line, not as one list in brackets."),
    _("A word is missing at the end."),
    _("The row is not CSV: a quotation mark is not closed where it should be."),
    _("The row has more fields than the first row: put a value that holds the delimiter in quotation marks."),
    NOT_STORABLE,
)
"""What matching refuses, so that it is translated: it knows no translation itself."""


class Lookup(StrEnum):
    """What is counted of a lookup that stores nothing else."""

    API = "api"
    HMA = "hma"
    TESTER = "tester"
    UPLOAD = "upload"
