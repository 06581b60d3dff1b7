"""Publishing a version of a policy, and what the platform says of itself."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.entries import canonical
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.events import PlatformConfigured, PolicyPublished
from bonafides.safety.moderation.models import PlatformProfile, Policy, PolicyVersion
from bonafides.safety.moderation.models.policies import grave_measures
from bonafides.safety.moderation.rules.policies import check_texts

Texts = dict[str, dict[str, Any]]


@audited_action
def publish_policy(
    *,
    slug: str,
    texts: Texts,
    change_note: str,
    two_person_clauses: Sequence[str] = (),
    two_person_measures: Sequence[str] | None = None,
    by: Actor,
    at: datetime,
) -> PolicyVersion:
    """Publish the next version of a policy. Decisions made from now on apply it; earlier ones keep theirs."""
    _check_may_publish(by)
    check_texts(texts)
    policy = Policy.objects.select_for_update().filter(slug=slug).first() or Policy(slug=slug, created_at=at)
    policy.two_person_clauses = list(two_person_clauses)
    policy.two_person_measures = grave_measures() if two_person_measures is None else list(two_person_measures)
    policy.save()
    last = policy.versions.first()
    digest = sha256(canonical(texts)).hexdigest()
    if last is not None and last.digest == digest:
        raise Conflict("same-policy", _("This text is the version in force already."))
    version = PolicyVersion(
        policy=policy,
        number=last.number + 1 if last else 1,
        published_at=at,
        published_by_id=by.person,
        texts=texts,
        change_note=change_note,
        digest=digest,
    )
    version.save()
    record(PolicyPublished(policy=slug, version=version.number, digest=digest), by=by, at=at)
    return version


@audited_action
def set_readings(*, policy: Policy, clauses: Sequence[str], measures: Sequence[str], by: Actor, at: datetime) -> None:
    """Say which clauses and measures need two readings from now on."""
    _check_may_publish(by)
    policy.two_person_clauses, policy.two_person_measures = list(clauses), list(measures)
    policy.save(update_fields=["two_person_clauses", "two_person_measures"])
    settled = {"clauses": sorted(clauses), "measures": sorted(measures)}
    digest = sha256(canonical(settled)).hexdigest()
    record(PlatformConfigured(what="two_readings", digest=digest), by=by, at=at)


@audited_action
def describe_platform(
    *, country: str, staff: int, turnover_eur: int, services: Sequence[str], by: Actor, at: datetime
) -> PlatformProfile:
    """Write down what decides which duties bind: establishment, size, kinds of service."""
    _check_may_publish(by)
    said = {"country": country, "staff": staff, "turnover_eur": turnover_eur, "services": list(services)}
    profile = PlatformProfile(**said, set_at=at)
    profile.save()
    digest = sha256(canonical(said)).hexdigest()
    record(PlatformConfigured(what="profile", digest=digest), by=by, at=at)
    return profile


def _check_may_publish(by: Actor) -> None:
    if by.kind is not ActorKind.SYSTEM:
        permissions.check_can_lead(by)
