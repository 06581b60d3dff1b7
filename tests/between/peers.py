"""What the owner of an installation does for a program that moves over: makes its key, opens what it needs."""

from collections.abc import Callable
from typing import Any

from tests.between import run


def steps() -> dict[str, Callable[..., Any]]:
    from bonafides.base.people import actions, queries
    from bonafides.base.people.models import Person
    from bonafides.base.people.vocabulary import OrganisationKind, Scope, Standing
    from bonafides.kernel.actor import SYSTEM
    from bonafides.kernel.clock import now
    from bonafides.safety.peers.actions import doors

    def key() -> str:
        organisation = queries.active_organisation(OrganisationKind.PLATFORM)
        made = actions.create_api_key(
            organisation=organisation,
            name="moved",
            scopes=frozenset(Scope),
            standing=Standing.PLATFORM,
            by=SYSTEM,
            at=now(),
        )
        return made.plaintext

    def fetching_on() -> bool:
        owner = queries.actor_of(Person.objects.order_by("pk")[0])
        return doors.switch_fetching_on(by=owner, at=now()).pk is not None

    return {"key": key, "fetching_on": fetching_on}


if __name__ == "__main__":
    run(steps)
