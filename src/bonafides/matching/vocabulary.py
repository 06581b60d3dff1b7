"""The words and limits of matching: kinds of entry, ways to match, thresholds with their source."""

from enum import StrEnum
from typing import Final


class EntryType(StrEnum):
    """What an entry of a list is; the `type` column of a bank file."""

    PDQ = "pdq"
    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    SHA512 = "sha512"
    TEXT = "text"
    URL = "url"
    VPDQ = "vpdq"
    TMK = "tmk"
    TLSH = "tlsh"
    PATTERN = "pattern"
    IDENTIFIER = "identifier"
    CHROMAPRINT = "chromaprint"


class MatchedBy(StrEnum):
    """How an entry was found.

    EXACT: equal fingerprints (a digest, a PDQ hash at distance 0, a whole text). NEAR: the first frame's PDQ hash
    within the threshold. ROTATION_* and FLIP*: the submitted picture matches after that turn, see
    `pdq.turned_hashes`. FRAME: a later frame of an animation. VIDEO: enough of the listed video. SOUND: enough of the
    listed sound. PARTIAL: less of either.
    PHRASE: a listed text, word for word, inside a longer one. NEAR_COPY: nearly the listed text. QUOTED: nearly the
    listed text inside a longer one. PATTERN: a rule on words. URL, PREFIX, HOST, DOMAIN: the form of the listed
    address. IDENTIFIER: a key of the decentralised web or of a payment.
    """

    EXACT = "exact"
    NEAR = "near"
    FRAME = "frame"
    ROTATION_90 = "rotation_90"
    ROTATION_180 = "rotation_180"
    ROTATION_270 = "rotation_270"
    FLIP = "flip"
    FLIP_90 = "flip_90"
    FLIP_180 = "flip_180"
    FLIP_270 = "flip_270"
    VIDEO = "video"
    SOUND = "sound"
    PARTIAL = "partial"
    PHRASE = "phrase"
    NEAR_COPY = "near_copy"
    QUOTED = "quoted"
    PATTERN = "pattern"
    URL = "url"
    PREFIX = "prefix"
    HOST = "host"
    DOMAIN = "domain"
    IDENTIFIER = "identifier"


class Decode(StrEnum):
    """What of a picture's file is decoded: all of it, or of a JPEG that stores brightness apart from colour only that.

    The second is faster and some bits off: see docs/reference/matching.md for how many, of what.
    """

    FULL = "full"
    LUMA = "luma"


TURNS: Final = (
    MatchedBy.ROTATION_90,
    MatchedBy.ROTATION_180,
    MatchedBy.ROTATION_270,
    MatchedBy.FLIP,
    MatchedBy.FLIP_90,
    MatchedBy.FLIP_180,
    MatchedBy.FLIP_270,
)
DIGEST_TYPES: Final = (EntryType.MD5, EntryType.SHA1, EntryType.SHA256, EntryType.SHA512)

LONG_TYPES: Final = frozenset({EntryType.VPDQ, EntryType.TMK, EntryType.CHROMAPRINT})
"""Whose values are hundreds of thousands of characters long."""

MAX_VALUE_CHARACTERS: Final = dict.fromkeys(EntryType, 100_000) | {
    EntryType.VPDQ: 1_600_000,  # 20,000 frames
    EntryType.TMK: 400_000,  # 263,344 bytes in base64
    EntryType.CHROMAPRINT: 1_500_000,  # 120,000 numbers of ten digits and a comma
}
"""How long a listed value may be."""

PDQ_MAX_DISTANCE_BITS: Final = 31  # PDQ reference, facebook/ThreatExchange, pdq/README.md: recommended threshold
PDQ_MIN_QUALITY: Final = 50  # the same source: discard quality 49 and below

TEXT_NEAR_PERCENT: Final = 8
"""Letters that differ, of texts that are near-duplicates: more than half of their runs of eight are in both."""
VIDEO_NEAR_PERCENT: Final = 20
"""Frames that are not found, of videos that are: each would match if the other were listed (vPDQ: 80 % are found)."""

HOSTED_PREFIX_DIGITS: Final = 4
"""Of a key that is asked for without being said: 16 bits, so that every key falls into one of 65,536 groups."""

ALGORITHMS: Final = {
    EntryType.PDQ: "pdq/1",
    EntryType.MD5: "md5",
    EntryType.SHA1: "sha1",
    EntryType.SHA256: "sha256",
    EntryType.SHA512: "sha512",
    EntryType.TEXT: "bonafides-text/2",
    EntryType.URL: "bonafides-url/1",
    EntryType.VPDQ: "vpdq/1",
    EntryType.TMK: "tmk-pdqf/1",
    EntryType.CHROMAPRINT: "chromaprint/2",
    EntryType.TLSH: "tlsh/4",
    EntryType.PATTERN: "bonafides-pattern/1",
    EntryType.IDENTIFIER: "bonafides-identifier/1",
}
"""Algorithm and version, as a match record states it; a change of result is a new version."""
