"""Links that open one thing for whoever bears them."""

from datetime import datetime

from bonafides.base.people import tokens
from bonafides.base.people.models import LinkToken
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.ids import new_secret_token


def issue_link(*, purpose: LinkPurpose, about: str, expires_at: datetime, at: datetime) -> str:
    """A new token for `about`, to be told once; call it inside the action that it belongs to, which records."""
    token = new_secret_token()
    LinkToken.objects.create(
        purpose=purpose, about=about, token_hash=tokens.hash_of(token), created_at=at, expires_at=expires_at
    )
    return token


def revoke_links(*, purpose: LinkPurpose, about: str, at: datetime) -> int:
    """End all links of one purpose to one thing; returns how many were still open. The calling action records."""
    links = LinkToken.objects.filter(purpose=purpose, about=about, revoked_at=None)
    return links.update(revoked_at=at)
