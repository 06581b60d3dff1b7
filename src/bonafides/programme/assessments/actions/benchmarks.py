"""A comparison across members, from what they chose to give: two rounded numbers each, used once, with noise."""

import json
import math
from datetime import datetime
from secrets import SystemRandom

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.keys import envelope
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments import permissions
from bonafides.programme.assessments.actions.opening import log_line, opened_by
from bonafides.programme.assessments.events import BenchmarkReleased, ContributionGiven, ContributionWithdrawn
from bonafides.programme.assessments.models import Assessment, Contribution, Release
from bonafides.programme.assessments.models.benchmarks import CONTRIBUTION_SEALING
from bonafides.programme.assessments.noise import noisy_band
from bonafides.programme.assessments.queries import waiting_contribution, waiting_contributions
from bonafides.programme.assessments.workflow import (
    CONTRIBUTORS_AT_LEAST,
    EPSILON_PER_AXIS,
    RELEASES_EVERY,
    Read,
    ResultKind,
)


@audited_action
def give_contribution(*, assessment: Assessment, by: Actor, at: datetime) -> Contribution:
    """The signatory takes two rounded numbers out of the seal, for the next comparison and for nothing else."""
    permissions.check_can_sign(by, assessment)
    opened = opened_by(assessment, by)
    data = opened.result_bytes(ResultKind.CONFIRMED) or opened.result_bytes(ResultKind.CLAIMED)
    if data is None:
        raise RuleBroken("not-submitted", _("Submit both halves first."))
    if waiting_contribution(assessment.member.organisation_id):
        raise Conflict("contribution-waits", _("You have given a contribution already; it waits for the comparison."))
    result = json.loads(data)
    values = {axis: round(float(result[axis]["number"])) for axis in ("exploitation", "rights")}
    row = Contribution.objects.create(
        organisation_id=assessment.member.organisation_id, given_by=by.code, given_at=at, sealed=b"\x00"
    )
    row.sealed = envelope.seal(
        json.dumps(values).encode().ljust(64), purpose=CONTRIBUTION_SEALING, bound_to=bound_to(row)
    )
    row.save(update_fields=["sealed"])
    log_line(assessment, Read.CONTRIBUTION, by=by, at=at)
    record(ContributionGiven(), by=by, at=at)
    return row


@audited_action
def withdraw_contribution(*, by: Actor, at: datetime) -> None:
    """Take it back, as long as no comparison has used it."""
    permissions.check_signs(by)
    row = waiting_contribution(by.organisation or 0)
    if row is None:
        raise Conflict("no-contribution", _("There is no contribution that could be withdrawn."))
    row.sealed, row.withdrawn_at = b"", at
    row.save(update_fields=["sealed", "withdrawn_at"])
    record(ContributionWithdrawn(), by=by, at=at)


@audited_action
def release_benchmark(*, by: Actor, at: datetime) -> Release | None:
    """Tell a comparison if enough members gave to it, and not too soon after the last; each gift is used once.

    Who gave once and gives again next time spends that much again: the ledger says how much each comparison cost.
    """
    nothing_changed()
    waiting = list(waiting_contributions().select_for_update())
    last = Release.objects.first()
    if len(waiting) < CONTRIBUTORS_AT_LEAST or (last and at - last.released_at < RELEASES_EVERY):
        return None
    values = [_opened(row) for row in waiting]
    told = {
        axis: noisy_band([each[axis] for each in values], EPSILON_PER_AXIS, SystemRandom())
        for axis in ("exploitation", "rights")
    }
    release = Release.objects.create(
        contributors=math.floor(len(waiting) / 5) * 5, epsilon_per_axis=EPSILON_PER_AXIS, released_at=at, **told
    )
    for row in waiting:
        row.sealed, row.release = b"", release
        row.save(update_fields=["sealed", "release"])
    told_of = BenchmarkReleased(contributors=release.contributors, epsilon_per_axis=EPSILON_PER_AXIS)
    record(told_of, by=by, at=at)
    return release


def bound_to(row: Contribution) -> str:
    return f"{row.organisation_id}|{row.pk}"


def _opened(row: Contribution) -> dict[str, int]:
    data = envelope.unseal(bytes(row.sealed), purpose=CONTRIBUTION_SEALING, bound_to=bound_to(row))
    values: dict[str, int] = json.loads(data)
    return values
