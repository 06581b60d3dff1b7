"""The component book: every component in every state, from made-up material."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bonafides.base.pages.component_book import SampleForm, sections
from bonafides.base.pages.vocabulary import LOOKS

ERROR_PAGES = (400, 403, 404, 409, 413, 429, 500, 503)


@require_safe
def component_book(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/component_book.html", samples())


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/component_book/desk.html", samples() | {"navigation": []})


@require_safe
def letter(request: HttpRequest) -> HttpResponse:
    context = {"organisation": _("Sample Platform"), "translation_unreviewed": True, "moment": now()}
    return render(request, "pages/component_book/letter.html", context)


@require_safe
def error(request: HttpRequest, status: int) -> HttpResponse:
    if status not in ERROR_PAGES:
        raise Http404
    return render(request, f"errors/{status}.html", {"reference": "7f3k-22d9"})


def samples() -> dict[str, Any]:
    moment = now()
    return {
        "navigation": [
            {"label": label, "url": f"#{anchor}", "current": anchor == "foundations"} for anchor, label in sections()
        ],
        "organisation": _("Sample Platform"),
        "states": list(LOOKS),
        "form": SampleForm(initial={"measure": "remove"}),
        "broken_form": SampleForm({"address": "not an address", "measure": ""}, prefix="broken"),
        "page": Paginator(range(120), 20).page(3),
        "moment": moment - timedelta(days=3, hours=2),
        "deadlines": [moment + timedelta(seconds=left) for left in (260_000, 11_529, 1_267, -90)],
        "sample_image": static("pages/sample.svg"),
        "levels": ["blurred", "grey", "original"],
        "error_pages": ERROR_PAGES,
    }
