"""Fingerprints from JSON, as `bonafides hash` prints them and as a program sends them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bonafides.matching.digests import parse_digest
from bonafides.matching.errors import FingerprintError
from bonafides.matching.fingerprint import Fingerprints, Frame, Part, fingerprints_of_url
from bonafides.matching.identifiers import Found, identifier_of
from bonafides.matching.pdq import PdqHash
from bonafides.matching.readings import said_in
from bonafides.matching.sounds.hash import SoundHash
from bonafides.matching.tlsh import Tlsh
from bonafides.matching.tmk.hash import Tmk
from bonafides.matching.videos import VideoHash
from bonafides.matching.vocabulary import DIGEST_TYPES


def fingerprints_from_json(fields: Mapping[str, object]) -> Fingerprints:
    """From a line as `bonafides hash` prints it; any field may be missing.

    `text`, `url`, `identifier`, `tlsh` and `tmk` may be added; `vpdq` is a list of frames; `chromaprint` is its
    compressed text, or its numbers as a list or a text.
    A pdq without pdq_quality is taken as good enough. Turns are not tried, for they need the picture.
    Raises FingerprintError or UrlError where a field is not what its name says.
    """
    digests = {kind: parse_digest(kind, _text_field(fields, kind)) for kind in DIGEST_TYPES if fields.get(kind)}
    text, url = _text_field(fields, "text"), _text_field(fields, "url")
    listed = fields.get("pdq_frames") or []
    if not isinstance(listed, list):
        raise FingerprintError("bad_frames", "pdq_frames is a list of objects.")
    frames = [_frame_from(each, number) for number, each in enumerate([fields, *listed])]
    usable = tuple(frame for frame in frames if frame)
    address = fingerprints_of_url(url) if url else Fingerprints()
    said = said_in(text)
    return Fingerprints(
        digests,
        usable,
        text=said["text"],
        urls=(*address.urls, *said["urls"]),
        identifiers=(*_named_identifier(fields), *address.identifiers, *said["identifiers"]),
        written=text,
        readings=said["readings"],
        tlsh=Tlsh.parse(_text_field(fields, "tlsh")) if fields.get("tlsh") else None,
        video=_video_in(fields),
        tmk=Tmk.parse(_text_field(fields, "tmk")) if fields.get("tmk") else None,
        sound=_sound_in(fields),
        parts=tuple(_parts_in(fields)),
    )


def _video_in(fields: Mapping[str, object]) -> VideoHash | None:
    """The frames of a video, as a list or as the JSON text of one."""
    value = fields.get("vpdq")
    if not value:
        return None
    video = VideoHash.parse(value) if isinstance(value, str) else VideoHash.of(value)
    return replace(video, is_whole=not fields.get("vpdq_in_part"))


def _sound_in(fields: Mapping[str, object]) -> SoundHash | None:
    value = fields.get("chromaprint")
    if not value:
        return None
    numbers = value if isinstance(value, list) else None
    sound = SoundHash.parse(_text_field(fields, "chromaprint")) if numbers is None else SoundHash.of_numbers(numbers)
    return sound.in_part() if fields.get("chromaprint_in_part") else sound


def _parts_in(fields: Mapping[str, object]) -> Iterator[Part]:
    listed = fields.get("parts") or []
    if not isinstance(listed, list):
        raise FingerprintError("bad_parts", "parts is a list of objects with a path.")
    for each in listed:
        path = each.get("path") if isinstance(each, Mapping) else None
        if not isinstance(path, list) or not path or "parts" in each:
            raise FingerprintError("bad_parts", "parts is a list of objects with a path.")
        yield Part(tuple(map(str, path)), fingerprints_from_json(each))


def _named_identifier(fields: Mapping[str, object]) -> tuple[Found, ...]:
    value = _text_field(fields, "identifier")
    return (Found(identifier_of(value), 0, len(value)),) if value else ()


def _frame_from(fields: object, number: int) -> Frame | None:
    if not isinstance(fields, Mapping):
        raise FingerprintError("bad_frames", "pdq_frames is a list of objects.")
    if not fields.get("pdq"):
        return None
    quality, frame = fields.get("pdq_quality"), fields.get("frame", number)
    if not isinstance(quality, int | float | None) or not isinstance(frame, int):
        raise FingerprintError("bad_quality", "pdq_quality is a number from 0 to 100.")
    return Frame(frame, PdqHash.parse(_text_field(fields, "pdq")), 100 if quality is None else int(quality))


def _text_field(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name) or ""
    if not isinstance(value, str):
        raise FingerprintError("not_text", "{field} is a text.", field=name)
    return value
