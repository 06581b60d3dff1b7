"""Bringing resources in from files, and taking them out; whatever cannot be read is named, and stops nothing else."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, DomainError, Invalid, TooLarge
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import formats, permissions, queries, wordpress
from bonafides.programme.knowledge.actions.resources import create_resource
from bonafides.programme.knowledge.actions.revisions import write
from bonafides.programme.knowledge.formats import About, ResourceFile, Words
from bonafides.programme.knowledge.models import Resource, Revision, Text
from bonafides.programme.knowledge.vocabulary import (
    IMPORT_FILES_AT_MOST,
    IMPORT_LIMIT_BYTES,
    LANGUAGES,
    FacetName,
    Kind,
    Level,
    Origin,
    Tlp,
)


@dataclass(frozen=True)
class Brought:
    """What came of one entry of a file: a draft, or the reason why there is none."""

    name: str
    slug: str = ""
    problem: DomainError | None = None


@dataclass(frozen=True)
class Source:
    """One text to be brought in; or what is wrong with it."""

    name: str
    file: ResourceFile | None = None
    problem: DomainError | None = None


def import_file(*, name: str, data: bytes, by: Actor, at: datetime) -> list[Brought]:
    """Make a draft of each text in a Markdown file, a zip of such files or a WordPress export; one action a text."""
    permissions.check_can_edit(by)
    if len(data) > IMPORT_LIMIT_BYTES:
        raise TooLarge("file-too-large", _("A file has at most %(most)s MB."), most=IMPORT_LIMIT_BYTES // 1024**2)
    return [brought(source, by, at) for source in sources_in(name, data)]


def brought(source: Source, by: Actor, at: datetime) -> Brought:
    if source.file is None:
        return Brought(source.name, problem=source.problem)
    try:
        draft = take_in(source.file, by, at)
    except DomainError as error:
        return Brought(source.name, source.file.slug, error)
    return Brought(source.name, draft.text.resource.slug)


def take_in(file: ResourceFile, by: Actor, at: datetime) -> Revision:
    """A new resource, or a translation of one that is there; never a change of a text that is there already."""
    resource: Resource | None = Resource.objects.filter(slug=file.slug).first()
    if resource is None:
        return create_resource(
            slug=file.slug,
            about=file.about,
            words=file.words,
            language=file.language,
            origin=Origin.IMPORTED,
            by=by,
            at=at,
        )
    if resource.texts.filter(language=file.language).exists():
        raise Conflict("slug-taken", _("There is a resource at “%(slug)s” already."), slug=file.slug)
    queries.kept_resource(by, file.slug)
    return write(resource=resource, words=file.words, language=file.language, by=by, at=at)


# -- what is in a file ------------------------------------------------------------------------------------------------


def sources_in(name: str, data: bytes) -> list[Source]:
    if data[:4] == b"PK\x03\x04":
        return list(sources_in_zip(data))
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return [Source(each.name, each.file, each.problem) for each in wordpress.posts_in(data)]
    return [source_of(name, data)]


def sources_in_zip(data: bytes) -> Iterator[Source]:
    """The Markdown files of an archive, in the order of their names; others are passed over."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise Invalid("zip-damaged", _("This archive cannot be opened.")) from error
    entries = sorted((each for each in archive.infolist() if each.filename.endswith(".md")), key=original_first)
    if len(entries) > IMPORT_FILES_AT_MOST or sum(each.file_size for each in entries) > 4 * IMPORT_LIMIT_BYTES:
        raise TooLarge("zip-too-large", _("This archive holds more than is taken at once."))
    for entry in entries:
        yield source_of(entry.filename, archive.read(entry))


def original_first(entry: zipfile.ZipInfo) -> tuple[str, bool, str]:
    path = PurePosixPath(entry.filename)
    return str(path.parent), path.stem != "en", path.stem


def source_of(name: str, data: bytes) -> Source:
    """`<slug>/<language>.md`, or `<slug>.md`; what the head says counts more than the name."""
    path = PurePosixPath(name.replace("\\", "/"))
    in_folder = path.stem in LANGUAGES
    slug, language = (path.parent.name, path.stem) if in_folder else (path.stem, "en")
    try:
        return Source(name, formats.parse(data.decode(), slug=formats.slug_of(slug), language=language))
    except UnicodeDecodeError:
        return Source(name, problem=Invalid("not-utf-8", _("This file is no UTF-8 text.")))
    except DomainError as error:
        return Source(name, problem=error)


# -- taking out -------------------------------------------------------------------------------------------------------


def export(by: Actor) -> bytes:
    """Everything that an actor may read, as the files that an import reads: a zip of `<slug>/<language>.md`."""
    stream = io.BytesIO()
    texts = queries.published_texts().filter(resource__in=queries.readable(by).values("pk"))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for text in texts.select_related("resource", "published").order_by("resource__slug", "language").iterator(500):
            archive.writestr(f"{text.resource.slug}/{text.language}.md", formats.written(file_of(text)))
    return stream.getvalue()


def file_of(text: Text) -> ResourceFile:
    """A published text as a file."""
    revision = text.published
    if revision is None:
        raise Conflict("not-published", _("This text is not published."))
    words = Words(revision.title, revision.summary, revision.body, revision.quiz, revision.is_reviewed)
    digest = hashlib.sha256(revision.body.encode()).hexdigest()
    return ResourceFile(text.resource.slug, text.language, about_of(text.resource), words, digest)


def about_of(resource: Resource) -> About:
    facets = queries.facets_of(resource)
    return About(
        kind=Kind(resource.kind),
        level=Level(resource.level),
        tlp=Tlp(resource.tlp),
        topics=tuple(facets[FacetName.TOPIC]),
        services=tuple(facets[FacetName.SERVICE]),
        overlays=tuple(facets[FacetName.OVERLAY]),
        laws=tuple(facets[FacetName.LAW]),
        owner=resource.owner,
        as_of=resource.as_of,
        valid_until=resource.valid_until,
        sources=tuple(resource.sources),
        legal_note=resource.legal_note,
    )
