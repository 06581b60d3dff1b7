"""A resource as a file: YAML between two lines of dashes, then Markdown. Read and written alike. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import yaml

from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import quizzes
from bonafides.programme.knowledge.vocabulary import (
    LANGUAGES,
    PUBLIC_BY_DEFAULT,
    SUMMARY_LIMIT_CHARACTERS,
    TEXT_LIMIT_CHARACTERS,
    Kind,
    Level,
    Tlp,
)

HEAD = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)(.*)", re.DOTALL)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class About:
    """What a resource is about and who may read it; the same for all its languages."""

    kind: Kind = Kind.GUIDANCE
    level: Level = Level.MEMBERS
    tlp: Tlp = Tlp.GREEN
    topics: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    overlays: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    owner: str = ""
    as_of: date | None = None
    valid_until: date | None = None
    sources: tuple[dict[str, str], ...] = ()
    legal_note: bool = False


@dataclass(frozen=True)
class Words:
    """A text in one language."""

    title: str
    summary: str = ""
    body: str = ""
    quiz: str = ""
    is_reviewed: bool = True


@dataclass(frozen=True)
class ResourceFile:
    slug: str
    language: str
    about: About
    words: Words
    sha256: str = ""
    problems: tuple[str, ...] = field(default=())


def parse(text: str, *, slug: str = "", language: str = "en") -> ResourceFile:
    """A file's text; Invalid says what in it cannot be understood."""
    if len(text) > TEXT_LIMIT_CHARACTERS:
        raise Invalid("file-too-long", _("The text is longer than %(most)s characters."), most=TEXT_LIMIT_CHARACTERS)
    head, body = split(text)
    title = str(head.get("title", "")).strip()
    slug = str(head.get("slug") or slug or slug_of(title))
    language = str(head.get("language") or language)
    check(title, slug, language)
    return ResourceFile(slug, language, about_of(head), words_of(head, title, body))


def split(text: str) -> tuple[Mapping[str, Any], str]:
    """The head as data, and the Markdown below it; a file without a head has its title in its first heading."""
    found = HEAD.fullmatch(text)
    if found is None:
        first, _line, rest = text.strip().partition("\n")
        return {"title": first.lstrip("#").strip()[:200]}, rest.strip()
    try:
        head = yaml.safe_load(found.group(1))
    except yaml.YAMLError as error:
        raise Invalid("head-unreadable", _("What stands between the lines of dashes is no YAML.")) from error
    if not isinstance(head, Mapping):
        raise Invalid("head-unreadable", _("What stands between the lines of dashes is no YAML."))
    return head, found.group(2).strip()


def check(title: str, slug: str, language: str) -> None:
    if not title or len(title) > 200:
        raise Invalid("title-missing", _("A resource needs a title of at most 200 characters."))
    if SLUG.fullmatch(slug) is None or len(slug) > 100:
        raise Invalid("slug", _("“%(slug)s” is no name for an address: use a-z, 0-9 and hyphens."), slug=slug[:100])
    if language not in LANGUAGES:
        raise Invalid("language", _("There is no language “%(language)s” here."), language=language[:20])


def about_of(head: Mapping[str, Any]) -> About:
    topics = words_in(head, "topics")
    is_for_all = bool(PUBLIC_BY_DEFAULT.intersection(topics))
    level = one_of(Level, head.get("level") or (Level.PUBLIC if is_for_all else Level.MEMBERS), "level")
    return About(
        kind=one_of(Kind, head.get("kind") or Kind.GUIDANCE, "kind"),
        level=level,
        tlp=one_of(Tlp, head.get("tlp") or (Tlp.CLEAR if level is Level.PUBLIC else Tlp.GREEN), "tlp"),
        topics=topics,
        services=words_in(head, "services"),
        overlays=words_in(head, "overlays"),
        laws=words_in(head, "laws"),
        owner=str(head.get("owner") or "")[:200],
        as_of=day_of(head, "as_of"),
        valid_until=day_of(head, "valid_until"),
        sources=sources_of(head.get("sources")),
        legal_note=bool(head.get("legal_note", False)),
    )


def words_of(head: Mapping[str, Any], title: str, body: str) -> Words:
    return Words(
        title=title,
        summary=" ".join(str(head.get("summary") or "").split())[:SUMMARY_LIMIT_CHARACTERS],
        body=body,
        quiz=quizzes.from_front_matter(head.get("quiz")),
        is_reviewed=bool(head.get("reviewed", True)),
    )


def one_of(enum: type[E], value: object, name: str) -> E:
    try:
        return enum(str(value))
    except ValueError as error:
        raise Invalid("unknown-word", _("“%(value)s” is no %(name)s."), value=str(value)[:40], name=name) from error


def words_in(head: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = head.get(name) or ()
    values = values.split(",") if isinstance(values, str) else values
    if not isinstance(values, list | tuple):
        raise Invalid("not-a-list", _("“%(name)s” is a list."), name=name)
    return tuple(dict.fromkeys(str(each).strip()[:60] for each in values if str(each).strip()))


def day_of(head: Mapping[str, Any], name: str) -> date | None:
    value = head.get(name)
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise Invalid("not-a-date", _("“%(name)s” is a date such as 2026-11-28."), name=name) from error


def sources_of(rows: Any) -> tuple[dict[str, str], ...]:
    """What a resource rests on; an address that is none of the web's is left out."""
    found = []
    for row in rows if isinstance(rows, list) else ():
        given = row if isinstance(row, Mapping) else {"title": row}
        url = str(given.get("url") or "")
        source = {"title": str(given.get("title") or url)[:300], "url": url[:500]}
        found.append(source if url.startswith(("https://", "http://")) else {"title": source["title"], "url": ""})
    return tuple(found)


def slug_of(title: str) -> str:
    return NOT_IN_SLUG.sub("-", title.casefold()).strip("-")[:100].strip("-")


def written(file: ResourceFile) -> str:
    """A resource as a file that `parse` reads back."""
    about, words = file.about, file.words
    head: dict[str, Any] = {
        "title": words.title,
        "summary": words.summary,
        "slug": file.slug,
        "language": file.language,
        "kind": about.kind.value,
        "level": about.level.value,
        "tlp": about.tlp.value,
        **{name: list(getattr(about, name)) for name in ("topics", "services", "overlays", "laws")},
        "owner": about.owner,
        "as_of": about.as_of,
        "valid_until": about.valid_until,
        "sources": [dict(each) for each in about.sources],
        "legal_note": about.legal_note,
        "reviewed": words.is_reviewed,
    }
    if words.quiz:
        head["quiz"] = [
            {"question": each.stem, "options": list(each.options), "answer": sorted(each.right), "because": each.why}
            for each in quizzes.parse(words.quiz)
        ]
    dumped = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=110)
    return f"---\n{dumped}---\n\n{words.body}\n"
