"""What the pages and files answer, to whom, and in how many statements."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertNumQueries
from tests import cast

from bonafides.credentials.baking import credential_in
from bonafides.credentials.did import IssuerDocument
from bonafides.credentials.verify import verify
from bonafides.kernel.clock import now
from bonafides.programme.trustmark import actions, exports, pictures, queries
from bonafides.programme.trustmark.models import Instance, Mark
from bonafides.programme.trustmark.tests.scenes import (
    a_mark,
    a_ready_member,
    fresh,
)

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.xdist_group("pages of a mark")]  # made once

WHY = "The terms were changed and no longer name terrorist use."
SCRIPT = '"><script>alert(1)</script>'


def stranger() -> Client:
    return Client(headers={"accept": cast.HTML})


def text_of(path: str, browser: Client | None = None) -> str:
    answer = (browser or stranger()).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def instance_of(mark: Mark) -> Instance:
    found = fresh(mark).current
    assert found is not None
    return found


# -- verifying --------------------------------------------------------------------------------------------------------


def test_a_link_from_a_members_page_verifies_its_mark_without_any_typing(mark: Mark) -> None:
    page = text_of(f"/verify/?mark={mark.reference}")

    assert "This mark is valid." in page
    assert page.count("Passed") == 6


@pytest.mark.parametrize("kind", ["json", "svg", "png"])
def test_every_file_that_is_given_out_is_valid_when_it_is_uploaded(mark: Mark, kind: str, tmp_path: Path) -> None:
    (tmp_path / f"mark.{kind}").write_bytes(stranger().get(f"/marks/{mark.reference}/trustmark.{kind}").content)

    with (tmp_path / f"mark.{kind}").open("rb") as file:
        page = stranger().post("/verify/", {"file": file}).content.decode()

    assert "This mark is valid." in page


def test_a_changed_credential_is_told_apart_and_nothing_of_it_is_repeated(mark: Mark) -> None:
    document = {**instance_of(mark).document, "name": "planted-name"}

    page = stranger().post("/verify/", {"text": json.dumps(document)}).content.decode()

    assert "This is not a mark that we issued, or it was changed." in page
    assert "planted-name" not in page


def test_a_suspended_mark_says_so_on_the_page_that_verifies(mark: Mark) -> None:
    document = instance_of(mark).document
    actions.suspend_mark(mark=mark, reasons=WHY, by=cast.by(cast.olu()), at=now())

    by_text = stranger().post("/verify/", {"text": json.dumps(document)}).content.decode()
    by_number = text_of(f"/verify/?mark={mark.reference}")

    assert "This mark was revoked." in by_text
    assert "This mark is suspended" in by_text
    assert "This mark is suspended" in by_number


@pytest.mark.parametrize("given", [{}, {"mark": "NOSUCHMARK"}, {"mark": "\x00"}])
def test_what_names_nothing_is_answered_in_the_form(given: dict[str, str]) -> None:
    assert stranger().post("/verify/", given).status_code == 422


@pytest.mark.parametrize("text", ["[]", "{", "null", "<svg/>", '{"credentialStatus": 7}', '{"a": 1, "a": 2}'])
def test_rubbish_is_not_verified_and_breaks_nothing(text: str) -> None:
    cast.the_programme()

    page = stranger().post("/verify/", {"text": text})

    assert page.status_code == 200
    assert "This is not a mark that we issued" in page.content.decode()


# -- files and published documents ------------------------------------------------------------------------------------


def test_the_exported_files_verify_in_a_process_of_their_own_without_a_network(mark: Mark, tmp_path: Path) -> None:
    exports.export_mark(mark, tmp_path, now())
    asked = [sys.executable, "-m", "bonafides.cli.main", "trustmark", "verify"]
    pinned = ["--issuer-document", str(tmp_path / "did.json")]
    listed = ["--status-list", str(tmp_path / "status.json")]

    codes = [
        subprocess.run([*asked, str(tmp_path / f"trustmark.{kind}"), *pinned, *listed], check=False).returncode
        for kind in ("json", "svg", "png")
    ]
    without_list = subprocess.run(
        [*asked, str(tmp_path / "trustmark.json"), *pinned], capture_output=True, text=True, check=False
    )

    assert codes == [0, 0, 0]
    assert (without_list.returncode, "status unknown" in without_list.stdout) == (1, True)


def test_a_picture_can_be_shown_by_any_site_and_always_tells_the_truth(mark: Mark) -> None:
    address = f"/marks/{mark.reference}/trustmark.svg"
    before = stranger().get(address)
    actions.suspend_mark(mark=mark, reasons=WHY, by=cast.by(cast.olu()), at=now())

    after = stranger().get(address)

    assert before.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert before.headers["Content-Security-Policy"]
    assert (b"Pastehaven" in before.content, b"Suspended" in after.content) == (True, True)
    assert b"openbadges:credential" not in after.content
    assert stranger().get(f"/marks/{mark.reference}/trustmark.json").status_code == 404


def test_a_published_document_that_is_known_is_not_sent_again(mark: Mark) -> None:
    first = stranger().get("/status/1")

    again = Client(headers={"if-none-match": first.headers["ETag"]}).get("/status/1")

    assert (again.status_code, first.headers["Cache-Control"]) == (304, "public, max-age=60")


def test_the_signed_word_on_a_mark_verifies_and_says_how_it_stands(mark: Mark) -> None:
    actions.suspend_mark(mark=mark, reasons=WHY, by=cast.by(cast.olu()), at=now())

    word = stranger().get(f"/marks/{mark.reference}/state.json").content
    issuer = IssuerDocument.parse(stranger().get("/.well-known/did.json").content)

    verdict = verify(word, issuer=issuer, at=now())
    assert verdict.is_valid
    assert json.loads(word)["credentialSubject"]["endorsementComment"].startswith("suspended:")


def test_a_name_that_holds_markup_stays_text_in_picture_snippet_and_pages(mark: Mark) -> None:
    named(mark, SCRIPT)

    snippet = pictures.snippet_of(fresh(mark))
    picture = pictures.file_of(fresh(mark), "svg", now()).decode()
    pages = [text_of(f"/marks/{mark.reference}/"), text_of("/marks/"), text_of("/marks/feed.atom")]

    assert "<script>alert" not in snippet + picture.partition("<title>")[2] + "".join(pages)
    assert credential_in(picture.encode())


def named(mark: Mark, name: str) -> None:
    """A member's name, as if it had been typed so; outside any action, for this test alone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_member SET name = %s WHERE id = %s", [name, mark.member_id])


