"""The author is told why, wherever they are; the notifier how it ended; neither hears of the other."""

import io
import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from tests import cast
from tests.cast import NOON

from bonafides.base.audit import sealing
from bonafides.base.audit.models import LogEntry
from bonafides.base.keys import signing
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.base.people import queries as people
from bonafides.base.people.models import LinkToken
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel import clock
from bonafides.kernel.actor import ANYONE, Actor
from bonafides.ledger.notes import Verifier
from bonafides.ledger.package import PackageReport, verify_package
from bonafides.ledger.sources import Zip
from bonafides.safety.moderation import letters
from bonafides.safety.moderation.actions import settling
from bonafides.safety.moderation.actions.flags import Report, raise_flag
from bonafides.safety.moderation.models import Decision, Flag, Outcome, Statement
from bonafides.safety.moderation.queries.counts import Range, rows_of, totals_of
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy, a_restriction
from bonafides.safety.moderation.tests.stories import (
    AUTHOR_ADDRESS,
    AUTHOR_NAME,
    PLANTED_OF_NOTIFIER,
    Story,
    a_notice,
    a_story,
    a_submission,
    decide,
    link_for,
)
from bonafides.safety.moderation.vocabulary import ItemState, SourceKind, StatementState

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon(db: None, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path  # a log of its own
    a_policy()
    set_clock(NOON + HOUR)


def set_clock(at: datetime) -> None:
    clock.use(lambda: at)


def page_of(story: Story) -> str:
    return f"/statement/{link_for(LinkPurpose.STATEMENT, story.statement.reference)}/"


def as_program() -> Client:
    return Client(headers={"accept": "application/json"})


def everything_published() -> str:
    """All that the platform is sent."""
    return json.dumps(list(Message.objects.values_list("data", flat=True)))


# -- the statement ----------------------------------------------------------------------------------------------------


def test_an_author_reads_every_item_of_article_17_in_sentences() -> None:
    story = a_story()

    text = cast.a_browser().get(page_of(story)).content.decode()

    assert "Your item was removed from view." in text  # (a)
    assert "This applies everywhere." in text
    assert "It has no end date." in text
    assert "Calls on readers to attack a named place." in text  # (b)
    assert "Somebody gave notice of it." in text
    assert "The decision was taken by a person." in text  # (c)
    assert "Clause 1 of our policy, version 1" in text  # (d), (e)
    assert "incompatible with our terms" in text
    assert "You can complain to us free of charge until 2 September 2026" in text  # (f)
    assert "out-of-court" in text
    assert "go to a court" in text


def test_the_same_address_answers_programs_in_json() -> None:
    story = a_story()

    document = as_program().get(page_of(story)).json()

    assert document["reference"] == story.statement.reference
    assert document["measures"] == [{"measure": "remove", "territory": [], "until": ""}]
    assert document["redress"] == ["complaint", "out_of_court", "court"]
    assert document["log"]["stands"] == "promised"


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "Why your item was restricted"), ("ar", 'dir="rtl"'), ("de", 'lang="de"'), ("ru", 'lang="ru"')],
)
def test_the_page_follows_the_language_that_is_asked_for(language: str, word: str) -> None:
    story = a_story()

    text = cast.a_browser().get(f"{page_of(story)}?language={language}", follow=True).content.decode()

    assert word in text


def test_the_clauses_are_read_in_the_readers_language() -> None:
    story = a_story()

    text = cast.a_browser().get(f"{page_of(story)}?language=fr", follow=True).content.decode()

    clause = story.decision.policy_version.texts["fr"]["clauses"][0]
    assert clause["title"] in text


def test_the_page_of_a_link_is_stored_nowhere_and_tells_nobody_its_address() -> None:
    answer = cast.a_browser().get(page_of(a_story()))

    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_an_error_at_the_address_of_a_link_is_as_quiet() -> None:
    waiting = a_notice().flags[0].item

    answer = cast.a_browser().get(f"/appeal/{link_for(LinkPurpose.TOMBSTONE, waiting.reference)}/")

    assert answer.status_code == 409
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_looking_changes_nothing() -> None:
    story = a_story()
    page = page_of(story)
    before = LogEntry.objects.count(), LinkToken.objects.count(), Message.objects.count()

    cast.a_browser().get(page)
    cast.a_browser().get(f"/tombstone/{story.item.reference}")

    assert (LogEntry.objects.count(), LinkToken.objects.count(), Message.objects.count()) == before


