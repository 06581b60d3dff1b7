"""Confidential means confidential: a sentence and scores are planted, and looked for everywhere they must not be."""

import io
import logging
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.urls import reverse
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import OrganisationKind, Role
from bonafides.kernel.clock import now
from bonafides.programme.assessments import actions
from bonafides.programme.assessments.actions.opening import opened_by
from bonafides.programme.assessments.library import Answer
from bonafides.programme.assessments.models import Assessment, Sheet
from bonafides.programme.assessments.tests.confidential import LETTER, Planted, open_to_hana, plant_confidential

WHERE_ANSWERS_ARE = ("assessment", "result", "choose_what_if", "history", "letter", "pdf", "export", "offline_form")


def worked_through(planted: Planted) -> None:
    """Everything that may leave a trace: pages, a PDF, an upload, a review, a letter, a new round, a refusal."""
    hana = open_to_hana(planted)
    actions.write_letter(assessment=planted.assessment, text=LETTER, by=cast.by(hana), at=now())
    actions.close_review(assessment=planted.assessment, by=cast.by(hana), at=now())
    browser = cast.browser_of(planted.signatory)
    for name in WHERE_ANSWERS_ARE:
        browser.get(reverse(f"assessments:{name}", args=[planted.assessment.reference]))
    browser.post(reverse("assessments:renew", args=[planted.assessment.reference]))
    fresh = Assessment.objects.get(number=2)
    question = fresh.sheets.order_by("pk")[0].question
    file = io.BytesIO(b"Minutes of the board: the unmistakable heron abstained." * 40_000)
    file.name = "unmistakable-heron-minutes.txt"
    sent = {"file": file, "grade": "tested", "dated": "2026-01-05"}
    browser.post(reverse("assessments:add_evidence", args=[fresh.reference, question]), sent)
    browser.post(reverse("assessments:comment", args=[fresh.reference, question]), {"text": planted.sentence})


@pytest.fixture
def planted(db: None) -> Planted:
    return plant_confidential()


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


# -- what lies on the disk --------------------------------------------------------------------------------------------


@pytest.mark.skipif(not settings.ON_SQLITE, reason="looks at the bytes of an SQLite file")
@pytest.mark.django_db(transaction=True)
def test_neither_the_database_file_nor_its_journal_holds_any_of_it() -> None:
    planted = plant_confidential()
    worked_through(planted)
    path = Path(connection.settings_dict["NAME"])

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
    files = [each for each in path.parent.glob(f"{path.name}*") if each.is_file()]
    data = b"".join(each.read_bytes() for each in files)

    assert b"Pastehaven" in data
    assert planted.found_in(data.decode("latin-1")) == []


def test_a_score_is_told_from_a_moment_that_has_the_same_digits(planted: Planted) -> None:
    score = f"{next(iter(planted.scores.values())):.2f}"

    assert planted.found_in(f"2026-11-28 12:51:{score}3344 and 17643341{score}331") == []
    assert planted.found_in(f"at 12:51:07.120000 the score was {score}") == [score]


@pytest.mark.skipif(not settings.ON_SQLITE, reason="dumps an SQLite database")
@pytest.mark.django_db(transaction=True)
def test_a_dump_of_every_table_holds_none_of_it_in_any_form() -> None:
    planted = plant_confidential()
    worked_through(planted)
    source = sqlite3.connect(connection.settings_dict["NAME"])
    dump = "\n".join(source.iterdump())
    source.close()

    hexed = [each.encode().hex() for each in planted.texts]

    assert "Pastehaven" in dump
    assert planted.found_in(dump) == []
    assert [each for each in hexed if each in dump.lower()] == []


def test_no_file_that_the_product_keeps_holds_any_of_it(planted: Planted) -> None:
    worked_through(planted)

    files = [each for each in Path(settings.HOME).rglob("*") if each.is_file() and "sqlite" not in each.name]
    found = {each.name: planted.found_in(each.read_bytes().decode("latin-1")) for each in files}

    assert [name for name, texts in found.items() if texts] == []


