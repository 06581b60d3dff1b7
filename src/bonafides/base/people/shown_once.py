"""A secret on its way from the form that made it to the page that shows it, once: sealed in the session."""

from django.http import HttpRequest

from bonafides.base.keys import envelope

SESSION_NAME = "people_shown_once"


def keep(request: HttpRequest, secret: str) -> None:
    person = str(request.user.pk)
    request.session[SESSION_NAME] = envelope.seal_text(secret, purpose=SESSION_NAME, bound_to=person)


def take(request: HttpRequest) -> str:
    """The secret, and never again; empty if there is none."""
    sealed = request.session.pop(SESSION_NAME, "")
    return envelope.unseal_text(sealed, purpose=SESSION_NAME, bound_to=str(request.user.pk)) if sealed else ""
