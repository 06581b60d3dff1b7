"""A list as python-threatexchange's `local_file` reads it: a line for each value, its signal type before it."""

from collections.abc import Iterable, Iterator

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
}


def lines_of(entries: Iterable[Entry]) -> Iterator[str]:
    """The entries that match and that nobody holds to be wrong. A text is one line there, so its line breaks go."""
    for entry in entries:
        signal = SIGNALS.get(EntryType(entry.type))
        if signal and entry.state is EntryState.ACTIVE and entry.opinion != Opinion.NEGATIVE and is_whole(entry):
            yield f"{signal} {' '.join(entry.value.split())}\n"


def is_whole(entry: Entry) -> bool:
    """Whether an address is one page: hosts, paths and digests of addresses mean nothing to whoever compares texts."""
    return entry.type != EntryType.URL or (entry.value.startswith("http") and not entry.value.endswith("/*"))