def test_no_temporary_file_is_made(planted: Planted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made: list[str] = []
    really = tempfile.TemporaryFile

    def noticed(*args: Any, **kwargs: Any) -> Any:
        made.append("one")
        return really(*args, **kwargs)

    monkeypatch.setattr(tempfile, "TemporaryFile", noticed)
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # a place of our own: other tests make files in the one of all
    monkeypatch.setattr(tempfile, "tempdir", None)

    worked_through(planted)

    assert made == []
    assert [each.name for each in tmp_path.iterdir() if "typst" in each.name] == []


# -- what is told -----------------------------------------------------------------------------------------------------


def test_logs_mails_outbox_entries_and_sessions_hold_none_of_it(
    planted: Planted, heard: pytest.LogCaptureFixture
) -> None:
    worked_through(planted)

    told = [record.getMessage() for record in heard.records]
    told += [f"{each.subject} {each.body}" for each in mail.outbox]
    told += [f"{row.kind} {row.payload} {row.key}" for row in OutboxRow.objects.all()]
    told += [f"{row.subject} {row.opened} {bytes(row.entry)!r}" for row in LogEntry.objects.all()]
    told += [str(session.get_decoded()) for session in Session.objects.all()]

    assert LogEntry.objects.filter(event_name="assessment.submitted").exists()
    assert planted.found_in("\n".join(told)) == []


def test_entries_of_the_log_are_internal_and_say_no_state_of_answers(planted: Planted) -> None:
    worked_through(planted)

    entries = LogEntry.objects.filter(event_name__startswith="assessment.")
    fields = {name for entry in entries for name in entry.opened}

    assert {b"internal" in bytes(entry.entry) for entry in entries} == {True}
    assert fields <= {
        *("assessment", "member", "kind", "library_version", "assessor", "state"),
        *("actor", "at", "event", "subject"),
    }


def test_an_error_in_a_view_tells_neither_answer_nor_form(
    planted: Planted, heard: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError(f"{planted.sentence} {planted.numbers}")

    monkeypatch.setattr("bonafides.programme.assessments.actions.comment", broken)
    browser = cast.browser_of(planted.signatory)
    browser.raise_request_exception = False
    question = Sheet.objects.order_by("pk")[0].question
    where = reverse("assessments:comment", args=[planted.assessment.reference, question])

    answer = browser.post(where, {"text": planted.sentence})

    formatted = "\n".join(logging.Formatter().format(record) for record in heard.records if record.name != "django.db")
    assert answer.status_code == 500
    assert planted.found_in(answer.content.decode()) == []
    assert planted.found_in(formatted) == []


@pytest.mark.django_db
def test_an_untouched_round_and_an_answered_one_look_alike() -> None:
    sana = cast.sana()
    actions.start_assessment(member=cast.a_member(), core=True, by=cast.by(sana), at=now())
    other = cast.a_member("Otherhaven")
    noa = cast.of_member("Noa", Role.SIGNATORY, other)
    answered = actions.start_assessment(member=other, core=True, by=cast.by(noa), at=now())
    opened = opened_by(answered, cast.by(noa))
    for question in opened.questions:
        given = actions.Given(question.id, Answer())
        actions.save_answer(assessment=answered, given=given, by=cast.by(noa), at=now())

    sizes = [
        sorted((sheet.question, len(bytes(sheet.sealed))) for sheet in Sheet.objects.filter(assessment=each))
        for each in Assessment.objects.all()
    ]

    assert sizes[0] == sizes[1]
    assert {field.name for field in Sheet._meta.fields} == {"id", "assessment", "question", "stamp", "sealed"}


# -- who asks ---------------------------------------------------------------------------------------------------------


def outsiders() -> dict[str, Person]:
    """Everybody who must not read: of the programme, of another member, of the bodies around it, of the platform."""
    roles = {"Mira": Role.MARK_REVIEWER, "Anik": Role.ANALYST, "Fay": Role.FLAGGER, "Edda": Role.EDITOR}
    roles |= {"Aude": Role.AUDITOR, "Ivo": Role.ASSESSOR}
    bodies = (OrganisationKind.STATE, OrganisationKind.ACADEMIC, OrganisationKind.CIVIL_SOCIETY)
    return {
        "owner": cast.dana(),
        "officer": cast.olu(),
        "contact": cast.cem(),
        "late": cast.of_member("Lea", Role.READER),
        "other": cast.of_member("Noa", Role.SIGNATORY, cast.a_member("Otherhaven")),
        "platform": cast.bo(),
        **{name: cast.of_the_programme(name, role) for name, role in roles.items()},
        **{kind.value: cast.a_participant(kind, kind.value) for kind in bodies},
    }


def addresses(planted: Planted) -> list[str]:
    """Every page of this part that could show something."""
    reference = planted.assessment.reference
    opened = opened_by(planted.assessment, cast.by(planted.signatory))
    shown, exhibit = next((name, each.exhibits[0].id) for name, each in opened.filled.items() if each.exhibits)
    first = opened.questions[0].id
    return [
        *(reverse(f"assessments:{name}", args=[reference]) for name in WHERE_ANSWERS_ARE),
        *(f"{reverse('assessments:history', args=[reference])}?format={each}" for each in ("csv", "json")),
        reverse("assessments:section", args=[reference, "risk", 1]),
        reverse("assessments:section", args=[reference, "mitigation", 1]),
        reverse("assessments:question", args=[reference, first]),
        reverse("assessments:question", args=[reference, shown]),
        reverse("assessments:what_if", args=[reference, first]),
        reverse("assessments:evidence", args=[reference, shown, exhibit]),
        reverse("assessments:difference", args=[Assessment.objects.get(number=2).reference]),
        *(reverse(f"assessments:{name}") for name in ("assessments", "readings", "keys", "benchmarks", "libraries")),
        *(f"{reverse('assessments:readings')}?format={each}" for each in ("csv", "json")),
        f"{reverse('assessments:assessments')}?format=json",
    ]


def read(answer: Any) -> str:
    """All that an answer holds: headers, text, and what lies packed inside a PDF."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{dict(answer.headers)} {body.decode('utf-8', 'replace')} {unpacked(body)}"


def unpacked(data: bytes) -> str:
    """The streams of a PDF, inflated."""
    parts = data.split(b"stream\n")[1:] if data.startswith(b"%PDF") else []
    return "".join(zlib.decompressobj().decompress(part).decode("latin-1") for part in parts if part[:1] == b"x")


def test_no_other_role_is_shown_any_of_it_on_any_page(planted: Planted) -> None:
    worked_through(planted)
    pages, leaks, opened = addresses(planted), [], []

    for who, person in outsiders().items():
        browser = cast.browser_of(person)
        for page in pages:
            answer = browser.get(page)
            found = planted.found_in(read(answer))
            leaks += [(who, page, found)] if found else []
            opened += [(who, page)] if answer.status_code == 200 and "/rounds/" in page else []

    assert leaks == []
    assert opened == []


def test_whoever_may_read_is_shown_it(planted: Planted) -> None:
    """The looking is not blind: the same search finds everything for who was let in."""
    worked_through(planted)
    browser = cast.browser_of(cast.rex())

    texts = "".join(read(browser.get(page)) for page in addresses(planted))

    assert set(planted.texts[:4]) <= set(planted.found_in(texts))
    assert str(planted.scores["exploitation"]) in texts


def test_no_address_title_or_header_of_a_result_holds_a_number(planted: Planted) -> None:
    answer = cast.browser_of(planted.signatory).get(reverse("assessments:result", args=[planted.assessment.reference]))
    page = answer.content.decode()
    title = page[page.index("<title>") : page.index("</title>")]

    assert answer["Cache-Control"] == "no-store, private"
    assert planted.found_in(f"{title} {dict(answer.headers)} {answer.cookies}") == []
    assert f"{planted.scores['exploitation']:.1f}" not in title
