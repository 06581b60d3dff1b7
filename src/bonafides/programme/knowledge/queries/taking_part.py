"""Events, training, talk, and what a reader asked to be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from bonafides.base.people import queries as people
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge.models import (
    Attendance,
    Completion,
    Facet,
    Meeting,
    Post,
    Reader,
    ReadingDay,
    Resource,
    Revision,
    Thread,
    Watch,
)
from bonafides.programme.knowledge.queries.finding import with_texts
from bonafides.programme.knowledge.queries.reach import can_talk, readable
from bonafides.programme.knowledge.vocabulary import (
    AttendanceState,
    FacetName,
    RevisionState,
    WatchLevel,
)

# -- meetings --------------------------------------------------------------------------------------------------------


def meetings(by: Actor, *, since: datetime | None = None) -> list[Meeting]:
    """Events that an actor may read of, the next first, each with its resource and title."""
    rows = Meeting.objects.filter(resource__in=readable(by).values("pk")).select_related("resource")
    if since is not None:
        rows = rows.filter(ends_at__gte=since)
    found = list(rows.order_by("starts_at")[:200])
    with_texts([each.resource for each in found], "en")
    return [each for each in found if hasattr(each.resource, "shown")]


def meeting_of(resource: Resource) -> Meeting | None:
    return Meeting.objects.filter(resource=resource).first()


def attendance_of(by: Actor, meeting: Meeting) -> Attendance | None:
    return Attendance.objects.filter(meeting=meeting, person=by.person or 0).first()


def attendances(meeting: Meeting) -> QuerySet[Attendance]:
    return Attendance.objects.filter(meeting=meeting).select_related("person", "organisation").order_by("person__name")


# -- training --------------------------------------------------------------------------------------------------------


def completions_of(by: Actor) -> list[Completion]:
    rows = Completion.objects.filter(person=by.person or 0).select_related("resource", "revision")
    return list(rows.order_by("-completed_at"))


def completion_of(by: Actor, resource: Resource) -> Completion | None:
    return Completion.objects.filter(person=by.person or 0, resource=resource).order_by("-completed_at").first()


def completion_for(by: Actor, reference: str) -> Completion:
    """One's own completion."""
    own = Completion.objects.filter(person=by.person or 0, reference=reference).select_related("resource", "revision")
    found: Completion | None = own.first()
    if found is None:
        raise NotFound("no-such-completion", _("There is no such record."))
    return found


@dataclass(frozen=True)
class Participation:
    """How an organisation took part since a day: numbers only, no names and nothing of what was said."""

    completed_trainings: int
    events_attended: int
    posts: int
    resources_read: int
    since: date

    @property
    def is_any(self) -> bool:
        return bool(self.completed_trainings or self.events_attended or self.posts or self.resources_read)


def participation_of(organisation_id: int, since: date) -> Participation:
    """For a trustmark, which says that a member takes part."""
    of = {"organisation": organisation_id}
    attended = Attendance.objects.filter(**of, state=AttendanceState.ATTENDED, meeting__starts_at__date__gte=since)
    said = Post.objects.filter(author__organisation=organisation_id, written_at__date__gte=since, removed_at=None)
    read = ReadingDay.objects.filter(**of, day__gte=since).values("resource").distinct()
    return Participation(
        completed_trainings=Completion.objects.filter(**of, completed_at__date__gte=since).count(),
        events_attended=attended.count(),
        posts=said.count(),
        resources_read=read.count(),
        since=since,
    )


@dataclass(frozen=True)
class Reading:
    """A day on which somebody of an organisation opened a resource."""

    day: date
    slug: str
    title: str


def readings_of(organisation_id: int, since: date, until: date | None = None) -> list[Reading]:
    """What an organisation read, oldest first: which reading came before which change. No person is named in it."""
    rows = ReadingDay.objects.filter(organisation=organisation_id, day__gte=since)
    rows = rows.filter(day__lte=until) if until else rows
    named = rows.filter(resource__texts__language=F("resource__language")).order_by("day", "resource__slug")
    return [Reading(*row) for row in named.values_list("day", "resource__slug", "resource__texts__title")[:1_000]]


# -- talk ------------------------------------------------------------------------------------------------------------


