"""What a child says, read with care: it may have been taken over by the file that it opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bonafides.matching.digests import parse_digest
from bonafides.matching.errors import FingerprintError
from bonafides.matching.insides.vocabulary import Reason, Unread
from bonafides.matching.pdq import PdqHash
from bonafides.matching.tmk.hash import Tmk
from bonafides.matching.unmarked import ENCODINGS
from bonafides.matching.videos import VideoFrame
from bonafides.matching.vocabulary import DIGEST_TYPES, EntryType, MatchedBy

FrameFields = tuple[int, PdqHash, int, dict[MatchedBy, PdqHash]]
_LONGEST_NAME: Final = 400
_DEEPEST: Final = 16
_HIGHEST_WORD: Final = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Line:
    """One file, or with `more` a part of it: its path, () for the file that was given, and what was read of it."""

    path: tuple[str, ...]
    digests: Mapping[EntryType, str]
    frames: tuple[FrameFields, ...]
    text: str
    links: tuple[str, ...]
    video: tuple[VideoFrame, ...]
    tmk: Tmk | None = None
    sound: tuple[int, ...] = ()
    is_all_sound: bool = False
    more: bool = False
    encodings: Mapping[str, str] = field(default_factory=dict)

    def followed_by(self, other: "Line") -> "Line":
        """Both together, where the other goes on with the same file."""
        return replace(
            other, digests={**self.digests, **other.digests}, frames=other.frames or self.frames,
            text="\n".join(filter(None, (self.text, other.text))), links=self.links + other.links,
            video=self.video + other.video, sound=self.sound + other.sound,
            is_all_sound=self.is_all_sound or other.is_all_sound,
        )  # fmt: skip


def read_line(said: object) -> Line | Unread:
    """A line as `walk` writes it. Raises ValueError or FingerprintError if it is anything else."""
    if not isinstance(said, dict):
        raise _odd()
    path = _path(said.get("path"))
    if "unread" in said:
        return Unread(path, Reason(said["unread"]))
    return Line(
        path,
        _digests(said.get("digests") or {}),
        tuple(_frame(each) for each in _listed(said.get("frames") or [])),
        _text(said.get("text") or ""),
        tuple(_text(each) for each in _listed(said.get("links") or [])),
        tuple(_still(each) for each in _listed(said.get("video") or [])),
        Tmk.parse(_text(said["tmk"])) if said.get("tmk") else None,
        tuple(_word(each) for each in _listed(said.get("sound") or [])),
        said.get("is_all_sound") is True,
        said.get("more") is True,
        _encodings(said.get("encodings") or {}),
    )


def _path(value: object) -> tuple[str, ...]:
    names = tuple(_text(each)[:_LONGEST_NAME] for each in _listed(value))
    if len(names) > _DEEPEST:
        raise _odd()
    return names


def _digests(value: object) -> dict[EntryType, str]:
    if not isinstance(value, dict):
        raise _odd()
    return {kind: parse_digest(kind, _text(value[kind])) for kind in DIGEST_TYPES if kind in value}


def _encodings(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _odd()
    return {name: _text(value[name]) for name in ENCODINGS if name in value}


def _frame(value: object) -> FrameFields:
    number, digits, quality, turned = _fields(value, 4)
    if not isinstance(turned, dict):
        raise _odd()
    turns = {MatchedBy(turn): PdqHash.parse(_text(pdq)) for turn, pdq in turned.items()}
    return int(_number(number)), PdqHash.parse(_text(digits)), int(_number(quality)), turns


def _still(value: object) -> VideoFrame:
    seconds, digits, quality = _fields(value, 3)
    return VideoFrame(_number(seconds), PdqHash.parse(_text(digits)), int(_number(quality)))


def _word(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _HIGHEST_WORD:
        raise _odd()
    return value


def _fields(value: object, count: int) -> Sequence[object]:
    listed = _listed(value)
    if len(listed) != count:
        raise _odd()
    return listed


def _listed(value: object) -> list[object]:
    if not isinstance(value, list):
        raise _odd()
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _odd()
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise _odd()
    return value


def _odd() -> FingerprintError:
    return FingerprintError("odd_line", "The reader of files said something that is no finding.")
