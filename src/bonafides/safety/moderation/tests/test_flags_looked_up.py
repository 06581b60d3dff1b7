"""What comes along with a flag is looked up in the lists, as one that the platform is asked for; so is its address."""

from dataclasses import replace
from typing import Any

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.kernel.actor import SYSTEM
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks import floods
from bonafides.safety.banks.models import Entry, MatchRecord
from bonafides.safety.moderation.actions import intake, orders
from bonafides.safety.moderation.actions.flags import Report, raise_batch, raise_flag
from bonafides.safety.moderation.models import Flag, Item
from bonafides.safety.moderation.tests.lists import PHRASE, holding, listed
from bonafides.safety.moderation.tests.lists import a_picture as picture
from bonafides.safety.moderation.tests.scenes import a_policy, a_restriction
from bonafides.safety.moderation.tests.stories import a_notice, a_submission, decide
from bonafides.safety.moderation.vocabulary import Answer, ItemState, SourceKind

pytestmark = pytest.mark.django_db

PAGE = "https://pastes.example/p/1"


def test_what_it_matched_is_recorded_with_the_item() -> None:
    a_policy()
    entry = listed(PHRASE)

    flag = a_notice("p/1", f"one: {PHRASE}").flags[0]

    assert [(each.item, each.entry) for each in MatchRecord.objects.all()] == [(flag.item.reference, entry)]
    assert "match" in str(flag.case.why)


def test_what_a_list_asks_to_hold_is_held() -> None:
    a_policy()
    holding()

    report = Report(SourceKind.USER_NOTICE, "p/1", submission=picture())
    item = raise_flag(report=report, by=SYSTEM, at=NOON).flags[0].item

    assert item.state == ItemState.HELD


def test_what_was_looked_up_when_it_was_uploaded_is_not_looked_up_again() -> None:
    a_policy()
    listed(PHRASE)
    intake.submit(submission=a_submission("p/1", f"one: {PHRASE}"), by=SYSTEM, at=NOON)

    a_notice("p/1", f"one: {PHRASE}")

    assert MatchRecord.objects.count() == 1


def test_what_matches_nothing_leaves_no_record() -> None:
    a_policy()
    listed(PHRASE)

    a_notice("p/1", "nothing that is listed")

    assert not MatchRecord.objects.exists()


def test_what_stands_restricted_and_is_flagged_again_is_not_held() -> None:
    a_policy()
    listed(PHRASE)
    first = a_notice("p/1", f"one: {PHRASE}").flags[0]
    decide(first.case, cast.by(cast.amina()), a_restriction())

    a_notice("p/1", f"one: {PHRASE}")

    first.item.refresh_from_db()
    assert first.item.state == ItemState.RESTRICTED


def named(location: str = PAGE, **more: Any) -> Flag:
    return raise_flag(report=Report(SourceKind.USER_NOTICE, location, **more), by=SYSTEM, at=NOON).flags[0]


def hits_of(entry: Entry) -> int:
    """How often this process has counted it lately, towards a flood."""
    return floods.TALLY._now.hits.get(entry.pk, 0)


def met_by(item: Item) -> list[tuple[str, str]]:
    return list(MatchRecord.objects.filter(item=item.reference).values_list("type", "fingerprint"))


def test_a_listed_address_that_a_flag_names_is_met_and_its_case_comes_forward() -> None:
    listed(PAGE, EntryType.URL)

    flag = named("hxxps://pastes[.]example/p/1")

    flag.case.refresh_from_db()
    assert met_by(flag.item) == [("url", PAGE)]
    assert "match" in str(flag.case.why)
    assert flag.item.state == ItemState.LIVE


def test_each_address_of_a_batch_is_looked_up() -> None:
    listed(PAGE, EntryType.URL)

    flags = raise_batch(
        reports=[Report(SourceKind.TRUSTED_FLAGGER, each) for each in (PAGE, f"{PAGE}2")],
        set_aside=[],
        by=cast.by(cast.bo()),
        at=NOON,
    ).flags

    assert [met_by(flag.item) for flag in flags] == [[("url", PAGE)], []]


def test_who_names_it_again_adds_no_second_record_and_no_second_hit() -> None:
    entry = listed(PAGE, EntryType.URL)
    before = hits_of(entry)

    item = named().item
    named()

    assert met_by(item) == [("url", PAGE)]
    assert hits_of(entry) - before == 1


def test_an_address_that_was_listed_after_the_first_flag_is_met_by_the_next() -> None:
    named()
    listed(PAGE, EntryType.URL)

    item = named().item

    assert met_by(item) == [("url", PAGE)]


def test_the_address_of_a_flag_is_looked_up_beside_the_content_that_came_along() -> None:
    a_policy()
    listed(PHRASE)
    listed(PAGE, EntryType.URL)

    item = named(submission=a_submission("p/1", f"one: {PHRASE}")).item

    assert sorted(type_ for type_, _fingerprint in met_by(item)) == ["text", "url"]


def test_an_upload_is_looked_up_by_the_address_at_which_it_stands() -> None:
    a_policy()
    listed(PAGE, EntryType.URL)

    answered = intake.submit(submission=replace(a_submission("p/1"), url=PAGE), by=SYSTEM, at=NOON)

    assert answered.answer == Answer.REVIEW
    assert answered.item is not None
    assert met_by(answered.item) == [("url", PAGE)]


def test_an_address_that_a_removal_order_names_is_looked_up() -> None:
    bank = listed(PAGE, EntryType.URL).bank
    known = named(f"{PAGE}2").item
    banks.add_entry(bank=bank, type_=EntryType.URL, value=f"{PAGE}2", by=cast.by(cast.bo()), at=NOON)

    new = orders.named_by_order(location=PAGE, by=cast.by(cast.bo()), at=NOON)
    found = orders.named_by_order(location=f"{PAGE}2", by=cast.by(cast.bo()), at=NOON)

    assert found == [known]
    assert [met_by(item) for item in (*new, *found)] == [[("url", PAGE)], [("url", f"{PAGE}2")]]


def test_what_the_platforms_own_name_stands_for_is_not_taken_for_an_address() -> None:
    listed("pastes.example", EntryType.URL)

    item = named("pastes.example").item

    assert met_by(item) == []
