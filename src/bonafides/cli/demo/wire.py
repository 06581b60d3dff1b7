"""The demo's way in from outside: the API with a key, and the public pages as a browser without an account."""

from typing import Any

import httpx

from bonafides.cli.demo.material import Upload
from bonafides.kernel.errors import Unavailable
from bonafides.kernel.text import gettext_noop

SECONDS = 30.0
REFUSED = gettext_noop("%(path)s answered %(status)s: %(body)s")
Json = dict[str, Any]


class Wire:
    """One client of the API."""

    def __init__(self, url: str, key: str) -> None:
        headers = {"authorization": f"Bearer {key}", "accept": "application/json"}
        self.http = httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=SECONDS)

    def submit(self, upload: Upload, *, author: str, context: str) -> Json:
        """Send one upload; what it was answered."""
        fields = {"reference": upload.reference, "author": {"reference": author, "language": upload.language or "en"}}
        about = {"language": upload.language, "reach": 120, "context": {"thread": context}}
        if upload.data:
            return self.submit_file(upload, author=author, context=context)
        content = {"text": upload.text} if upload.text else {"url": upload.url}
        return self.call("POST", "/items", json={**fields, **about, **content})

    def submit_file(self, upload: Upload, *, author: str, context: str) -> Json:
        form = {"reference": upload.reference, "author.reference": author, "author.language": "en", "reach": "120"}
        file = {"file": (upload.name, upload.data, upload.media_type)}
        return self.call("POST", "/items", data=form | {"context": f'{{"thread": "{context}"}}'}, files=file)

    def flag(self, location: str, **about: Any) -> Json:
        return self.call("POST", "/flags", json={"location": location, **about})

    def confirm(self, item: str, action: str) -> Json:
        return self.call("POST", f"/items/{item}/enforcement", json={"action": action, "state": "confirmed"})

    def item(self, reference: str) -> Json:
        return self.call("GET", f"/items/{reference}")

    def call(self, method: str, path: str, **words: Any) -> Json:
        answer = self.http.request(method, path, **words)
        if answer.is_error:
            raise Unavailable("demo-refused", REFUSED, path=path, status=answer.status_code, body=answer.text[:300])
        found: Json = answer.json()
        return found


class Browser:
    """Somebody without an account: opens a page, fills its form in, sends it."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=SECONDS, follow_redirects=True, headers={"accept": "text/html"})

    def send(self, page: str, to: str, fields: dict[str, str]) -> httpx.Response:
        """Open `page`, send its form to `to`; the page that follows."""
        self.http.get(page).raise_for_status()
        token = self.http.cookies.get("csrftoken") or ""
        answer = self.http.post(to, data=fields | {"csrfmiddlewaretoken": token})
        if answer.is_error:
            raise Unavailable("demo-refused", REFUSED, path=to, status=answer.status_code, body=answer.text[:300])
        return answer
