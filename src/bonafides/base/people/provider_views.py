"""The two addresses of signing in by a provider: there, and back."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from jwt import PyJWKSet, PyJWTError, decode, get_unverified_header
from requests import RequestException

from bonafides.base.people.provider_adapters import NOT_SIGNED_IN, refusal

ALGORITHMS = frozenset({"RS256", "PS256", "ES256", "EdDSA"})  # signatures only; never a shared secret, never none
CLOCK_LEEWAY_SECONDS = 60


class SignedIdTokens(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """As allauth does it, and the ID token's signature and issuer are always checked."""

    def get_provider(self) -> Any:
        """The provider, which asks for its addresses through this class again."""
        provider = super().get_provider()
        provider.oauth2_adapter_class = SignedIdTokens
        return provider

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if str(config.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            raise OAuth2Error("the discovery document is of another issuer")
        return config

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            key = key_for(id_token, answer.json())
            return dict(
                decode(
                    id_token,
                    key=key.key,
                    algorithms=[key.algorithm_name],
                    issuer=self.openid_config["issuer"],
                    audience=app.client_id,
                    leeway=CLOCK_LEEWAY_SECONDS,
                    options={"require": ["exp", "iat", "iss", "aud", "sub"]},
                )
            )
        except (PyJWTError, KeyError, ValueError, TypeError, AttributeError) as error:
            raise OAuth2Error("the ID token cannot be trusted") from error


def key_for(id_token: str, published: dict[str, Any]) -> Any:
    """The published key that the token names; its algorithm is the key's, never the token's word alone."""
    header = get_unverified_header(id_token)
    keys = [key for key in PyJWKSet.from_dict(published).keys if key.key_id == header.get("kid")]
    if len(keys) != 1 or keys[0].algorithm_name not in ALGORITHMS or keys[0].algorithm_name != header.get("alg"):
        raise OAuth2Error("the ID token names no key that can be used")
    return keys[0]


@never_cache
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """A button's press leads to the provider; the page itself only shows the button."""
    return answered(OAuth2LoginView, request, provider_id)


@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return answered(OAuth2CallbackView, request, provider_id)


def answered(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """What allauth's view answers; not found where no provider is configured, a sentence where it cannot be asked."""
    try:
        adapter = SignedIdTokens(request, provider_id)
        answer: HttpResponse = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (OAuth2Error, RequestException, KeyError, ValueError):
        answer = refusal(request, NOT_SIGNED_IN, 503)
    return answer
