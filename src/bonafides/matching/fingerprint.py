"""All that can be matched about one item: its digests, its picture frames, its words, addresses and identifiers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Final

from bonafides.matching.digests import digests_of_bytes, digests_of_file
from bonafides.matching.errors import MatchingError, PictureError, UrlError
from bonafides.matching.identifiers import Found, identifiers_in
from bonafides.matching.insides.behind import archive_behind
from bonafides.matching.insides.carried import carries_files
from bonafides.matching.insides.kinds import START_BYTES, kind_of, may_be_more
from bonafides.matching.insides.lines import Line
from bonafides.matching.insides.opening import as_file, lines_of
from bonafides.matching.insides.vocabulary import (
    AT_LEISURE,
    OF_PICTURES,
    OF_SOUND,
    ON_UPLOAD,
    Kind,
    Limits,
    Reason,
    Unread,
)
from bonafides.matching.pdq import PdqHash
from bonafides.matching.pictures import picture_of
from bonafides.matching.readings import Reading, readings_of, said_in
from bonafides.matching.sounds.hash import SoundHash
from bonafides.matching.sounds.packing import MAX_WORDS
from bonafides.matching.texts import text_of_bytes
from bonafides.matching.tlsh import Tlsh
from bonafides.matching.tmk.hash import Tmk
from bonafides.matching.unmarked import SHARES, decoded
from bonafides.matching.urls import CanonicalUrl, refang
from bonafides.matching.videos import VideoHash
from bonafides.matching.vocabulary import PDQ_MIN_QUALITY, Decode, EntryType, MatchedBy

MAX_LOOKED_INTO_BYTES: Final = 200_000_000
"""Above, a file has digests only; a picture of 50 megapixels fits unpacked."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture frame's PDQ hash and quality, and its hashes after each turn where those are to be tried."""

    number: int
    hash: PdqHash
    quality: int
    turned: Mapping[MatchedBy, PdqHash] = field(default_factory=dict)

    @property
    def is_usable(self) -> bool:
        """Whether the quality is high enough to match at all."""
        return self.quality >= PDQ_MIN_QUALITY


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What an index looks up. Any part may be missing; `text` is in normal form, "" for none.

    `video` are sampled frames, `tmk` the hash of a whole video, `sound` that of a sound track, `parts` the files
    inside, `unreadable` what of them could not be read. `written` is the text as it was submitted, so that a match can
    say where in it it lies; it is kept nowhere. `readings` are other ways to read its bytes or its escapes.
    """

    digests: Mapping[EntryType, str] = field(default_factory=dict)
    frames: tuple[Frame, ...] = ()
    pdq_refusal: MatchingError | None = None
    text: str = ""
    urls: tuple[CanonicalUrl, ...] = ()
    identifiers: tuple[Found, ...] = ()
    written: str = field(default="", repr=False)
    readings: tuple[Reading, ...] = ()
    tlsh: Tlsh | None = None
    video: VideoHash | None = None
    tmk: Tmk | None = None
    sound: SoundHash | None = None
    parts: tuple["Part", ...] = ()
    unreadable: tuple[Unread, ...] = ()
    decoded: Decode = Decode.FULL

    def pieces(self) -> Iterator[tuple[tuple[str, ...], "Fingerprints"]]:
        """The item itself, with the path (), and every file inside it with its path."""
        yield (), self
        for part in self.parts:
            yield part.path, part.fingerprints

    def as_read(self) -> Iterator[tuple[str, "Fingerprints"]]:
        """The item as it stands, named "", and each other reading of its words with its name."""
        yield "", self
        for name, words in self.readings:
            yield name, Fingerprints(**words)

    @property
    def address(self) -> str:
        """The first address in canonical form, or the first identifier where there is none; "" for neither."""
        if self.urls:
            return self.urls[0].text
        named = min((each.identifier for each in self.identifiers), key=lambda each: each.is_unchecked, default=None)
        return named.text if named else ""

    def as_json(self, *, parts_at_most: int | None = None, with_tmk: bool = False) -> dict[str, object]:
        """Digests and hashes as `bonafides hash` prints them; words and addresses are not part of it.

        The same of each file inside, at most `parts_at_most` of them. A TMK, 351,128 characters, only where wanted.
        """
        first = self.frames[0] if self.frames else None
        fields: dict[str, object] = {str(kind): digest for kind, digest in self.digests.items()}
        fields["pdq"] = first.hash.hex if first else None
        fields["pdq_quality"] = first.quality if first else None
        if first is None:
            fields["pdq_reason"] = str(self.pdq_refusal)
        if len(self.frames) > 1:
            fields["pdq_frames"] = [_frame_json(frame) for frame in self.frames[1:]]
        return fields | self._inside_as_json(parts_at_most, with_tmk)

    def _inside_as_json(self, parts_at_most: int | None, with_tmk: bool) -> dict[str, object]:
        """What only few files have: frames of a video, sound, files inside, what could not be read."""
        fields: dict[str, object] = {}
        if self.video is not None:
            fields["vpdq"] = self.video.as_list()
            fields |= {} if self.video.is_whole else {"vpdq_in_part": True}
        if self.tmk is not None and with_tmk:
            fields["tmk"] = self.tmk.text
        if self.sound is not None:
            fields["chromaprint"] = self.sound.text
            fields |= {} if self.sound.is_whole else {"chromaprint_in_part": True}
        if self.parts:
            shown = self.parts[:parts_at_most]
            fields["parts"] = [
                {"path": list(each.path), **each.fingerprints.as_json(with_tmk=with_tmk)} for each in shown
            ]
            fields["part_count"] = len(self.parts)
        if self.unreadable:
            fields["unreadable"] = self.unread_as_json()[:parts_at_most]
        return fields

    def unread_as_json(self) -> list[dict[str, object]]:
        """What could not be read, each with its path and why."""
        return [
            {"path": list(each.path), "reason": str(each.reason), "sentence": each.sentence} for each in self.unreadable
        ]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look up."""
        single = (self.tlsh, self.video, self.tmk, self.sound)
        several = (self.digests, self.frames, self.text, self.urls, self.identifiers, self.parts, self.readings)
        return not any(several) and all(each is None for each in single)


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside another, by its path: the name of the file in its archive, the name in that, and so on."""

    path: tuple[str, ...]
    fingerprints: Fingerprints


def fingerprints_of(data: bytes, limits: Limits = ON_UPLOAD, *, decode: Decode = Decode.FULL) -> Fingerprints:
    """The fingerprints of any bytes. Never raises; why there is no picture is kept in `pdq_refusal`.

    Pictures and texts are read here. Archives, documents, videos and HEIC are opened in a child process, within the
    limits; what it could not read is kept in `unreadable`.
    """
    kind = kind_of(BytesIO(data))
    if kind is None:
        return _with_carried(_plain(data, limits, decode), data, limits)
    known = _beside(kind, data, limits)
    with as_file(data) as stream:
        return _with_inside(known, lines_of(stream, kind, limits))


def _with_carried(known: Fingerprints, data: bytes, limits: Limits) -> Fingerprints:
    """With what is in an archive behind a picture, for others open it, or with the files that a text carries."""
    if known.frames:
        carried = archive_behind(data)
    else:
        carried = (Kind.CARRIER, data) if (known.written or known.readings) and carries_files(data) else None
    if carried is None:
        return known
    kind, inside = carried
    with as_file(inside) as stream:
        return _with_inside(known, lines_of(stream, kind, limits))


def _beside(kind: Kind, data: bytes, limits: Limits) -> Fingerprints:
    """What a file with an inside is as well, such as a picture with a zip behind it."""
    plain = _plain(data, limits) if may_be_more(kind, data) else None
    is_more = plain and (plain.frames or plain.text or plain.readings or kind is Kind.ZIP)
    return plain if plain and is_more else _closed(digests_of_bytes(data).by_type())


def _closed(digests: Mapping[EntryType, str]) -> Fingerprints:
    return Fingerprints(digests, pdq_refusal=_not_a_picture())


def _plain(data: bytes, limits: Limits, decode: Decode = Decode.FULL) -> Fingerprints:
    """The fingerprints of what is a picture or a text, or neither."""
    digests = digests_of_bytes(data).by_type()
    try:
        picture = picture_of(data, decode=decode)
    except PictureError as refusal:
        return _text_or_neither(data, limits, Fingerprints(digests, pdq_refusal=refusal), OF_PICTURES.get(refusal.code))
    unread = () if picture.is_whole else (Unread((), Reason.DAMAGED),)
    frames = (Frame(each.number, each.pdq.hash, each.pdq.quality, each.turned) for each in picture.frames)
    return Fingerprints(digests, tuple(frames), decoded=picture.decoded, unreadable=unread)


def _text_or_neither(data: bytes, limits: Limits, known: Fingerprints, reason: Reason | None) -> Fingerprints:
    """With the words of a text, as many as are read of a document; or with why a picture was not read."""
    text = text_of_bytes(data)
    if text is None:
        return _unmarked(data, limits, known, reason)
    if text:
        reason = Reason.TOO_LARGE if len(text) > limits.text_characters else None
    unread = () if reason is None else (Unread((), reason),)
    return replace(known, unreadable=unread, **said_in(text[: limits.text_characters]))


def _unmarked(data: bytes, limits: Limits, known: Fingerprints, reason: Reason | None) -> Fingerprints:
    """With the words of what is a text in an encoding that it does not say; it may be in another, so it is unread."""
    texts = decoded(data, limits.text_characters // SHARES)
    unread = reason or (Reason.UNKNOWN_ENCODING if texts else Reason.UNKNOWN_FORMAT)
    return replace(known, unreadable=(Unread((), unread),), readings=tuple(readings_of(texts)))


def _with_inside(known: Fingerprints, said: Iterable[Line | Unread]) -> Fingerprints:
    """What was known of a file, with what a child found in it, whether the child came to its end or not."""
    lines, begun, unreadable = _sorted(said)
    cut_off = [Unread(path, unreadable[-1].reason) for path in begun if path and unreadable]
    unreadable += cut_off
    not_whole = {each.path for each in unreadable if each.reason not in OF_SOUND}
    parts: list[Part] = []
    for line in (*lines, *begun.values()):
        if line.path:
            parts.append(Part(line.path, _of_line(_closed(line.digests), line, line.path not in not_whole)))
        else:
            known = _of_line(known, line, () not in not_whole)
    return replace(known, parts=tuple(parts), unreadable=(*known.unreadable, *unreadable))


def _sorted(said: Iterable[Line | Unread]) -> tuple[list[Line], dict[tuple[str, ...], Line], list[Unread]]:
    """The lines, several about one file as one; those of files that were begun and not ended; what was not read."""
    lines: list[Line] = []
    begun: dict[tuple[str, ...], Line] = {}
    unreadable: list[Unread] = []
    for each in said:
        if isinstance(each, Unread):
            unreadable.append(each)
            continue
        before = begun.pop(each.path, None)
        whole = before.followed_by(each) if before else each
        if each.more:
            begun[each.path] = whole
        else:
            lines.append(whole)
    return lines, begun, unreadable


def _of_line(known: Fingerprints, line: Line, is_whole: bool) -> Fingerprints:
    """With all that a line says: frames, words and addresses, a video, its sound."""
    frames = tuple(Frame(*each) for each in line.frames)
    read = replace(known, frames=frames, pdq_refusal=None) if frames else known
    if line.video:
        read = replace(read, video=VideoHash(line.video, is_whole), tmk=line.tmk)
    if line.sound:
        sound = SoundHash.of_numbers(line.sound[:MAX_WORDS])
        read = replace(read, sound=sound if line.is_all_sound else sound.in_part())
    said = said_in(line.text)
    linked = said_in("\n".join(line.links))
    return replace(
        read,
        text=said["text"] or known.text,
        written=line.text or known.written,
        readings=(*known.readings, *said["readings"], *readings_of(line.encodings)),
        urls=tuple(dict.fromkeys((*known.urls, *said["urls"], *linked["urls"]))),
        identifiers=(*known.identifiers, *said["identifiers"], *linked["identifiers"]),
    )


def fingerprints_of_file(path: Path, limits: Limits = AT_LEISURE) -> Fingerprints:
    """The fingerprints of a file. Raises OSError if it cannot be read."""
    with path.open("rb") as stream:
        kind = kind_of(stream)
        start = stream.read(START_BYTES)
        is_small = path.stat().st_size <= MAX_LOOKED_INTO_BYTES
        if kind is not None and kind is not Kind.ZIP and not (is_small and may_be_more(kind, start)):
            return _with_inside(_closed(digests_of_file(path).by_type()), lines_of(stream, kind, limits))
    size_bytes = path.stat().st_size
    if size_bytes > MAX_LOOKED_INTO_BYTES:
        return Fingerprints(digests_of_file(path).by_type(), pdq_refusal=_too_large(size_bytes))
    return fingerprints_of(path.read_bytes(), limits)


def fingerprints_of_text(text: str) -> Fingerprints:
    """The fingerprints of a post: its words, its addresses and identifiers, and the digests of its UTF-8 bytes."""
    digests = digests_of_bytes(text.encode("utf-8", "replace")).by_type()
    return Fingerprints(digests, pdq_refusal=_not_a_picture(), **said_in(text))


def fingerprints_of_url(url: str) -> Fingerprints:
    """The fingerprints of one address, defanged or not; of another scheme than the web's its identifiers alone.

    Raises UrlError if it is none.
    """
    identifiers = tuple(identifiers_in(url))
    try:
        return Fingerprints(urls=(CanonicalUrl.parse(refang(url)),), identifiers=identifiers)
    except UrlError:
        if identifiers:
            return Fingerprints(identifiers=identifiers)
        raise


def _frame_json(frame: Frame) -> dict[str, object]:
    return {"frame": frame.number, "pdq": frame.hash.hex, "pdq_quality": frame.quality}


def _too_large(size_bytes: int) -> PictureError:
    return PictureError(
        "file_too_large",
        "The file has {size_bytes} bytes; pictures are looked into up to {limit}.",
        size_bytes=size_bytes,
        limit=MAX_LOOKED_INTO_BYTES,
    )


def _not_a_picture() -> PictureError:
    return PictureError("not_a_picture", "This is not a picture in a format that we open.")
