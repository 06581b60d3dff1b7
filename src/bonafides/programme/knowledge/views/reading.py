"""Finding and reading."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_number
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import actions, calendars, datasets, formats, markdown, queries, quizzes, terms
from bonafides.programme.knowledge.actions.imports import file_of
from bonafides.programme.knowledge.actions.places import address_of
from bonafides.programme.knowledge.forms import PostForm, SearchForm, ThreadForm, WatchForm
from bonafides.programme.knowledge.models import Resource, Text
from bonafides.programme.knowledge.views.shared import language_of, shown
from bonafides.programme.knowledge.vocabulary import AttendanceState, Kind, Topic

COLUMNS = [
    Column("slug", lambda each: each.slug),
    Column("title", lambda each: each.shown.title),
    Column("summary", lambda each: each.shown.summary),
    Column("kind", lambda each: each.kind),
    Column("level", lambda each: each.level),
    Column("tlp", lambda each: each.tlp),
    Column("topics", lambda each: each.topics),
    Column("language", lambda each: each.shown.language),
    Column("as_of", lambda each: each.as_of),
    Column("valid_until", lambda each: each.valid_until),
    Column("changed_at", lambda each: each.changed_at),
    Column("url", lambda each: address_of("knowledge:resource", each.slug)),
]
EXPORTED_AT_MOST = 10_000


@require_GET
def knowledge(request: ActorRequest) -> HttpResponseBase:
    """The first page: search and facets; without a question also what is featured, new and soon."""
    wanted, language = SearchForm(request.GET).wanted(), language_of(request)
    if "format" in request.GET:
        rows = every_page(request, wanted, language)
        return table_response(rows, COLUMNS, request.GET["format"], "knowledge")
    number = page_number(request.GET.get("page", ""))
    found = queries.find(request.actor, wanted, page=number, language=language)
    context: dict[str, Any] = {"found": found, "page": found, "wanted": wanted, "today": now().date()}
    if not wanted.is_anything and number == 1:
        context |= first_page(request, language)
    return shown(request, "knowledge/knowledge.html", context)


def first_page(request: ActorRequest, language: str) -> dict[str, Any]:
    return {
        "featured": queries.featured(request.actor, language),
        "meetings": queries.meetings(request.actor, since=now())[:3],
        "datasets": list(datasets.datasets().values()),
        "topics": [each.value for each in Topic],
    }


def every_page(request: ActorRequest, wanted: queries.Wanted, language: str) -> Iterator[Resource]:
    """All that was found, page by page."""
    number = 1
    while True:
        found = queries.find(request.actor, wanted, page=number, language=language)
        yield from found.rows
        if not found.has_next or number * len(found.rows) >= EXPORTED_AT_MOST:
            return
        number += 1


@require_GET
def resource(request: ActorRequest, slug: str) -> HttpResponse:
    one = queries.resource_for(request.actor, slug)
    preferred = {text.language: text for text in queries.languages_of(one)}
    text = preferred.get(language_of(request)) or preferred[one.language]
    return resource_page(request, text)


@require_GET
def translation(request: ActorRequest, slug: str, language: str) -> HttpResponse:
    one = queries.resource_for(request.actor, slug)
    return resource_page(request, queries.text_of(one, language))


def resource_page(request: ActorRequest, text: Text, status: int = 200, **more: Any) -> HttpResponse:
    """A text with everything around it; a bound form replaces the empty one of its name."""
    one, by, revision = text.resource, request.actor, text.published
    if revision is None:
        raise NotFound("no-such-resource", _("There is no such resource, or you may not read it."))
    actions.note_reading(resource=one, by=by, at=now())
    words = () if one.kind == Kind.GLOSSARY else tuple(queries.glossary(by, language=text.language))
    meeting = queries.meeting_of(one)
    context: dict[str, Any] = {
        "resource": one,
        "text": text,
        "revision": revision,
        "html": markdown.rendered(revision.body, words),
        "headings": markdown.headings_of(revision.body),
        "entries": terms.entries_of(revision.body) if one.kind == Kind.GLOSSARY else (),
        "texts": queries.languages_of(one),
        "is_behind": queries.is_behind(text),
        "freshness": one.freshness_on(now().date()).value,
        "facets": queries.facets_of(one),
        "attachments": queries.attachments_of(one),
        "related": queries.related(by, one, text.language),
        "questions": quizzes.parse(revision.quiz),
        "completion": queries.completion_of(by, one),
        "meeting": meeting,
        "attendance": queries.attendance_of(by, meeting) if meeting else None,
        "may_talk": queries.can_talk(by, one),
        "threads": threads_shown(request, one),
        "thread_form": ThreadForm(),
        "post_form": PostForm(),
        "watch_form": WatchForm(initial={"level": queries.watch_of(by, one).value}),
    }
    return shown(request, "knowledge/resource.html", context | more, status)


def threads_shown(request: ActorRequest, one: Resource) -> list[dict[str, Any]]:
    """The discussions, each contribution with the name that this reader may see."""
    return [
        {"thread": thread, "posts": [(post, queries.speaker_of(post, request.actor)) for post in thread.posts.all()]}
        for thread in queries.threads_of(request.actor, one)
    ]


@require_GET
def source(request: ActorRequest, slug: str, language: str) -> HttpResponse:
    """The text as a Markdown file, to be used and adapted."""
    text = queries.text_of(queries.resource_for(request.actor, slug), language)
    answer = HttpResponse(formats.written(file_of(text)), content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}.{language}.md"'
    return answer


@require_GET
def attachment(request: ActorRequest, reference: str) -> HttpResponse:
    """A file, as a download only: never shown in place, whatever it says it is."""
    file = queries.attachment_for(request.actor, reference)
    answer = HttpResponse(queries.content_of(file), content_type="application/octet-stream")
    plain = "".join(each if (each.isascii() and each.isalnum()) or each in ".-_" else "_" for each in file.name)
    answer["Content-Disposition"] = f'attachment; filename="{plain}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


# -- glossary, events, datasets ---------------------------------------------------------------------------------------


@require_GET
def glossary(request: ActorRequest) -> HttpResponse:
    words = queries.glossary(request.actor, language=language_of(request)) or queries.glossary(request.actor)
    entries = sorted(words, key=lambda term: term.term.casefold())
    return shown(request, "knowledge/glossary.html", {"entries": entries})


@require_GET
def events(request: ActorRequest) -> HttpResponse:
    every = queries.meetings(request.actor)
    at = now()
    context = {
        "coming": [each for each in every if each.ends_at >= at],
        "past": [each for each in reversed(every) if each.ends_at < at],
    }
    return shown(request, "knowledge/events.html", context)


@require_GET
def calendar(request: ActorRequest) -> HttpResponse:
    return calendar_answer(request.actor)


def calendar_answer(by: Any) -> HttpResponse:
    data = calendars.calendar_of(queries.meetings(by), at=now())
    answer = HttpResponse(data, content_type=calendars.CONTENT_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="events.ics"'
    return answer


@require_GET
def event_file(request: ActorRequest, slug: str) -> HttpResponse:
    """One event, for a calendar."""
    one = queries.resource_for(request.actor, slug)
    of_it = [each for each in queries.meetings(request.actor) if each.resource_id == one.pk]
    if not of_it:
        raise NotFound("no-event", _("This resource is no event."))
    answer = HttpResponse(calendars.calendar_of(of_it, at=now()), content_type=calendars.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{slug}.ics"'
    return answer


@require_GET
def dataset(request: ActorRequest, name: str) -> HttpResponseBase:
    """A dataset to look at; `?format=` gives it as a file."""
    one = datasets.dataset_for(name)
    columns = [Column(key, datasets.reader_of(key)) for key, _meaning in one.fields]
    if "format" in request.GET:
        return table_response(one.rows, columns, request.GET["format"], f"{one.id}-{one.as_of}")
    rows = [[(key, datasets.cell_of(row.get(key))) for key, _meaning in one.fields] for row in one.rows]
    return shown(request, "knowledge/dataset.html", {"dataset": one, "rows": rows})


@require_POST
def take_quiz(request: ActorRequest, slug: str, language: str) -> HttpResponse:
    """Answers to a quiz: the page again, with what was right and why."""
    one = queries.resource_for(request.actor, slug)
    text = queries.text_of(one, language)
    questions = quizzes.parse(text.published.quiz) if text.published else ()
    answers = [chosen_in(request, n, len(question.options)) for n, question in enumerate(questions)]
    grade, completion = actions.take_quiz(resource=one, language=language, answers=answers, by=request.actor, at=now())
    graded = list(zip(questions, answers, grade.correct, strict=True))
    more: dict[str, Any] = {"grade": grade, "graded": graded}
    return resource_page(request, text, **more | ({"completion": completion} if completion else {}))


def chosen_in(request: ActorRequest, n: int, options: int) -> frozenset[int]:
    sent = request.POST.getlist(f"q{n}")
    return frozenset(int(each) for each in sent if each.isascii() and each.isdigit() and int(each) < options)


@require_GET
def credential(request: ActorRequest, reference: str) -> HttpResponse:
    """One's own credential, byte for byte."""
    completion = queries.completion_for(request.actor, reference)
    answer = HttpResponse(completion.credential, content_type="application/vc+ld+json")
    answer["Content-Disposition"] = f'attachment; filename="{completion.resource.slug}.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def register(request: ActorRequest, slug: str) -> HttpResponse:
    """Register for an event."""
    one = queries.resource_for(request.actor, slug)
    meeting = queries.meeting_of(one)
    if meeting is None:
        raise NotFound("no-event", _("This resource is no event."))
    actions.note_attendance(meeting=meeting, state=AttendanceState.REGISTERED, by=request.actor, at=now())
    return redirect(one)
