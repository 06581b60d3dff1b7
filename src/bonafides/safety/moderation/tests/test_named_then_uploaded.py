"""An item that a flag only named, whose content then comes in an upload or with another flag: one item, one case."""

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.kernel.actor import SYSTEM
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import MatchRecord
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.moderation.actions import intake, orders
from bonafides.safety.moderation.actions.flags import Report, raise_flag
from bonafides.safety.moderation.actions.intake import Answered, Submission
from bonafides.safety.moderation.models import Case, Flag, Item
from bonafides.safety.moderation.tests.lists import PHRASE, SHA256, a_picture, a_text, hold_on_match, holding, listed
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy
from bonafides.safety.moderation.tests.stories import decide
from bonafides.safety.moderation.vocabulary import Answer, CaseState, ItemKind, ItemState, SourceKind

pytestmark = pytest.mark.django_db

PAGE = "https://pastes.example/p/1"


def named(location: str) -> Flag:
    return raise_flag(report=Report(SourceKind.USER_NOTICE, location), by=SYSTEM, at=NOON).flags[0]


def uploaded(submission: Submission) -> Answered:
    return intake.submit(submission=submission, by=SYSTEM, at=NOON)


def waiting() -> list[Case]:
    return list(Case.objects.exclude(state=CaseState.CLOSED))


@pytest.mark.parametrize("location", ["p/1", PAGE, "hxxps://pastes[.]example/p/1"])
def test_an_upload_is_the_content_of_what_was_flagged(location: str) -> None:
    flag = named(location)

    answered = uploaded(a_text("words that nobody listed", url=PAGE))

    item = Item.objects.get()
    assert (answered.answer, answered.item) == (Answer.REVIEW, item)
    assert (item.platform_reference, item.kind, bool(item.content)) == ("p/1", "text", True)
    assert waiting() == [flag.case]
    assert {each.item for each in Flag.objects.all()} == {item}


def test_it_is_looked_up_recorded_once_and_held() -> None:
    a_policy()
    entry = holding()
    named("p/1")

    answered = uploaded(a_picture())

    assert (answered.answer, Item.objects.get().state) == (Answer.HOLD, ItemState.HELD)
    assert [each.entry for each in MatchRecord.objects.all()] == [entry]


def test_what_was_named_twice_becomes_one_item_in_one_case() -> None:
    named("p/1")
    named(PAGE)

    uploaded(a_text("words that nobody listed", url=PAGE))

    assert Item.objects.count() == len(waiting()) == 1
    assert Flag.objects.filter(item=Item.objects.get()).count() == 3


def test_what_a_person_kept_is_kept_also_where_it_was_flagged_by_its_name() -> None:
    a_policy()
    listed()
    kept = uploaded(a_text(PHRASE, reference="p/0")).item
    assert kept
    decide(kept.case, cast.by(cast.amina()), KEEP)
    flag = named("p/1")

    answered = uploaded(a_text(PHRASE))

    flag.refresh_from_db()
    assert (answered.answer, flag.after_decision, flag.case, waiting()) == (Answer.ALLOW, True, kept.case, [])


def test_the_content_that_comes_with_another_flag_is_that_of_the_first() -> None:
    flag = named(PAGE)

    second = Report(SourceKind.USER_NOTICE, PAGE, submission=a_text("words that nobody listed", reference=PAGE))
    again = raise_flag(report=second, by=SYSTEM, at=NOON).flags[0]

    assert (again.item, again.case, bool(again.item.content)) == (flag.item, flag.case, True)


def test_an_address_that_was_uploaded_is_another_item_than_what_stands_there() -> None:
    listed(PAGE, EntryType.URL)
    link = uploaded(Submission("message-5", ItemKind.URL, url=PAGE)).item

    uploaded(a_text("words that nobody listed", reference="p/1", url=PAGE))

    assert link
    link.refresh_from_db()
    assert (link.platform_reference, link.kind, bool(link.content)) == ("message-5", "url", False)


def test_what_an_order_names_is_left_to_the_order() -> None:
    item = orders.named_by_order(location=PAGE, by=cast.by(cast.bo()), at=NOON)[0]

    uploaded(a_text("words that nobody listed", url=PAGE))

    item.refresh_from_db()
    assert item.content == ""


def test_the_same_upload_sent_twice_leaves_its_match_once() -> None:
    listed()

    first, again = uploaded(a_text(PHRASE)), uploaded(a_text(PHRASE))

    assert (first.item, first.answer) == (again.item, again.answer)
    assert MatchRecord.objects.count() == 1


def test_what_it_meets_in_another_way_is_recorded_again_and_held() -> None:
    a_policy()
    entry = listed(SHA256, EntryType.SHA256)
    first = uploaded(a_picture())
    banks.give_opinion(entry=entry, value=Opinion.POSITIVE, by=cast.by(cast.bo()), at=NOON)
    hold_on_match(entry.bank)

    again = uploaded(a_picture())

    assert (first.answer, again.answer) == (Answer.REVIEW, Answer.HOLD)
    assert MatchRecord.objects.count() == 2


def test_an_item_that_is_sent_again_with_its_address_is_the_same_item_and_found_by_it() -> None:
    listed()
    first = uploaded(a_text(PHRASE)).item

    again, third = uploaded(a_text(PHRASE, url=PAGE)).item, uploaded(a_text(PHRASE)).item

    assert first == again == third
    assert named(PAGE).item == first


def test_what_turns_out_to_be_an_item_without_an_address_gives_it_its_own() -> None:
    listed()
    flag, item = named(PAGE), uploaded(a_text(PHRASE, reference=PAGE)).item

    found = intake.attach_content(item=flag.item, submission=a_text(PHRASE), by=SYSTEM, at=NOON)

    assert (found, found.url) == (item, PAGE)
    assert named(PAGE).item == item
