"""Every decision about members, with its reasons: no clock, no table, nothing fetched.

1. membership: which state may follow which, and what must be found out before a platform is admitted
2. requirements: what may be said of one, until when it holds, when somebody is reminded, when it lapses
3. liveness: what a look at a report form found, when a test is due, who may end what was tested
4. texts: hosts and lists as people write them
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html.parser import HTMLParser

from bonafides.kernel.errors import Conflict, Invalid, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.vocabulary import (
    ABSENCE_AT_MOST,
    COMMITTABLE,
    COMMITTED_AT_MOST,
    GOOD_FOR,
    LIVE_TESTED,
    MEMBER_MOVES,
    PROBE_EVERY,
    REMIND_BEFORE_DAYS,
    REQUIREMENT_MOVES,
    Check,
    CheckOutcome,
    MemberState,
    ProbeOutcome,
    Requirement,
    RequirementState,
)

HTTP_OK = range(200, 300)
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")  # RFC 1123, section 2.1
HOST_LIMIT_CHARACTERS = 253
HELD = (RequirementState.MET, RequirementState.COMMITTED)


# -- membership -------------------------------------------------------------------------------------


def check_move(before: MemberState, after: MemberState) -> None:
    if after not in MEMBER_MOVES[before]:
        raise Conflict("member-state", _("A member that is %(before)s cannot become %(after)s."), before=before.value,
                       after=after.value)  # fmt: skip


def missing_checks(found: Mapping[Check, CheckOutcome]) -> tuple[Check, ...]:
    """What is still to be found out, or was found wanting, before a platform may be admitted."""
    return tuple(check for check in Check if found.get(check) is not CheckOutcome.PASSED)


def check_admission(found: Mapping[Check, CheckOutcome]) -> None:
    if missing := missing_checks(found):
        names = ", ".join(check.value for check in missing)
        raise RuleBroken("vetting-incomplete", _("Not every check has passed yet: %(checks)s."), checks=names)


def check_absence(begins: date, ends: date, stands_in: str) -> None:
    if not begins <= ends <= begins + ABSENCE_AT_MOST:
        days = ABSENCE_AT_MOST.days
        raise RuleBroken("absence-length", _("An absence ends after it begins, within %(days)s days."), days=days)
    if not stands_in.strip():
        raise RuleBroken("absence-stand-in", _("Somebody stands in while you are away: say who."))


# -- requirements -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How a requirement stands now."""

    requirement: Requirement
    state: RequirementState
    until: date | None = None


@dataclass(frozen=True)
class Claim:
    """What somebody wants to say of it, and by what. `second_failed`: a person tried the second contact in vain."""

    state: RequirementState
    evidence: str
    evidence_at: date | None
    until: date | None
    by_person: bool = True
    second_failed: bool = False


@dataclass(frozen=True)
class Ruling:
    """What then stands: the state, until when, and the rule that set the end where nobody named one."""

    state: RequirementState
    until: date | None
    reason: str


def ruling_on(now: Standing, claim: Claim, today: date) -> Ruling:
    """What a claim comes to, or the rule that it breaks.

    1. Only what the table of states allows.
    2. Met needs dated evidence, that is not from tomorrow and not older than such evidence is good for.
    3. Committed needs an end, in the future and at most a year off; not everything can be promised.
    4. A person ends what is tested only after the second contact was tried in vain.
    """
    if claim.state not in REQUIREMENT_MOVES[now.state]:
        raise RuleBroken(
            "requirement-move", _("What is %(before)s cannot become %(after)s."), before=now.state, after=claim.state
        )
    match claim.state:
        case RequirementState.MET:
            return _met(now.requirement, claim, today)
        case RequirementState.COMMITTED:
            return _committed(now.requirement, claim, today)
        case RequirementState.LAPSED:
            return _lapsed(now.requirement, claim)
    return Ruling(RequirementState.OPEN, None, _("It was taken back."))


def _met(requirement: Requirement, claim: Claim, today: date) -> Ruling:
    if claim.evidence_at is None or not claim.evidence.strip():
        raise RuleBroken("requirement-evidence", _("Nothing is met without evidence and the date that it is from."))
    if claim.evidence_at > today:
        raise RuleBroken("requirement-evidence-date", _("Evidence cannot be from a day that has not come yet."))
    until = claim.until or good_until(requirement, claim.evidence_at)
    if until is not None and until < today:
        raise RuleBroken("requirement-evidence-old", _("This evidence is too old: it was good until %(until)s."),
                         until=until.isoformat())  # fmt: skip
    reason = _("The end was named.") if claim.until else _("Evidence of this kind is good for a limited time.")
    return Ruling(RequirementState.MET, until, reason if until else _("It holds until a test or a person ends it."))


