"""The words of this part: what is counted, and how each table and column is called."""

from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _

RANGE_DAYS = 30  # shown by default
RANGE_AT_MOST_DAYS = 366
RANKED_AT_MOST = 20  # rows of a ranking; the rest is one more row
ENTRIES_AT_MOST = 10
LISTS_PER_PAGE = 25  # rows of lists and kinds of entry
ACCOUNT_BOUNDS = [(1, 1), (2, 2), (3, 5), (6, 10), (11, 2_000_000_000)]  # matched items of one account: least, most
Z_95 = 1.959964  # the quantile of the standard normal distribution for an interval of 95 %
OTHERS = "(others)"
NONE = ""


class TableKey(StrEnum):
    """What is counted; also what an export is asked for by."""

    LISTS = "lists"
    ENTITIES = "entities"
    TYPES = "types"
    FOUND_BY = "found_by"
    KINDS = "kinds"
    FORMATS = "formats"
    LANGUAGES = "languages"
    WEEKDAYS = "weekdays"
    HOURS = "hours"
    AGAIN = "again"
    ACCOUNTS = "accounts"
    ENTRIES = "entries"
    THRESHOLDS = "thresholds"
    VIDEO_THRESHOLDS = "video_thresholds"
    TMK_THRESHOLDS = "tmk_thresholds"
    TEXT_THRESHOLDS = "text_thresholds"
    TLSH_THRESHOLDS = "tlsh_thresholds"
    SOUND_THRESHOLDS = "sound_thresholds"
    SOUND_BITS = "sound_bits"
    BY_LIST = "by_list"
    RECALL = "recall"


TITLES = {
    TableKey.LISTS: _("Lists"),
    TableKey.ENTITIES: _("Entities that the lists name"),
    TableKey.TYPES: _("Kinds of entry"),
    TableKey.FOUND_BY: _("How it was found"),
    TableKey.KINDS: _("Kinds of item"),
    TableKey.FORMATS: _("Formats"),
    TableKey.LANGUAGES: _("Languages"),
    TableKey.WEEKDAYS: _("Days of the week (UTC)"),
    TableKey.HOURS: _("Hours of the day (UTC)"),
    TableKey.AGAIN: _("Uploaded again after a restriction"),
    TableKey.ACCOUNTS: _("Accounts by how many of their items matched"),
    TableKey.ENTRIES: _("Entries that most items met, and across how many accounts"),
    TableKey.THRESHOLDS: _("Precision and recall of pictures by threshold"),
    TableKey.VIDEO_THRESHOLDS: _("Precision and recall of videos by threshold"),
    TableKey.TMK_THRESHOLDS: _("Precision and recall of whole videos by threshold"),
    TableKey.TEXT_THRESHOLDS: _("Precision and recall of texts by threshold"),
    TableKey.TLSH_THRESHOLDS: _("Precision and recall of texts by threshold of TLSH"),
    TableKey.SOUND_THRESHOLDS: _("Precision and recall of sounds by threshold"),
    TableKey.SOUND_BITS: _("Precision and recall of sounds by the bits that agree"),
    TableKey.BY_LIST: _("Precision by list and kind of entry"),
    TableKey.RECALL: _("Recall, as far as it can be measured"),
}
COLUMNS = {
    "list": _("List"),
    "entity": _("Entity"),
    "type": _("Kind of entry"),
    "found_by": _("Found by"),
    "kind": _("Kind of item"),
    "format": _("Format"),
    "language": _("Language"),
    "weekday": _("Day"),
    "hour": _("Hour"),
    "items_of_an_account": _("Items of one account"),
    "entry": _("Entry"),
    "matches": _("Matches"),
    "items": _("Items"),
    "accounts": _("Accounts"),
    "same_as_removed": _("Same as one restricted before"),
    "met_own_list": _("Met our own list"),
    "met_a_list": _("Had met a list"),
}
WEEKDAY_WORDS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))

# What readers call a media type; one that is not here stands as it is.
FORMAT_WORDS = {
    "application/epub+zip": "EPUB",
    "application/gzip": "gzip",
    "application/msword": "Word (DOC)",
    "application/pdf": "PDF",
    "application/vnd.oasis.opendocument.text": "OpenDocument (ODT)",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint (PPTX)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel (XLSX)",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word (DOCX)",
    "application/vnd.rar": "RAR",
    "application/x-7z-compressed": "7z",
    "application/x-tar": "tar",
    "application/zip": "ZIP",
    "audio/aac": "AAC",
    "audio/flac": "FLAC",
    "audio/mp4": "M4A",
    "audio/mpeg": "MP3",
    "audio/ogg": "Ogg",
    "audio/wav": "WAV",
    "image/avif": "AVIF",
    "image/bmp": "BMP",
    "image/gif": "GIF",
    "image/heic": "HEIC",
    "image/heif": "HEIF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/svg+xml": "SVG",
    "image/tiff": "TIFF",
    "image/webp": "WebP",
    "text/html": "HTML",
    "text/markdown": "Markdown",
    "text/plain": _("Plain text"),
    "video/mp4": "MP4",
    "video/quicktime": "QuickTime (MOV)",
    "video/webm": "WebM",
    "video/x-matroska": "Matroska (MKV)",
    "video/x-msvideo": "AVI",
}
