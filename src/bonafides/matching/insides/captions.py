"""Words beside the frames and the sound of a video: titles, tags, chapters and subtitles, read by PyAV."""

import re
import time
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from bonafides.matching.insides.flow import Flow
from bonafides.matching.insides.found import Closed, Found, Words
from bonafides.matching.insides.media import opened
from bonafides.matching.insides.vocabulary import Limits, Reason
from bonafides.matching.unmarked import decoded

_NO_WORDS: Final = re.compile(
    r"major_brand|minor_version|compatible_brands|vendor_id|encoder|creation_time|language|mimetype|timecode"
    r"|duration|bps|number_of_(frames|bytes)|_statistics.*|(bps|duration|number_of_\w+|_statistics\w*)-\w+",
    re.IGNORECASE,
)
"""Tags that programs write for programs."""
_TEXT_SUB: Final = 1 << 17  # AV_CODEC_PROP_TEXT_SUB of FFmpeg
_NO_NAME: Final = re.compile(r"\w*Handler|Core Media \w+|Apple \w+ Media Handler|ISO Media file produced by .*")
_FIELDS_BEFORE: Final = 8  # of a line of ASS as FFmpeg gives it: ReadOrder, Layer, Style ... Effect; then the text
_SHARE_OF_TIME: Final = 0.25  # of the processor time: sound and frames need the rest
_NO_CHARACTER: Final = re.compile("[\udc80-\udcff]")  # a byte that is no UTF-8, in Python's words
_CHARACTERS_OF_A_TAG: Final = 10_000  # of each of its readings
_BRACES: Final = re.compile(r"(?<!\\)(\{[^{}]*\})")
_BREAK: Final = re.compile(r"\\[Nnh]")
_ESCAPED: Final = re.compile(r"\\(?=[{}])")


def words_beside_frames(stream: BinaryIO, limits: Limits) -> Iterator[Found]:
    """What a video or a sound says of itself and its chapters, and the words of its subtitles that are text."""
    found = opened(stream, metadata_errors="surrogateescape")
    if found is None:
        return
    container, errors = found
    most, until = limits.text_characters, time.process_time() + _SHARE_OF_TIME * limits.cpu_seconds
    with container:
        try:
            said, is_all = _first_of(_told(container), most, until)
        except errors:
            said, is_all = "", True
            yield Closed("titles", Reason.DAMAGED)
        yield from [Words(said)] if said else []
        yield from [] if is_all else [Closed("titles", Reason.TOO_LARGE)]
        yield from _Subtitles(container, most - len(said), until, errors).read()


def _first_of(pieces: Iterator[str], left: int, until: float) -> tuple[str, bool]:
    """As many of them as fit, each once, and whether those are all."""
    kept = dict[str, None]()
    for each in pieces:
        if len(each) > left or time.process_time() > until:
            return "\n".join([*kept, each[:left]]), False
        left -= 0 if each in kept else len(each) + 1
        kept[each] = None
    return "\n".join(kept), True


def _told(container: Any) -> Iterator[str]:
    """The words of tags: of the whole, of each track, of each chapter."""
    chapters = [each["metadata"] for each in container.chapters()]
    for tags in (container.metadata, *(track.metadata for track in container.streams), *chapters):
        for name, text in tags.items():
            if not _NO_WORDS.fullmatch(name) and not _NO_NAME.fullmatch(text):
                yield from _in_likely_encodings(text)


def _in_likely_encodings(text: str) -> Iterator[str]:
    """A tag that is no UTF-8, or is in Latin-1 by its own word, as ID3 mostly is, may be in another encoding."""
    if text.isascii():
        yield text
        return
    try:
        raw = text.encode("latin-1")
        yield text
    except UnicodeEncodeError:
        if not _NO_CHARACTER.search(text):
            yield text
            return
        raw = text.encode("utf-8", "surrogateescape")
    yield from decoded(raw, _CHARACTERS_OF_A_TAG).values()


class _Subtitles:
    """One pass through all tracks of subtitles, at most so many characters of them."""

    def __init__(self, container: Any, most: int, until: float, errors: tuple[type[BaseException], ...]) -> None:
        self._container, self._left, self._until, self._errors = container, most, until, errors
        tracks = list(container.streams.subtitles)
        self._flows = {each.index: Flow() for each in tracks if _is_text(each)}
        self._tracks = [each for each in tracks if each.index in self._flows]
        self._unread = {
            f"subtitles {number}": Reason.NO_READER
            for number, each in enumerate(tracks, 1)
            if each.codec_context is None
        }

    def read(self) -> Iterator[Found]:
        if self._tracks:
            self._read_all()
        words = "\n".join(filter(None, (each.text() for each in self._flows.values())))
        yield from [Words(words)] if words else []
        yield from (Closed(name, reason) for name, reason in self._unread.items())

    def _read_all(self) -> None:
        try:
            for packet in self._container.demux(self._tracks):
                self._read(packet)
                if self._left < 0 or time.process_time() > self._until:
                    self._unread["subtitles"] = Reason.TOO_LARGE
                    return
        except self._errors:
            self._unread["subtitles"] = Reason.DAMAGED

    def _read(self, packet: Any) -> None:
        """One line of subtitles; a damaged one keeps none of the others from being read."""
        try:
            lines = [_line_of(each) for each in packet.decode()]
        except self._errors:
            self._unread["subtitles"] = Reason.DAMAGED
            return
        for line in lines:
            self._left -= len(line) + 1
            _say(line, self._flows[packet.stream.index])


def _is_text(track: Any) -> bool:
    """Whether subtitles are written as text; the others are pictures of words."""
    context = track.codec_context
    return context is not None and bool(context.codec.properties & _TEXT_SUB)


def _line_of(subtitle: Any) -> str:
    if subtitle.type == b"ass":
        written: str = subtitle.ass.decode("utf-8", "replace")
        return written.split(",", _FIELDS_BEFORE)[-1]
    return subtitle.text.decode("utf-8", "replace") if subtitle.type == b"text" else ""


def _say(line: str, flow: Flow) -> None:
    """Without the overrides of ASS; whether players show other words in braces is uncertain."""
    for piece in _BRACES.split(line):
        if not piece.startswith("{\\"):
            is_aside = piece.startswith("{")
            flow.say(_ESCAPED.sub("", _BREAK.sub(" ", piece)), is_aside=is_aside)
    flow.part()
