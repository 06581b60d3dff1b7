"""The night: an order arrives by e-mail, the second on call wakes, and everything that follows from it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.core import mail

from bonafides.base.outbox.models import Message
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel import clock
from bonafides.safety.moderation.models import Item
from bonafides.safety.orders import mailfolder
from bonafides.safety.orders.actions import disclosure, register
from bonafides.safety.orders.models import Order
from bonafides.safety.orders.tests.samples import FORM, LOCATION, a_mail
from bonafides.safety.orders.tests.scenes import THE_AUTHOR, a_contact_point
from bonafides.safety.orders.vocabulary import ClockKind
from tests import cast
from tests.journeys import town
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor

NIGHT = datetime.now(UTC).replace(microsecond=0)
ISSUED = f"{NIGHT - timedelta(minutes=30):%Y-%m-%d %H:%M} UTC"
TONIGHT = FORM.replace("28.03.2026 23:10 CET", ISSUED)
NARROW: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "color_scheme": "dark",
}
WITHOUT_SCRIPTS: dict[str, Any] = {"java_script_enabled": False}


@pytest.fixture(autouse=True)
def the_rota(served: str) -> Any:
    """Gita is called first, Ines second; both are at the desk."""
    a_contact_point()
    for number, name in enumerate(("Gita", "Ines"), 1):
        register.add_shift(
            person=cast.a_person(name, Role.AUTHORITY_DESK),
            position=number,
            weekdays=list(range(7)),
            begins=NIGHT.replace(hour=0, minute=0, second=0).time(),
            ends=NIGHT.replace(hour=0, minute=0, second=0).time(),
            zone="Europe/Dublin",
            by=cast.by(cast.bo()),
            at=NIGHT,
        )
    clock.use(lambda: NIGHT)
    yield
    clock.use(None)


def it_is(moment: datetime) -> None:
    """That moment comes, and the worker has done what was due; a minute later it has learnt what arrived."""
    clock.use(lambda: moment)
    town.work()


def an_order_arrives(text: str = TONIGHT) -> Order:
    """Our mail server puts it into the watched folder."""
    folder = mailfolder.folder()
    folder.joinpath("new").mkdir(parents=True, exist_ok=True)
    folder.joinpath("new", "1.eml").write_bytes(a_mail(NIGHT, text=text))
    assert mailfolder.take_in(NIGHT) == 1
    it_is(NIGHT + timedelta(seconds=30))
    return Order.objects.get()


def the_platform_says_done(served: str) -> None:
    """Its program confirms through the API, as it confirms any measure."""
    asked = Message.objects.get(type="measure.requested").data
    path = f"/api/v1/items/{asked['reference']}/enforcement"
    body = {"action": "disable", "state": "confirmed"}
    httpx.post(served + path, json=body, headers=cast.as_client(cast.a_key()), timeout=60).raise_for_status()


def test_one_person_disables_in_time_and_all_else_follows(visit: Visit, served: str) -> None:
    order = an_order_arrives()
    woken = cast.a_person("Ines", Role.AUTHORITY_DESK)
    it_is(NIGHT + timedelta(minutes=11))
    ines = visit(woken)

    began = clock.now()
    ines.goto(town.last_link(woken.email))  # 1: the link in the mail
    ines.click("I take it over")  # 2
    ines.click("Open the order", role="link")  # 3
    ines.press("d")  # 4: the one key
    ines.sees("The platform was asked.")
    ines.look()
    it_is(NIGHT + timedelta(minutes=12))
    the_platform_says_done(served)
    it_is(NIGHT + timedelta(minutes=13))
    ines.page.reload()
    ines.press("r")  # 5: Annex II, filled in
    ines.arrives("**/annex-ii/")
    ines.press("s")  # 6: send
    ines.arrives(f"**{order.get_absolute_url()}")
    it_is(NIGHT + timedelta(minutes=15))

    order.refresh_from_db()
    assert order.disabled_at is not None
    assert order.disabled_at - began <= timedelta(minutes=5)
    assert order.clocks.get(kind=ClockKind.EXECUTION).late_by == timedelta()
    assert [each.number for each in order.calls.all()] == [1, 2]
    sent = next(each for each in mail.outbox if each.to == ["desk@orders.example.test"])
    assert sent.attachments[0][2] == "application/pdf"


def disabled(visit: Visit, served: str, text: str = TONIGHT, **options: Any) -> tuple[Visitor, Order]:
    """Gita, at an order that she disabled."""
    order = an_order_arrives(text)
    gita = visit(cast.a_person("Gita", Role.AUTHORITY_DESK), **options)
    gita.goto(order.get_absolute_url())
    gita.click("Disable in all Member States")
    the_platform_says_done(served)
    it_is(clock.now() + timedelta(minutes=1))
    gita.page.reload()
    return gita, order


def test_the_author_is_told_when_non_disclosure_ends_and_reads_why(visit: Visit, served: str) -> None:
    town_item = town.upload(served, "one", f"a paste at {LOCATION}: {town.SLOGAN}", cast.a_key())
    _gita, order = disabled(visit, served)
    it_is(NIGHT + timedelta(weeks=5))
    assert not Message.objects.filter(type="order.author_informed").exists()

    it_is(order.non_disclosure.ends_at)
    told = Message.objects.get(type="order.author_informed").data
    chidi = visit(**NARROW)
    chidi.goto(told["url"].removeprefix(settings.PUBLIC_URL))
    chidi.click("Give me the reasons and the ways to challenge it")

    assert town_item
    chidi.sees("Sample Administrative Court")
    chidi.sees("Within 48 hours")


def test_the_home_authority_finds_an_infringement_and_the_item_is_back(visit: Visit, served: str) -> None:
    gita, order = disabled(visit, served)

    gita.page.get_by_text("The home authority decided").first.click()
    gita.page.locator("#finding_finding").select_option("infringement")
    gita.page.locator("form[action$='/scrutiny/decision/'] [name=reference]").fill("IE-2026-7")
    gita.click("Write it down and act on it")

    order.refresh_from_db()
    assert (order.state, order.reinstate_reason) == ("reinstated", "infringement")
    assert Item.objects.get().state == "live"
    assert Message.objects.filter(type="measure.reversed").exists()


def test_the_author_asks_too_and_the_desk_writes_down_when(visit: Visit, served: str) -> None:
    may_tell = TONIGHT.replace("[x] Please note", "[ ] Please note")
    gita, order = disabled(visit, served, may_tell, **WITHOUT_SCRIPTS, **NARROW)
    told_at = clock.now()
    disclosure.give_reasons(reference=order.reference, by=THE_AUTHOR, at=told_at)
    it_is(told_at + timedelta(hours=20))

    gita.goto(order.get_absolute_url())
    gita.page.get_by_text("The author asked for scrutiny").first.click()
    gita.fill("#author_asked_asked", f"{told_at - timedelta(days=1):%Y-%m-%d %H:%M} +00:00")
    gita.page.locator("form[action$='/scrutiny/author/'] button").click()
    gita.sees("One thing needs your attention")
    gita.look()
    gita.fill("#author_asked_asked", f"{told_at + timedelta(hours=18):%Y-%m-%d %H:%M} +00:00")
    gita.page.locator("form[action$='/scrutiny/author/'] button").click()

    gita.sees("The author asked ·")
    gita.look()
    assert [each.asked_by for each in order.scrutinies.all()] == ["author"]


def test_the_same_without_javascript_and_on_a_narrow_screen(visit: Visit, served: str) -> None:
    gita, order = disabled(visit, served, **WITHOUT_SCRIPTS, **NARROW)

    gita.click("Reply with Annex II", role="link")
    gita.click("Send it")
    gita.goto("/orders/calendar/")
    gita.goto("/orders/")

    assert order.replies.get().annex == "annex_ii"


def test_whoever_doubts_asks_with_annex_iii_and_the_hour_stands_still(visit: Visit, served: str) -> None:
    order = an_order_arrives(TONIGHT.replace("Competent body or court: Sample Administrative Court\n", ""))
    gita = visit(cast.a_person("Gita", Role.AUTHORITY_DESK))
    gita.goto(order.get_absolute_url())
    gita.press("a")
    gita.arrives("**/annex-iii/")
    gita.press("s")
    gita.arrives(f"**{order.get_absolute_url()}")

    gita.sees("The hour stands still")
    assert order.clocks.get(kind=ClockKind.EXECUTION).paused_at is not None
    assert "redress body" in order.replies.get().body["needed"]


def test_every_page_of_the_desk_in_arabic(visit: Visit, served: str) -> None:
    _gita, order = disabled(visit, served)
    Person.objects.filter(pk=cast.bo().pk).update(language="ar")
    bo = visit(cast.bo())
    for path in ("/orders/", order.get_absolute_url(), "/orders/rota/", "/orders/calendar/", "/orders/contact-point/"):
        bo.goto(path)

    assert bo.page.locator("html").get_attribute("dir") == "rtl"
