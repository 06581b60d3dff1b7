"""Who starts an assessment, what is there at once, and what an assessor loses who leaves."""

import pytest
from django.urls import reverse
from tests import cast

from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotAllowed
from bonafides.programme.assessments import actions, listeners, permissions
from bonafides.programme.assessments.actions.opening import opened_by
from bonafides.programme.assessments.models import Assessment, PersonWrap
from bonafides.programme.assessments.tests.confidential import open_to_hana, plant_confidential

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_whoever_starts_has_the_key_and_nobody_else() -> None:
    member, sana, ana = cast.a_member(), cast.sana(), cast.ana()

    actions.start_assessment(member=member, core=True, by=cast.by(sana), at=now())

    assert [wrap.person for wrap in PersonWrap.objects.all()] == [sana]
    assert not permissions.was_let_in(cast.by(ana), member.organisation_id)


def test_only_who_signs_starts() -> None:
    with pytest.raises(NotAllowed):
        actions.start_assessment(member=cast.a_member(), core=True, by=cast.by(cast.ana()), at=now())


def test_who_signs_for_another_member_does_not_start_here() -> None:
    other = cast.of_member("Noa", Role.SIGNATORY, cast.a_member("Otherhaven"))

    with pytest.raises(NotAllowed):
        actions.start_assessment(member=cast.a_member(), core=True, by=cast.by(other), at=now())


def test_an_assessor_who_leaves_loses_what_was_opened_to_them() -> None:
    planted = plant_confidential(core=True)
    hana = open_to_hana(planted)
    people.deactivate_person(person=hana, by=SYSTEM, at=now())

    listeners.shut_out({"person": hana.code}, now())
    listeners.shut_out({"person": hana.code}, now())

    grant = planted.assessment.grants.get()
    planted.assessment.refresh_from_db()
    assert (bytes(grant.sealed), grant.ended_at is None) == (b"", False)
    assert planted.assessment.state == "submitted"


def test_every_question_has_a_sheet_before_anything_is_answered() -> None:
    sana = cast.sana()
    assessment = actions.start_assessment(member=cast.a_member(), core=True, by=cast.by(sana), at=now())

    opened = opened_by(assessment, cast.by(sana))

    assert set(opened.filled) == {each.id for each in opened.questions}
    assert opened.claimed == {}
    assert len({len(bytes(sheet.sealed)) for sheet in assessment.sheets.all()}) == 1


def test_the_list_starts_both_assessments() -> None:
    browser = cast.browser_of(cast.sana())

    page = browser.get(reverse("assessments:assessments"))
    answer = browser.post(reverse("assessments:start"), {"core": "core"})

    assert page.status_code == 200
    assert answer.status_code == 302
    assert Assessment.objects.get().profile["core"] is True
