"""An alert as people meet it: submitted, verified by a second person, received, answered, counted."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from bonafides.base.designations import actions as designations
from bonafides.base.people import actions as people
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import LinkPurpose, Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.programme.alerts import actions, rules
from bonafides.programme.alerts.models import Alert, AlertBatch, Delivery
from bonafides.programme.alerts.tests.scenes import anik, said, submitted
from bonafides.programme.alerts.vocabulary import Answer, Criterion
from bonafides.programme.members.vocabulary import ServiceType
from bonafides.safety.moderation.actions import programmes
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.tests.test_programme_alerts import an_alert
from tests import cast
from tests.journeys.conftest import Visit
from tests.journeys.telephone import NARROW

pytestmark = pytest.mark.django_db(transaction=True)

SAMPLES = Path("src/bonafides/base/designations/tests/samples")
ARABIC = {"locale": "ar"}
PLAIN = {"java_script_enabled": False}


@pytest.fixture
def alerts() -> list[Alert]:
    """A register, four members of two types, alerts in every state."""
    for name in ("un.xml", "eu.xml", "uk.xml"):
        with (SAMPLES / name).open("rb") as file:
            designations.import_list(file=file, file_name=name, by=SYSTEM, at=now())
    for name in ("Pastehaven", "Ahaven", "Bhaven", "Chaven"):
        member = cast.a_member(name)
        cast.of_member(f"C{name}", Role.CONTACT, member)
    sent("https://pastehaven.test/raw/aa", "https://pastehaven.test/raw/ab", has_graphic_content=True)
    sent(
        "https://ahaven.test/v/1", "https://bhaven.test/v/2", "https://chaven.test/v/3", platform_type=ServiceType.VIDEO
    )
    sent("https://unknown.example.org/a/1", note="The second link on the page.")
    submitted("https://pastehaven.test/raw/zz1", "https://pastehaven.test/raw/zz2", at=now())
    for delivery, answer in zip(
        Delivery.objects.order_by("pk")[1:], (Answer.RESTRICTED, Answer.DISPUTED), strict=False
    ):
        contact = cast.by(Person.objects.get(name=f"C{delivery.recipient_name}"))
        actions.answer_alert(delivery=delivery, answer=answer, reason="We looked.", by=contact, at=now())
    return list(Alert.objects.order_by("pk"))


def sent(*urls: str, **changed: object) -> None:
    drafts = [actions.Draft(rules.address_of(url), said(**changed)) for url in urls]
    for batch in actions.submit_alerts(drafts=drafts, by=cast.by(cast.of_the_programme("Fay", Role.FLAGGER)), at=now()):
        actions.verify_batch(batch=batch, confirmed=frozenset(Criterion), by=anik(), at=now())


def pages(alerts: list[Alert]) -> list[str]:
    waiting = AlertBatch.objects.get(state="submitted")
    plain = ("alerts", "submit", "waiting", "platforms", "counts", "policy", "reports")
    return [
        *(reverse(f"alerts:{name}") for name in plain),
        waiting.get_absolute_url(),
        *(alert.get_absolute_url() for alert in alerts[:1]),
        Alert.objects.get(state="verified").get_absolute_url(),
        *(reverse(f"designations:{name}") for name in ("designations", "lists", "runs", "import")),
        alerts[0].batch.entry.entity.get_absolute_url(),
    ]


@pytest.mark.parametrize("options", [{"both_ways": True}, ARABIC], ids=["wide and narrow", "arabic"])
def test_the_programmes_pages_are_in_order(visit: Visit, alerts: list[Alert], options: dict[str, object]) -> None:
    person = cast.of_the_programme("Anik", Role.ANALYST)
    if options == ARABIC:
        people.change_account(person=person, name=person.name, language="ar", by=cast.by(person), at=now())
    analyst = visit(person, **options)

    for path in pages(alerts):
        analyst.goto(path)


def test_a_members_pages_are_in_order(visit: Visit, alerts: list[Alert]) -> None:
    signatory = visit(cast.sana(), both_ways=True)

    for path in (reverse("alerts:alerts"), alerts[0].get_absolute_url(), reverse("alerts:receiving")):
        signatory.goto(path)


def test_a_second_person_verifies_and_a_member_answers_without_scripts(visit: Visit, alerts: list[Alert]) -> None:
    batch = AlertBatch.objects.get(state="submitted")
    analyst = visit(cast.of_the_programme("Anik", Role.ANALYST), **PLAIN)
    analyst.goto(batch.get_absolute_url())
    for criterion in Criterion:
        analyst.choose(f"input[value={criterion.value}]")
    analyst.click("Verify and send")
    contact = visit(cast.cem(), **PLAIN)
    contact.goto(batch.alerts.all()[0].get_absolute_url())
    contact.choose("input[value=disputed]")
    contact.fill("textarea[name=reason]", "It is satire.")
    contact.click("Answer")

    assert batch.alerts.all()[0].answer == "disputed"


def test_a_platform_without_an_account_answers_by_its_link_in_arabic(visit: Visit, alerts: list[Alert]) -> None:
    delivery = actions.send_to_contact(
        alert=Alert.objects.get(state="verified"), address="abuse@example.org", by=anik(), at=now()
    )
    token = people.issue_link(
        purpose=LinkPurpose.ALERT, about=delivery.reference, expires_at=now() + timedelta(days=365), at=now()
    )
    stranger = visit(**ARABIC, **NARROW)
    stranger.goto(reverse("alerts:by_link", args=[token]))
    stranger.choose("input[value=restricted]")
    stranger.page.locator("main button.button--primary").click()
    stranger.page.wait_for_selector("ol.timeline")

    delivery.refresh_from_db()
    assert delivery.answer == "restricted"


def test_an_owner_sets_up_the_programmes_alerts(visit: Visit) -> None:
    owner = visit(cast.bo())
    owner.goto(reverse("moderation:programme"))
    owner.fill("input[name=url]", "https://programme.example.org")
    owner.fill("input[name=key]", "bf_made_up")
    owner.click("Take its alerts from now on")

    owner.sees("https://programme.example.org")


def test_an_alert_stands_on_its_case_with_its_warnings(visit: Visit) -> None:
    connection = programmes.connect(url="https://programme.example.org", key="bf_x", public_key="", by=SYSTEM, at=now())
    warnings = {"personal_data": True, "graphic_content": True}
    programmes.take_one(connection=connection, type_="alert.issued", data=an_alert(warnings=warnings), at=now())
    owner = visit(cast.bo(), both_ways=True)

    owner.goto(reverse("moderation:programme"))
    owner.goto(reverse("moderation:case", args=[Case.objects.get().reference]))

    owner.sees("It warns of graphic content.")
