"""An upload that was let through and that a later entry meets: a person is asked, and nothing is done by itself."""

from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.cast import NOON, a_browser, amina, bo, browser_of, by

from bonafides.base.fetch.tests.servers import answering, serving
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.vocabulary import LISTENER
from bonafides.kernel.actor import SYSTEM
from bonafides.matching.fingerprint import Fingerprints, Frame
from bonafides.matching.pdq import PdqHash
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks import jobs as banks_jobs
from bonafides.safety.banks.models import Bank, Entry, KeptUpload, LookBack, MatchRecord
from bonafides.safety.banks.queries import index_version
from bonafides.safety.banks.vocabulary import HOLD_LASTS, OnMatch
from bonafides.safety.moderation.actions import flags, resolving
from bonafides.safety.moderation.actions.intake import Submission, submit
from bonafides.safety.moderation.actions.looking_back import open_what_was_found
from bonafides.safety.moderation.jobs import HANDLERS
from bonafides.safety.moderation.models import Case, Counter, Flag, Hold, Item
from bonafides.safety.moderation.tests.lists import PDQ, PHRASE, SHA256, a_picture, a_text, holding, listed
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy
from bonafides.safety.moderation.tests.stories import decide
from bonafides.safety.moderation.vocabulary import SourceKind

pytestmark = pytest.mark.django_db

ADDRESS = "https://pastes.example/p/1"


@pytest.fixture
def switch() -> LookBack:
    reason = "a list lags behind"
    return banks.switch_on_looking_back(days=7, lasts_days=30, reason=reason, by=by(bo()), at=NOON)


def upload(submission: Submission) -> str:
    return submit(submission=submission, by=SYSTEM, at=NOON).answer


def search() -> None:
    """The worker: the search to its end, then everybody who listens to what was found."""
    banks_jobs.look_back(NOON)
    while row := OutboxRow.objects.filter(kind=banks_jobs.SEARCH, state="waiting").first():
        banks_jobs.HANDLERS[banks_jobs.SEARCH](row, NOON)
        OutboxRow.objects.filter(pk=row.pk).delete()
    told = OutboxRow.objects.filter(kind=LISTENER, payload__listener__endswith="look_at_what_was_found")
    for row in told.order_by("id"):
        open_what_was_found(upload=row.payload["fields"]["upload"], at=NOON)


def test_nothing_is_kept_while_nobody_switched_it_on() -> None:
    upload(a_text("harmless words"))

    assert not KeptUpload.objects.exists()


def test_what_matched_nothing_is_kept_and_opens_a_case_when_an_entry_comes(switch: LookBack) -> None:
    answer = upload(a_picture())
    entry = listed(SHA256, EntryType.SHA256)

    search()

    case = Case.objects.get()
    (record,) = MatchRecord.objects.all()
    assert (answer, case.state, case.source) == ("allow", "open", SourceKind.OWN_DETECTION)
    assert (record.item, record.entry, record.outcome) == (case.items.get().reference, entry, "review")
    assert Counter.objects.get(name="uploads.found_later").value == 1


@pytest.mark.parametrize("sent", [a_text("harmless words"), a_picture()], ids=["text", "picture"])
def test_what_is_sent_twice_is_kept_once_and_counted_from_the_last_time(switch: LookBack, sent: Submission) -> None:
    upload(sent)
    submit(submission=sent, by=SYSTEM, at=NOON + timedelta(hours=1))

    assert KeptUpload.objects.get().kept_at == NOON + timedelta(hours=1)


def test_another_content_or_another_name_is_kept_beside_it(switch: LookBack) -> None:
    upload(a_text("harmless words"))
    upload(a_text("other words"))
    upload(a_text("harmless words", reference="p/2"))

    assert KeptUpload.objects.count() == 3


def test_what_matched_is_not_kept(switch: LookBack) -> None:
    listed()
    upload(a_text(PHRASE))

    assert not KeptUpload.objects.exists()


def test_what_is_on_record_already_is_not_kept(switch: LookBack) -> None:
    a_policy()
    report = flags.Report(SourceKind.USER_NOTICE, "p/1", submission=a_text("harmless words"))
    flag = flags.raise_flag(report=report, by=SYSTEM, at=NOON).flags[0]
    decide(flag.case, by(amina()), KEEP)

    upload(a_text("harmless words", reference="p/2"))

    assert not KeptUpload.objects.exists()


def test_the_platform_is_asked_for_it_and_nothing_is_held_even_by_a_list_that_holds(
    switch: LookBack, settings: Any
) -> None:
    upload(a_text(PHRASE))
    holding(PHRASE, EntryType.TEXT)
    search()

    with ExitStack() as running:
        server = running.enter_context(serving(answering(200, b'{"text": "%s"}' % PHRASE.encode())))
        settings.FETCH_ALLOW = [server.netloc]
        resolving.set_endpoint(url=f"http://{server.netloc}/content", by=by(bo()), at=NOON)
        HANDLERS[flags.RESOLVE](OutboxRow.objects.get(kind=flags.RESOLVE), NOON)

    item = Item.objects.get()
    assert (item.platform_reference, bool(item.content), Hold.objects.count()) == ("p/1", True, 0)


