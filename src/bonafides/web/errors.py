"""Error pages: what happened and what to do, never a trace."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.translation import gettext_lazy as _

from bonafides.base.http import problems
from bonafides.base.http.requests import wants_page
from bonafides.kernel.errors import DomainError

BROKEN = _("Something broke on our side. It was written down; please try again.")
HAPPENED = {
    400: _("The request cannot be read."),
    403: _("You cannot open this page"),
    404: _("There is nothing at this address"),
    500: BROKEN,
}
"""The same for a program, which gets no page."""
PAGES = {400, 403, 404, 405, 409, 413, 429, 500, 503}


def answer_to(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A domain error, for whoever asks."""
    if not wants_page(request):
        return problems.problem(error)
    answer = page(request, problems.status_of(error), str(problems.sentence_of(error)))
    for name, value in problems.headers_of(error).items():
        answer[name] = value
    return answer


def no_method(request: HttpRequest, methods: str) -> HttpResponse:
    """Of an address that takes a form only: whoever signs in anew while sending one is led there without it."""
    if not wants_page(request):
        return problems.no_method(methods)
    answer = page(request, HTTPStatus.METHOD_NOT_ALLOWED, above=page_above(request.path_info))
    answer["Allow"] = methods
    return answer


def page_above(path: str) -> str:
    """The nearest address above one at which something stands."""
    parts = path.strip("/").split("/")
    above = ("/" + "/".join([*parts[:length], ""]) for length in range(len(parts) - 1, 0, -1))
    return next((each for each in above if is_valid_path(each)), "/")


def page(request: HttpRequest, status: int, sentence: str = "", **more: str) -> HttpResponse:
    """The page of a status; the nearest one that we have words for."""
    name = status if status in PAGES else (400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500)
    context = {"reference": getattr(request, "id", ""), "sentence": sentence, **more}
    return render(request, f"errors/{name}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer_or_problem(request, 400, "bad-request")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer_or_problem(request, 403, "not-allowed")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer_or_problem(request, 404, "not-found")


def broken(request: HttpRequest) -> HttpResponse:
    return answer_or_problem(request, 500, "broken")


def answer_or_problem(request: HttpRequest, status: int, code: str) -> HttpResponse:
    if wants_page(request):
        return page(request, status)
    return problems.problem_of(status, code, str(HAPPENED[status]))
