"""What the desk's pages have in common: a form at one address, whose mistakes come back on it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.errors import DomainError

Do = Callable[[], str]


def form_page(request: ActorRequest, template: str, form: forms.Form, do: Do, **context: Any) -> HttpResponse:
    """Show the form; posted and right, do it and go to the address that `do` answers; else show what to mend, 422."""
    if request.method != "POST":
        return render(request, template, {"form": form, **context})
    if form.is_valid():
        try:
            return redirect(do())
        except DomainError as error:
            form.add_error(None, sentence_of(error))
    return render(request, template, {"form": form, **context}, status=422)
