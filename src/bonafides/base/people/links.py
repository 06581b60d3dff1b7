"""Pages that a token link opens: whoever bears it acts as the link, whoever else is signed in."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpResponse
from django.shortcuts import render

from bonafides.base.http.problems import problem, sentence_of, status_of
from bonafides.base.http.requests import ActorRequest, wants_page
from bonafides.base.people import queries
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, LinkBearer, P], HttpResponse]
TokenView = Callable[Concatenate[ActorRequest, str, P], HttpResponse]


def link_page(*purposes: LinkPurpose) -> Callable[[View[P]], TokenView[P]]:
    """For a view at `.../<str:token>/`: it gets the LinkBearer in place of the token, or is not reached.

    A page may serve several purposes, where each gives the right to it: a statement's link also opens the complaint.

    The answer is stored nowhere, tells no other site its address, and is not indexed.
    """

    def decorate(view: View[P]) -> TokenView[P]:
        @wraps(view)
        def opened(request: ActorRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.bears_link = True  # an error page, which is made elsewhere, has this address too
            try:
                bearer = bearer_of_one(purposes, token)
            except NotFound as error:
                return link_refused(request, error)
            request.actor = queries.actor_of_bearer(bearer)
            return view(request, bearer, *args, **kwargs)

        return cast("TokenView[P]", opened)

    return decorate


def bearer_of_one(purposes: Sequence[LinkPurpose], token: str) -> LinkBearer:
    """Whoever bears a link of one of these purposes."""
    for purpose in purposes[:-1]:
        try:
            return queries.bearer_of(purpose, token, at=now())
        except NotFound as error:
            if error.code != "link-unknown":
                raise
    return queries.bearer_of(purposes[-1], token, at=now())


def link_refused(request: ActorRequest, error: NotFound) -> HttpResponse:
    if not wants_page(request):
        return problem(error)
    context = {"sentence": sentence_of(error), "reference": getattr(request, "id", "")}
    return render(request, "errors/404.html", context, status=status_of(error))


def kept_quiet(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
