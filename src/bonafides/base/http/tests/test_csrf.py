"""A page that hides its address may still post to us; nobody else may."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from bonafides.base.http.csrf import SameOriginPosts

TOKEN = "a" * 32


@pytest.mark.parametrize(
    ("origin", "site", "token", "status"),
    [
        ("null", "same-origin", TOKEN, 200),
        ("null", "same-origin", "b" * 32, 403),
        ("null", "cross-site", TOKEN, 403),
        ("null", "", TOKEN, 403),
        ("https://elsewhere.example", "same-origin", TOKEN, 403),
        ("http://testserver", "", TOKEN, 200),
    ],
)
def test_a_hidden_origin_needs_the_browsers_word_and_the_token(origin: str, site: str, token: str, status: int) -> None:
    headers = {"origin": origin, "sec-fetch-site": site, "x-csrftoken": token}
    request = RequestFactory().post("/", headers=headers)
    request.COOKIES["csrftoken"] = TOKEN

    assert answer_to(request).status_code == status


def answer_to(request: HttpRequest) -> HttpResponse:
    middleware = SameOriginPosts(lambda _: HttpResponse())
    middleware.process_request(request)
    return middleware.process_view(request, lambda _: HttpResponse(), (), {}) or HttpResponse()
