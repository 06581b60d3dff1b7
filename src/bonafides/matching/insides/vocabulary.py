"""The words of looking inside: kinds of file, limits, and why something could not be read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """A kind of file that has an inside; UNOPENED are those that we know and have no free reader for.

    VIDEO is moving pictures, sound, or both. CARRIER is a text that carries files in Base64, which no first bytes tell.
    XZ is also the older lzma, which the same reader opens.
    """

    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    SEVEN_ZIP = "7z"
    PDF = "pdf"
    RICH_TEXT = "rich_text"
    MAIL = "mail"
    HEIC = "heic"
    VIDEO = "video"
    CARRIER = "carrier"
    UNOPENED = "unopened"


class Reason(StrEnum):
    """Why a file, or a part of it, was not looked into. What was not read is unknown, never clean."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NO_READER = "no_reader"
    UNKNOWN_FORMAT = "unknown_format"
    UNKNOWN_ENCODING = "unknown_encoding"
    TOO_DEEP = "too_deep"
    TOO_MANY_MEMBERS = "too_many_members"
    TOO_LARGE = "too_large"
    RATIO = "ratio"
    TIMED_OUT = "timed_out"
    STOPPED = "stopped"
    BUSY = "busy"
    NEEDS_VIDEO = "needs_video"
    NEEDS_HEIC = "needs_heic"
    NEEDS_CHROMAPRINT = "needs_chromaprint"
    SOUND_IN_PART = "sound_in_part"


SENTENCES: Final = {
    Reason.ENCRYPTED: "It is encrypted: its content is unknown.",
    Reason.DAMAGED: "It is damaged, or not what it says it is.",
    Reason.NO_READER: "There is no free reader for this format.",
    Reason.UNKNOWN_FORMAT: "It is no picture, no text and no other format that is known here.",
    Reason.UNKNOWN_ENCODING: "This text does not say its encoding: it was read in the likely ones only.",
    Reason.TOO_DEEP: "It lies deeper than four archives inside each other.",
    Reason.TOO_MANY_MEMBERS: "The archive has more members than are opened.",
    Reason.TOO_LARGE: "It unpacks to more than is read.",
    Reason.RATIO: "It unpacks to more than a hundred times its size, as a decompression bomb does.",
    Reason.TIMED_OUT: "Reading it took too long.",
    Reason.STOPPED: "The reader was stopped before its end.",
    Reason.BUSY: "Too many files were being opened at once.",
    Reason.NEEDS_VIDEO: "This video or sound was not read: pip install 'bonafides[video]' adds the reader.",
    Reason.NEEDS_HEIC: "This picture was not read: pip install 'bonafides[heic]' adds the reader.",
    Reason.NEEDS_CHROMAPRINT: "Its sound was not read: apt-get install libchromaprint1 adds the library.",
    Reason.SOUND_IN_PART: "The sound of this video was read in part only: it is long, or damaged.",
}
"""The English sentence of each reason; shells translate by code."""


OF_SOUND: Final = frozenset({Reason.NEEDS_CHROMAPRINT, Reason.SOUND_IN_PART})
"""Of these the frames of a video know nothing: they may have been read to their end."""

OF_PICTURES: Final = {
    "damaged_picture": Reason.DAMAGED,
    "too_many_pixels": Reason.TOO_LARGE,
    "too_long_a_side": Reason.TOO_LARGE,
    "decompression_bomb": Reason.RATIO,
}
"""Why a picture was not read, by the code of its refusal; what is no picture at all is not among them."""


@dataclass(frozen=True, slots=True)
class Unread:
    """One thing that was not read: its path inside the file, () for the file itself, and why."""

    path: tuple[str, ...]
    reason: Reason

    @property
    def sentence(self) -> str:
        """The reason in English."""
        return SENTENCES[self.reason]


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a file is looked into. Members, bytes and ratio count for the whole file, through all its archives."""

    depth: int = 4
    members: int = 10_000
    unpacked_bytes: int = 1_000_000_000
    ratio: int = 100
    ratio_free_bytes: int = 1_000_000  # a few kilobytes of text compress well; this little is no bomb
    looked_into_bytes: int = 200_000_000  # a member above has digests only
    text_characters: int = 4_000_000
    video_frames: int = 14_400  # four hours, a frame a second
    sound_seconds: float = 14_400  # four hours
    cpu_seconds: int = 20
    wall_seconds: float = 40
    memory_bytes: int = 3 << 30


ON_UPLOAD: Final = Limits()
"""While somebody waits for the answer."""
AT_LEISURE: Final = Limits(cpu_seconds=900, wall_seconds=1800)
"""On the command line."""
