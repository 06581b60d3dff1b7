"""Who is on call when, the watched folder, the command, the calendar, the contact point, the register, the counts."""

import json
from argparse import ArgumentParser
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import WebhookEndpoint
from bonafides.base.people.vocabulary import Role
from bonafides.kernel import clock
from bonafides.kernel.errors import Invalid, NotAllowed
from bonafides.safety.orders import commands, mailfolder, shipped
from bonafides.safety.orders.actions import clocks, register
from bonafides.safety.orders.models import Authority, Clock, ContactPoint, Order, RawMessage, Shift
from bonafides.safety.orders.queries import desk
from bonafides.safety.orders.tests.samples import a_mail
from bonafides.safety.orders.tests.scenes import NIGHT, a_contact_point, a_disabled_order, an_order, at_the_desk, gita
from bonafides.safety.orders.vocabulary import ClockKind

pytestmark = pytest.mark.django_db
EVERY_DAY = list(range(7))


def a_shift(name: str, begins: time, ends: time, *, days: list[int] = EVERY_DAY, zone: str = "Europe/Berlin") -> Shift:
    person = cast.a_person(name, Role.AUTHORITY_DESK)
    wanted: dict[str, Any] = {"weekdays": days, "begins": begins, "ends": ends, "zone": zone}
    return register.add_shift(person=person, position=1, **wanted, by=cast.by(cast.bo()), at=NIGHT)


@pytest.fixture
def browser() -> Client:
    return cast.browser_of(gita())


def page(answer: Any) -> str:
    return str(answer.content.decode())


# -- the rota ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (datetime(2026, 3, 27, 20, 59, tzinfo=UTC), False),  # Friday 21:59 in Berlin
        (datetime(2026, 3, 27, 21, 0, tzinfo=UTC), True),  # 22:00
        (datetime(2026, 3, 28, 4, 59, tzinfo=UTC), True),  # Saturday 05:59, Friday's night
        (datetime(2026, 3, 28, 5, 0, tzinfo=UTC), False),
        (datetime(2026, 3, 28, 21, 0, tzinfo=UTC), False),  # Saturday is nobody's
    ],
)
def test_a_shift_past_midnight_belongs_to_the_day_it_began(moment: datetime, on: bool) -> None:
    shift = a_shift("Nora", time(22), time(6), days=[4])

    assert shift.covers(moment) is on


def test_a_shift_keeps_its_hours_on_the_wall_through_summer_time() -> None:
    shift = a_shift("Nora", time(8), time(16))

    assert shift.covers(datetime(2026, 3, 28, 7, 0, tzinfo=UTC))
    assert shift.covers(datetime(2026, 3, 29, 6, 0, tzinfo=UTC))
    assert not shift.covers(datetime(2026, 3, 28, 6, 0, tzinfo=UTC))


def test_without_a_rota_everyone_who_may_is_called_in_turn() -> None:
    people = {gita(), cast.bo(), cast.a_person("Lena", Role.LEAD)}
    cast.amina()

    assert set(desk.on_call(NIGHT)) == people


def test_only_who_may_carry_orders_out_stands_on_the_rota() -> None:
    hours: dict[str, Any] = {"begins": time(0), "ends": time(0), "zone": "UTC", "weekdays": EVERY_DAY}

    with pytest.raises(NotAllowed):
        register.add_shift(person=cast.amina(), position=1, **hours, by=cast.by(cast.bo()), at=NIGHT)


def test_a_phone_gateway_is_told_its_secret_once() -> None:
    browser = cast.browser_of(cast.bo())

    answer = browser.post(reverse("orders:add_gateway"), {"url": "https://calls.example.org/hook"})

    assert "whsec_" in page(answer)
    assert WebhookEndpoint.objects.get().audience == "on-call"


def test_a_shift_is_added_and_ended_on_the_page() -> None:
    browser = cast.browser_of(cast.bo())
    sent = {"person": gita().code, "position": 1, "weekdays": ["0", "6"], "begins": "22:00", "ends": "06:00"}

    browser.post(reverse("orders:rota"), sent | {"zone": "Europe/Paris"})
    shift = Shift.objects.get()
    browser.post(reverse("orders:end_shift", args=[shift.reference]))

    assert shift.weekdays == [0, 6]
    assert desk.shifts() == []


# -- the watched folder and the command -------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    made = tmp_path / "orders-mail"
    made.joinpath("new").mkdir(parents=True)
    return made


