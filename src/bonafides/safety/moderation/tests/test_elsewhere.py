"""A matcher elsewhere knows an upload that was let through: a case for a person, once, and nothing else."""

from datetime import UTC, datetime

import pytest
from tests import cast

from bonafides.base.audit.actions import record_from_below
from bonafides.base.outbox import worker
from bonafides.kernel.actor import SYSTEM
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks import queries
from bonafides.safety.banks.models import MatchRecord
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds.actions import Setup, add_feed, hosting, switch
from bonafides.safety.feeds.models import Feed, HostedHit, HostedQuestion
from bonafides.safety.moderation.actions.elsewhere import open_what_is_known_elsewhere
from bonafides.safety.moderation.models import Case, Flag, Hold

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
UPLOAD = fingerprints_of(b"shapes that no list here knows")
SHA256 = next(value for kind, value in UPLOAD.digests.items() if kind == "sha256")


@pytest.fixture
def feed(db: None) -> Feed:
    """A feed that is asked about uploads that match nothing here."""
    bank = banks.create_bank(name="Kept elsewhere", by=SYSTEM, at=NOON)
    address, settings = "https://lists.example.org/api/hash-list/v2/all", {"username": "harbour"}
    setup = Setup("Theirs", "tcap", address, settings, asks_hosted=True)
    bo, secrets = cast.by(cast.bo()), {"password": "s3cret-word"}
    feed = add_feed(bank=bank.reference, setup=setup, secrets=secrets, by=bo, at=NOON)
    switch(feed=feed, on=True, by=bo, at=NOON)
    return feed


def answered(feed: Feed, *items: str) -> None:
    """The matcher says that it knows these uploads."""
    for item in items:
        hosting.ask_later(item=item, fingerprints=UPLOAD, at=NOON)
    waiting = list(HostedQuestion.objects.order_by("pk"))
    hosting.take_answer(feed=feed, waiting=waiting, known=[("sha256", SHA256)], at=NOON)


def worked() -> None:
    worker.work_off(NOON, record=record_from_below)


def test_a_case_opens_by_the_platforms_name_and_says_why(feed: Feed) -> None:
    answered(feed, "paste/3")

    worked()

    flag = Flag.objects.get()
    record = MatchRecord.objects.get(item=flag.item.reference)
    assert (flag.item.platform_reference, flag.source) == ("paste/3", "own_detection")
    assert record.bank_name == "Kept elsewhere"
    assert record.detail["found_later"]["uploaded_at"] == NOON.isoformat()
    assert queries.was_found_later(flag.item.reference)  # so that nothing is held back when its content comes
    assert not Hold.objects.exists()
    assert not HostedHit.objects.exists()


def test_the_same_news_again_opens_nothing_more(feed: Feed) -> None:
    answered(feed, "paste/3")
    hit = HostedHit.objects.get().reference
    worked()

    open_what_is_known_elsewhere(hit=hit, at=NOON)

    assert Case.objects.count() == Flag.objects.count() == 1


def test_two_uploads_of_one_file_are_two_items(feed: Feed) -> None:
    answered(feed, "paste/3", "paste/4")

    worked()

    assert set(Flag.objects.values_list("item__platform_reference", flat=True)) == {"paste/3", "paste/4"}


def test_what_was_found_to_be_wrong_meanwhile_opens_nothing(feed: Feed) -> None:
    answered(feed, "paste/3")
    entry = feed.bank.entries.get()
    banks.give_opinion(entry=entry, value=Opinion.NEGATIVE, by=SYSTEM, at=NOON)

    worked()

    assert not Case.objects.exists()
    assert not HostedHit.objects.exists()
