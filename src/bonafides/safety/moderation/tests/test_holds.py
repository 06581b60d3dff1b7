"""A hold: told at once and marked automated, objected to, over by itself, never deciding anything."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.people.vocabulary import LinkPurpose, Role
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM
from bonafides.matching.digests import digests_of_bytes
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.actions import add_entry, give_opinion
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.moderation.actions import holds, intake, reopening
from bonafides.safety.moderation.actions.flags import Report, raise_flag
from bonafides.safety.moderation.actions.intake import Answered, Author
from bonafides.safety.moderation.models import Case, Enforcement, Flag, Hold, Item, Statement
from bonafides.safety.moderation.queries import facts
from bonafides.safety.moderation.queries.reporting import report_facts
from bonafides.safety.moderation.rules.deciding import ExceptedItem
from bonafides.safety.moderation.samples.pictures import PictureRelation, sample_pictures
from bonafides.safety.moderation.tests.lists import PICTURE, holding
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy, a_restriction, an_item
from bonafides.safety.moderation.tests.stories import AUTHOR_ADDRESS, decide, link_for
from bonafides.safety.moderation.vocabulary import Answer, HoldEnd, ItemKind, ItemState, SourceKind

pytestmark = [pytest.mark.django_db, pytest.mark.db]
SECOND = timedelta(seconds=1)


@pytest.fixture
def hold(db: None) -> Hold:
    """A picture that a list holds, with an author whose address we were given."""
    clock.use(lambda: NOON)
    a_policy()
    cast.a_person("Gita", Role.LEAD)
    holding()
    author = Author("author-77", "en", AUTHOR_ADDRESS)
    submission = intake.Submission("picture-1", ItemKind.PICTURE, data=PICTURE, author=author)
    intake.submit(submission=submission, by=SYSTEM, at=NOON)
    return Hold.objects.get()


def send(reference: str = "picture-1", data: bytes = PICTURE, *, at: datetime) -> Answered:
    submission = intake.Submission(reference, ItemKind.PICTURE, data=data)
    return intake.submit(submission=submission, by=SYSTEM, at=at)


def flagged(*, threat_to_life: bool = False, at: datetime = NOON) -> Flag:
    submission = intake.Submission("picture-1", ItemKind.PICTURE, data=PICTURE)
    report = Report(SourceKind.USER_NOTICE, "picture-1", threat_to_life=threat_to_life, submission=submission)
    return raise_flag(report=report, by=SYSTEM, at=at).flags[0]


def code_of(hold: Hold) -> str:
    assert hold.match_record is not None
    return hold.match_record.entry_code


def link() -> str:
    return link_for(LinkPurpose.STATEMENT, Statement.objects.get().reference)


def test_the_author_is_told_at_once_that_a_machine_holds_it_and_until_when(hold: Hold) -> None:
    document = Client(headers={"accept": "application/json"}).get(f"/statement/{link()}/").json()

    assert (document["kind"], document["automated_decision"]) == ("hold", "fully")
    assert document["ends_at"] == hold.ends_at.isoformat()
    assert document["match"]["entry"] == code_of(hold)
    assert document["can_object"] is True
    assert OutboxRow.objects.filter(key=f"statement-mail:{document['reference']}").exists()


def test_the_page_names_the_list_its_entry_and_how_to_contest_it(hold: Hold) -> None:
    text = cast.a_browser().get(f"/statement/{link()}/").content.decode()

    assert f"entry {code_of(hold)} of the list" in text
    assert "If the entry itself is wrong" in text
    assert "held by a machine alone" in text
    assert "You can object at once" in text
    assert "complain to us" not in text


def test_an_objection_brings_the_case_forward_and_says_so(hold: Hold) -> None:
    before = hold.item.case.rank_at

    holds.object_to(hold=hold, text="It is my own drawing.", by=SYSTEM, at=NOON)

    case = Case.objects.get()
    assert case.rank_at < before
    assert "objection" in {factor["factor"] for factor in case.why}


def test_a_second_objection_is_added_to_the_first_which_keeps_its_moment(hold: Hold) -> None:
    stale = Hold.objects.get()
    holds.object_to(hold=hold, text="It is my own drawing.", by=SYSTEM, at=NOON)

    holds.object_to(hold=stale, text="Here is where I published it.", by=SYSTEM, at=NOON + SECOND)
    holds.object_to(hold=stale, text="", by=SYSTEM, at=NOON + SECOND)

    hold.refresh_from_db()
    assert hold.objection == "It is my own drawing.\n\nHere is where I published it."
    assert hold.objected_at == NOON


def test_whoever_reads_the_case_reads_what_the_author_objects(hold: Hold) -> None:
    holds.object_to(hold=hold, text="It is my <own> drawing.", by=SYSTEM, at=NOON)

    page = cast.browser_of(cast.amina()).get(f"/cases/{hold.item.case.reference}/").content.decode()

    assert "It is my &lt;own&gt; drawing." in page


def test_a_decision_cannot_rest_on_a_match_alone_whose_entry_was_found_wrong(hold: Hold) -> None:
    assert facts.are_byte_exact({hold.item.reference})
    assert hold.match_record

    give_opinion(entry=hold.match_record.entry, value=Opinion.NEGATIVE, by=cast.by(cast.bo()), at=NOON)

    assert not facts.are_byte_exact({hold.item.reference})


def test_the_author_objects_without_an_account_or_javascript(hold: Hold) -> None:
    page = f"/statement/{link()}/"

    answer = cast.a_browser().post(f"{page}object/", {"text": "It is my own drawing."}, follow=True)

    hold.refresh_from_db()
    assert hold.objection == "It is my own drawing."
    assert "You objected." in answer.content.decode()
    assert LogEntry.objects.filter(event_name="hold.objected").count() == 1


def test_an_objection_needs_no_reason_and_is_taken_by_the_uploads_own_token_too(hold: Hold) -> None:
    token = link_for(LinkPurpose.TOMBSTONE, hold.item.reference)

    answer = cast.a_browser().post(f"/statement/{token}/object/", {"text": ""})

    hold.refresh_from_db()
    assert answer["Location"] == f"/statement/of/{token}/"
    assert hold.objected_at == NOON


def test_a_hold_cannot_be_complained_about_as_a_decision(hold: Hold) -> None:
    answer = cast.a_browser().get(f"/appeal/{link()}/")

    assert answer.status_code == 409


@pytest.mark.parametrize(("before", "state"), [(SECOND, ItemState.HELD), (timedelta(0), ItemState.LIVE)])
def test_it_ends_by_itself_and_the_leads_are_told(hold: Hold, before: timedelta, state: ItemState) -> None:
    holds.end_if_expired(reference=hold.reference, at=hold.ends_at - before)

    assert Item.objects.get().state == state
    told = OutboxRow.objects.filter(key__startswith="hold-expired:").exists()
    assert told is (state is ItemState.LIVE)


def test_its_end_asks_the_platform_to_release(hold: Hold) -> None:
    holds.end_if_expired(reference=hold.reference, at=hold.ends_at)

    hold.refresh_from_db()
    assert hold.end == HoldEnd.EXPIRED
    assert Enforcement.objects.get(action="release").item == hold.item
    assert Case.objects.get().state == "open"


@pytest.mark.parametrize("why", [HoldEnd.EXPIRED, HoldEnd.SUPPRESSED])
def test_its_author_is_told_of_an_end_that_nobody_decided(hold: Hold, why: HoldEnd) -> None:
    holds.end(hold=hold, why=why, by=SYSTEM, at=hold.ends_at)

    released = Statement.objects.latest("id")
    assert OutboxRow.objects.filter(key=f"statement-mail:{released.reference}").exists()
    assert (released.kind, released.hold, released.decision) == ("restored", hold, None)
    assert released.body["automated_decision"] == "fully"


def test_the_page_of_such_an_end_claims_no_persons_decision(hold: Hold) -> None:
    holds.end_if_expired(reference=hold.reference, at=hold.ends_at)
    page = f"/statement/{link_for(LinkPurpose.STATEMENT, Statement.objects.latest('id').reference)}/"

    text = cast.a_browser().get(page).content.decode()

    assert "Your item stands again" in text
    assert "decision was taken by a person" not in text
    assert "of the team decided" not in text
    assert "held by a machine alone" not in text
    assert "Object to the hold" not in text


def test_an_item_that_was_held_and_left_out_is_told_that_it_stands_again(hold: Hold) -> None:
    case = hold.item.case
    an_item(case, b"another harmless text", platform_reference="paste-2")
    left_out = ExceptedItem(hold.item.reference, "It is a drawing.")

    decide(case, cast.by(cast.amina()), a_restriction(excepted=(left_out,)))

    told = hold.item.statements.latest("id")
    assert (told.kind, told.body["facts"], told.body["measures"]) == ("restored", "", [])
    assert hold.item.statements.count() == 2
    assert report_facts(told, "") is None


def test_a_keep_releases_it_and_tells_the_author(hold: Hold) -> None:
    decide(Case.objects.get(), cast.by(cast.amina()), KEEP)

    hold.refresh_from_db()
    assert hold.end == HoldEnd.KEPT
    assert [each.body["kind"] for each in Statement.objects.order_by("id")] == ["hold", "restored"]


def test_a_restriction_ends_it_with_a_statement_of_its_own(hold: Hold) -> None:
    decide(Case.objects.get(), cast.by(cast.amina()), a_restriction(match_only=True))

    hold.refresh_from_db()
    kinds = [(each.body["kind"], each.body["automated_decision"]) for each in Statement.objects.order_by("id")]
    assert hold.end == HoldEnd.RESTRICTED
    assert kinds == [("hold", "fully"), ("restriction", "not")]


def test_the_tombstone_of_a_hold_says_that_it_ends(hold: Hold) -> None:
    text = cast.a_browser().get(f"/tombstone/{hold.item.reference}").content.decode()

    assert "This item is held for now" in text
    assert AUTHOR_ADDRESS not in text


def test_an_objection_after_the_end_is_refused_with_a_sentence(hold: Hold) -> None:
    page = f"/statement/{link()}/"
    holds.end_if_expired(reference=hold.reference, at=hold.ends_at)

    assert cast.a_browser().post(f"{page}object/", {"text": "Late."}).status_code == 409


def test_what_is_sent_again_after_its_hold_ended_waits_for_a_person_and_is_not_held_again(hold: Hold) -> None:
    holds.end_if_expired(reference=hold.reference, at=hold.ends_at)

    again = send(at=hold.ends_at + SECOND)

    assert (again.answer, again.hold) == (Answer.REVIEW, None)


def test_what_is_sent_again_while_its_hold_runs_is_held_as_before(hold: Hold) -> None:
    assert send(at=NOON + SECOND).hold == hold


@pytest.mark.parametrize("reference", ["picture-1", "picture-2"])
def test_what_a_person_let_stand_is_not_held_while_it_is_judged_again(hold: Hold, reference: str) -> None:
    decide(hold.item.case, cast.by(cast.amina()), KEEP)
    reopening.put_back(case=Case.objects.get(), by=cast.by(cast.bo()), at=NOON + timedelta(hours=1))

    again = send(reference, at=NOON + timedelta(hours=2))

    assert (again.answer, again.hold) == (Answer.REVIEW, None)


def test_another_picture_in_a_case_that_is_judged_again_may_be_held(hold: Hold) -> None:
    decide(hold.item.case, cast.by(cast.amina()), KEEP)
    reopening.put_back(case=Case.objects.get(), by=cast.by(cast.bo()), at=NOON + timedelta(hours=1))
    near = next(each for each in sample_pictures(7) if each.relation is PictureRelation.NEAR)
    value = digests_of_bytes(near.data).sha256
    bank = hold.match_record.entry.bank  # type: ignore[union-attr]
    entry = add_entry(bank=bank, type_=EntryType.SHA256, value=value, by=cast.by(cast.bo()), at=NOON)
    give_opinion(entry=entry, value=Opinion.POSITIVE, by=cast.by(cast.bo()), at=NOON)

    other = send("picture-3", near.data, at=NOON + timedelta(hours=2))

    assert other.item is not None
    assert (other.answer, other.item.case) == (Answer.HOLD, hold.item.case)


def test_a_threat_to_life_that_is_reported_later_has_no_machine_hold_what_a_person_let_stand() -> None:
    a_policy()
    first = flagged()
    decide(first.case, cast.by(cast.amina()), KEEP)
    holding()

    again = flagged(threat_to_life=True, at=NOON + timedelta(hours=1))

    assert (again.item, again.case.state, again.item.state) == (first.item, "open", ItemState.LIVE)
