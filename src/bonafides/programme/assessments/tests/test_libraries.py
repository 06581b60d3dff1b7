"""Editing and publishing a library: faults, preview, versions; and no stored score that moves."""

import json
from typing import Any

import pytest
from django.urls import reverse
from tests import cast

from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed
from bonafides.programme.assessments import actions, editing, queries
from bonafides.programme.assessments.actions.opening import opened_by
from bonafides.programme.assessments.library import BadLibrary, current
from bonafides.programme.assessments.models import Assessment, LibraryVersion, StoredResult
from bonafides.programme.assessments.models.frozen import WrittenOnce
from bonafides.programme.assessments.rules.scoring import explain_difference, score_of
from bonafides.programme.assessments.tests.confidential import plant_confidential
from bonafides.programme.assessments.workflow import ResultKind

pytestmark = [pytest.mark.django_db, pytest.mark.db]
NEXT = "1.9.0"


def a_draft(**changes: Any) -> dict[str, Any]:
    """A draft by Dana in which one question, that everybody is asked, was changed."""
    row = actions.start_draft(by=cast.by(cast.dana()), at=now())
    document = editing.document_of(row)
    question = next(each for each in document["questions"] if each["code"] == "C01")
    document = editing.with_question(document, {**question, **changes})
    actions.save_draft(document=document, by=cast.by(cast.dana()), at=now())
    return document


def publish() -> LibraryVersion:
    return actions.publish_draft(version=NEXT, changes="Another weight.", by=cast.by(cast.dana()), at=now())


def test_a_published_version_is_the_one_in_use() -> None:
    a_draft(stem="Do your public rules forbid terrorist use in words that anyone understands?")

    published = publish()

    library = queries.current_library()
    assert (library.version, library.sha256) == (NEXT, published.sha256)
    assert library.changelog[-1]["says"] == "Another weight."
    assert queries.draft() is None


def test_a_new_version_changes_no_score_that_stands() -> None:
    planted = plant_confidential(core=True)
    before = opened_by(planted.assessment, cast.by(planted.signatory)).result_bytes(ResultKind.CLAIMED)
    rows = [bytes(row.sealed) for row in StoredResult.objects.all()]
    a_draft(exploitation={"weight": 1})

    publish()

    opened = opened_by(planted.assessment, cast.by(planted.signatory))
    live = score_of(planted.assessment.described_as, opened.claimed, opened.library, StoredResult.objects.get().at_day)
    assert opened.library.version == current().version
    assert opened.result_bytes(ResultKind.CLAIMED) == before == live.canonical_bytes()
    assert [bytes(row.sealed) for row in StoredResult.objects.all()] == rows


def test_a_round_in_a_new_version_explains_the_whole_difference() -> None:
    planted = plant_confidential(core=True)
    a_draft(exploitation={"weight": 1})
    publish()

    fresh = actions.renew_assessment(assessment=planted.assessment, by=cast.by(planted.signatory), at=now())

    old, new = (opened_by(each, cast.by(planted.signatory)) for each in (planted.assessment, fresh))
    results = [score_of(each.assessment.described_as, each.claimed, each.library, now().date()) for each in (old, new)]
    causes = explain_difference(*results)
    moved = results[1].exploitation.number - results[0].exploitation.number
    assert fresh.library_version == NEXT
    assert sum(each.exploitation_points for each in causes) == moved
    assert {each.kind.value for each in causes} == {"weight_changed"}


def test_a_faulty_draft_is_kept_and_not_published() -> None:
    a_draft(anchors=["only one"])

    with pytest.raises(BadLibrary):
        publish()
    row = queries.draft()
    assert row
    assert editing.faults_of(editing.document_of(row))


@pytest.mark.parametrize("version", ["1.0.0", "0.9.0", "two", "1.0", ""])
def test_a_version_comes_after_the_last_one(version: str) -> None:
    a_draft()

    with pytest.raises(Invalid):
        actions.publish_draft(version=version, changes="x", by=cast.by(cast.dana()), at=now())


def test_there_is_one_draft_and_editors_alone_have_it() -> None:
    a_draft()

    with pytest.raises(Conflict):
        actions.start_draft(by=cast.by(cast.dana()), at=now())
    with pytest.raises(NotAllowed):
        actions.drop_draft(by=cast.by(cast.hana()), at=now())


def test_a_published_version_is_written_once() -> None:
    a_draft()
    published = publish()

    with pytest.raises(WrittenOnce):
        published.save()


def test_the_pages_show_faults_or_what_the_reference_profiles_would_do() -> None:
    browser = cast.browser_of(cast.dana())
    browser.post(reverse("assessments:start_draft"))
    question = next(each for each in current().questions if each.code == "C01")
    where = reverse("assessments:draft_question", args=[question.id])
    form = browser.get(where)

    texts = {name: form.context["form"][name].value() or "" for name in form.context["form"].fields}
    browser.post(where, {**texts, "exploitation_weight": 1})
    draft = browser.get(reverse("assessments:draft")).content.decode()
    kept = browser.post(reverse("assessments:publish_draft"), {"version": NEXT, "changes": "A weight."})

    assert "What it would do to the reference profiles" in draft
    assert 'class="number moved"' in draft
    assert kept.status_code == 302
    assert queries.current_library().version == NEXT


def test_the_whole_draft_is_text_that_comes_back_as_it_was() -> None:
    browser = cast.browser_of(cast.dana())
    browser.post(reverse("assessments:start_draft"))
    page = browser.get(reverse("assessments:draft_text"))
    text = page.context["form"]["text"].value()

    answer = browser.post(reverse("assessments:draft_text"), {"text": text})

    row = queries.draft()
    assert answer.status_code == 302
    assert row
    assert json.loads(row.document) == dict(current().document)


def test_every_principle_has_questions_that_evidence_it_and_none_has_an_answer() -> None:
    found = queries.questions_evidencing(principle="transparency")

    assert found
    assert set(vars(found[0])) == {"id", "code", "stem", "practices"}
    assert not Assessment.objects.exists()
