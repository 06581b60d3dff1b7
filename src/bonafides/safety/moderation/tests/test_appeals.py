"""Complaints: opened by either side, answered by somebody else, in force at once, never dropped."""

import json
from datetime import datetime, timedelta

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.base.people.vocabulary import LinkPurpose, Role
from bonafides.kernel.actor import ANYONE, SYSTEM, Actor
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.safety.moderation.actions import viewing
from bonafides.safety.moderation.actions.appeals import Complaint, Opened, decide_appeal, open_appeal
from bonafides.safety.moderation.models import Appeal, Decision, Enforcement, Statement
from bonafides.safety.moderation.queries.appeals import Side, author_side, notifier_side
from bonafides.safety.moderation.rules.deciding import ExceptedItem, Wish
from bonafides.safety.moderation.tests.scenes import KEEP, a_restriction
from bonafides.safety.moderation.tests.stories import (
    NOTIFIER_NAME,
    PLANTED_OF_NOTIFIER,
    Story,
    a_notice,
    a_story,
    decide,
    link_for,
)
from bonafides.safety.moderation.vocabulary import (
    AppealOutcome,
    AppealState,
    AppellantKind,
    ExposureMode,
    ItemState,
    Verdict,
)
from bonafides.safety.moderation.vocabulary.limits import APPEAL_DUE

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.usefixtures("an_hour_later")]
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
TEXT = "It quotes them in order to contradict them."


@pytest.fixture
def gita() -> Actor:
    """A lead who took no part."""
    return cast.by(cast.a_person("Gita", Role.LEAD))


def complain(side: Side, at: datetime = NOON + HOUR, **changes: str) -> Opened:
    own = AppellantKind.AUTHOR if side.item else AppellantKind.NOTIFIER
    complaint = Complaint(**{"text": TEXT, "appellant": own} | changes)  # type: ignore[arg-type]
    return open_appeal(side=side, complaint=complaint, by=SYSTEM, at=at)


def of_author(story: Story) -> Side:
    return author_side(story.statement)


def of_notifier(story: Story) -> Side:
    return notifier_side(story.receipt.flags[0])


# -- opening ----------------------------------------------------------------------------------------------------------


def test_an_author_complains_through_the_link_without_an_account() -> None:
    story = a_story()
    token = link_for(LinkPurpose.STATEMENT, story.statement.reference)
    browser = cast.a_browser()

    form = browser.get(f"/appeal/{token}/")
    answer = browser.post(f"/appeal/{token}/send/", {"text": TEXT, "address": "me@authors.example"}, follow=True)

    appeal = Appeal.objects.get()
    assert form.status_code == 200
    assert "Your complaint waits for an answer" in answer.content.decode()
    assert (appeal.appellant, appeal.decision, appeal.due_at) == ("author", story.decision, NOON + HOUR + APPEAL_DUE)
    assert "me@authors.example" not in str(vars(appeal))
    assert OutboxRow.objects.filter(key=f"appeal-received:{appeal.reference}").exists()


def test_it_is_recorded_and_both_sides_see_its_clock() -> None:
    story = a_story()
    opened = complain(of_author(story))

    status = cast.a_browser().get(f"/notice/status/{story.receipt.token}/").content.decode()
    statement = link_for(LinkPurpose.STATEMENT, story.statement.reference)
    page = cast.a_browser().get(f"/statement/{statement}/").content.decode()

    assert LogEntry.objects.filter(event_name="appeal.received", opened__appeal=opened.appeal.reference).exists()
    assert opened.appeal.reference in status
    assert opened.appeal.reference in page


def test_a_second_complaint_follows_the_first_and_has_its_own_clock() -> None:
    side = of_author(a_story())
    first = complain(side).appeal

    second = complain(side, NOON + 2 * HOUR).appeal

    assert second.follows == first
    assert second.due_at == NOON + 2 * HOUR + APPEAL_DUE
    assert Appeal.objects.filter(state=AppealState.OPEN).count() == 2


