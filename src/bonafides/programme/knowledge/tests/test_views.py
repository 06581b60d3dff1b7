"""The pages of the portal: what a form that is wrong is answered, and how much a page asks of the database."""

import json
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests import cast

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.programme.knowledge import actions
from bonafides.programme.knowledge.models import Resource, Revision
from bonafides.programme.knowledge.tests import scenes
from bonafides.programme.knowledge.vocabulary import Kind, RevisionState

pytestmark = pytest.mark.django_db


def test_a_preview_stores_nothing() -> None:
    browser = cast.browser_of(scenes.edda())
    sent = {"title": "A", "body": "**strong**", "kind": "guidance", "level": "public", "tlp": "CLEAR", "language": "en"}

    answer = browser.post("/knowledge/keep/new/", sent | {"preview": "1"})

    assert "<strong>strong</strong>" in answer.content.decode()
    assert not Resource.objects.exists()


def test_a_form_that_is_wrong_comes_back_with_what_to_mend() -> None:
    browser = cast.browser_of(scenes.edda())
    sent = {"title": "A", "kind": "guidance", "level": "public", "tlp": "RED", "language": "en"}

    answer = browser.post("/knowledge/keep/new/", sent)

    assert answer.status_code == 422
    assert "What is public is TLP:CLEAR." in answer.content.decode()


def test_an_editor_writes_and_another_approves() -> None:
    edda, ada = cast.browser_of(scenes.edda()), cast.browser_of(scenes.ada())
    sent = {"title": "Two steps", "body": "Text.", "kind": "guidance", "level": "public", "tlp": "CLEAR"}
    edda.post("/knowledge/keep/new/", sent | {"language": "en", "topics": ["terms"]})
    draft = Revision.objects.get()
    edda.post(f"/knowledge/keep/versions/{draft.reference}/send/")
    refused = edda.post(f"/knowledge/keep/versions/{draft.reference}/approve/")

    ada.post(f"/knowledge/keep/versions/{draft.reference}/approve/")

    draft.refresh_from_db()
    assert refused.status_code == 422
    assert draft.state == RevisionState.PUBLISHED
    assert cast.a_browser().get("/knowledge/read/two-steps/").status_code == 200


def test_a_file_is_a_download_whatever_it_claims_to_be() -> None:
    resource = scenes.a_resource("with-file")
    page = b"<html><script>alert(1)</script></html>"
    file = actions.attach(resource=resource, name="a.html", data=page, by=cast.by(scenes.edda()), at=now())

    answer = cast.a_browser().get(f"/knowledge/files/{file.reference}/")

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="a.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_an_event_is_a_calendar_entry() -> None:
    event = scenes.a_resource("webinar", kind=Kind.EVENT, title="A webinar")
    start = now().replace(microsecond=0)
    actions.set_meeting(
        resource=event, starts_at=start, ends_at=start + timedelta(days=365), by=cast.by(scenes.edda()), at=now()
    )

    calendar = cast.a_browser().get("/knowledge/read/webinar/event.ics").content.decode()

    assert "SUMMARY:A webinar" in calendar
    assert f"DTSTART:{start:%Y%m%dT%H%M%SZ}" in calendar


def test_a_feed_is_well_formed_whatever_a_title_holds() -> None:
    from defusedxml.ElementTree import fromstring

    scenes.a_resource("odd", title='<b> & "quoted"')

    feed = fromstring(cast.a_browser().get("/knowledge/feed.atom").content)

    titles = [each.text for each in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert '<b> & "quoted"' in titles


def test_a_dataset_is_had_as_a_file_with_every_row() -> None:
    answer = cast.a_browser().get("/knowledge/data/laws/?format=json")

    rows = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert len(rows) > 10
    assert {"id", "law", "url", "as_of", "checked"} <= rows[0].keys()


def test_a_quiz_is_graded_on_its_page() -> None:
    cast.the_programme()
    scenes.a_resource("training", kind=Kind.TRAINING, quiz=scenes.QUIZ)
    rex = cast.browser_of(cast.rex())

    answer = rex.post("/knowledge/read/training/en/quiz/", {"q0": "1", "q1": "0"})

    assert "You have completed this training." in answer.content.decode()


def test_an_unknown_token_opens_nothing_and_is_told_to_nobody() -> None:
    answer = cast.a_browser().get("/knowledge/own/unknown/feed.atom")

    assert answer.status_code == 404
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/knowledge/", "/knowledge/?q=order", "/knowledge/read/removal-order-runbook/"])
def test_a_page_asks_a_bounded_number_of_questions(
    path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cast.the_programme()
    actions.install_shipped(by=SYSTEM, at=now())
    rex = cast.browser_of(cast.rex())
    rex.get(path)

    with django_assert_max_num_queries(36):
        assert rex.get(path).status_code == 200