def test_a_list_that_holds_equal_bytes_holds_nothing_that_was_found_later(switch: LookBack) -> None:
    upload(a_picture())
    holding()
    search()

    item = Item.objects.get()
    resolving.upload_content(item=item, submission=a_picture(), by=by(amina()), at=NOON)

    item.refresh_from_db()
    assert (bool(item.content), item.state, Hold.objects.count()) == (True, "live", 0)


def test_copies_of_one_file_that_were_found_wait_in_one_case(switch: LookBack) -> None:
    [upload(a_picture(reference=f"p/{number}")) for number in range(3)]
    listed(SHA256, EntryType.SHA256)

    search()

    assert (Case.objects.count(), Item.objects.count()) == (1, 3)


def test_told_twice_it_is_one_case_and_one_flag(switch: LookBack) -> None:
    upload(a_picture())
    listed(SHA256, EntryType.SHA256)

    search()
    search()

    assert (Case.objects.count(), Flag.objects.count(), MatchRecord.objects.count()) == (1, 1, 1)


def test_a_second_entry_adds_its_match_to_the_same_item(switch: LookBack) -> None:
    upload(a_picture())
    listed(SHA256, EntryType.SHA256)
    search()
    md5 = KeptUpload.objects.get().kept()
    listed(md5.digests[3:19].hex(), EntryType.MD5)

    search()

    assert (Item.objects.count(), MatchRecord.objects.count()) == (1, 2)


def test_a_wider_threshold_opens_a_case_for_what_it_meets_now_and_none_for_what_was_found(switch: LookBack) -> None:
    entry = listed(PDQ, EntryType.PDQ)
    reaching(10, entry)
    kept_at(10, 20, 31)
    banks.disable_entry(entry=entry, reason="it comes later", by=by(bo()), at=NOON)
    banks.enable_entry(entry=entry, by=by(bo()), at=NOON)
    search()
    before = Case.objects.count()

    reaching(20, entry)
    search()

    assert (before, Case.objects.count(), Item.objects.count(), MatchRecord.objects.count()) == (1, 2, 2, 2)


def reaching(bits: int, entry: Entry) -> None:
    banks.set_policy(
        bank=Bank.objects.get(pk=entry.bank_id),
        on_match=OnMatch.REVIEW,
        threshold_bits=bits,
        hold_threshold_bits=0,
        hold_lasts=HOLD_LASTS,
        by=by(bo()),
        at=NOON,
    )


def kept_at(*distances_bits: int) -> None:
    """Kept are pictures that lie so many bits from the listed one."""
    for bits in distances_bits:
        pdq = PdqHash.parse(f"{int(PDQ, 16) ^ ((1 << bits) - 1):064x}")
        found = Fingerprints(frames=(Frame(0, pdq, 100),))
        banks.keep(item=f"p/{bits}", fingerprints=found, index_version=index_version(), at=NOON)


def test_an_entry_that_turned_out_wrong_meanwhile_opens_nothing(switch: LookBack) -> None:
    upload(a_picture())
    entry = listed(SHA256, EntryType.SHA256)
    banks_jobs.look_back(NOON)
    banks_jobs.HANDLERS[banks_jobs.SEARCH](OutboxRow.objects.get(kind=banks_jobs.SEARCH), NOON)
    banks.disable_entry(entry=Entry.objects.get(pk=entry.pk), reason="wrong", by=by(bo()), at=NOON)

    search()

    assert not Case.objects.exists()


def test_switched_off_nothing_opens_any_more(switch: LookBack) -> None:
    upload(a_picture())
    listed(SHA256, EntryType.SHA256)
    banks_jobs.look_back(NOON)
    banks_jobs.HANDLERS[banks_jobs.SEARCH](OutboxRow.objects.get(kind=banks_jobs.SEARCH), NOON)
    banks.switch_off_looking_back(switch=switch, by=by(bo()), at=NOON)

    search()

    assert not Case.objects.exists()


def test_the_case_page_says_that_it_was_found_later(switch: LookBack) -> None:
    a_policy()
    upload(a_picture())
    listed(SHA256, EntryType.SHA256)
    search()

    page = browser_of(amina()).get(f"/cases/{Case.objects.get().reference}/").content.decode()

    assert "Found later" in page


def test_the_policy_says_that_it_is_on_and_names_nobody(switch: LookBack) -> None:
    a_policy()
    program = Client(headers={"accept": "application/json"})
    document = program.get("/policy/").json()["looks_back"]
    page = a_browser().get("/policy/").content.decode()

    assert set(document) == {"kept", "days", "since", "until", "not_found", "decided_by"}
    assert (document["days"], document["decided_by"]) == (7, "owner")
    assert "for 7 days" in page
    assert "a few words inside a longer text" in page
    banks.switch_off_looking_back(switch=switch, by=by(bo()), at=NOON + timedelta(days=1))
    assert program.get("/policy/").json()["looks_back"] is None
