"""The public log as static files, under /log/: checkpoint, tiles, entry bundles and the keys that signed them."""

import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from bonafides.base.audit.models import Publication
from bonafides.base.audit.sealing import log_directory
from bonafides.base.keys import signing

_NUMBER = r"(?:x\d{3}/)*\d{3}(?:\.p/\d{1,3})?"
_SERVED = re.compile(rf"checkpoint|tile/(?:\d|entries)/{_NUMBER}")


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """How to check the log, for a person."""
    head = Publication.objects.first()
    context = {
        "origin": signing.name_of("log"),
        "size": head.size if head else 0,
        "published_at": head.published_at if head else None,
        "log_key": signing.public_keys("log")[0].vkey,
        "receipt_key": signing.public_keys("receipts")[0].vkey,
        "address": f"{settings.PUBLIC_URL}/log/",
        "key_label": _("Copy the key of the log"),
        "receipt_label": _("Copy the key of its receipts"),
    }
    return render(request, "audit/log.html", context)


@require_GET
def log_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """One file of the log; nothing else in its folder can be reached."""
    if not _SERVED.fullmatch(path):
        raise Http404
    file = log_directory() / path
    if not file.is_file():
        raise Http404
    return _checkpoint(file) if path == "checkpoint" else _tile(file)


def _checkpoint(file: Path) -> HttpResponse:
    return HttpResponse(file.read_bytes(), "text/plain; charset=utf-8", headers={"Cache-Control": "max-age=10"})


def _tile(file: Path) -> FileResponse:
    """A tile never changes, so whoever fetched it may keep it."""
    answer = FileResponse(file.open("rb"), content_type="application/octet-stream")
    answer["Cache-Control"] = "max-age=31536000, immutable"
    return answer


@require_GET
def log_keys(request: HttpRequest) -> JsonResponse:
    """The keys that sign or signed the log and its receipts, with the time that each was in use."""
    return JsonResponse({purpose: [_key(key) for key in signing.public_keys(purpose)] for purpose in KEYS_SHOWN})


KEYS_SHOWN = ("log", "receipts")


def _key(key: signing.PublicKey) -> dict[str, str | None]:
    return {
        "vkey": key.vkey,
        "from": key.from_at.isoformat(),
        "until": key.until.isoformat() if key.until else None,
    }
