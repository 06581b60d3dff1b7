"""What a form is bound to."""

from typing import Any

from bonafides.base.http.requests import ActorRequest


def sent(request: ActorRequest) -> tuple[Any, Any]:
    """What a form is bound to: what was sent, or nothing before anything was."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
