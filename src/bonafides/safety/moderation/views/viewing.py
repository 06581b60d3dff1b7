"""Showing content, step by step, and what a person was shown."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import viewing
from bonafides.safety.moderation.models import Item
from bonafides.safety.moderation.queries.case_page import CasePage, context_rows
from bonafides.safety.moderation.queries.exposure import meter_of
from bonafides.safety.moderation.queries.facts import has_content
from bonafides.safety.moderation.vocabulary import ExposureMode, ItemKind
from bonafides.safety.moderation.vocabulary.limits import TEXT_FIRST_CHARACTERS

LEVELS = {"blurred": ExposureMode.REDUCED, "grey": ExposureMode.GREY, "original": ExposureMode.FULL}
ASKED = "moderation_asked_to_show"  # in the session: of which case, how plainly
SANDBOX = "default-src 'none'; sandbox"
CLOSED = {
    "Content-Security-Policy": SANDBOX,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store, private",
}  # how content leaves: for this page only, never stored, never run


@dataclass(frozen=True)
class Shown:
    """What the page shows of the content now."""

    level: str = ""  # blurred, grey, original; empty: nothing
    text: str = ""
    has_more: bool = False
    context: tuple[tuple[str, str], ...] = ()
    again: bool = False  # seen before, so not shown unless asked for

    @property
    def is_showing(self) -> bool:
        return bool(self.level)


def shown_of(page: CasePage, asked: str) -> Shown:
    """What this page shows: to whoever has the case open its reduced form, to others only what they ask for.

    What a person saw before is not shown again unless they ask.
    """
    item = page.item
    if item is None or not page.may_see_content or not has_content(item):
        return Shown()
    level = asked if asked in LEVELS else ("blurred" if page.is_mine and not page.seen_before else "")
    context = _context(page, item) if level or page.is_mine else ()
    if not level:
        return Shown(context=context, again=page.seen_before)
    if item.kind in (ItemKind.TEXT, ItemKind.URL):
        mode = ExposureMode.FULL if level == "original" else ExposureMode.REDUCED
        text = viewing.open_text(item=item, mode=mode, by=page.by, at=page.at)
        return Shown(level, text, mode is not ExposureMode.FULL and len(text) >= TEXT_FIRST_CHARACTERS, context)
    return Shown(level, context=context) if item.kind == ItemKind.PICTURE else Shown(context=context)


def _context(page: CasePage, item: Item) -> tuple[tuple[str, str], ...]:
    if not item.context:
        return ()
    return tuple(context_rows(viewing.open_context(item=item, by=page.by, at=page.at)))


@require_POST
def show(request: ActorRequest, reference: str) -> HttpResponse:
    """One step more, or back to blurred: the same page, with what was asked for."""
    item = item_for(request, reference)
    level = request.POST.get("level", "")
    request.session[ASKED] = [item.case.reference, level if level in LEVELS else "blurred"]
    answer = redirect("moderation:case", reference=item.case.reference)
    answer["Location"] += "#looking"
    return answer


def asked_level(request: ActorRequest, case: str) -> str:
    """What the step before asked to be shown of this case, once; an address by itself shows nothing."""
    of_case, level = request.session.pop(ASKED, ("", ""))
    return level if of_case == case else ""


@require_GET
def picture(request: ActorRequest, reference: str) -> HttpResponse:
    """A picture that we made of it, for a page and never by itself; that it was opened is recorded before it leaves."""
    if request.headers.get("Sec-Fetch-Dest", "image") != "image":
        raise NotFound("no-page", _("A picture is shown on the page of its case only."))
    mode = LEVELS.get(request.GET.get("level", ""), ExposureMode.REDUCED)
    jpeg = viewing.open_picture(item=item_for(request, reference), mode=mode, by=request.actor, at=now())
    return HttpResponse(jpeg, content_type="image/jpeg", headers=CLOSED)


@require_POST
def download(request: ActorRequest, reference: str) -> HttpResponse:
    """The bytes as they came, as a file to save: never shown by the browser."""
    item = item_for(request, reference)
    data = viewing.open_file(item=item, by=request.actor, at=now())
    headers = CLOSED | {"Content-Disposition": f'attachment; filename="{item.reference}.bin"'}
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)


def item_for(request: ActorRequest, reference: str) -> Item:
    """The item of this reference, if its content may be seen by whoever asks."""
    item = Item.objects.select_related("case").filter(reference=reference).first()
    if item is None or not permissions.can_read_case(request.actor, item.case.reference):
        raise NotFound("no-such-item", _("There is no such item."))
    permissions.check_can_see_content(request.actor, item.case.reference)
    return item


@require_GET
def exposure(request: ActorRequest) -> HttpResponse:
    """What the person who asks was shown; nobody else can open this."""
    return render(request, "moderation/exposure.html", {"meter": meter_of(request.actor, now())})