@pytest.mark.parametrize("by", [ANYONE])
def test_strangers_cannot_complain(by: Actor) -> None:
    side = of_author(a_story())

    with pytest.raises(NotAllowed):
        open_appeal(side=side, complaint=Complaint(TEXT, AppellantKind.AUTHOR), by=by, at=NOON)

    assert not Appeal.objects.exists()


def test_a_form_without_words_comes_back_with_what_is_missing() -> None:
    token = link_for(LinkPurpose.STATEMENT, a_story().statement.reference)

    answer = cast.a_browser().post(f"/appeal/{token}/send/", {"text": " ", "is_representative": "on"})

    assert answer.status_code == 422
    assert not Appeal.objects.exists()


def test_nothing_is_left_of_a_complaint_whose_recording_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    side = of_author(a_story())
    before = Message.objects.count()
    monkeypatch.setattr("bonafides.safety.moderation.actions.appeals.record", fail)

    with pytest.raises(OSError):
        complain(side)

    assert (Appeal.objects.count(), Message.objects.count()) == (0, before)


def fail(*args: object, **kwargs: object) -> None:
    raise OSError


# -- answering --------------------------------------------------------------------------------------------------------


def test_a_reversal_is_in_force_at_once_and_both_sides_are_told(gita: Actor) -> None:
    story = a_story()
    opened = complain(of_author(story))

    decide_appeal(appeal=opened.appeal, answer="You are right.", wish=KEEP, by=gita, at=NOON + 2 * HOUR)

    story.item.refresh_from_db()
    result = Decision.objects.get(reverses=story.decision)
    assert story.item.state == ItemState.LIVE
    assert (result.appeal, result.published_at) == (opened.appeal, NOON + 2 * HOUR)
    assert Enforcement.objects.filter(item=story.item, action="restore").exists()
    assert story.statement.body["kind"] == "restored"
    assert story.receipt.flags[0].outcomes.count() == 2
    assert Appeal.objects.get().outcome == AppealOutcome.REVERSED
    assert LogEntry.objects.filter(event_name="appeal.decided").count() == 1


def test_a_confirmed_decision_stays_as_it_is(gita: Actor) -> None:
    story = a_story()
    appeal = complain(of_author(story)).appeal

    decide_appeal(appeal=appeal, answer="It calls for violence.", wish=None, by=gita, at=NOON + 2 * HOUR)

    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.result) == (AppealOutcome.CONFIRMED, story.decision)
    assert Decision.objects.count() == 1


def test_whoever_decided_cannot_answer(gita: Actor) -> None:
    appeal = complain(of_author(a_story())).appeal

    with pytest.raises(RuleBroken, match="somebody else"):
        decide_appeal(appeal=appeal, answer="No.", wish=None, by=cast.by(cast.amina()), at=NOON + 20 * HOUR)


def test_a_team_of_one_reviews_itself_and_the_answer_says_so() -> None:
    appeal = complain(of_author(a_story())).appeal
    answered = decide_appeal(
        appeal=appeal, answer="Still so.", wish=None, by=cast.by(cast.amina()), at=NOON + 20 * HOUR
    )

    assert answered.self_review
    assert LogEntry.objects.get(event_name="appeal.decided").opened["self_review"] is True


def test_an_answer_is_given_once(gita: Actor) -> None:
    appeal = complain(of_author(a_story())).appeal
    decide_appeal(appeal=appeal, answer="No.", wish=None, by=gita, at=NOON + 2 * HOUR)

    with pytest.raises(Conflict):
        decide_appeal(appeal=appeal, answer="Yes.", wish=KEEP, by=gita, at=NOON + 3 * HOUR)