def test_a_mail_in_the_watched_folder_becomes_an_order(folder: Path) -> None:
    gita()
    folder.joinpath("new", "a:2,").write_bytes(a_mail(NIGHT))

    taken = mailfolder.take_in(NIGHT)

    assert taken == 1
    assert Order.objects.get().received_at == NIGHT
    assert folder.joinpath("done", "a:2,").exists()


def test_a_file_that_cannot_be_read_is_set_aside_and_the_next_is_taken(folder: Path) -> None:
    gita()
    folder.joinpath("new", "1.eml").write_bytes(b"\x00\x01")
    folder.joinpath("new", "2.eml").write_bytes(a_mail(NIGHT))

    taken = mailfolder.take_in(NIGHT)

    assert taken == 1
    assert folder.joinpath("set-aside", "1.eml").exists()


def test_a_file_that_is_still_being_written_waits(folder: Path) -> None:
    path = folder / "1.eml"
    path.write_bytes(a_mail(NIGHT))
    now = datetime.fromtimestamp(path.stat().st_mtime, UTC)

    assert mailfolder.waiting(now) == []
    assert mailfolder.waiting(now + timedelta(seconds=3)) == [path]


def test_the_command_takes_a_file_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gita()
    path = tmp_path / "order.eml"
    path.write_bytes(a_mail(NIGHT))

    parser = ArgumentParser()
    commands.import_order_arguments(parser)
    code = commands.import_order(parser.parse_args([str(path)]))

    assert code == 0
    assert capsys.readouterr().out == f"order {Order.objects.get().reference}\n"


def test_a_message_is_taken_as_an_order_on_its_page(browser: Client) -> None:
    letter = a_mail(NIGHT, text="Please take https://harbour.example.org/p/9 down.", subject="Hello")
    browser.post(reverse("orders:import_order"), {"file": _file(letter)})
    kept = RawMessage.objects.get()

    answer = browser.post(reverse("orders:message", args=[kept.reference]), {"as_order": "yes"})

    assert answer.status_code == 302
    assert Order.objects.get().annex["urls"] == "https://harbour.example.org/p/9"


def test_a_message_that_was_read_waits_no_longer(browser: Client) -> None:
    browser.post(reverse("orders:import_order"), {"file": _file(a_mail(NIGHT, text="Hello?", subject="Hello"))})
    kept = RawMessage.objects.get()

    browser.post(reverse("orders:message", args=[kept.reference]))

    kept.refresh_from_db()
    assert kept.handled_at is not None
    assert not Order.objects.exists()


def _file(data: bytes) -> Any:
    return SimpleUploadedFile("mail.eml", data)


# -- the calendar -----------------------------------------------------------------------------------------------------


def test_the_calendar_file_holds_every_running_clock_and_no_content(browser: Client) -> None:
    order = an_order()
    token = register.issue_calendar(by=at_the_desk(), at=clock.now())

    answer = browser.get(reverse("orders:calendar_file", args=[token]))

    entries = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(entries) == order.clocks.filter(stopped_at=None).count()
    assert {entry.decoded("DTSTART") for entry in entries} == set(order.clocks.values_list("due_at", flat=True))
    assert b"harbour.example.org/p/one" not in answer.content
    assert b"SA-2026" not in answer.content


def test_a_new_calendar_address_ends_the_one_before(browser: Client) -> None:
    first = register.issue_calendar(by=at_the_desk(), at=clock.now())

    browser.post(reverse("orders:calendar_token"))

    assert browser.get(reverse("orders:calendar_file", args=[first])).status_code == 404


def test_a_year_with_an_order_has_its_report_due_before_march() -> None:
    a_contact_point()
    an_order()

    clocks.start_transparency(at=NIGHT)
    clocks.start_transparency(at=NIGHT + timedelta(days=1))

    due = Clock.objects.get(kind=ClockKind.TRANSPARENCY)
    assert (due.about, due.due_at) == ("year:2026", datetime(2027, 3, 1, tzinfo=UTC))


@pytest.mark.parametrize("name", ["orders", "calendar", "authorities", "requests", "counts"])
@pytest.mark.parametrize("format_", ["csv", "json"])
def test_each_table_is_handed_out(browser: Client, name: str, format_: str) -> None:
    a_disabled_order()

    answer = browser.get(reverse(f"orders:{name}"), {"format": format_, "state": "all"})

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).strip()  # type: ignore[attr-defined]


