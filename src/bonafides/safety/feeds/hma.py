"""A list as python-threatexchange's `local_file` reads it: a line for each value, its signal type before it."""

import re
from collections.abc import Iterable, Iterator

from bonafides.matching.patterns import Pattern
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.queries import Entry
from bonafides.safety.banks.vocabulary import EntryState, Opinion

SIGNALS = {
    EntryType.PDQ: "pdq",
    EntryType.MD5: "video_md5",
    EntryType.SHA256: "video_sha256",
    EntryType.TEXT: "raw_text",
    EntryType.URL: "url",
    EntryType.TLSH: "text_tlsh",
    EntryType.VPDQ: "vpdq",
    EntryType.PATTERN: "trend_query",
}


def lines_of(entries: Iterable[Entry]) -> Iterator[str]:
    """The entries that match and that nobody holds to be wrong, those left out that would be read as something else."""
    for entry in entries:
        signal = SIGNALS.get(EntryType(entry.type))
        if signal and entry.state is EntryState.ACTIVE and entry.opinion != Opinion.NEGATIVE and is_told(entry):
            yield f"{signal} {one_line(entry)}\n"


def one_line(entry: Entry) -> str:
    """A text is one line there, so its line breaks go; a rule is one already, and its spaces count."""
    return entry.value if entry.type == EntryType.PATTERN else " ".join(entry.value.split())


def is_told(entry: Entry) -> bool:
    """Whether it means the same to whoever reads the file."""
    return is_readable(Pattern.parse(entry.value)) if entry.type == EntryType.PATTERN else is_whole(entry)


def is_readable(pattern: Pattern) -> bool:
    """Whether Python's own expressions, used there, know what ours ask for: one unknown stops the whole list."""
    terms = [*(term for group in pattern.groups for term in group), *pattern.ruled_out]
    try:
        [re.compile(term.text) for term in terms if term.is_regex]
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def is_whole(entry: Entry) -> bool:
    """Whether an address is one page: hosts, paths and digests of addresses mean nothing to whoever compares texts."""
    return entry.type != EntryType.URL or (entry.value.startswith("http") and not entry.value.endswith("/*"))
