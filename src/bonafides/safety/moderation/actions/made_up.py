"""Made-up cases: they wait in the queue like any other, and what is answered to them touches nobody.

A made-up case has no decision, ever: what a person answers is recorded, the case is closed, and that is all. No
platform, author, notifier, list, vault, strike or report hears of it; the log names it by event types of its own.
"""

from dataclasses import dataclass
from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import Conflict, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import priorities
from bonafides.safety.moderation.actions.intake import Submission, fill_made_up, prepare
from bonafides.safety.moderation.actions.leases import release, seconds_held
from bonafides.safety.moderation.events import MadeUpCaseAnswered, MadeUpCaseInserted, MadeUpCaseWithdrawn
from bonafides.safety.moderation.models import Case, Flag, Item
from bonafides.safety.moderation.rules.deciding import Outcome, Wish
from bonafides.safety.moderation.rules.states import moved
from bonafides.safety.moderation.vocabulary import CaseState, SourceKind, Verdict
from bonafides.safety.moderation.vocabulary.limits import KEPT_CONTENT


@dataclass(frozen=True)
class MadeUp:
    """What a person will meet: content as an upload would bring it, and what somebody is said to have reported."""

    submission: Submission
    reason: str


@audited_action
def insert(*, made_up: MadeUp, by: Actor, at: datetime) -> str:
    """Put a made-up case into the queue; returns its reference."""
    if by.kind is not ActorKind.SYSTEM:
        permissions.check_can_lead(by)
    given = made_up.submission
    case = Case(opened_at=at, source=SourceKind.USER_NOTICE, language=given.language, made_up=True)
    case.save()
    item = Item(case=case, platform_reference=given.platform_reference, kind=given.kind, taken_at=at)
    fill_made_up(item, prepare(given), at=at)
    flag = Flag(case=case, item=item, source=SourceKind.USER_NOTICE, reason=made_up.reason, received_at=at)
    flag.complete = flag.good_faith = True
    flag.save()
    priorities.refresh(case, at=at)
    record(MadeUpCaseInserted(case=case.reference), by=by, at=at)
    return case.reference


def answer(case: Case, wish: Wish, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    """A person's reading of a made-up case, which the rules have let through: written down, and the case is over."""
    restricts = wish.verdict is Verdict.RESTRICT
    answered = MadeUpCaseAnswered(
        case=case.reference,
        verdict=wish.verdict,
        clauses=wish.clauses if restricts else (),
        measures=tuple(sorted(wish.measure_words())) if restricts else (),
        exemptions={key.value: answer.value for key, answer in outcome.exemptions.items()},
        basis=outcome.basis,
        active_seconds=seconds_held(case, by, at),
        reader=by.code,
    )
    _close(case, at)
    release(case=case, by=by)
    record(answered, by=by, at=at)


@audited_action
def withdraw(*, case: str, by: Actor, at: datetime) -> None:
    """Take a made-up case that nobody has answered out of the queue."""
    permissions.check_can_lead(by)
    found = Case.objects.select_for_update().filter(reference=case, made_up=True).first()
    if found is None:
        raise NotFound("no-such-case", _("There is no such case."))
    if found.state == CaseState.CLOSED:
        raise Conflict("case-not-open", _("This case is decided."))
    _close(found, at)
    record(MadeUpCaseWithdrawn(case=case), by=by, at=at)


def _close(case: Case, at: datetime) -> None:
    """Over without an outcome; its content goes as that of a kept case does."""
    case.state = moved(moved(CaseState(case.state), CaseState.DECIDED), CaseState.CLOSED)
    case.closed_at, case.content_due_at, case.assigned_to, case.reader_wanted = at, at + KEPT_CONTENT, None, ""
    case.save(update_fields=["state", "closed_at", "content_due_at", "assigned_to", "reader_wanted"])
