"""Bodies whose length nobody stated, as clients send them in chunks: measured before anybody reads them.

WSGI knows bodies by their length alone, so one without would count as empty, and its upload as not sent.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.conf import settings

from bonafides.base.http.uploads import IN_MEMORY_BYTES, NamelessFile
from bonafides.web.middleware import FORM_ROOM_BYTES

READ_AT_ONCE_BYTES: Final = 64 * 1024

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def measured(application: Application) -> Application:
    """The same application, told the length of every body. Of one over the limit it hears that it is over."""

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower() and not environ.get("CONTENT_LENGTH"):
            measure(environ)
        return application(environ, start_response)

    return answer


def measure(environ: Environ) -> None:
    body, left = NamelessFile(max_size=IN_MEMORY_BYTES, dir=settings.FILE_UPLOAD_TEMP_DIR), limit_bytes() + 1
    while left and (chunk := environ["wsgi.input"].read(min(READ_AT_ONCE_BYTES, left))):
        body.write(chunk)
        left -= len(chunk)
    environ["CONTENT_LENGTH"] = str(body.tell())
    body.seek(0)
    environ["wsgi.input"] = body


def limit_bytes() -> int:
    limit: int = settings.UPLOAD_LIMIT_BYTES + FORM_ROOM_BYTES
    return limit
