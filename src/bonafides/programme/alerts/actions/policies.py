"""Publishing a new version of the inclusion policy."""

from datetime import datetime
from hashlib import sha256

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.alerts import permissions, queries
from bonafides.programme.alerts.events import InclusionPolicyPublished
from bonafides.programme.alerts.models import InclusionPolicy


@audited_action
def publish_policy(*, text: str, by: Actor, at: datetime) -> InclusionPolicy:
    """Hold every verification from now on against this text; what was verified before names its own version."""
    permissions.check_can_make_policy(by)
    before = queries.policy_in_force()
    if before.text.strip() == text.strip():
        raise Conflict("same-policy", _("This is the text that is in force already."))
    policy = InclusionPolicy.objects.create(number=before.number + 1, text=text, published_at=at, published_by=by.code)
    published = InclusionPolicyPublished(number=policy.number, sha256=sha256(text.encode()).hexdigest())
    record(published, by=by, at=at)
    return policy
