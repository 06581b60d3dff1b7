"""Who asks without a key: their network, under a name that says nothing, to count how often."""

from hmac import digest
from secrets import token_bytes

from django.conf import settings
from django.http import HttpRequest

from bonafides.base.http.networks import client_address, network_of

FORGETFUL = token_bytes(32)  # so that not even the memory of this process holds a network


def caller(request: HttpRequest) -> str:
    """The network that asks, under a name that this process makes up at its start and forgets at its end."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    address = client_address(request.META.get("REMOTE_ADDR", ""), forwarded, settings.TRUSTED_PROXIES)
    return digest(FORGETFUL, network_of(address).encode(), "sha256").hex()