def _committed(requirement: Requirement, claim: Claim, today: date) -> Ruling:
    if requirement not in COMMITTABLE:
        raise RuleBroken("requirement-not-committable", _("This one is so or is not: it cannot be promised."))
    if claim.until is None or not today < claim.until <= today + COMMITTED_AT_MOST:
        days = COMMITTED_AT_MOST.days
        raise RuleBroken("requirement-end", _("A commitment ends on a day within the next %(days)s days."), days=days)
    return Ruling(RequirementState.COMMITTED, claim.until, _("The end was named."))


def _lapsed(requirement: Requirement, claim: Claim) -> Ruling:
    if requirement in LIVE_TESTED and claim.by_person and not claim.second_failed:
        raise RuleBroken(
            "second-contact-first", _("Try the second contact first, and note it in the task that the test made.")
        )
    return Ruling(RequirementState.LAPSED, None, _("It does not hold any more."))


def good_until(requirement: Requirement, evidence_at: date) -> date | None:
    """The last day on which evidence of this date shows the requirement; None where it does not grow old."""
    good_for = GOOD_FOR.get(requirement)
    return evidence_at + good_for if good_for else None


def has_ended(now: Standing, today: date) -> bool:
    """Whether it lapses by itself: on the day after its last day."""
    return now.state in HELD and now.until is not None and now.until < today


def reminder_due(until: date, today: date, reminded_days: int | None) -> int | None:
    """The reminder to send now: the nearest that has come, if it was not sent; those that an outage skipped are past.

    `reminded_days` is the last that was sent, as days before the end; None if none was.
    """
    left = (until - today).days
    if left < 0:
        return None
    step = min((days for days in REMIND_BEFORE_DAYS if left <= days), default=None)
    return step if step is not None and (reminded_days is None or step < reminded_days) else None


# -- liveness ---------------------------------------------------------------------------------------


def probe_is_due(tested_at: datetime | None, at: datetime) -> bool:
    return tested_at is None or tested_at + PROBE_EVERY <= at


@dataclass(frozen=True)
class Found:
    """What a look at a report form found; the page itself is not kept."""

    outcome: ProbeOutcome
    status: int | None = None


def outcome_of_page(status: int, body: bytes) -> Found:
    """Whether a page answers, and lets somebody report: a form with a field in it, or an address to write to."""
    if status not in HTTP_OK:
        return Found(ProbeOutcome.BAD_STATUS, status)
    seen = _Fields()
    seen.feed(body.decode("utf-8", "replace"))
    return Found(ProbeOutcome.WORKS if seen.can_report else ProbeOutcome.NO_FORM, status)


class _Fields(HTMLParser):
    """Looks for a field inside a form that one can write into, or a link that opens a mail."""

    def __init__(self) -> None:
        super().__init__()
        self.in_form = self.can_report = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.in_form = self.in_form or tag == "form"
        writable = tag == "textarea" or (tag == "input" and given.get("type") not in {"hidden", "submit", "search"})
        is_mail = tag == "a" and (given.get("href") or "").lower().startswith("mailto:")
        self.can_report = self.can_report or is_mail or (self.in_form and writable)

    def handle_endtag(self, tag: str) -> None:
        self.in_form = self.in_form and tag != "form"


# -- texts ------------------------------------------------------------------------------------------


def host_of(text: str) -> str:
    """A host name in its one form: lower case, punycode, without a scheme, port, path or final dot."""
    bare = re.sub(r"\A[a-z+]+://", "", text.strip().lower()).split("/")[0].split("?")[0].split(":")[0].rstrip(".")
    try:
        host = bare.encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    labels = host.split(".")
    if len(labels) < 2 or len(host) > HOST_LIMIT_CHARACTERS or not all(LABEL.fullmatch(each) for each in labels):
        raise Invalid("bad-host", _("“%(text)s” is not a domain name."), text=text[:100])
    return host


def words_in(text: str) -> tuple[str, ...]:
    """What stands in a list that a person typed: apart by commas, semicolons or new lines, each once."""
    return tuple(dict.fromkeys(word.strip() for word in re.split(r"[,;\n]+", text) if word.strip()))


def check_languages(languages: Collection[str]) -> None:
    bad = [each for each in languages if not re.fullmatch(r"[a-z]{2,3}", each)]
    if bad:
        raise Invalid("bad-language", _("“%(text)s” is not a language code such as en or ar."), text=bad[0][:20])


def days_from(at: datetime, within: timedelta) -> date:
    return (at + within).date()
