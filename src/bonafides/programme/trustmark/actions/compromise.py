"""Every mark that a lost key signed is issued anew."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.programme.trustmark import permissions
from bonafides.programme.trustmark.actions.marks import locked, revoke_instances, sign_next
from bonafides.programme.trustmark.models import Mark
from bonafides.programme.trustmark.vocabulary import EndOfInstance, MarkState


def reissue_all(*, key: str, at: datetime) -> int:
    """Revoke every instance that a lost key signed and issue each mark anew, a transaction each; returns how many.

    A run that breaks off goes on where it was when it is begun again.
    """
    marks = Mark.objects.filter(
        instances__key=key, instances__revoked_at=None, instances__valid_until__gt=at
    ).distinct()
    return sum(reissue(mark=mark, key=key, at=at) for mark in marks.order_by("pk"))


@audited_action
def reissue(*, mark: Mark, key: str, by: Actor = SYSTEM, at: datetime) -> bool:
    """A new instance under the new key; whether the requirements hold is the next renewal's question."""
    permissions.check_house(by)
    mark = locked(mark)
    missing = mark.missing
    revoke_instances(mark, EndOfInstance.KEY_COMPROMISED, at=at, key=key)
    if mark.state == MarkState.ACTIVE and not missing:
        return sign_next(mark, at=at)
    mark.save()
    return False
