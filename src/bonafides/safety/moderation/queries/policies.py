"""Policies as they were published, and how one version differs from the one before."""

from typing import Any

from django.db.models import QuerySet

from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.models import Policy, PolicyVersion
from bonafides.safety.moderation.queries.cases import policy_in_force
from bonafides.safety.moderation.rules.policies import ORIGINAL, Change, changes_between

__all__ = ["changes_of", "policies", "policy_in_force", "text_of", "version_numbered", "versions"]


def policies() -> "QuerySet[Policy]":
    return Policy.objects.prefetch_related("versions").order_by("slug")


def versions() -> "QuerySet[PolicyVersion]":
    """Every version, the newest first."""
    return PolicyVersion.objects.select_related("policy", "published_by").order_by("-published_at", "-number")


def version_numbered(number: int) -> PolicyVersion:
    found = versions().filter(number=number).first()
    if found is None:
        raise NotFound("no-such-version", _("The policy has no such version."))
    return found


def text_of(version: PolicyVersion, language: str) -> dict[str, Any]:
    """The text in a language, else the original."""
    found: dict[str, Any] = version.texts.get(language) or version.texts[ORIGINAL]
    return found


def changes_of(version: PolicyVersion, language: str) -> tuple[Change, ...]:
    """What this version changed, in a language; nothing for the first."""
    before = version.policy.versions.filter(number=version.number - 1).first()
    return changes_between(text_of(before, language), text_of(version, language)) if before else ()
