"""The platform's side of an alert, and of a drill whose evidence it shows."""

from collections.abc import Callable
from typing import Any

from tests.between import run


def steps() -> dict[str, Callable[..., Any]]:
    from bonafides.base.people import queries
    from bonafides.base.people.models import Person
    from bonafides.kernel.clock import now
    from bonafides.safety.drills import actions as drills
    from bonafides.safety.drills.scenarios import scenario_of
    from bonafides.safety.moderation.actions import judging, leases
    from bonafides.safety.moderation.models import Decision, Flag, ProgrammeAlert
    from bonafides.safety.moderation.rules.deciding import Wish
    from bonafides.safety.moderation.vocabulary import Verdict

    def queue() -> dict[str, str]:
        """Where each alert's flag is, by address."""
        flags = Flag.objects.filter(source="programme_alert").select_related("case")
        return {flag.location: flag.case.state for flag in flags}

    def keep(url: str) -> str:
        """The owner looks, and lets it stay."""
        owner = queries.actor_of(Person.objects.order_by("pk")[0])
        case = Flag.objects.get(location=url).case
        leases.open_case(case=case, by=owner, at=now())
        decision = judging.decide_case(case=case, wish=Wish(verdict=Verdict.KEEP), by=owner, at=now())
        assert isinstance(decision, Decision)
        judging.publish_now(decision=decision, by=owner, at=now())
        return case.reference

    def withdrawals() -> dict[str, str]:
        return {alert.alert: alert.withdrawal for alert in ProgrammeAlert.objects.exclude(withdrawn_at=None)}

    def drill() -> str:
        """The owner plays one that nobody answers, and ends it; the evidence that it leaves."""
        owner = queries.actor_of(Person.objects.order_by("pk")[0])
        begun = drills.start_now(scenario=scenario_of("order-at-night"), by=owner, at=now())
        return drills.end(drill=begun, findings="Nobody looked.", by=owner, at=now()).evidence

    return {"queue": queue, "keep": keep, "withdrawals": withdrawals, "drill": drill}


if __name__ == "__main__":
    run(steps)