def test_a_second_complaint_hears_that_the_first_was_right(gita: Actor) -> None:
    side = of_author(a_story())
    first, second = complain(side).appeal, complain(side).appeal
    decide_appeal(appeal=first, answer="Right.", wish=KEEP, by=gita, at=NOON + 2 * HOUR)

    answered = decide_appeal(appeal=second, answer="As before.", wish=None, by=gita, at=NOON + 3 * HOUR)

    assert answered.outcome == AppealOutcome.REVERSED


def test_a_second_complaint_is_not_answered_by_whoever_answered_the_first(gita: Actor) -> None:
    side = of_author(a_story())
    chidi = cast.by(cast.a_person("Chidi", Role.REVIEWER))
    first, second = complain(side).appeal, complain(side).appeal
    decide_appeal(appeal=first, answer="It calls for violence.", wish=None, by=gita, at=NOON + 2 * HOUR)

    with pytest.raises(RuleBroken, match="earlier complaint"):
        decide_appeal(appeal=second, answer="As I said.", wish=None, by=gita, at=NOON + 3 * HOUR)
    answered = decide_appeal(appeal=second, answer="It does.", wish=None, by=chidi, at=NOON + 3 * HOUR)

    assert (answered.outcome, answered.self_review) == (AppealOutcome.CONFIRMED, False)


def test_in_a_team_of_two_a_second_complaint_never_goes_to_the_first_decider(gita: Actor) -> None:
    side = of_author(a_story())
    first, second = complain(side).appeal, complain(side).appeal
    decide_appeal(appeal=first, answer="It calls for violence.", wish=None, by=gita, at=NOON + 2 * HOUR)

    with pytest.raises(RuleBroken, match="took part"):
        decide_appeal(appeal=second, answer="No.", wish=None, by=cast.by(cast.amina()), at=NOON + 20 * HOUR)
    answered = decide_appeal(appeal=second, answer="As I said.", wish=None, by=gita, at=NOON + 20 * HOUR)

    assert (answered.decided_by_id, answered.self_review) == (gita.person, False)


def test_a_notifiers_complaint_can_lead_to_a_restriction(gita: Actor) -> None:
    story = a_story(KEEP)
    appeal = complain(of_notifier(story)).appeal
    viewing.open_text(item=story.item, mode=ExposureMode.REDUCED, by=gita, at=NOON + HOUR)
    viewing.open_context(item=story.item, by=gita, at=NOON + HOUR)

    decide_appeal(appeal=appeal, answer="You are right.", wish=a_restriction(), by=gita, at=NOON + 2 * HOUR)

    story.item.refresh_from_db()
    assert story.item.state == ItemState.RESTRICTED
    assert story.statement.body["kind"] == "restriction"


def test_part_of_a_case_can_be_reversed(gita: Actor) -> None:
    first = a_notice("paste-1")
    a_notice("paste-2")
    case = first.flags[0].case
    decide(case, cast.by(cast.amina()))
    one, two = case.items.order_by("id")
    appeal = complain(author_side(Statement.objects.get(item=one))).appeal
    wish = Wish(verdict=Verdict.KEEP, excepted=(ExceptedItem(two.reference, "another text"),))

    answered = decide_appeal(appeal=appeal, answer="In part.", wish=wish, by=gita, at=NOON + 2 * HOUR)

    one.refresh_from_db()
    two.refresh_from_db()
    assert answered.outcome == AppealOutcome.PARTLY_REVERSED
    assert (one.state, two.state) == (ItemState.LIVE, ItemState.RESTRICTED)


def test_the_platform_hears_of_it_but_not_of_whom(gita: Actor) -> None:
    story = a_story(KEEP)
    appeal = complain(of_notifier(story)).appeal
    decide_appeal(appeal=appeal, answer="No.", wish=None, by=gita, at=NOON + 2 * HOUR)

    sent = json.dumps(list(Message.objects.filter(type__startswith="appeal.").values_list("data", flat=True)))

    assert sent.count(appeal.reference) == 2
    assert not [word for word in (*PLANTED_OF_NOTIFIER, TEXT) if word in sent]


