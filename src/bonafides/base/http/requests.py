"""The request that our views are given: Django's, and who is asking."""

from django.http import HttpRequest

from bonafides.kernel.actor import Actor

MACHINE_PATHS = ("/api/", "/m/", "/h/")  # asked by programs, whatever they claim to accept


class ActorRequest(HttpRequest):
    """Set by the middleware of `base/people`; a view passes `request.actor` on as `by`."""

    actor: Actor
    bears_link: bool = False  # whether its address holds the token of a link


def wants_page(request: HttpRequest) -> bool:
    """Whether a person's browser asks, so that the answer is a page and not a problem document."""
    if request.path_info.startswith(MACHINE_PATHS):
        return False
    return "text/html" in request.headers.get("Accept", "")
