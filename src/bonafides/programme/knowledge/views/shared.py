"""What the pages of the portal share: whose skeleton they stand in, and forms that the domain may refuse."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from bonafides.base.http.requests import ActorRequest
from bonafides.programme.knowledge import permissions
from bonafides.programme.knowledge.vocabulary import LANGUAGES


def shown(request: ActorRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page that the public sees in the public skeleton, and whoever has signed in in the console."""
    signed_in = request.actor.person is not None
    frame = {
        "skeleton": "console.html" if signed_in else "public.html",
        "signed_in": signed_in,
        "is_reader": permissions.is_reader(request.actor),
        "may_edit": signed_in and permissions.can_edit(request.actor),
        "may_keep": signed_in and permissions.can_keep(request.actor),
    }
    return render(request, template, frame | context, status=status)


def language_of(request: ActorRequest) -> str:
    """The reader's language, if texts are kept in it."""
    language = (get_language() or "en").split("-")[0]
    return language if language in LANGUAGES else "en"
