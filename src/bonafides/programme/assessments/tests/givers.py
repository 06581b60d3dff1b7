"""Members that gave to the comparison, without the work of an assessment each."""

import json

from bonafides.base.audit.scope import action_scope
from bonafides.base.keys import envelope
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import OrganisationKind
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.programme.assessments.actions.benchmarks import bound_to
from bonafides.programme.assessments.models import Contribution
from bonafides.programme.assessments.models.benchmarks import CONTRIBUTION_SEALING


def members_that_gave(count: int, called: str = "Giver") -> None:
    """So many organisations, each with a contribution that waits."""
    for number in range(count):
        organisation = people.create_organisation(
            name=f"{called} {number}", kind=OrganisationKind.MEMBER, by=SYSTEM, at=now()
        )
        with action_scope("a gift") as scope:
            scope.recorded = 1
            row = Contribution(organisation=organisation, given_by="R-TEST", given_at=now(), sealed=b"\x00")
            row.save()
            values = json.dumps({"exploitation": 30 + number, "rights": 40}).encode().ljust(64)
            row.sealed = envelope.seal(values, purpose=CONTRIBUTION_SEALING, bound_to=bound_to(row))
            row.save()