# -- the console ------------------------------------------------------------------------------------------------------


def test_the_page_shows_old_clause_and_new_arguments_side_by_side(gita: Actor) -> None:
    story = a_story()
    appeal = complain(of_author(story)).appeal

    text = cast.browser_of(cast.a_person("Gita", Role.LEAD)).get(f"/appeals/{appeal.reference}/").content.decode()

    assert TEXT in text
    assert "Incitement and glorification" in text
    assert "Calls on readers" in text


def test_the_page_leads_to_where_the_content_can_be_looked_at(gita: Actor) -> None:
    appeal = complain(of_author(a_story())).appeal
    browser = cast.browser_of(cast.a_person("Gita", Role.LEAD))

    text = browser.get(f"/appeals/{appeal.reference}/").content.decode()
    case_page = browser.get(f"/cases/{appeal.case.reference}/").content.decode()

    assert f'href="/cases/{appeal.case.reference}/#looking"' in text
    assert 'id="looking"' in case_page
    assert "Show the first lines" in case_page


def test_an_auditor_is_not_led_to_content(gita: Actor) -> None:
    appeal = complain(of_author(a_story())).appeal

    text = cast.browser_of(cast.a_person("Aude", Role.AUDITOR)).get(f"/appeals/{appeal.reference}/").content.decode()

    assert "#looking" not in text


def test_a_restriction_unseen_is_refused_with_the_way_to_look_and_taken_after_looking(gita: Actor) -> None:
    story = a_story(KEEP)
    appeal = complain(of_notifier(story)).appeal
    browser = cast.browser_of(cast.a_person("Gita", Role.LEAD))
    said = {"verdict": "restrict", "answer": "You are right.", "facts": "Calls for an attack.", "none_applies": "on"}
    said |= {"clauses": "1", "measures": "remove"}

    refused = browser.post(f"/appeals/{appeal.reference}/answer/", said)
    browser.post(f"/items/{story.item.reference}/show/", {"level": "blurred"}, follow=True)
    taken = browser.post(f"/appeals/{appeal.reference}/answer/", said)

    assert refused.status_code == 409
    assert "then answer here" in refused.content.decode()
    assert taken.status_code == 302


def test_a_lead_answers_on_the_page_without_javascript(gita: Actor) -> None:
    appeal = complain(of_author(a_story())).appeal
    browser = cast.browser_of(cast.a_person("Gita", Role.LEAD))

    answer = browser.post(f"/appeals/{appeal.reference}/answer/", {"verdict": "keep", "answer": "You are right."})

    appeal.refresh_from_db()
    assert answer.status_code == 302
    assert appeal.outcome == AppealOutcome.REVERSED


def test_what_is_written_to_a_notifier_reaches_no_author(gita: Actor) -> None:
    story = a_story()
    appeal = complain(of_notifier(story)).appeal
    browser = cast.browser_of(cast.a_person("Gita", Role.LEAD))
    said = {"verdict": "keep", "answer": "Dear Planted Notifier, you are right.", "facts": "A news report."}

    browser.post(f"/appeals/{appeal.reference}/answer/", said)

    told = story.statement.body
    assert (told["kind"], told["facts"]) == ("restored", "A news report.")
    assert NOTIFIER_NAME not in str(told)


def test_the_page_tells_whoever_decided_why_they_may_not_answer(gita: Actor) -> None:
    appeal = complain(of_author(a_story())).appeal

    text = cast.browser_of(cast.amina()).get(f"/appeals/{appeal.reference}/").content.decode()

    assert "somebody else answers" in text
    assert "Answer and enforce" not in text


def test_the_list_can_be_taken_away_as_a_table() -> None:
    appeal = complain(of_author(a_story())).appeal

    answer = cast.browser_of(cast.bo()).get("/appeals/?state=open&format=csv")

    rows = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert rows[0].startswith("appeal,case,decision")
    assert rows[1].startswith(appeal.reference)
