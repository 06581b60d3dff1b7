"""Where a member's alerts go: its webhook endpoints and its keys, made by who signs for it."""

from datetime import datetime

from bonafides.base.outbox import endpoints
from bonafides.base.outbox import queries as outbox
from bonafides.base.outbox.models import WebhookEndpoint
from bonafides.base.people import actions as people
from bonafides.base.people import queries as persons
from bonafides.base.people.actions.api_keys import IssuedKey
from bonafides.base.people.vocabulary import ALERT_SCOPES
from bonafides.kernel import recording
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.alerts import permissions, queries
from bonafides.programme.members.queries import Member, member_of


def create_endpoint(*, url: str, by: Actor, at: datetime) -> tuple[WebhookEndpoint, str]:
    """Post every alert from now on there; returns the secret, which is never shown again."""
    audience = queries.audience_of(_own(by))
    return endpoints.create(url=url, audience=audience, by=by, at=at, record=recording.recorder())


def rotate_secret(*, reference: str, by: Actor, at: datetime) -> tuple[WebhookEndpoint, str]:
    endpoint = _endpoint(by, reference)
    return endpoint, endpoints.rotate_secret(endpoint=endpoint, by=by, at=at, record=recording.recorder())


def disable_endpoint(*, reference: str, by: Actor, at: datetime) -> None:
    endpoint = _endpoint(by, reference)
    endpoints.disable(endpoint=endpoint, reason=by.code, by=by, at=at, record=recording.recorder())


def enable_endpoint(*, reference: str, by: Actor, at: datetime) -> None:
    """Post there again, what it refused and what was told meanwhile too."""
    endpoint = _endpoint(by, reference)
    since = endpoint.disabled_at or at
    endpoints.enable(endpoint=endpoint, by=by, at=at, record=recording.recorder())
    endpoints.catch_up(endpoint=endpoint, since=since, by=by, at=at, record=recording.recorder())


def ping_endpoint(*, reference: str, by: Actor, at: datetime) -> None:
    endpoints.ping(endpoint=_endpoint(by, reference), by=by, at=at)


def create_key(*, name: str, by: Actor, at: datetime) -> IssuedKey:
    """A key that receives and answers alerts, and does nothing else."""
    organisation = _own(by).organisation
    return people.create_api_key(organisation=organisation, name=name, scopes=ALERT_SCOPES, by=by, at=at)


def revoke_key(*, reference: str, by: Actor, at: datetime) -> None:
    _own(by)
    people.revoke_api_key(key=persons.key_for(by, reference), by=by, at=at)


def _own(by: Actor) -> Member:
    permissions.check_can_set_up(by)
    return member_of(by)


def _endpoint(by: Actor, reference: str) -> WebhookEndpoint:
    found = outbox.endpoints_of(queries.audience_of(_own(by))).filter(reference=reference).first()
    if found is None:
        raise NotFound("endpoint-unknown", _("There is no such webhook endpoint."))
    return found
