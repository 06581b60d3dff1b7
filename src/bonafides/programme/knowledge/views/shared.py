"""What the pages of the portal share: whose skeleton they stand in, and forms that the domain may refuse."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed, RuleBroken, TooLarge
from bonafides.programme.knowledge import permissions
from bonafides.programme.knowledge.vocabulary import LANGUAGES

MENDABLE = (Invalid, Conflict, RuleBroken, NotAllowed, TooLarge)


def mended(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it if the form is right; what the domain refuses stands on the form, to be mended."""
    if not form.is_valid():
        return False
    try:
        act()
    except MENDABLE as error:
        form.add_error(None, sentence_of(error))
        return False
    return True


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
