"""Pages of feeds: which there are and how they do, one with its runs, credentials that go in and never come out."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.safety.banks import queries as banks
from bonafides.safety.feeds import actions, permissions, queries
from bonafides.safety.feeds.adapters import ADAPTERS
from bonafides.safety.feeds.adapters.local import IN_FOLDER
from bonafides.safety.feeds.adapters.shape import Adapter
from bonafides.safety.feeds.forms import ANEW, SETTING, KindForm, RemoveForm, SecretsForm, SetupForm
from bonafides.safety.feeds.models import Feed, FeedRun
from bonafides.safety.feeds.rules import server_of
from bonafides.safety.feeds.vocabulary import RUN_REASONS, SET_ASIDE_KEPT, RunReason

LATEST = 5
FIELDS = {
    "feed-name": "name",
    "feed-name-taken": "name",
    "fetch-bad-url": "address",
    "feed-address": "address",
    "feed-setting": SETTING + "%(name)s",
    "feed-choice": SETTING + "%(name)s",
    "feed-secrets-anew": ANEW + "%(name)s",
}

FEED_COLUMNS = [
    Column("feed", lambda row: row.feed.name),
    Column("list", lambda row: row.feed.bank.name),
    Column("kind", lambda row: row.feed.adapter),
    Column("state", lambda row: row.state),
    Column("records", lambda row: row.standing),
    Column("read_at", lambda row: row.feed.done_at),
    Column("due_at", lambda row: row.feed.due_at),
    Column("trouble", lambda row: row.feed.trouble),
]
SHARE_COLUMNS = [
    Column("list", lambda share: share.bank.name),
    Column("open_to_everybody", lambda share: share.openly),
    Column("subscribers", lambda share: share.readers),
    Column("rows_published", lambda share: share.size),
]
SET_ASIDE_COLUMNS = [
    Column("page", lambda row: row.page),
    Column("reason", lambda row: row.reason),
    Column("row", lambda row: row.raw),
]
REMOVED_COLUMNS = [
    Column("feed", lambda feed: feed.name),
    Column("list", lambda feed: feed.bank.name),
    Column("kind", lambda feed: feed.adapter),
    Column("removed_at", lambda feed: feed.removed_at),
    Column("removed_by", lambda feed: feed.removed_by),
]
RUN_COLUMNS = [
    Column("run", lambda run: run.reference),
    Column("started_at", lambda run: run.started_at),
    Column("finished_at", lambda run: run.finished_at),
    Column("state", lambda run: run.state),
    Column("reason", lambda run: run.reason),
    *(Column(name, lambda run, name=name: getattr(run, name)) for name in FeedRun.COUNTED),  # type: ignore[misc]
    Column("trouble", lambda run: run.trouble),
]


# -- all feeds --------------------------------------------------------------------------------------------------------


@require_GET
def feeds(request: ActorRequest) -> HttpResponseBase:
    rows = queries.feeds_for(request.actor, now())
    if wanted := request.GET.get("format", ""):
        if request.GET.get("table") == "shares":
            return table_response(queries.shares_for(request.actor), SHARE_COLUMNS, wanted, "shared-lists")
        return table_response(rows, FEED_COLUMNS, wanted, "feeds")
    context = {
        "rows": rows,
        "shares": queries.shares_for(request.actor),
        "may_keep": permissions.can_keep(request.actor),
        "kind_form": kind_form(request, None),
        "kept": [(each, _(each.kind.title)) for each in queries.kept_of_kinds(request.actor)],
        "any_removed": queries.removed_feeds(request.actor).exists(),
    }
    return render(request, "feeds/feeds.html", context)


@require_GET
def removed(request: ActorRequest) -> HttpResponseBase:
    """The feeds that are read no more."""
    rows = queries.removed_feeds(request.actor)
    if wanted := request.GET.get("format", ""):
        return table_response(rows.iterator(), REMOVED_COLUMNS, wanted, "removed-feeds")
    return render(request, "feeds/removed.html", {"page": page_of(rows, request)})


@require_POST
def forget_credentials(request: ActorRequest, adapter: str) -> HttpResponse:
    actions.forget_of_kind(adapter=kind_named(adapter).name, by=request.actor, at=now())
    messages.success(request, _("The credentials are erased."))
    return redirect("feeds:feeds")


def kind_form(request: ActorRequest, given: Any) -> KindForm:
    kinds = [(adapter.name, _(adapter.title)) for adapter in ADAPTERS.values()]
    return KindForm(given, kinds=kinds, banks=banks.names_of_lists(request.actor))


@require_http_methods(["GET", "POST"])
def new_feed(request: ActorRequest, adapter: str, bank: str) -> HttpResponse:
    kind, filled = kind_named(adapter), banks.bank_for(request.actor, bank)
    form = SetupForm(request.POST or None, kind=kind)
    made: list[Feed] = []

    def add() -> None:
        given = form.setup(), form.secrets()
        made.append(actions.add_feed(bank=bank, setup=given[0], secrets=given[1], by=request.actor, at=now()))

    if request.method == "POST" and mended(form, add, field_of=FIELDS):
        messages.success(request, _("The feed is set up. Test the connection, then switch it on."))
        return redirect(made[0])
    context = {"form": form, "kind": kind, "title": _(kind.title), "bank": filled}
    return render(request, "feeds/new.html", context, status=422 if request.method == "POST" else 200)


@require_GET
def choose(request: ActorRequest) -> HttpResponse:
    """From the two choices to the form of that kind."""
    form = kind_form(request, request.GET)
    if not form.is_valid():
        return redirect("feeds:feeds")
    adapter, bank = form.cleaned_data["adapter"], form.cleaned_data["bank"]
    return redirect("feeds:new_feed", adapter, bank)


def kind_named(name: str) -> Adapter:
    if name not in ADAPTERS:
        raise NotFound("no-such-kind", gettext_noop("There is no such kind of source."))
    return ADAPTERS[name]


# -- one feed ---------------------------------------------------------------------------------------------------------


@require_GET
def feed(request: ActorRequest, reference: str) -> HttpResponse:
    return feed_page(request, queries.feed_for(request.actor, reference))


def feed_page(
    request: ActorRequest, shown: Feed, status: int = 200, tried: actions.Tried | None = None, **bound: forms.Form
) -> HttpResponse:
    """A feed with its runs and its forms; a bound form replaces the empty one of its name."""
    context: dict[str, Any] = {
        "own_address": shown.get_absolute_url(),
        "feed": shown,
        "row": queries.row_of(shown, now()),
        "kind": _(shown.kind.title),
        "settings": settings_of(shown),
        "runs": queries.runs_of(shown)[:LATEST],
        "replies": page_of(queries.replies_of(shown), request, per_page=LATEST * 2),
        "tried": tried,
        "may_keep": permissions.can_keep(request.actor) and shown.removed_at is None,
        "remove_form": RemoveForm(),
        "server": "" if shown.address.startswith(IN_FOLDER) else server_of(shown.address),
        "setup_form": SetupForm(kind=shown.kind, feed=shown),
        "secrets_form": SecretsForm(feed=shown),
    }
    return render(request, "feeds/feed.html", context | bound, status=status)


def settings_of(shown: Feed) -> list[tuple[str, str]]:
    """What is set for its kind, but for what is secret."""
    said = [(each, shown.settings.get(each.name, "")) for each in shown.kind.fields if not each.is_secret]
    return [(_(each.label), banks.word_of(value) if each.choices else value) for each, value in said]


@require_POST
def change(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.feed_for(request.actor, reference)
    form = SetupForm(request.POST, kind=shown.kind, feed=shown)
    changed: list[Feed] = []

    def act() -> None:
        given = form.setup(shown), form.secrets_anew()
        changed.append(actions.change_feed(feed=shown, setup=given[0], secrets=given[1], by=request.actor, at=now()))

    if not mended(form, act, field_of=FIELDS):
        return feed_page(request, shown, status=422, setup_form=form)
    if shown.secrets and not changed[0].secrets:
        messages.success(request, _("The feed was changed. Its credentials were for another server, and are erased."))
    else:
        messages.success(request, _("The feed was changed."))
    return redirect(shown)


@require_POST
def secrets(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.feed_for(request.actor, reference)
    form = SecretsForm(request.POST, feed=shown)

    def act() -> None:
        given, server = form.secrets(), form.cleaned_data["server"]
        actions.replace_secrets(feed=shown, secrets=given, server=server or None, by=request.actor, at=now())

    if not mended(form, act):
        return feed_page(request, shown, status=422, secrets_form=form)
    messages.success(request, _("The new credentials are kept, sealed."))
    return redirect(shown)


@require_POST
def erase_secrets(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.feed_for(request.actor, reference)
    erased = actions.erase_of_feed(feed=shown, by=request.actor, at=now())
    if erased.secrets:
        messages.success(request, _("Those for all sources of its kind take their place."))
    else:
        messages.success(request, _("The credentials are erased."))
    return redirect(shown)


@require_POST
def switch(request: ActorRequest, reference: str) -> HttpResponse:
    shown, on = queries.feed_for(request.actor, reference), request.POST.get("on") == "yes"
    actions.switch(feed=shown, on=on, by=request.actor, at=now())
    messages.success(request, _("The feed is on: it is read soon.") if on else _("The feed is off."))
    return redirect(shown)


@require_POST
def run_now(request: ActorRequest, reference: str) -> HttpResponse:
    run = actions.ask_for_run(feed=queries.feed_for(request.actor, reference), by=request.actor, at=now())
    return redirect(run)


@require_POST
def begin_again(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.feed_for(request.actor, reference)
    actions.begin_again(feed=shown, by=request.actor, at=now())
    messages.success(request, _("The next run reads everything from the start."))
    return redirect(shown)


@require_POST
def remove(request: ActorRequest, reference: str) -> HttpResponse:
    shown, form = queries.feed_for(request.actor, reference), RemoveForm(request.POST)
    if not mended(form, lambda: actions.remove_feed(feed=shown, by=request.actor, at=now())):
        return feed_page(request, shown, status=422, remove_form=form)
    messages.success(request, _("The feed is removed. What it alone had brought is being withdrawn."))
    return redirect(shown)


@require_POST
def try_connection(request: ActorRequest, reference: str) -> HttpResponse:
    """Shown on the page itself: nothing was done that a reload could repeat."""
    shown = queries.feed_for(request.actor, reference)
    return feed_page(request, shown, tried=actions.try_connection(feed=shown, by=request.actor, at=now()))


# -- runs -------------------------------------------------------------------------------------------------------------


@require_GET
def runs(request: ActorRequest, reference: str) -> HttpResponseBase:
    shown = queries.feed_for(request.actor, reference)
    rows = queries.runs_of(shown)
    if wanted := request.GET.get("format", ""):
        return table_response(rows.iterator(), RUN_COLUMNS, wanted, f"feed-{shown.reference}-runs")
    return render(request, "feeds/runs.html", {"feed": shown, "page": page_of(rows, request)})


@require_GET
def run(request: ActorRequest, reference: str) -> HttpResponseBase:
    """How far a run is; as a file, the rows that it set aside."""
    shown = queries.run_for(request.actor, reference)
    if wanted := request.GET.get("format", ""):
        rows = shown.rows_set_aside.iterator()
        return table_response(rows, SET_ASIDE_COLUMNS, wanted, f"set-aside-{shown.reference}")
    context = {
        "run": shown,
        "is_over": shown.finished_at is not None,
        "kept": SET_ASIDE_KEPT,
        "why": _(RUN_REASONS[RunReason(shown.reason)]),
        "page": page_of(shown.rows_set_aside.all(), request),
    }
    template = "feeds/run.html#progress" if request.headers.get("HX-Request") else "feeds/run.html"
    answer = render(request, template, context)
    answer["Vary"] = "HX-Request"
    return answer
