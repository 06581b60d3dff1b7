"""A page in the language that its reader chose with a link: `?language=ar`."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from bonafides.base.pages.vocabulary import PUBLIC_LANGUAGES

Answer = Callable[[HttpRequest], HttpResponse]


class ChosenLanguage:
    """Stands after LocaleMiddleware; the choice is kept in its cookie, so that it holds on the next page too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("language")
        if request.method != "GET" or chosen not in PUBLIC_LANGUAGES:
            return self.get_response(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
            response.headers["Content-Language"] = chosen
        remember(response, chosen, secure=request.is_secure())
        return response


def remember(response: HttpResponse, language: str, *, secure: bool) -> None:
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", httponly=True, secure=secure)
