"""Look into a file and into what is found there, and say each thing as it is found, as JSON values.

Each file inside becomes one line: `path`, `digests`, and what was read of it: `frames` of a picture, `text`, `links`,
`tmk`. The file itself has the path [] and no digests, for whoever asks has those. What takes long is said as it comes,
in lines with `more` before that one: that a file was begun, the `text` beside a video's frames, the words of its
`sound` (`is_all_sound` with the last of them), and the frames of a `video`. So whoever is stopped half-way has said
what was read. What was not read is a line with `path` and `unread`.
"""

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import BinaryIO, Final

from bonafides.matching.errors import PictureError
from bonafides.matching.insides.archives import decompressed, tar_members, zip_before
from bonafides.matching.insides.behind import archive_behind, archives_behind
from bonafides.matching.insides.budget import Budget, Exhausted, Taken
from bonafides.matching.insides.captions import words_beside_frames
from bonafides.matching.insides.carried import carried_in, carries_files
from bonafides.matching.insides.covers import files_beside_frames
from bonafides.matching.insides.documents import members_of_zip
from bonafides.matching.insides.found import READER_ERRORS, Closed, Found, Heard, Member, Reel, Still, Words
from bonafides.matching.insides.kinds import ends_as_zip, kind_of, may_be_more
from bonafides.matching.insides.stills import HEIC_FORMATS, open_heic, stills_of
from bonafides.matching.insides.tracks import sound_of
from bonafides.matching.insides.vocabulary import OF_PICTURES, Kind, Limits, Reason
from bonafides.matching.pictures import FORMATS, PictureFrame, picture_of
from bonafides.matching.texts import text_of_bytes
from bonafides.matching.unmarked import SHARES, decoded

Line = dict[str, object]
Path = tuple[str, ...]
_NAME_CHARACTERS: Final = 200
_STILLS_TOGETHER: Final = 5
_COMPRESSED: Final = frozenset({Kind.GZIP, Kind.BZIP2, Kind.XZ})
_WITH_ZIPS: Final = frozenset({Kind.ZIP, Kind.TAR})
"""Kinds whose last bytes may be those of a zip that is read anyway; behind others another file may be hidden."""
_WITH_ARCHIVES: Final = frozenset({Kind.HEIC, Kind.PDF, Kind.RICH_TEXT, Kind.VIDEO})
"""Kinds in which others than zips may be hidden; an archive's own members begin in the same way."""
_LEAVES: Final = frozenset({Kind.HEIC, Kind.VIDEO})
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")


