"""What leaves by the terminal and the API: the proof of a case, all that is held on one person, complaints."""

import io
import json
import zipfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.vocabulary import LinkPurpose, Scope
from bonafides.kernel import clock
from bonafides.kernel.errors import NotAllowed, NotFound
from bonafides.safety.moderation import commands
from bonafides.safety.moderation.actions.appeals import Complaint, open_appeal
from bonafides.safety.moderation.actions.exporting import export_author
from bonafides.safety.moderation.models import Appeal
from bonafides.safety.moderation.queries.appeals import author_side
from bonafides.safety.moderation.queries.statements import preview_statement
from bonafides.safety.moderation.tests.scenes import a_policy, a_restriction, open_and_look
from bonafides.safety.moderation.tests.stories import (
    AUTHOR_ADDRESS,
    AUTHOR_NAME,
    CONTENT,
    CONTEXT,
    NOTIFIER_ADDRESS,
    NOTIFIER_NAME,
    PLANTED_OF_NOTIFIER,
    a_notice,
    a_story,
    bearer,
    decide,
)
from bonafides.safety.moderation.vocabulary import AppellantKind
from bonafides.safety.moderation.vocabulary.limits import UNDO_WINDOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(db: None, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    clock.use(lambda: NOON)
    a_policy()


def run(name: str, *words: str) -> int:
    parser = ArgumentParser()
    getattr(commands, f"{name}_arguments")(parser)
    code: int = getattr(commands, name)(parser.parse_args(words))
    return code


def read(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as files:
        return {name: files.read(name).decode("utf-8", "replace") for name in files.namelist()}


# -- ledger prove -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", ["author", "notifier", "auditor"])
def test_a_case_is_proven_to_each_audience(audience: str, tmp_path: Path) -> None:
    story = a_story()
    out = tmp_path / "case.proof.zip"

    code = run("prove_case", story.case.reference, "--for", audience, "--out", str(out))

    manifest = json.loads(read(out)["manifest.json"])
    assert code == 0
    assert manifest["for"] == audience
    assert any(entry["opened"] for entry in manifest["entries"])


def test_reviewers_are_codes_and_shown_to_the_auditor_alone(tmp_path: Path) -> None:
    story, out = a_story(), tmp_path / "case.proof.zip"
    code = cast.amina().code

    run("prove_case", story.case.reference, "--for", "auditor", "--out", str(out))
    for_auditor = read(out)["manifest.json"]
    run("prove_case", story.case.reference, "--for", "notifier", "--out", str(out))
    for_notifier = read(out)["manifest.json"]

    assert code in for_auditor
    assert code not in for_notifier


def test_a_flag_of_another_case_proves_nothing_here(tmp_path: Path) -> None:
    story = a_story()
    options = Namespace(
        case=story.case.reference, audience="notifier", flag="0000000000", item=None, out=tmp_path / "x"
    )

    with pytest.raises(NotFound):
        commands.prove_case(options)


# -- person export ----------------------------------------------------------------------------------------------------


def test_everything_about_an_author_comes_opened_and_nothing_of_a_notifier(tmp_path: Path) -> None:
    story, out = a_story(), tmp_path / "author.zip"

    run("export_person", "--author", AUTHOR_NAME, "--out", str(out))

    files = read(out)
    text = "".join(files.values())
    assert files[f"items/{story.item.reference}.content"] == CONTENT
    assert all(word in text for word in (AUTHOR_ADDRESS, CONTEXT, story.statement.reference))
    assert not [word for word in PLANTED_OF_NOTIFIER if word in text]
    assert LogEntry.objects.get(event_name="person.exported")
    assert out.stat().st_mode & 0o077 == 0


def test_everything_about_a_notifier_comes_opened_and_nothing_of_the_author(tmp_path: Path) -> None:
    a_story()
    out = tmp_path / "notifier.zip"

    run("export_person", "--notifier", NOTIFIER_ADDRESS.upper(), "--out", str(out))

    text = "".join(read(out).values())
    assert NOTIFIER_NAME in text
    assert NOTIFIER_ADDRESS in text
    assert not [word for word in (AUTHOR_ADDRESS, AUTHOR_NAME, CONTENT) if word in text]


def test_a_complaint_is_found_by_the_address_it_was_made_with(tmp_path: Path) -> None:
    story, out = a_story(), tmp_path / "representative.zip"
    author = bearer(LinkPurpose.STATEMENT, story.statement.reference)
    complaint = Complaint(
        "planted complaint", AppellantKind.REPRESENTATIVE, mandate="For them.", address="planted@lawyers.example"
    )
    open_appeal(side=author_side(story.statement), complaint=complaint, by=author, at=NOON + UNDO_WINDOW)

    run("export_person", "--notifier", "Planted@lawyers.example", "--out", str(out))

    files = read(out)
    assert list(files) == [f"complaints/{Appeal.objects.get().reference}.json"]
    assert all(word in "".join(files.values()) for word in ("planted complaint", "planted@lawyers.example"))


def test_an_archive_that_others_could_read_is_closed_to_them_and_written_anew(tmp_path: Path) -> None:
    a_story()
    out = tmp_path / "notifier.zip"
    out.write_bytes(b"x" * 1_000_000)
    out.chmod(0o644)

    run("export_person", "--notifier", NOTIFIER_ADDRESS, "--out", str(out))

    assert out.stat().st_mode & 0o077 == 0
    assert out.stat().st_size < 1_000_000
    assert NOTIFIER_NAME in "".join(read(out).values())


def test_of_whom_nothing_is_held_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "nobody.zip"

    with pytest.raises(NotFound):
        run("export_person", "--author", "nobody", "--out", str(out))

    assert not out.exists()
    assert not LogEntry.objects.filter(event_name="person.exported").exists()


def test_a_reviewer_cannot_hand_anything_out() -> None:
    a_story()

    with pytest.raises(NotAllowed):
        export_author(reference=AUTHOR_NAME, by=cast.by(cast.amina()), at=NOON)


# -- the API ----------------------------------------------------------------------------------------------------------


def program(*scopes: Scope) -> Client:
    return Client(headers=cast.as_client(cast.a_key(*scopes)))


def test_the_platform_reads_the_statements_of_an_item() -> None:
    story = a_story()

    (found,) = program(Scope.DECISIONS_READ).get(f"/api/v1/items/{story.item.reference}/statements").json()

    assert found["reference"] == story.statement.reference
    assert found["body"]["kind"] == "restriction"
    assert not [word for word in PLANTED_OF_NOTIFIER if word in json.dumps(found)]


def test_the_platform_passes_a_complaint_on() -> None:
    story = a_story()
    body = {"statement": story.statement.reference, "text": "It is a quotation."}

    answer = program(Scope.APPEALS_WRITE).post("/api/v1/appeals", body, content_type="application/json")

    assert answer.status_code == 201
    assert answer.json()["reference"] == Appeal.objects.get().reference
    assert "/appeal/status/" in answer.json()["status_url"]


def test_a_complaint_names_one_side() -> None:
    answer = program(Scope.APPEALS_WRITE).post("/api/v1/appeals", {"text": "?"}, content_type="application/json")

    assert answer.status_code == 422


def test_a_key_without_the_scope_passes_nothing_on() -> None:
    story = a_story()
    body = {"statement": story.statement.reference, "text": "It is a quotation."}

    answer = program(Scope.ITEMS_WRITE).post("/api/v1/appeals", body, content_type="application/json")

    assert answer.status_code == 403


# -- the preview ------------------------------------------------------------------------------------------------------


def test_the_preview_is_exactly_what_is_issued() -> None:
    case = a_notice().flags[0].case
    by = cast.by(cast.amina())
    open_and_look(case, by, NOON)
    body = preview_statement(case, a_restriction(), by, "en", NOON)
    assert body is not None

    decide(case, by)

    issued = case.items.get().statements.get().body
    volatile = {"at", "appeal_until"}
    assert {k: v for k, v in body.as_json().items() if k not in volatile} == {
        k: v for k, v in issued.items() if k not in volatile
    }


def test_the_desk_shows_it_without_changing_anything() -> None:
    case = a_notice().flags[0].case
    before = LogEntry.objects.count()
    browser = cast.browser_of(cast.amina())
    recorded = LogEntry.objects.count() - before

    form = {"clauses": ["1"], "measures": ["remove"], "none_applies": "on", "facts": "Calls for it."}
    answer = browser.post(f"/cases/{case.reference}/statement/", form)

    assert "Calls for it." in answer.content.decode()
    assert LogEntry.objects.count() == before + recorded


def test_archives_are_whole(tmp_path: Path) -> None:
    a_story()
    out = tmp_path / "author.zip"
    run("export_person", "--author", AUTHOR_NAME, "--out", str(out))

    with zipfile.ZipFile(io.BytesIO(out.read_bytes())) as archive:
        assert archive.testzip() is None