def test_the_desk_lists_orders_in_a_bounded_number_of_statements(
    browser: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        an_order(subject=f"Removal order {number}")

    with django_assert_max_num_queries(26):
        browser.get(reverse("orders:orders"))


# -- contact point and register ---------------------------------------------------------------------------------------


def test_the_contact_point_is_public_with_languages_and_hours() -> None:
    sent = {"email": "orders@harbour.example.org", "languages_text": "en, de", "hours": "24/7", "zone": "Europe/Dublin"}
    cast.browser_of(cast.bo()).post(reverse("orders:set_contact_point"), sent | {"country": "IE"})

    shown = page(cast.a_browser().get(reverse("orders:contact_point")))

    assert "orders@harbour.example.org" in shown
    assert "en, de" in shown
    assert "24/7" in shown
    assert ContactPoint.objects.get().country == "IE"


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid, match="time zone"):
        register.check_zone("Europe/Atlantis")


def test_the_shipped_table_is_brought_in_once_and_marks_what_nobody_checked(browser: Client) -> None:
    browser.post(reverse("orders:bring_in_shipped"))
    browser.post(reverse("orders:bring_in_shipped"))

    assert Authority.objects.count() == len(shipped.authorities())
    assert not Authority.objects.filter(checked=True).exists()
    assert set(Authority.objects.values_list("as_of", flat=True)) == {date(2026, 11, 28)}


def test_an_authority_is_corrected_and_then_known_by_its_domain(browser: Client) -> None:
    sent = {
        "country": "DE",
        "name": "Sample Office",
        "competences": ["issue"],
        "domains_text": "orders.example.test",
        "source": "its page",
        "as_of": "2026-03-01",
        "checked": "on",
        "is_active": "on",
    }
    browser.post(reverse("orders:new_authority"), sent)

    order = an_order()

    assert order.authority == Authority.objects.get()
    answers = dict(order.checks.values_list("check_name", "answer"))
    assert (answers["registered"], answers["sender"]) == ("yes", "yes")


def test_the_shipped_table_is_well_formed() -> None:
    table = json.loads(shipped.FILE.read_text("utf-8"))

    assert {row["country"] for row in table["authorities"]} >= {"DE", "FR", "IE", "NL"}
    assert all(row["source"] and row["competences"] for row in table["authorities"])


# -- what others are shown --------------------------------------------------------------------------------------------


def test_to_a_reviewer_there_are_no_orders() -> None:
    order = an_order()

    answer = cast.browser_of(cast.amina()).get(reverse("orders:order", args=[order.reference]))

    assert answer.status_code == 403
    assert "SA-2026" not in page(answer)


def test_an_auditor_reads_and_is_offered_no_button() -> None:
    order = an_order()
    auditor = cast.browser_of(cast.a_person("Udo", Role.AUDITOR))

    shown = page(auditor.get(reverse("orders:order", args=[order.reference])))

    assert "SA-2026/0042" in shown
    assert "/disable/" not in shown


def test_a_mistake_comes_back_on_the_page_of_the_order(browser: Client) -> None:
    order = an_order()

    answer = browser.post(reverse("orders:embargo", args=[order.reference]), {"reference": "X", "decided": "noon"})

    assert answer.status_code == 422
    assert "This is no date with a time." in page(answer)


def test_fields_are_corrected_and_what_was_read_stays_beside_them(browser: Client) -> None:
    order = an_order()

    browser.post(reverse("orders:fields", args=[order.reference]), {"reference": "SA-2026/0099"})

    order.refresh_from_db()
    assert order.annex["reference"] == "SA-2026/0099"
    assert order.read["reference"]["value"] == "SA-2026/0042"


def test_the_checklist_is_answered_in_one_go(browser: Client) -> None:
    order = an_order()
    sent = {"called_back": "yes", "called_back_note": "the number on its site", "signed": "no"}

    browser.post(reverse("orders:checks", args=[order.reference]), sent)

    answers = dict(order.checks.values_list("check_name", "answer"))
    assert (answers["called_back"], answers["signed"]) == ("yes", "no")


def test_looking_at_the_message_is_recorded(browser: Client) -> None:
    order = an_order()

    answer = browser.post(reverse("orders:raw", args=[order.reference]))

    assert answer.content.startswith(b"Received:")
    assert LogEntry.objects.filter(event_name="order_message.opened").count() == 1