class Walk:
    """One look into one file."""

    def __init__(self, size_bytes: int, limits: Limits, say: Callable[[Line], None]) -> None:
        self._budget = Budget(size_bytes, limits)
        self._characters_left = limits.text_characters
        self._limits = limits
        self._say = say

    def look_into(self, stream: BinaryIO, kind: Kind) -> None:
        """Say everything inside the file itself."""
        try:
            self._open(stream, kind, (), {"path": []})
        except Exhausted as limit:
            self._closed((), limit.reason)

    def _open(self, stream: BinaryIO, kind: Kind, path: Path, line: Line, text: str = "") -> None:
        """Say what a file of a kind holds, then the file with its own words and frames, after the text it is itself."""
        if kind is Kind.HEIC:
            self._say_heic(stream.read(), path, line)
        elif path:
            self._say({**line, "more": True})
        gathered, film = _Gathered(text), _Film(path, self._say)
        try:
            for each in self._found_in(stream, kind, path):
                if isinstance(each, Member):
                    self._member(each, path, within=kind)
                elif isinstance(each, Words) and kind is Kind.VIDEO:
                    self._say_text(path, {"path": path}, each.text, each.links, {"more": True})
                elif isinstance(each, Words):
                    gathered.add(each)
                elif isinstance(each, Still | Reel | Heard):
                    film.add(each)
                else:
                    self._closed((*path, _clean(each.name)) if each.name else path, each.reason)
        except MemoryError:
            self._closed(path, Reason.STOPPED)
        except READER_ERRORS:
            self._closed(path, Reason.DAMAGED)
        finally:
            self._say_text(path, line, gathered.text, gathered.links, film.rest())

    def _found_in(self, stream: BinaryIO, kind: Kind, path: Path) -> Iterator[Found]:
        yield from self._found_as(kind, stream, path)
        if kind not in _WITH_ZIPS and ends_as_zip(stream):
            yield from self._found_as(Kind.ZIP, stream, path)
        if kind in _WITH_ARCHIVES:
            yield from archives_behind(stream)

    def _found_as(self, kind: Kind, stream: BinaryIO, path: Path) -> Iterator[Found]:
        match kind:
            case Kind.ZIP:
                with zipfile.ZipFile(stream) as archive:
                    yield from members_of_zip(archive, self._budget)
                    yield from zip_before(archive, stream)
            case Kind.TAR:
                yield from tar_members(stream)
            case Kind.SEVEN_ZIP:
                from bonafides.matching.insides.seven_zip import seven_zip_members  # only now: it takes long to load

                yield from seven_zip_members(stream, self._budget)
            case Kind.PDF:
                from bonafides.matching.insides.portable import members_of_pdf  # only now, likewise

                yield from members_of_pdf(stream)
            case Kind.RICH_TEXT:
                from bonafides.matching.insides.rich_text import members_of_rich_text  # only now, likewise

                yield from members_of_rich_text(stream)
            case Kind.MAIL:
                from bonafides.matching.insides.mails import members_of_mail  # only now, likewise

                yield from members_of_mail(stream)
            case Kind.HEIC:
                return  # a picture, which was said before
            case Kind.CARRIER:
                yield from carried_in(stream.read())
            case Kind.VIDEO:
                yield from words_beside_frames(stream, self._limits)
                stream.seek(0)
                yield from files_beside_frames(stream)
                stream.seek(0)
                yield from sound_of(stream, self._limits)
                stream.seek(0)
                yield from stills_of(stream, self._limits.video_frames)
            case Kind.UNOPENED:
                is_encrypted = _ENCRYPTED_PACKAGE in stream.read(self._limits.looked_into_bytes)
                yield Closed("", Reason.ENCRYPTED if is_encrypted else Reason.NO_READER)
            case _:
                yield from decompressed(stream, kind, path[-1] if path else "")

    def _member(self, member: Member, above: Path, *, within: Kind) -> None:
        path = (*above, _clean(member.name))
        self._budget.count_member()
        try:
            taken = self._budget.take(member.stream)
        except RuntimeError:  # how zipfile says that a password is needed
            self._closed(path, Reason.ENCRYPTED)
        except READER_ERRORS:
            self._closed(path, Reason.DAMAGED)
        else:
            self._look_at(taken, path, within)

    def _look_at(self, taken: Taken, path: Path, within: Kind) -> None:
        """Say what a member holds; if it cannot be read, that of it alone, and those after it are read."""
        line: Line = {"path": path, "digests": taken.digests}
        try:
            self._say_member(taken, path, line, within)
        except MemoryError:  # that is of all that is open, and not of this member
            raise
        except READER_ERRORS:
            self._say(line)
            self._closed(path, Reason.DAMAGED)

    def _say_member(self, taken: Taken, path: Path, line: Line, within: Kind) -> None:
        if taken.data is None:
            self._say(line)
            self._closed(path, Reason.TOO_LARGE)
            return
        kind = kind_of(stream := BytesIO(taken.data))
        if kind is None:
            self._say_leaf(taken.data, path, line)
        elif self._is_too_deep(kind, path, within):
            self._say(line)
            self._closed(path, Reason.TOO_DEEP)
        else:
            frames, text = _beside(kind, taken.data)
            self._open(stream, kind, path, line | ({"frames": frames} if frames else {}), text)

    def _is_too_deep(self, kind: Kind, path: Path, within: Kind) -> bool:
        """A path is as long as the number of archives around it; a tar in its compression is one archive."""
        is_archive = kind not in _LEAVES and not (kind is Kind.TAR and within in _COMPRESSED)
        return is_archive and len(path) >= self._limits.depth

    def _say_leaf(self, data: bytes, path: Path, line: Line) -> None:
        frames, unread = _picture_in(data)
        if frames and (behind := archive_behind(data)):
            self._say_behind(*behind, path, {**line, "frames": frames})
            self._closed_if(path, unread)
            return
        text = None if frames else text_of_bytes(data)
        if text is None:
            texts = {} if frames else decoded(data, self._characters_left // SHARES)
            self._characters_left = max(0, self._characters_left - sum(map(len, texts.values())))
            self._say({**line, "frames": frames, "encodings": texts})
            unknown = Reason.UNKNOWN_ENCODING if texts else Reason.UNKNOWN_FORMAT
            self._closed_if(path, unread if frames else unread or unknown)
        elif carries_files(data) and not self._is_too_deep(Kind.CARRIER, path, Kind.CARRIER):
            self._open(BytesIO(data), Kind.CARRIER, path, line, text)
        else:
            self._say_text(path, line, text, (), {})  # as it is uploaded: what a page says is read where it is told
            self._closed_if(path, Reason.TOO_DEEP if carries_files(data) else None)

    def _say_behind(self, kind: Kind, archive: bytes, path: Path, line: Line) -> None:
        """Say a picture with an archive behind it, and what lies in that."""
        if self._is_too_deep(kind, path, kind):
            self._say(line)
            self._closed(path, Reason.TOO_DEEP)
        else:
            self._open(BytesIO(archive), kind, path, line)

    def _say_heic(self, data: bytes, path: Path, line: Line) -> None:
        if not open_heic():
            self._say({**line, "more": True})
            self._closed(path, Reason.NEEDS_HEIC)
            return
        frames, unread = _picture_in(data, HEIC_FORMATS)
        self._say({**line, "frames": frames, "more": True})
        self._closed_if(path, unread if frames else unread or Reason.DAMAGED)

    def _say_text(self, path: Path, line: Line, text: str, links: tuple[str, ...], more: Line) -> None:
        kept = text[: self._characters_left]
        self._characters_left -= len(kept)
        self._say({**line, "text": kept, "links": links, **more})
        if len(kept) < len(text):
            self._closed(path, Reason.TOO_LARGE)

    def _closed_if(self, path: Path, reason: Reason | None) -> None:
        if reason is not None:
            self._closed(path, reason)

    def _closed(self, path: Path, reason: Reason) -> None:
        self._say({"path": path, "unread": reason})


class _Film:
    """The sound and the frames of a video, said a few at a time, and the hash of the whole."""

    def __init__(self, path: Path, say: Callable[[Line], None]) -> None:
        self._path, self._say = path, say
        self._stills: list[list[object]] = []
        self._tmk = ""

    def add(self, found: Still | Reel | Heard) -> None:
        if isinstance(found, Heard):
            sound = {"sound": found.words, "is_all_sound": found.is_all}
            self._say({"path": self._path, **sound, "more": True})
            return
        if isinstance(found, Reel):
            self._tmk = self._tmk or found.tmk
            return
        self._stills.append([found.at_seconds, found.pdq, found.quality])
        if len(self._stills) == _STILLS_TOGETHER:
            self._say({"path": self._path, "video": self._stills, "more": True})
            self._stills = []

    def rest(self) -> Line:
        """What has not been said yet."""
        video: Line = {"video": self._stills} if self._stills else {}
        return video | ({"tmk": self._tmk} if self._tmk else {})


class _Gathered:
    """The words and links of a document, from its many pieces."""

    def __init__(self, text: str) -> None:
        self._pieces: list[str] = [text] if text else []
        self._links: dict[str, None] = {}

    def add(self, words: Words) -> None:
        self._pieces.append(words.text)
        self._links |= dict.fromkeys(words.links)

    @property
    def text(self) -> str:
        return "\n".join(self._pieces)

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(self._links)


def _beside(kind: Kind, data: bytes) -> tuple[list[list[object]], str]:
    """The frames, or the text, of what is a picture or a text as well."""
    if not may_be_more(kind, data):
        return [], ""
    frames, _reason = _picture_in(data)
    return frames, "" if frames else text_of_bytes(data) or ""


def _picture_in(data: bytes, formats: tuple[str, ...] = FORMATS) -> tuple[list[list[object]], Reason | None]:
    """The frames of a picture, and why it was not read, or not to its end."""
    try:
        picture = picture_of(data, formats=formats)
    except PictureError as refusal:
        return [], OF_PICTURES.get(refusal.code)
    return [_frame_in(each) for each in picture.frames], None if picture.is_whole else Reason.DAMAGED


def _frame_in(frame: PictureFrame) -> list[object]:
    turned = {str(turn): pdq.hex for turn, pdq in frame.turned.items()}
    return [frame.number, frame.pdq.hash.hex, frame.pdq.quality, turned]


def _clean(name: str) -> str:
    """A name that can be shown: no control characters, not too long."""
    shown = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in name)
    return shown[:_NAME_CHARACTERS] or "?"
