"""Taking in: which case an upload or a flag joins, what is kept, and what is not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.cast import CHIDI, NOON, amina, by

from bonafides.base.audit.models import LogEntry
from bonafides.base.blobs import queries as blobs
from bonafides.base.blobs.models import Blob
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Invalid, NotAllowed, TooLarge
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.moderation.actions import intake
from bonafides.safety.moderation.actions.flags import Notifier, Receipt, Report, raise_batch, raise_flag
from bonafides.safety.moderation.models import Case, Flag, Item, Reporter
from bonafides.safety.moderation.samples.pictures import PictureRelation, sample_pictures
from bonafides.safety.moderation.tests.lists import PDQ, PHRASE, PICTURE, a_picture, a_text, listed
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy
from bonafides.safety.moderation.tests.stories import decide
from bonafides.safety.moderation.vocabulary import Answer, SourceKind

pytestmark = [pytest.mark.django_db, pytest.mark.db]

PAGE = "https://pastes.example/p/1"


def submit(submission: intake.Submission) -> intake.Answered:
    return intake.submit(submission=submission, by=SYSTEM, at=NOON)


def flag(location: str = "p/1", **changes: object) -> Flag:
    report = Report(**{"source": SourceKind.USER_NOTICE, "location": location} | changes)  # type: ignore[arg-type]
    return raise_flag(report=report, by=CHIDI, at=NOON).flags[0]


def names() -> set[str]:
    return set(LogEntry.objects.values_list("event_name", flat=True))


# -- uploads ----------------------------------------------------------------------------------------------------------


def test_a_matched_upload_is_kept_encrypted_and_recorded() -> None:
    listed()

    item = submit(a_text(PHRASE)).item

    assert item is not None
    assert blobs.read(item.content) == PHRASE.encode()
    assert {"case.opened", "item.taken", "flag.received", "item.matched"} <= names()


def test_copies_join_one_case_and_each_is_an_item() -> None:
    listed()
    first, second = submit(a_text(PHRASE, "p/1")), submit(a_text(PHRASE.upper(), "p/2"))

    assert first.item is not None
    assert second.item is not None
    assert first.item.case == second.item.case
    assert first.item != second.item


def test_a_nearly_equal_picture_joins_the_case_that_waits() -> None:
    listed(PDQ, EntryType.PDQ)
    samples = sample_pictures(7)
    near = next(each for each in samples if each.relation is PictureRelation.NEAR and each.of == samples[0].name)

    submit(a_picture(PICTURE, "p/1"))
    submit(a_picture(near.data, "p/2"))

    assert Case.objects.count() == 1


def test_the_same_upload_twice_is_one_item() -> None:
    listed()
    submit(a_text(PHRASE))
    submit(a_text(PHRASE))

    assert (Item.objects.count(), Case.objects.count()) == (1, 1)


def test_sent_again_with_more_views_it_comes_forward() -> None:
    listed()
    submit(replace(a_text(PHRASE), reach=3))
    before = Case.objects.get().priority

    submit(replace(a_text(PHRASE), reach=40_000))

    assert (Item.objects.get().reach, Case.objects.get().priority > before) == (40_000, True)


def test_a_copy_of_what_waits_is_reviewed_though_no_list_knows_it() -> None:
    flag(submission=a_text("Words that no list knows."), location="p/1")

    assert submit(a_text("Words that no list knows.", "p/2")).answer is Answer.REVIEW


def test_a_copy_of_what_was_kept_is_allowed_and_its_bytes_are_not_kept() -> None:
    a_policy()
    listed()
    first = submit(a_text(PHRASE))
    decide(first.item.case, by(amina()), KEEP)  # type: ignore[union-attr]

    again = submit(a_text(PHRASE, "p/2"))

    assert (again.answer, Case.objects.get().state) == (Answer.ALLOW, "closed")
    assert again.item is not None
    assert again.item.content == ""


def test_a_copy_of_what_was_restricted_is_judged_on_its_own() -> None:
    a_policy()
    listed()
    decide(submit(a_text(PHRASE)).item.case, by(amina()))  # type: ignore[union-attr]

    assert submit(a_text(PHRASE, "p/2")).answer is Answer.REVIEW
    assert Case.objects.count() == 2


def test_a_restricted_item_that_is_sent_again_opens_its_own_case_again() -> None:
    a_policy()
    listed()
    decide(submit(a_text(PHRASE)).item.case, by(amina()))  # type: ignore[union-attr]

    submit(a_text(PHRASE))

    assert Case.objects.get().state == "open"


def test_who_may_not_send_items_stores_nothing() -> None:
    listed()

    with pytest.raises(NotAllowed):
        intake.submit(submission=a_text(PHRASE), by=CHIDI, at=NOON)
    assert not Blob.objects.exists()


@pytest.mark.parametrize(("size", "error"), [(2_000_000, None), (2_000_001, TooLarge)])
def test_a_text_has_a_limit(size: int, error: type[Exception] | None) -> None:
    text = a_text("a" * size)

    if error is None:
        assert intake.look_up(submission=text, by=SYSTEM).prepared
    else:
        with pytest.raises(error):
            intake.look_up(submission=text, by=SYSTEM)


def test_an_empty_upload_is_refused() -> None:
    with pytest.raises(Invalid):
        submit(a_text(""))


# -- flags ------------------------------------------------------------------------------------------------------------


def test_a_flag_that_only_names_something_opens_a_case_without_content() -> None:
    item = flag(PAGE).item

    assert (item.content, item.url, item.case.state) == ("", PAGE, "open")


def test_further_flags_on_the_same_address_join_the_case() -> None:
    flag(PAGE)
    flag("hxxps://pastes[.]example/p/1?fbclid=z")

    assert (Case.objects.count(), Item.objects.count(), Flag.objects.count()) == (1, 1, 2)


def test_a_flag_on_a_kept_address_follows_the_decision_and_tells_the_outcome() -> None:
    a_policy()
    decide(flag(PAGE).case, by(amina()), KEEP)

    again = flag(PAGE, notifier=Notifier(address="chidi@example.org"))

    assert (again.after_decision, again.case.state, again.outcomes.count()) == (True, "closed", 1)


def test_a_threat_to_life_opens_a_kept_case_again() -> None:
    a_policy()
    decide(flag(PAGE).case, by(amina()), KEEP)

    again = flag(PAGE, threat_to_life=True)

    assert (again.case.state, again.case.threat_to_life) == ("open", True)


def test_a_flag_on_a_restricted_item_follows_the_decision() -> None:
    a_policy()
    listed()
    decide(submit(a_text(PHRASE, url=PAGE)).item.case, by(amina()))  # type: ignore[union-attr]

    again = flag(PAGE)

    assert (again.after_decision, Case.objects.count()) == (True, 1)


def test_an_address_of_the_decentralised_web_names_an_item_in_each_of_its_spellings() -> None:
    first = flag("ipfs://QmesfgDQ3q6prBy2Kg2gKbW4MAGuWiRP2DVuGA5MZSERLo")
    second = flag("ipfs://bafybeihvvulpp4evxj7x7armbqcyg6uezzuig6jp3lktpbovlqfkuqeuoq/")

    assert first.case == second.case


def test_long_addresses_that_begin_alike_are_told_apart() -> None:
    flag(PAGE + "?q=" + "a" * 400 + "1")
    flag(PAGE + "?q=" + "a" * 400 + "2")

    assert Case.objects.count() == 2


def test_a_notifier_who_comes_again_is_known_by_a_pseudonym_only() -> None:
    flag("p/1", notifier=Notifier(address="Chidi@example.org"))
    flag("p/2", notifier=Notifier(address="chidi@example.org "))

    reporter = Reporter.objects.get()
    assert (reporter.flags, "chidi" in reporter.key) == (2, False)


def test_the_sources_are_counted_apart_and_an_outsider_cannot_choose_one() -> None:
    with pytest.raises(NotAllowed):
        flag(source=SourceKind.TRUSTED_FLAGGER)
    assert not Flag.objects.exists()


def test_a_batch_is_one_notice_with_one_receipt() -> None:
    reports = [Report(SourceKind.USER_NOTICE, f"{PAGE}{number}") for number in range(3)]

    receipt: Receipt = raise_batch(reports=reports, set_aside=[], by=CHIDI, at=NOON + timedelta(minutes=1))

    assert receipt.batch is not None
    assert {each.batch for each in receipt.flags} == {receipt.batch}
