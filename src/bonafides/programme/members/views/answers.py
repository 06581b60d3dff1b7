"""How a view answers a form, the same way everywhere."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from bonafides.base.http.mending import MENDABLE, mended
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.errors import NotAllowed

REFUSALS = tuple(each for each in MENDABLE if each is not NotAllowed)  # who may not is turned away: 403


def answered(
    request: ActorRequest,
    form: forms.Form,
    act: Callable[[], object],
    *,
    said: str,
    to: Any,
    again: Callable[[], HttpResponse],
) -> HttpResponse:
    """Done: on to `to` with a word. Refused: the page again, with what is to be mended."""
    if not mended(form, act, errors=REFUSALS):
        return again()
    messages.success(request, said)
    return redirect(to)


def pressed(request: ActorRequest, act: Callable[[], object], *, said: str, to: Any) -> HttpResponse:
    """A button without a form: what the domain refuses is said on the page that it stood on."""
    try:
        act()
    except REFUSALS as error:
        messages.error(request, str(sentence_of(error)))
        return redirect(to)
    messages.success(request, said)
    return redirect(to)


def address_of(name: str, *parts: str) -> str:
    """The address of a page; empty where this edition does not have it."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""
