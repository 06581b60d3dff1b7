"""Discussions, watching, mail and feeds."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.mending import mended
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people.tokens import hash_of
from bonafides.kernel.actor import ANYONE, Actor
from bonafides.kernel.clock import now
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import actions, feeds, queries
from bonafides.programme.knowledge.actions.places import address_of
from bonafides.programme.knowledge.forms import MailForm, PostForm, ReasonForm, ThreadForm, WatchForm
from bonafides.programme.knowledge.views.reading import calendar_answer, resource_page
from bonafides.programme.knowledge.views.shared import shown
from bonafides.programme.knowledge.vocabulary import FEED_ENTRIES, WatchLevel


@require_POST
def open_thread(request: ActorRequest, slug: str) -> HttpResponse:
    one = queries.resource_for(request.actor, slug)
    form = ThreadForm(request.POST)
    if not mended(form, lambda: actions.open_thread(resource=one, **form.cleaned_data, by=request.actor, at=now())):
        return resource_page(request, queries.text_of(one), status=422, thread_form=form)
    return redirect(f"{one.get_absolute_url()}#discussion")


@require_POST
def write_post(request: ActorRequest, reference: str) -> HttpResponse:
    thread = queries.thread_for(request.actor, reference)
    form = PostForm(request.POST)
    if not mended(form, lambda: actions.write_post(thread=thread, **form.cleaned_data, by=request.actor, at=now())):
        return resource_page(request, queries.text_of(thread.resource), status=422, post_form=form)
    return redirect(f"{thread.resource.get_absolute_url()}#thread-{thread.reference}")


@require_POST
def remove_post(request: ActorRequest, reference: str) -> HttpResponse:
    post = queries.post_for(request.actor, reference)
    form = ReasonForm(request.POST)
    if not mended(form, lambda: actions.remove_post(post=post, **form.cleaned_data, by=request.actor, at=now())):
        messages.error(request, gettext("Say why: the reason stands where the contribution stood."))
    return redirect(f"{post.thread.resource.get_absolute_url()}#thread-{post.thread.reference}")


@require_POST
def watch(request: ActorRequest, slug: str) -> HttpResponse:
    one = queries.resource_for(request.actor, slug)
    form = WatchForm(request.POST)
    if form.is_valid():
        level = WatchLevel(form.cleaned_data["level"])
        actions.set_watch(resource=one, level=level, by=request.actor, at=now())
        messages.success(request, gettext("Noted."))
    return redirect(one)


@require_http_methods(["GET", "POST"])
def preferences(request: ActorRequest) -> HttpResponse:
    """What one is told, what one watches, and one's trainings."""
    reader = queries.reader_of(request.actor)
    initial = {"digest": reader.digest, "topics": reader.topics} if reader else {}
    form = MailForm(request.POST) if request.method == "POST" else MailForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.choose_mail(digest=given["digest"], topics=tuple(given["topics"]), by=request.actor, at=now())
        messages.success(request, gettext("Noted."))
        return redirect("knowledge:preferences")
    return preferences_page(request, form)


def preferences_page(request: ActorRequest, form: MailForm, token: str = "") -> HttpResponse:
    context = {
        "form": form,
        "watches": queries.watches_of(request.actor),
        "completions": queries.completions_of(request.actor),
        "links": addresses_of(token) if token else [],
        "has_token": bool((reader := queries.reader_of(request.actor)) and reader.token_hash),
    }
    answer = shown(request, "knowledge/preferences.html", context, 422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


OWN = (("own_feed", _("Feed")), ("own_calendar", _("Calendar")), ("own_list", _("List for programs")))


def addresses_of(token: str) -> list[tuple[str, str]]:
    """Each secret address with what it is."""
    return [(gettext(label), address_of(f"knowledge:{name}", token)) for name, label in OWN]


@require_POST
def new_token(request: ActorRequest) -> HttpResponse:
    """A new secret address for one's feeds, shown once."""
    token = actions.make_feed_token(by=request.actor, at=now())
    reader = queries.reader_of(request.actor)
    initial = {"digest": reader.digest, "topics": reader.topics} if reader else {}
    return preferences_page(request, MailForm(initial=initial), token)


# -- feeds ------------------------------------------------------------------------------------------------------------


@require_GET
def feed(request: ActorRequest) -> HttpResponse:
    """The public feed: the same for everybody, whoever is signed in."""
    return atom_answer(ANYONE)


@require_GET
def own_feed(request: ActorRequest, token: str) -> HttpResponse:
    return quiet(request, atom_answer(bearer(request, token)))


@require_GET
def own_calendar(request: ActorRequest, token: str) -> HttpResponse:
    return quiet(request, calendar_answer(bearer(request, token)))


@require_GET
def own_list(request: ActorRequest, token: str) -> HttpResponse:
    """The newest of what one may read, for a program."""
    resources = queries.newest(bearer(request, token), FEED_ENTRIES)
    rows = [
        {
            "slug": each.slug,
            "title": each.shown.title,
            "summary": each.shown.summary,
            "kind": each.kind,
            "level": each.level,
            "tlp": each.tlp,
            "changed_at": each.changed_at,
            "url": address_of("knowledge:resource", each.slug),
        }
        for each in resources
    ]
    return quiet(request, JsonResponse({"resources": rows}))


def bearer(request: ActorRequest, token: str) -> Actor:
    """Whoever the token belongs to; its address is told to nobody, errors included."""
    request.bears_link = True
    return queries.actor_with_token(hash_of(token))


def quiet(request: ActorRequest, answer: HttpResponse) -> HttpResponse:
    request.bears_link = True
    return answer


def atom_answer(by: Actor) -> HttpResponse:
    resources = queries.newest(by, FEED_ENTRIES)
    feed_text = feeds.atom_of(resources, title=gettext("Knowledge"), at=now())
    return HttpResponse(feed_text, content_type=feeds.CONTENT_TYPE)
