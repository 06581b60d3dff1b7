"""The pages: what they show, and to whom they do not."""

from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from tests import cast

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.programme.members import actions, queries
from bonafides.programme.members.models import Member
from bonafides.programme.members.queries import MemberFilter
from bonafides.programme.members.tests import scenes
from bonafides.programme.members.vocabulary import Requirement, RequirementState, Shown

pytestmark = pytest.mark.django_db


def url(name: str, *parts: str) -> str:
    return reverse(f"members:{name}", args=parts)


# -- filters ----------------------------------------------------------------------------------------


def found(**wanted: str) -> list[str]:
    return [member.name for member in queries.members_for(cast.by(cast.olu()), MemberFilter(**wanted))]


@pytest.mark.db
def test_the_list_is_narrowed_by_name_domain_state_type_and_requirement() -> None:
    scenes.a_whole_member()
    scenes.an_applicant()

    assert found(search="pasteh") == ["Pastehaven"]
    assert found(search="newhaven.test") == ["Newhaven"]
    assert found(state="applied") == ["Newhaven"]
    assert found(type="storage") == ["Pastehaven"]
    assert found(standing=RequirementState.LAPSED) == ["Pastehaven"]
    assert found(standing=RequirementState.LAPSED, requirement=Requirement.PLEDGE) == []
    assert found(type="fintech") == []


# -- what they show, and to whom not ----------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.ANALYST, Role.EDITOR, Role.MARK_REVIEWER, Role.FLAGGER, Role.ASSESSOR])
def test_who_does_not_vet_sees_no_telephone_number_and_no_application(role: Role) -> None:
    member = scenes.a_whole_member()
    applicant = scenes.an_applicant()
    browser = cast.browser_of(cast.of_the_programme("Pia", role))

    seen = [browser.get(url("profile", member.reference)), browser.get(url("member", applicant.reference))]

    assert [answer.status_code for answer in seen] == [200, 200]
    assert "+353 1 555 0100" not in seen[0].content.decode()
    assert "nora@newhaven.test" not in seen[1].content.decode()


@pytest.mark.parametrize(("who", "reads"), [("olu", True), ("hana", True), ("sana", False)])
def test_notes_stay_in_the_programme(who: str, reads: bool) -> None:
    member = scenes.a_whole_member()

    page = cast.browser_of(getattr(cast, who)()).get(url("mentoring", member.reference)).content.decode()

    assert ("They are quick to answer." in page) is reads


def test_an_auditor_reads_how_a_platform_was_vetted_and_gets_no_button() -> None:
    applicant = scenes.an_applicant()
    browser = cast.browser_of(cast.of_the_programme("Aude", Role.AUDITOR))

    page = browser.get(url("member", applicant.reference)).content.decode()

    assert "nora@newhaven.test" in page
    assert url("note_check", applicant.reference, "people") not in page


def test_the_directory_says_what_a_member_chose_and_no_more() -> None:
    member = scenes.a_whole_member()
    actions.choose_listing(
        member=member, is_listed=True, shown=frozenset({Shown.LANGUAGES}), by=cast.by(cast.sana()), at=now()
    )

    answer = cast.a_browser().get(url("directory_api"))

    (row,) = answer.json()["members"]
    assert sorted(row) == ["languages", "member_since", "name"]
    assert row["languages"] == ["ar", "en"]
    assert "pastehaven.test" not in cast.a_browser().get(url("directory")).content.decode()


def test_nobody_is_listed_without_choosing_so_or_after_leaving() -> None:
    member = scenes.a_whole_member()
    cast.a_member("Otherhaven")
    before = cast.a_browser().get(url("directory_json")).json()["members"]

    actions.leave(member=member, reason="We close.", by=cast.by(cast.olu()), at=now())

    assert [row["name"] for row in before] == ["Pastehaven"]
    assert cast.a_browser().get(url("directory_json")).json()["members"] == []


def test_a_members_own_page_says_what_is_next() -> None:
    scenes.a_whole_member()

    page = cast.browser_of(cast.sana()).get(url("own")).content.decode()

    assert page.index("Next") < page.index("Six principles")  # the assessments are not in yet
    assert "2/6" in page
    assert "Your mentor is Hana." in page


def test_a_form_that_is_wrong_comes_back_with_what_was_typed() -> None:
    answer = cast.a_browser().post(url("apply"), scenes.APPLICATION | {"domains": "no domain"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is not a domain name" in page
    assert 'value="Newhaven"' in page


def test_an_application_comes_in_by_the_form() -> None:
    answer = cast.a_browser().post(url("apply"), scenes.APPLICATION)

    member = Member.objects.get()
    service = queries.services_of(member)[0]
    assert answer.headers["Location"] == url("apply_received")
    assert (member.organisation.country, member.staff) == ("IE", 2)
    assert (service.types, service.overlays, service.languages) == (["pasting"], ["encrypted"], ["en", "ar"])
    assert [domain.host for domain in queries.domains_of(member)] == ["newhaven.test", "paste.newhaven.test"]


def test_the_programmes_tasks_can_be_had_as_a_file() -> None:
    scenes.a_whole_member()

    answer: Any = cast.browser_of(cast.olu()).get(url("tasks") + "?format=csv")

    assert b"form_failed,Haven Drop,Pastehaven,Hana" in b"".join(answer.streaming_content)


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "members", check=True, dry_run=True, verbosity=0)
