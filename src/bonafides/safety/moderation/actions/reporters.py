"""A reporter's record: how often they were right, learnt from each decision that is published."""

from datetime import datetime

from bonafides.safety.moderation.models import Decision, Reporter
from bonafides.safety.moderation.vocabulary import Verdict


def learn_from(decision: Decision, *, at: datetime) -> None:
    """Each reporter of the case was right or not, once for each decision; a reversal takes the first lesson back."""
    reporters = Reporter.objects.filter(pk__in=decision.case.flags.exclude(reporter=None).values("reporter"))
    for reporter in reporters:
        if decision.reverses is not None and decision.reverses.verdict != decision.verdict:
            _count(reporter, decision.reverses.verdict, -1)
            _count(reporter, decision.verdict, 1)
        elif decision.reverses is None:
            _count(reporter, decision.verdict, 1)
        reporter.updated_at = at
        reporter.save(update_fields=["alpha", "beta", "updated_at"])


def _count(reporter: Reporter, verdict: str, step: int) -> None:
    if verdict == Verdict.RESTRICT:
        reporter.alpha = max(1.0, reporter.alpha + step)
    else:
        reporter.beta = max(1.0, reporter.beta + step)
