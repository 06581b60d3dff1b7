"""Fetching what a client names by its address: refused until a named person has switched it on."""

from io import BytesIO
from typing import Any, cast

from django.conf import settings

from bonafides.base import fetch
from bonafides.kernel.errors import Invalid, NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.peers.queries import doors
from bonafides.safety.peers.vocabulary import FETCH_SECONDS, HASHED_AS

SWITCHED_OFF = _("This server fetches no address. Send the file, or its hash; or have an owner switch fetching on.")
KIND_OF = {"image": "photo", "video": "video"}  # by the first half of a media type


def fetched(url: str, content_type: str = "") -> tuple[str, Any]:
    """What is at an address, and whether it counts as a photo or a video; nothing of either is kept."""
    if doors.fetching() is None:
        raise NotAllowed("no-fetching", SWITCHED_OFF)
    answer = fetch.get(url, max_bytes=settings.UPLOAD_LIMIT_BYTES, seconds=FETCH_SECONDS)
    if answer.status != 200:
        raise Invalid("fetch-status", _("The address answered %(status)s."), status=answer.status)
    kind = content_type or KIND_OF.get(answer.headers.get("content-type", "").partition("/")[0].lower(), "")
    if kind not in HASHED_AS:
        raise Invalid("content-type", _("Say with content_type whether it is a photo or a video."))
    return kind, cast("Any", BytesIO(answer.body))