@pytest.mark.parametrize("path", ["", "receipt/", "proof/"])
def test_unknown_expired_and_foreign_links_open_nothing(path: str) -> None:
    story = a_story()
    status_link = link_for(LinkPurpose.NOTICE_STATUS, story.receipt.reference)
    expired = link_for(LinkPurpose.STATEMENT, story.statement.reference)
    set_clock(NOON + 301 * DAY)

    answers = [
        cast.a_browser().get(f"/statement/{token}/{path}").status_code for token in ("x" * 43, expired, status_link)
    ]

    assert answers == [404, 404, 404]


def test_nothing_of_the_notifier_reaches_the_author_or_the_platform() -> None:
    story = a_story()
    browser = cast.a_browser()
    proof = browser.get(page_of(story) + "proof/").content

    seen = [
        browser.get(page_of(story)).content.decode(),
        as_program().get(page_of(story)).content.decode(),
        browser.get(f"/tombstone/{story.item.reference}").content.decode(),
        everything_published(),
        *unzipped(proof),
    ]

    assert not [word for word in PLANTED_OF_NOTIFIER for text in seen if word in text]
    assert story.receipt.reference not in "".join(seen)


def unzipped(package: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(package)) as files:
        return [files.read(name).decode("utf-8", "replace") for name in files.namelist()]


# -- the log ----------------------------------------------------------------------------------------------------------


def test_the_page_says_that_the_statement_stands_in_the_log_after_checking_it() -> None:
    story = a_story()
    publish_log(NOON + HOUR)

    text = cast.a_browser().get(page_of(story)).content.decode()

    assert "This stands in the public log as entry" in text
    assert "We have just checked its proof" in text


def publish_log(at: datetime) -> None:
    sealing.seal(at)
    sealing.publish(at)


def test_the_page_says_that_a_promise_was_broken() -> None:
    story = a_story()
    page = page_of(story)
    set_clock(NOON + 3 * DAY)

    text = cast.a_browser().get(page).content.decode()

    assert "OVERDUE" in text


def test_the_receipt_and_the_proof_can_be_checked_by_a_stranger() -> None:
    story = a_story()
    publish_log(NOON + HOUR)
    note = cast.a_browser().get(page_of(story) + "receipt/")
    package = cast.a_browser().get(page_of(story) + "proof/").content

    with zipfile.ZipFile(io.BytesIO(package)) as files:
        names = files.namelist()
    report = verified(package)

    assert note.content.startswith(b"bonafides-receipt/v1\n")
    assert "manifest.json" in names
    assert "statement.issued" in {each.entry.type for each in report.findings}
    assert "flag.received" not in {each.entry.type for each in report.findings}


def verified(package: bytes) -> PackageReport:
    file = Path(settings.HOME) / "case.proof.zip"
    file.write_bytes(package)
    keys = [Verifier.parse(signing.public_keys(purpose)[0].vkey) for purpose in ("log", "receipts")]
    with Zip(file) as source:
        return verify_package(source, keys[:1], now=int(NOON.timestamp()), receipt_keys=keys[1:])


def test_the_author_never_learns_who_decided() -> None:
    story = a_story()
    code = cast.amina().code

    package = cast.a_browser().get(page_of(story) + "proof/").content

    assert code not in "".join(unzipped(package))


# -- in place of the item ---------------------------------------------------------------------------------------------


def test_the_tombstone_names_measure_clause_and_statement_and_nobody() -> None:
    story = a_story()

    document = as_program().get(f"/tombstone/{story.item.reference}").json()

    assert document["measures"][0]["measure"] == "remove"
    assert document["clauses"] == [{"key": "1", "title": "Incitement and glorification"}]
    assert document["statement"] == story.statement.reference
    assert document["full_statement"].endswith("/statement/of/{token}/")
    assert AUTHOR_NAME not in json.dumps(document)
    assert "paste-1" not in json.dumps(document)


def test_the_uploads_own_token_opens_the_full_statement() -> None:
    story = a_story()
    token = link_for(LinkPurpose.TOMBSTONE, story.item.reference)

    answer = cast.a_browser().post("/statement/open/", {"token": token}, follow=True)

    assert answer.redirect_chain == [(f"/statement/of/{token}/", 302)]
    assert "Calls on readers" in answer.content.decode()


def test_an_item_of_which_nothing_was_decided_has_no_tombstone() -> None:
    assert cast.a_browser().get("/tombstone/0000000000").status_code == 404