# -- the register -----------------------------------------------------------------------------------------------------


def test_the_register_is_read_in_one_statement_however_many_marks_there_are(mark: Mark) -> None:
    marks = [mark, a_mark(a_ready_member("Otherhaven"))]

    with assertNumQueries(1):
        rows = [(each.member.name, queries.standing_at(each, now())) for each in queries.register(now())]

    assert len(rows) == len(marks)


def test_the_register_is_searched_filtered_and_exported(mark: Mark) -> None:
    a_mark(a_ready_member("Otherhaven"))
    actions.suspend_mark(mark=mark, reasons=WHY, by=cast.by(cast.olu()), at=now())

    found = text_of("/marks/?q=other")
    standing = text_of("/marks/?standing=suspended")
    exported = json.loads(b"".join(stranger().get("/marks/?format=json").streaming_content))  # type: ignore[attr-defined]

    assert ("Otherhaven" in found, "Pastehaven" in found) == (True, False)
    assert ("Otherhaven" in standing, "Pastehaven" in standing) == (False, True)
    assert [(row["member"], row["standing"]) for row in exported] == [
        ("Otherhaven", "valid"),
        ("Pastehaven", "suspended"),
    ]


def test_the_filter_of_the_register_says_what_each_marks_own_word_says(mark: Mark) -> None:
    from bonafides.programme.trustmark.vocabulary import Standing

    actions.suspend_mark(mark=mark, reasons=WHY, by=cast.by(cast.olu()), at=now())
    a_mark(a_ready_member("Otherhaven"))

    by_filter = {each: {mark.pk for mark in queries.register(now(), standing=each)} for each in Standing}
    by_word = {
        each: {one.pk for one in queries.marks() if queries.standing_at(one, now()) is each} for each in Standing
    }

    assert by_filter == by_word


def test_the_feed_tells_what_changed(mark: Mark) -> None:
    actions.suspend_mark(mark=mark, reasons=WHY, by=cast.by(cast.olu()), at=now())

    assert "Pastehaven: Suspended" in text_of("/marks/feed.atom")


def test_an_outsider_finds_no_score_on_any_public_page(mark: Mark) -> None:
    paths = ["/marks/", f"/marks/{mark.reference}/", f"/verify/?mark={mark.reference}", "/marks/feed.atom"]

    pages = [text_of(path) for path in paths]

    assert [page for page in pages if 'score":' in page or "%</" in page] == []


# -- the issuer's document --------------------------------------------------------------------------------------------


def test_the_last_document_is_served_while_the_keys_are_away(mark: Mark, settings: Any, tmp_path: Path) -> None:
    before = stranger().get("/.well-known/did.json").content
    settings.KEYS = tmp_path

    assert stranger().get("/.well-known/did.json").content == before
