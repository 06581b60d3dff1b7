"""What every page with answers or scores has in common."""

import io
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from bonafides.base.http.csrf import SameOriginPosts
from bonafides.base.http.uploads import NamelessFileHandler

View = Callable[..., HttpResponseBase]


def confidential(view: View) -> View:
    """No store keeps the page, no other address hears of it, and an error report holds none of what it handled."""
    guarded = sensitive_post_parameters()(sensitive_variables()(view))

    @wraps(view)
    def shown(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = guarded(request, *args, **kwargs)
        answer["Cache-Control"] = "no-store, private"
        answer["Referrer-Policy"] = "same-origin"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return shown


class InMemory(NamelessFileHandler):
    """An upload that never touches the disk: what is evidence here is sealed before it does."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = io.BytesIO()


def kept_in_memory(view: View) -> View:
    """Read this view's uploads into memory. The check against forged forms reads the body too, so it comes after."""
    checked = decorator_from_middleware(SameOriginPosts)(view)

    @csrf_exempt
    @wraps(view)
    def first(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            request.upload_handlers = [InMemory(request)]
        return checked(request, *args, **kwargs)

    return first


def download(data: bytes, content_type: str, name: str) -> HttpResponse:
    """Always as a file to keep, never shown in place."""
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
