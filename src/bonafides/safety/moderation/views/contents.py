"""Where content comes from that a flag only named: the platform's endpoint, or a person who uploads it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, TooLarge
from bonafides.kernel.text import gettext_noop
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import resolving
from bonafides.safety.moderation.forms.contents import ContentEndpointForm, ContentForm
from bonafides.safety.moderation.forms.notices import say
from bonafides.safety.moderation.models import ContentEndpoint, Item
from bonafides.safety.moderation.queries.items import item_for

CONTENT_IS_THERE = Conflict("content-there", gettext_noop("The content of this item is here already."))


@require_http_methods(["GET", "POST"])
def content(request: ActorRequest, reference: str) -> HttpResponse:
    """Upload the content of an item that came without."""
    permissions.check_can_judge(request.actor)
    item = item_for(reference)
    if item.sha256:
        raise CONTENT_IS_THERE
    if request.method == "GET":
        return _content_page(request, item, ContentForm())
    form = ContentForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            placed = resolving.upload_content(item=item, submission=form.submission(item), by=request.actor, at=now())
            return redirect("moderation:case", reference=placed.case.reference)
        except (Invalid, TooLarge) as error:
            say(form, error)
    return _content_page(request, item, form, status=422)


def _content_page(request: ActorRequest, item: Item, form: ContentForm, status: int = 200) -> HttpResponse:
    context = {"item": item, "form": form, "endpoint": resolving.endpoint_in_use()}
    return render(request, "moderation/content.html", context, status=status)


@require_GET
def content_endpoint(request: ActorRequest) -> HttpResponse:
    return _endpoint_page(request, ContentEndpointForm())


@never_cache
@require_POST
def set_content_endpoint(request: ActorRequest) -> HttpResponse:
    """Ask there from now on; the secret stands in this one answer."""
    form = ContentEndpointForm(request.POST)
    if not form.is_valid():
        return _endpoint_page(request, form, status=422)
    secret = resolving.set_endpoint(url=form.cleaned_data["url"], by=request.actor, at=now())
    return _endpoint_page(request, ContentEndpointForm(), secret=secret)


@require_POST
def remove_content_endpoint(request: ActorRequest) -> HttpResponse:
    resolving.remove_endpoint(by=request.actor, at=now())
    return redirect("moderation:content_endpoint")


@require_POST
def try_content_endpoint(request: ActorRequest) -> HttpResponse:
    """Ask for something that is not there, and say how it went."""
    endpoint = resolving.endpoint_in_use()
    trouble = resolving.try_endpoint(endpoint=endpoint, by=request.actor, at=now()) if endpoint else ""
    if trouble:
        messages.error(request, trouble)
    else:
        messages.success(request, _("The platform answered as it should."))
    return redirect("moderation:content_endpoint")


def _endpoint_page(
    request: ActorRequest, form: ContentEndpointForm, *, secret: str = "", status: int = 200
) -> HttpResponse:
    endpoint: ContentEndpoint | None = resolving.endpoint_in_use()
    unresolved = Item.objects.exclude(content_trouble="").filter(sha256="").select_related("case").order_by("-pk")[:50]
    context = {"form": form, "endpoint": endpoint, "secret": secret, "unresolved": unresolved}
    return render(request, "moderation/content_endpoint.html", context, status=status)
