"""The words of drills, and how long each step may take."""

from datetime import timedelta
from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _

FORMAT = "bonafides-readiness/v1"
FINDINGS_LIMIT = 5_000  # characters
PLANNED_AHEAD_AT_MOST = timedelta(days=400)


class DrillKind(StrEnum):
    ORDER = "order"
    THREAT = "threat"
    INCIDENT = "incident"


class DrillState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What must happen, in this order."""

    TAKEN_OVER = "taken_over"
    DISABLED = "disabled"
    REPLIED = "replied"
    PASSED_ON = "passed_on"
    SWITCHED_ON = "switched_on"
    ENDED = "ended"
    DEBRIEFED = "debriefed"


LIMITS: dict[DrillKind, dict[Step, timedelta]] = {
    DrillKind.ORDER: {
        Step.TAKEN_OVER: timedelta(minutes=10),  # then the next on the rota is called
        Step.DISABLED: timedelta(hours=1),  # Reg. (EU) 2021/784 Art. 3(3)
        Step.REPLIED: timedelta(hours=2),  # "without undue delay": our own target after the hour, Art. 3(6)
    },
    DrillKind.THREAT: {Step.PASSED_ON: timedelta(minutes=3)},  # our own promise; Art. 14(5): "immediately"
    DrillKind.INCIDENT: {
        Step.SWITCHED_ON: timedelta(minutes=15),  # our own targets
        Step.ENDED: timedelta(hours=24),
        Step.DEBRIEFED: timedelta(hours=72),
    },
}

KIND_WORDS = {
    DrillKind.ORDER: _("A removal order"),
    DrillKind.THREAT: _("A threat to life"),
    DrillKind.INCIDENT: _("An incident"),
}
STATE_WORDS = {
    DrillState.PLANNED: _("planned"),
    DrillState.RUNNING: _("running"),
    DrillState.ENDED: _("ended"),
    DrillState.CANCELLED: _("cancelled"),
}
STEP_WORDS = {
    Step.TAKEN_OVER: _("Somebody on call took it over"),
    Step.DISABLED: _("Access was disabled"),
    Step.REPLIED: _("Annex II went out"),
    Step.PASSED_ON: _("It was passed on"),
    Step.SWITCHED_ON: _("The incident was switched on"),
    Step.ENDED: _("It was ended"),
    Step.DEBRIEFED: _("What was learnt was written down"),
}
