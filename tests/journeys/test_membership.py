"""From an application to a member that is followed: as a stranger, an officer, a signatory and a contact meet it."""

import pytest
from django.urls import reverse

from bonafides.base.people.models import Invitation, Person
from bonafides.programme.members.models import Member, Proposal
from bonafides.programme.members.tests import scenes
from bonafides.programme.members.vocabulary import Requirement
from tests import cast
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor

TICKED = ("types", "overlays")


def apply_as(somebody: Visitor) -> None:
    somebody.goto("/apply/")
    somebody.click("Send the application")
    somebody.look()
    for name, value in scenes.APPLICATION.items():
        if name in TICKED:
            somebody.choose(f"[name={name}][value={value[0]}]")
        else:
            somebody.fill(f"[name={name}]", str(value))
    somebody.click("Send the application")
    somebody.arrives("**/apply/received/")


def test_a_platform_applies_without_scripts_and_is_let_in(visit: Visit) -> None:
    cast.dana()
    chidi = visit(java_script_enabled=False)
    apply_as(chidi)
    member = Member.objects.get(name="Newhaven")
    olu = visit(cast.olu())
    olu.goto(reverse("members:tasks"))
    olu.click("Vet an application", role="link")
    olu.click("Open the application", role="link")
    for check in ("domain", "people", "designations"):
        section = olu.page.locator(f"form[action$='checks/{check}/']")
        section.locator("xpath=..").locator("summary").click()
        section.locator("[value=passed]").check()
        section.locator("textarea").fill("A call to the number in the register.")
        section.get_by_role("button").click()
        olu.look()
    olu.click("Admit")
    olu.sees("Admitted. Whoever applied is told.")
    olu.goto(reverse("members:proposals"))
    olu.page.get_by_role("link", name="Vet", exact=True).click()
    olu.arrives("**/members/people/*/")
    olu.fill("[name=words]", "The call, and the company's staff page.")
    olu.choose("[name=decision][value=accept]")
    olu.click("Decide")
    olu.sees("Decided.")

    member.refresh_from_db()
    assert member.state == "admitted"
    assert Proposal.objects.get(email="nora@newhaven.test").state == "accepted"
    assert Invitation.objects.get(email="nora@newhaven.test").role == "signatory"


def pages_of(member: Member) -> list[str]:
    named = [("requirement", each.value) for each in (Requirement.TRANSPARENCY, Requirement.CIVIL_SOCIETY)]
    parts = [("profile",), ("people",), ("mentoring",), *named]
    shared = [reverse(f"members:{name}", args=[member.reference, *rest]) for name, *rest in parts]
    return [*shared, reverse("members:review", args=[member.reviews.get().reference])]


def programme_pages(member: Member) -> list[str]:
    plain = ("members", "tasks", "proposals", "bodies", "import_members", "invite_platform", "directory", "apply")
    task = member.tasks.filter(for_member=False).first()
    assert task is not None
    return [
        *(reverse(f"members:{name}") for name in plain),
        reverse("members:member", args=[member.reference]),
        task.get_absolute_url(),
        reverse("members:proposal", args=[Proposal.objects.first().reference]),  # type: ignore[union-attr]
        *pages_of(member),
    ]


@pytest.mark.parametrize(
    "options",
    [{"viewport": {"width": 1280, "height": 900}, "both_ways": True}, {"locale": "ar"}],
    ids=["wide and narrow", "arabic"],
)
def test_an_officer_finds_every_page_in_order(visit: Visit, options: dict[str, object]) -> None:
    member, applicant = scenes.a_whole_member(), scenes.an_applicant()
    Person.objects.filter(pk=cast.olu().pk).update(language=str(options.get("locale", "en")))
    olu = visit(cast.olu(), **options)

    for path in [*programme_pages(member), applicant.get_absolute_url()]:
        olu.goto(path)

    assert olu.page.locator("h1").inner_text() == "Newhaven"


def test_who_signs_for_a_member_finds_every_page_in_order(visit: Visit) -> None:
    member = scenes.a_whole_member()
    sana = visit(cast.sana(), both_ways=True)
    task = member.tasks.get(for_member=True)

    for path in [reverse("members:own"), *pages_of(member), task.get_absolute_url()]:
        sana.goto(path)

    assert "Send us the draft" in sana.text


def test_a_contact_answers_a_test_without_scripts(visit: Visit) -> None:
    scenes.a_whole_member()
    token = scenes.token_in(scenes.mail_under("contact-test:"))
    desk = visit(java_script_enabled=False)
    desk.goto(reverse("members:answer_challenge", args=[token]))
    desk.click("Yes, somebody is here")

    assert "This contact works" in desk.text
