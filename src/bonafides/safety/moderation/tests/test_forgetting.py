"""What no duty needs any more is erased, and stands nowhere afterwards."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.audit.models import LogEntry
from bonafides.base.blobs import queries as blobs
from bonafides.base.blobs.custody import Reading
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.base.people.vocabulary import Role, Scope
from bonafides.kernel.actor import ANYONE, SYSTEM, Actor, ActorKind
from bonafides.kernel.errors import NotFound
from bonafides.safety.moderation import jobs
from bonafides.safety.moderation.actions.addresses import notifier_address
from bonafides.safety.moderation.actions.appeals import Complaint, decide_appeal, open_appeal
from bonafides.safety.moderation.actions.enforcement import report_enforcement, resend
from bonafides.safety.moderation.actions.flags import Report, raise_flag
from bonafides.safety.moderation.actions.forgetting import forget_due
from bonafides.safety.moderation.events import CaseClaimed
from bonafides.safety.moderation.models import Appeal, CaseNote, Flag, Statement
from bonafides.safety.moderation.queries.appeals import author_side
from bonafides.safety.moderation.queries.keeping import Overdue, overdue
from bonafides.safety.moderation.rules.deciding import ExceptedItem, Wish
from bonafides.safety.moderation.rules.forgetting import KeepingFacts, content_must_go, people_must_go
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy
from bonafides.safety.moderation.tests.stories import (
    AUTHOR_ADDRESS,
    AUTHOR_NAME,
    CONTENT,
    CONTEXT,
    NOTIFIER_ADDRESS,
    NOTIFIER_NAME,
    NOTIFIER_REASON,
    Story,
    a_notice,
    a_story,
    decide,
)
from bonafides.safety.moderation.vocabulary import AppellantKind, EnforcementState, SourceKind, Verdict
from bonafides.safety.moderation.vocabulary.limits import APPEAL_WINDOW, KEPT_CONTENT, UNDO_WINDOW

pytestmark = [pytest.mark.django_db, pytest.mark.db]
LOOK = Reading(by=SYSTEM, at=NOON, purpose="integrity")  # restricted content is read with a custody record only
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
CLOSED = NOON + UNDO_WINDOW
SCRIPT = Actor(kind=ActorKind.CLIENT, code="K-1", scopes=frozenset({Scope.ITEMS_WRITE}))
PLANTED = (AUTHOR_NAME, AUTHOR_ADDRESS, CONTENT, CONTEXT, NOTIFIER_NAME, NOTIFIER_ADDRESS, NOTIFIER_REASON)


@pytest.fixture(autouse=True)
def own_home(db: None, settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    a_policy()
    return tmp_path


# -- the rules --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "goes"), [(-SECOND, False), (timedelta(0), True), (SECOND, True)])
def test_content_goes_at_its_moment(after: timedelta, goes: bool) -> None:
    facts = KeepingFacts(closed_at=NOON, content_due_at=NOON + DAY, open_appeals=0)

    assert content_must_go(facts, NOON + DAY + after, is_restricted=False) is goes


@pytest.mark.parametrize(("after", "goes"), [(-SECOND, False), (timedelta(0), True), (SECOND, True)])
def test_a_restricted_item_of_a_kept_case_keeps_its_content_while_its_author_can_complain(
    after: timedelta, goes: bool
) -> None:
    facts = KeepingFacts(closed_at=NOON, content_due_at=NOON + DAY, open_appeals=0)

    assert content_must_go(facts, NOON + APPEAL_WINDOW + after, is_restricted=True) is goes


def test_nothing_goes_while_a_complaint_waits_or_a_case_is_open() -> None:
    waiting = KeepingFacts(closed_at=NOON, content_due_at=NOON, open_appeals=1)
    opened = KeepingFacts(closed_at=None, content_due_at=None, open_appeals=0)

    assert not content_must_go(waiting, NOON + 999 * DAY, is_restricted=False)
    assert not people_must_go(waiting, NOON + 999 * DAY)
    assert not people_must_go(opened, NOON + 999 * DAY)


# -- content ----------------------------------------------------------------------------------------------------------


def test_a_kept_case_loses_its_content_after_a_week_and_stays_known_by_its_digest() -> None:
    story = a_story(KEEP)
    blob = story.item.content

    forget_due(CLOSED + KEPT_CONTENT)

    story.item.refresh_from_db()
    assert (story.item.content, story.item.context) == ("", "")
    assert story.item.sha256
    with pytest.raises(NotFound):
        blobs.read(blob)
    assert LogEntry.objects.filter(event_name="content.erased").count() == 1


def test_a_kept_item_stays_up_when_it_is_flagged_again_after_its_content_went() -> None:
    story = a_story(KEEP)
    forget_due(CLOSED + KEPT_CONTENT)

    again = a_notice("paste-1", at=CLOSED + 8 * DAY)

    assert again.flags[0].case_id == story.case.pk
    assert again.flags[0].after_decision


def test_a_restricted_items_content_stays_until_nobody_can_complain() -> None:
    story = a_story()

    forget_due(CLOSED + APPEAL_WINDOW - SECOND)

    story.item.refresh_from_db()
    assert story.item.content


def test_a_complaint_that_waits_keeps_it_longer() -> None:
    story = a_story()
    complain(story, CLOSED + APPEAL_WINDOW - DAY)

    forget_due(CLOSED + APPEAL_WINDOW + DAY)

    story.item.refresh_from_db()
    assert story.item.content
    assert story.item.author_reference == AUTHOR_NAME


def complain(story: Story, at: datetime) -> None:
    complaint = Complaint("It is a quotation.", AppellantKind.AUTHOR)
    open_appeal(side=author_side(story.statement), complaint=complaint, by=SYSTEM, at=at)


def test_what_stays_restricted_after_a_partial_reversal_keeps_its_content() -> None:
    first = a_notice("paste-1")
    a_notice("paste-2")
    case = first.flags[0].case
    decide(case, cast.by(cast.amina()))
    one, two = case.items.order_by("id")
    complaint = Complaint("It is a quotation.", AppellantKind.AUTHOR)
    side = author_side(Statement.objects.get(item=one))
    appeal = open_appeal(side=side, complaint=complaint, by=SYSTEM, at=NOON + DAY).appeal
    wish = Wish(verdict=Verdict.KEEP, excepted=(ExceptedItem(two.reference, "another text"),))
    gita = cast.by(cast.a_person("Gita", Role.LEAD))
    decide_appeal(appeal=appeal, answer="In part.", wish=wish, by=gita, at=NOON + DAY)

    forget_due(NOON + 30 * DAY)

    one.refresh_from_db()
    two.refresh_from_db()
    assert one.content == ""
    assert blobs.read(two.content, reading=LOOK) == CONTENT.encode()


def test_a_second_run_finds_nothing() -> None:
    a_story(KEEP)
    forget_due(CLOSED + KEPT_CONTENT)

    assert forget_due(CLOSED + KEPT_CONTENT) == 0


# -- everything -------------------------------------------------------------------------------------------------------


def test_nothing_planted_is_left_in_any_table() -> None:
    story = a_story()
    complain(story, NOON + DAY)
    answer_all()

    forget_due(NOON + 2 * APPEAL_WINDOW)

    left = whole_database()
    assert [word for word in PLANTED if word in left] == []
    assert story.item.sha256 not in left


def answer_all() -> None:
    gita = cast.by(cast.a_person("Gita", Role.LEAD))
    decide_appeal(appeal=Appeal.objects.get(), answer="It stays.", wish=None, by=gita, at=NOON + 2 * DAY)


def whole_database() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        return "\n".join(str(row) for table in connection.introspection.table_names() for row in rows_of(cursor, table))


def rows_of(cursor: Any, table: str) -> list[Any]:
    cursor.execute(f'SELECT * FROM "{table}"')
    return list(cursor.fetchall())


def test_what_the_platform_and_the_mailboxes_were_to_get_is_gone_too() -> None:
    story = a_story()

    forget_due(NOON + 2 * APPEAL_WINDOW)

    assert not Message.objects.filter(data__author=AUTHOR_NAME).exists()
    assert not OutboxRow.objects.filter(kind="mail").exclude(payload={}).exists()
    assert LogEntry.objects.filter(subject=f"item:{story.item.reference}").count() == 0
    assert LogEntry.objects.filter(event_name="notifier.forgotten").count() == 1


def test_what_was_asked_of_the_platform_a_second_time_is_gone_too() -> None:
    story = a_story()
    asked = report_enforcement(
        item=story.item.reference,
        action="remove",
        state=EnforcementState.FAILED,
        detail=f"{AUTHOR_NAME} is unknown here.",
        by=SCRIPT,
        at=NOON + DAY,
    )
    resend(enforcement=asked, by=cast.by(cast.amina()), at=NOON + DAY)

    forget_due(NOON + 2 * APPEAL_WINDOW)

    assert AUTHOR_NAME not in whole_database()


def test_what_colleagues_told_each_other_and_the_appellant_is_gone_too() -> None:
    story, amina = a_story(), cast.by(cast.amina())
    complain(story, NOON + DAY)
    answer_all()
    write_note(story, amina)

    forget_due(NOON + 2 * APPEAL_WINDOW)

    left = whole_database()
    assert [word for word in ("It stays.", "planted note") if word in left] == []


@audited_action
def write_note(story: Story, by: Actor) -> None:
    assert by.person
    CaseNote(case=story.case, person_id=by.person, text="planted note", at=NOON).save()
    record(CaseClaimed(case=story.case.reference), by=by, at=NOON)


def test_a_case_without_a_name_is_forgotten_too() -> None:
    report = Report(source=SourceKind.USER_NOTICE, location="https://harbour.example/planted-place")
    case = raise_flag(report=report, by=ANYONE, at=NOON).flags[0].case
    decide(case, cast.by(cast.amina()), KEEP)

    forget_due(NOON + 2 * APPEAL_WINDOW)

    assert Flag.objects.get().location == ""


def test_who_comes_late_to_a_forgotten_case_is_not_forgotten_with_it() -> None:
    story, late = a_story(KEEP), NOON + 2 * APPEAL_WINDOW
    forget_due(late)
    follower = a_notice("paste-2", at=late + DAY).flags[0]

    forget_due(late + 2 * DAY)

    follower.refresh_from_db()
    assert follower.case == story.case
    assert notifier_address(follower) == NOTIFIER_ADDRESS
    assert forget_due(late + DAY + APPEAL_WINDOW) == 1


def test_the_case_and_its_decision_still_stand() -> None:
    story = a_story()

    forget_due(NOON + 2 * APPEAL_WINDOW)

    assert LogEntry.objects.get(event_name="case.decided").opened["decision"] == story.decision.reference


def test_the_page_counts_what_is_overdue_and_the_job_brings_it_to_nought() -> None:
    a_story()
    late = NOON + 2 * APPEAL_WINDOW
    before = overdue(late)

    jobs.forget_what_is_due(late)

    assert before == Overdue(content=1, people=1, appeals=0)
    assert overdue(late).total == 0


def test_a_case_is_forgotten_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    story = a_story()
    monkeypatch.setattr("bonafides.safety.moderation.actions.forgetting.record", fail)

    with pytest.raises(OSError):
        forget_due(NOON + 2 * APPEAL_WINDOW)

    story.item.refresh_from_db()
    assert story.item.content
    assert blobs.read(story.item.content, reading=LOOK) == CONTENT.encode()


def fail(*args: object, **kwargs: object) -> None:
    raise OSError