def threads_of(by: Actor, resource: Resource) -> list[Thread]:
    """What is said about a resource, for those who may hear it; nothing for everybody else."""
    if not can_talk(by, resource):
        return []
    posts = Prefetch("posts", Post.objects.select_related("author__organisation"))
    threads = list(resource.threads.prefetch_related(posts)[:100])
    for thread in threads:
        for post in thread.posts.all():
            post.thread = thread
    return threads


def thread_for(by: Actor, reference: str) -> Thread:
    threads = Thread.objects.select_related("resource").filter(resource__in=readable(by).values("pk"))
    found: Thread | None = threads.filter(reference=reference).first()
    if found is None or not can_talk(by, found.resource):
        raise NotFound("no-such-thread", _("There is no such discussion."))
    return found


def post_for(by: Actor, reference: str) -> Post:
    found = Post.objects.select_related("thread__resource").filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-post", _("There is no such contribution."))
    thread_for(by, found.thread.reference)
    return found


def speaker_of(post: Post, by: Actor) -> str:
    """Who said it, as this actor may know: under Chatham House, nobody's name but one's own."""
    if post.author_id == by.person or not post.thread.is_chatham:
        return str(post.author.name)
    return ""


# -- readers ---------------------------------------------------------------------------------------------------------


def reader_of(by: Actor) -> Reader | None:
    return Reader.objects.filter(person=by.person or 0).first()


def watch_of(by: Actor, resource: Resource) -> WatchLevel:
    level = Watch.objects.filter(person=by.person or 0, resource=resource).values_list("level", flat=True).first()
    return WatchLevel(level or WatchLevel.NOTHING)


def watches_of(by: Actor) -> list[Watch]:
    rows = Watch.objects.filter(person=by.person or 0, resource__in=readable(by).values("pk"))
    watches = list(rows.exclude(level=WatchLevel.NOTHING).select_related("resource"))
    with_texts([each.resource for each in watches], "en")
    return [each for each in watches if hasattr(each.resource, "shown")]


def actor_with_token(token_hash: str) -> Actor:
    """Whose feeds a token opens, with the roles that they hold now."""
    reader = Reader.objects.select_related("person").filter(token_hash=token_hash, person__is_active=True).first()
    if reader is None or not token_hash:
        raise NotFound("no-such-feed", _("This address does not open a feed. Make a new one on your page."))
    return people.actor_of(reader.person)


def newest(by: Actor, n: int, language: str = "en") -> list[Resource]:
    return with_texts(list(readable(by).order_by("-changed_at", "-pk")[:n]), language)


@dataclass(frozen=True)
class News:
    """What a digest tells somebody: only what they may read now."""

    published: list[Resource]
    discussed: list[Resource]

    @property
    def is_any(self) -> bool:
        return bool(self.published or self.discussed)


def news_for(by: Actor, since: datetime, *, topics: Sequence[str], language: str) -> News:
    """What was published since, by topic or because it is watched; and what watched resources were talked about."""
    mine = readable(by)
    watched = Watch.objects.filter(person=by.person or 0).exclude(level=WatchLevel.NOTHING)
    fresh = mine.filter(changed_at__gt=since)
    if topics:
        about = Facet.objects.filter(resource=OuterRef("pk"), name=FacetName.TOPIC, value__in=list(topics))
        fresh = fresh.filter(Exists(about) | Q(pk__in=watched.values("resource")))
    said = Post.objects.filter(written_at__gt=since, removed_at=None).exclude(author=by.person or 0)
    talked = mine.filter(
        pk__in=watched.filter(level=WatchLevel.EVERYTHING).values("resource"),
        threads__posts__in=said.values("pk"),
    ).distinct()
    heard = [each for each in talked[:50] if can_talk(by, each)]
    return News(with_texts(list(fresh.order_by("-changed_at")[:200]), language), with_texts(heard, language))


def due_for_digest(at: datetime, every: timedelta) -> list[Reader]:
    waiting = Reader.objects.filter(digest=True, person__is_active=True).select_related("person")
    return list(waiting.filter(Q(digest_at=None) | Q(digest_at__lte=at - every)).order_by("pk"))


def due_to_publish(at: datetime) -> list[str]:
    """The approved versions whose moment has come."""
    waiting = Revision.objects.filter(state=RevisionState.APPROVED, publish_at__lte=at).order_by("publish_at")
    return list(waiting.values_list("reference", flat=True)[:500])
