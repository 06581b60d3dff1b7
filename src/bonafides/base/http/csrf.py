"""Forged requests, on pages that send no referrer: there a browser posts with `Origin: null`."""

from typing import Any

from django.middleware.csrf import CsrfViewMiddleware


class SameOriginPosts(CsrfViewMiddleware):
    """Django's check, token and all; for a hidden origin the browser's own word, `Sec-Fetch-Site`, stands in.

    No page can set that header (Fetch Metadata, W3C), and it says `same-origin` for our own forms only.
    """

    def _origin_verified(self, request: Any) -> bool:
        if request.META.get("HTTP_ORIGIN") == "null":
            return bool(request.headers.get("Sec-Fetch-Site") == "same-origin")
        return bool(super()._origin_verified(request))  # type: ignore[misc]