# -- told, undelivered ------------------------------------------------------------------------------------------------


def test_an_author_is_told_once_the_mail_was_sent() -> None:
    story = a_story()
    deliver(f"statement-mail:{story.statement.reference}")

    settling.settle(NOON + HOUR)

    assert Statement.objects.get().state == StatementState.TOLD
    assert LogEntry.objects.filter(event_name="statement.settled").count() == 1


def deliver(key: str) -> None:
    OutboxRow.objects.filter(key=key).update(state="done", finished_at=NOON, payload={})


def test_an_author_without_any_channel_is_counted_apart() -> None:
    story = a_story(address="")

    assert story.statement.state == StatementState.UNDELIVERED
    assert story.statement.state_reason == "no-channel"


def test_a_refused_mail_and_nobody_listening_is_undelivered() -> None:
    story = a_story()
    OutboxRow.objects.filter(key=f"statement-mail:{story.statement.reference}").update(state="parked", finished_at=NOON)
    Message.objects.all().delete()

    settling.settle(NOON + HOUR)

    assert Statement.objects.get().state == StatementState.UNDELIVERED


def test_settling_again_changes_nothing() -> None:
    story = a_story()
    deliver(f"statement-mail:{story.statement.reference}")
    settling.settle(NOON + HOUR)

    assert settling.settle(NOON + HOUR) == 0


# -- the notifier -----------------------------------------------------------------------------------------------------


def test_a_notifier_sees_what_became_of_it_and_nothing_of_the_author() -> None:
    story = a_story()

    answer = cast.a_browser().get(f"/notice/status/{story.receipt.token}/")

    text = answer.content.decode()
    assert "A person looked at it and restricted it." in text
    assert "Complain about this decision" in text
    assert AUTHOR_NAME not in text
    assert AUTHOR_ADDRESS not in text


def test_a_notifier_is_told_once_for_each_decision() -> None:
    story = a_story(KEEP)

    outcome = Outcome.objects.get()

    assert outcome.flag == story.receipt.flags[0]
    assert OutboxRow.objects.filter(key__startswith="outcome:").count() == 1
    assert Statement.objects.count() == 0  # nothing had been done to the item


def a_decided_report(by: Actor) -> Flag:
    """A notice without an address, raised by somebody or some program, and its item restricted."""
    report = Report(SourceKind.USER_NOTICE, "https://harbour.example/paste-1", submission=a_submission())
    (flag,) = raise_flag(report=report, by=by, at=NOON).flags
    decide(flag.case, cast.by(cast.amina()))
    return flag


def test_a_notifier_who_left_no_address_is_counted_apart_from_one_who_cannot_be_reached() -> None:
    a_decided_report(ANYONE)

    assert dict(totals_of(rows_of(Range(NOON.date(), NOON.date()))))["outcomes.no_channel"] == 1
    assert not Message.objects.filter(type="outcome.issued").exists()


def test_a_program_that_passed_a_notice_on_is_sent_its_outcome() -> None:
    program = people.actor_of_key(cast.a_key(), at=NOON + HOUR)

    flag = a_decided_report(program)

    told = Message.objects.get(type="outcome.issued").data
    assert told == {"flag": flag.reference, "outcome": "restrict", "decision": Decision.objects.get().reference}


def test_the_notifiers_proof_opens_their_flag_and_no_author() -> None:
    story = a_story()
    publish_log(NOON + HOUR)

    package = cast.a_browser().get(f"/notice/status/{story.receipt.token}/proof/").content

    types = {each.entry.type for each in verified(package).findings}
    assert {"flag.received", "case.decided"} <= types
    assert "statement.issued" not in types
    assert AUTHOR_NAME not in "".join(unzipped(package))


def test_letters_are_in_the_readers_language_with_a_way_on() -> None:
    story = a_story(language="de")
    letter = letters.statement(story.statement, "https://here.example/statement/token/")

    assert "https://here.example/statement/token/" in letter.body
    assert story.decision.policy_version.texts["de"]["clauses"][0]["title"] in letter.body
    assert not mail.outbox  # nothing leaves but through the outbox


def test_a_restriction_changes_the_item_after_its_author_is_owed_a_statement() -> None:
    story = a_story(a_restriction())

    assert story.item.state == ItemState.RESTRICTED
    assert story.statement.body["kind"] == "restriction"
