"""Material that shows the abuse of a child: out of reach at once, reported, locked until counsel's choice stands."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.blobs import actions as blobs
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.escalations import permissions
from bonafides.safety.escalations.events import MaterialChoiceGiven, MaterialReported, MaterialRouted
from bonafides.safety.escalations.models import Escalation, LockedMaterial
from bonafides.safety.escalations.vocabulary import Choice
from bonafides.safety.moderation.actions import escalating


@audited_action
def route_out(*, item: str, by: Actor, at: datetime) -> LockedMaterial:
    """An item and its exact copies leave every page; what stays is that they were, and when."""
    permissions.check_can_escalate(by)
    if LockedMaterial.objects.filter(item=item).exists():
        raise Conflict("routed-already", _("This item is out of reach already."))
    routed = [_route_out(each, by=by, at=at) for each in escalating.copies_of(item)]
    return routed[0]


def _route_out(item: str, *, by: Actor, at: datetime) -> LockedMaterial:
    routed = escalating.route_out(item=item, by=by, at=at)
    names = [*routed.blobs, *_lock_packages(routed.case, at=at)]
    material = LockedMaterial(case=routed.case, item=item, routed_at=at, routed_by=by.code, blobs=names)
    material.save()
    record(MaterialRouted(material.reference, routed.case), by=by, at=at)
    return material


def _lock_packages(case: str, *, at: datetime) -> list[str]:
    """What was sent of this case because of a threat holds the item, too."""
    names = []
    for escalation in Escalation.objects.filter(case=case).exclude(package=""):
        blobs.lock(escalation.package, at=at)
        names.append(escalation.package)
        escalation.package = ""
        escalation.save(update_fields=["package"])
    return names


@dataclass(frozen=True)
class Reported:
    country: str
    to: str
    reference: str = ""


@audited_action
def write_report(*, material: LockedMaterial, reported: Reported, by: Actor, at: datetime) -> None:
    """It was reported to a hotline or the police; by whom and when stays with the case."""
    permissions.check_can_escalate(by)
    material.country, material.reported_to = reported.country, reported.to
    material.report_reference, material.reported_at = reported.reference, at
    material.save()
    record(MaterialReported(material.reference, reported.country), by=by, at=at)


@audited_action
def choose(*, material: LockedMaterial, choice: Choice, counsel: str, by: Actor, at: datetime) -> None:
    """The first person writes down what counsel wrote; a second who says the same makes it stand."""
    permissions.check_can_choose(by)
    row = LockedMaterial.objects.select_for_update().get(pk=material.pk)
    if row.confirmed_at:
        raise Conflict("chosen-already", _("Two people have given this choice already."))
    if not counsel.strip():
        raise Invalid("counsel-missing", _("Say who of counsel wrote it, when, and where the letter lies."))
    if row.chosen_by_id == by.person_id:
        raise Conflict("second-person-needed", _("Somebody else has to confirm what you wrote down."))
    stands = row.choice == choice
    if stands:
        row.confirmed_by_id, row.confirmed_at = by.person_id, at
    else:
        row.choice, row.counsel, row.chosen_by_id = choice, counsel, by.person_id
    row.save()
    if stands and choice is Choice.DELETE:
        for name in row.blobs:
            blobs.erase_locked(name, at=at)
    record(MaterialChoiceGiven(row.reference, choice, stands), by=by, at=at)
