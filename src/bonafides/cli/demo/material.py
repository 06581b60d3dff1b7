"""What the demo is made of: lists as CSV files, and uploads, all of them from the made-up samples."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.moderation.samples import (
    PictureRelation,
    SamplePicture,
    TextRelation,
    UrlRelation,
    sample_appeals,
    sample_pictures,
    sample_texts,
    sample_urls,
)

SEED = 7
WHOLE_FAMILY = "known-1.png"  # all that people make of a picture
HELD = ("known-7.png", "known-8.png")  # on the list whose matches hold
ENTITY = "Order of the Blue Triangle (Sample Entity A)"
COLUMNS = ("type", "value", "label", "entity", "severity", "source_id", "opinion")
Row = tuple[str, ...]

VARIANTS = {  # of each known picture, how many of each sort are sent
    PictureRelation.REENCODED: 2,
    PictureRelation.NEAR: 2,
    PictureRelation.TURNED: 1,
}
POSTS = (TextRelation.CONTAINS, TextRelation.COUNTER_SPEECH, TextRelation.NEWS, TextRelation.HARMLESS)
SEEN_URLS = (UrlRelation.VARIANT, UrlRelation.BELOW, UrlRelation.UNRELATED)


@dataclass(frozen=True)
class Upload:
    """One thing that somebody puts on the platform."""

    name: str
    data: bytes = b""
    media_type: str = ""
    text: str = ""
    url: str = ""
    language: str = ""

    @property
    def reference(self) -> str:
        return f"paste/{self.name}"


def pictures() -> tuple[SamplePicture, ...]:
    return sample_pictures(SEED)


# -- lists ----------------------------------------------------------------------------------------------


def write_csv(path: Path, rows: Iterable[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return path


def rows_of_pictures(known: Sequence[SamplePicture], opinion: str) -> list[Row]:
    """Each known picture by its bytes and by its looks."""
    return [row for picture in known for row in rows_of_picture(picture, opinion)]


def rows_of_picture(picture: SamplePicture, opinion: str) -> list[Row]:
    prints, name = fingerprints_of(picture.data), picture.name.removesuffix(".png")
    digest, look = prints.digests[EntryType.SHA256], prints.frames[0].hash.hex
    return [
        ("sha256", digest, "poster", ENTITY, "high", f"{name}/sha256", opinion),
        ("pdq", look, "poster", ENTITY, "high", f"{name}/pdq", opinion),
    ]


def rows_of_writings() -> list[Row]:
    texts = [text for text in sample_texts() if text.relation is TextRelation.KNOWN]
    urls = [url for url in sample_urls() if url.relation is UrlRelation.KNOWN]
    return [
        *(("text", text.text, "slogan", ENTITY, "medium", text.name, "positive") for text in texts),
        *(("url", written(url.url, url.scope), "leaflet", ENTITY, "medium", url.name, "positive") for url in urls),
    ]


def written(url: str, scope: str) -> str:
    """An address as a list writes it: all below a path with `*`, a whole host without scheme."""
    if scope == "prefix":
        return f"{url}*"
    return url.split("://")[1].strip("/") if scope == "host" else url


# -- uploads --------------------------------------------------------------------------------------------


def uploads(samples: Sequence[SamplePicture]) -> list[Upload]:
    """What people put on the platform on one day: pictures, texts and addresses, most of them harmless."""
    shown = [upload_of(picture) for picture in some_of(samples)]
    posts = [Upload(t.name, text=t.text, language=t.language) for t in sample_texts() if t.relation in POSTS]
    links = [Upload(u.name, url=u.url) for u in sample_urls() if u.relation in SEEN_URLS]
    return [*shown, *posts, *links]


def upload_of(picture: SamplePicture) -> Upload:
    return Upload(picture.name, data=picture.data, media_type=picture.media_type)


def some_of(samples: Sequence[SamplePicture]) -> list[SamplePicture]:
    """All variants of the first known picture, some of each other, and everything that is no copy of one."""
    taken: dict[tuple[str | None, PictureRelation], int] = {}
    appealed = {appeal.about for appeal in sample_appeals()}
    found = []
    for picture in samples:
        place = (picture.of, picture.relation)
        taken[place] = taken.get(place, 0) + 1
        limit = VARIANTS.get(picture.relation)
        is_known = picture.relation is PictureRelation.KNOWN
        wanted = limit is None or picture.of == WHOLE_FAMILY or taken[place] <= limit or picture.name in appealed
        if wanted and not is_known:
            found.append(picture)
    return found
