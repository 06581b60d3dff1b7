"""Platforms that registered their domains for alerts without being members."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.keys import envelope
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.errors import UrlError
from bonafides.matching.urls import CanonicalUrl
from bonafides.programme.alerts import permissions
from bonafides.programme.alerts.events import PlatformRegistered, PlatformRemoved
from bonafides.programme.alerts.models import OutsideHost, OutsidePlatform
from bonafides.programme.alerts.queries.recipients import SEALING
from bonafides.programme.members.queries import member_at


@audited_action
def register_platform(*, name: str, hosts: Sequence[str], contact: str, by: Actor, at: datetime) -> OutsidePlatform:
    """Send alerts about these hosts to this address; a person has checked that whoever asked answers for them."""
    permissions.check_can_verify(by)
    names = [host_of(host) for host in hosts if host.strip()]
    check_free(names)
    platform = OutsidePlatform(name=name, registered_at=at, registered_by=by.code)
    platform.contact = envelope.seal_text(contact, purpose=SEALING, bound_to=platform.reference)
    platform.save()
    try:
        with transaction.atomic():
            OutsideHost.objects.bulk_create(OutsideHost(platform=platform, host=host) for host in names)
    except IntegrityError as error:
        raise Conflict("host-registered", _("One of these hosts is registered already.")) from error
    record(PlatformRegistered(platform=platform.reference, hosts=names), by=by, at=at)
    return platform


def host_of(text: str) -> str:
    """A host as it is compared: lower case, punycode, without www."""
    try:
        return CanonicalUrl.parse(text.strip()).host
    except UrlError as error:
        raise Invalid("not-a-host", _("%(host)s is not a host name."), host=text.strip()[:100]) from error


def check_free(names: Sequence[str]) -> None:
    if not names:
        raise Invalid("no-host", _("Name at least one host."))
    taken = next((name for name in names if member_at(name) is not None), None)
    if taken is not None:
        raise Conflict("host-of-a-member", _("%(host)s belongs to a member."), host=taken)


@audited_action
def remove_platform(*, platform: OutsidePlatform, by: Actor, at: datetime) -> None:
    """Send nothing more there; what was sent can still be answered through its link."""
    permissions.check_can_verify(by)
    platform.removed_at = at
    platform.save(update_fields=["removed_at"])
    platform.hosts.update(removed_at=at)
    record(PlatformRemoved(platform=platform.reference), by=by, at=at)
