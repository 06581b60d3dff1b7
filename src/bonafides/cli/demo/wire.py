"""The demo's way in from outside: the client library with a key, and the public pages without an account."""

import httpx

from bonafides.cli.demo.material import Upload
from bonafides.client import Client, ItemAnswer
from bonafides.kernel.errors import Unavailable
from bonafides.kernel.text import gettext_noop

SECONDS = 30.0
REFUSED = gettext_noop("%(page)s answered %(status)s.")


def client(url: str, key: str) -> Client:
    """A program that would rather fail than go on without an answer, as a demo should."""
    return Client(url, key, timeout=SECONDS, on_unreachable="raise")


def submit(by: Client, upload: Upload, *, author: str, thread: str) -> ItemAnswer:
    """Send one upload with its surroundings; what it was answered."""
    return by.submit_item(
        upload.reference,
        file=upload.data or None,
        text=upload.text or None,
        url=upload.url or None,
        media_type=upload.media_type,
        language=upload.language,
        author={"reference": author, "language": upload.language or "en"},
        reach=120,
        context={"thread": thread},
    )


class Browser:
    """Somebody without an account: opens a page, fills its form in, sends it."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=SECONDS, follow_redirects=True, headers={"accept": "text/html"})

    def send(self, page: str, to: str, fields: dict[str, str]) -> None:
        """Open `page`, and send its form to `to`."""
        self.http.get(page).raise_for_status()
        token = self.http.cookies.get("csrftoken") or ""
        answer = self.http.post(to, data=fields | {"csrfmiddlewaretoken": token})
        if answer.is_error:
            raise Unavailable("demo-refused", REFUSED, page=to, status=answer.status_code)
