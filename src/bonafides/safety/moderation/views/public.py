"""What the public pages of this part share: which form is asked for, and downloads."""

from django.http import HttpRequest, HttpResponse

NOTE, PACKAGE = "text/plain; charset=utf-8", "application/zip"


def wants_json(request: HttpRequest) -> bool:
    """By `?format=json` or by the Accept header."""
    asked = request.GET.get("format")
    return asked == "json" or (asked is None and "application/json" in request.headers.get("Accept", ""))


def download(data: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
