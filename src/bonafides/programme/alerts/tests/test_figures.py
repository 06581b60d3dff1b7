"""Counts and the public report, from the record; a platform that could be told by a figure is not."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests import cast
from tests.cast import NOON

from bonafides.base.people.vocabulary import Role
from bonafides.programme.alerts import actions, queries
from bonafides.programme.alerts.models import Delivery
from bonafides.programme.alerts.tests.scenes import verified
from bonafides.programme.alerts.vocabulary import Answer
from bonafides.programme.members.vocabulary import ServiceType

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.usefixtures("entry")]

HOUR = timedelta(hours=1)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def told(*names: str) -> None:
    """One alert to each of these members, answered after one, two, three... hours."""
    for hours, name in enumerate(names, start=1):
        member = cast.a_member(name)
        (alert,) = verified(f"https://{name.lower()}.test/raw/1")
        answer = Answer.DISPUTED if hours == 1 else Answer.RESTRICTED
        contact = cast.by(cast.of_member(f"C{name}", Role.CONTACT, member))
        actions.answer_alert(
            delivery=alert.deliveries.get(), answer=answer, reason="Looked.", by=contact, at=NOON + hours * HOUR
        )


def test_times_and_rates_are_computed_from_the_record() -> None:
    told("Ahaven", "Bhaven", "Chaven")
    verified("https://pastehaven.test/raw/1")

    total, rows = queries.figures_between(*YEAR)

    assert (total.alerts, total.answered, total.disputed, total.restricted) == (4, 3, 1, 2)
    assert (total.median, total.ninth_decile) == (2 * HOUR, 3 * HOUR)
    assert [row.platform_type for row in rows] == ["pasting"]


def test_the_public_report_says_nothing_of_answers_where_two_platforms_were_told() -> None:
    told("Ahaven", "Bhaven")

    report = queries.report_of(2026)

    assert (report.sent, report.total, report.rows) == (2, None, ())


def test_the_public_report_joins_a_type_that_would_name_a_platform() -> None:
    told("Ahaven", "Bhaven", "Chaven")
    cast.a_member("Dhaven")
    verified("https://dhaven.test/v/1", platform_type=ServiceType.VIDEO)

    report = queries.report_of(2026)

    assert {row.platform_type: row.alerts for row in report.rows} == {"other": 4}
    assert report.sent == Delivery.objects.count() == 4


def test_the_report_is_a_page_a_csv_and_json_for_anyone() -> None:
    told("Ahaven", "Bhaven", "Chaven")
    cache.clear()
    browser, address = cast.a_browser(), reverse("alerts:report", args=[2026])

    page, document = browser.get(address), browser.get(address, {"format": "json"}).json()
    table = b"".join(browser.get(address, {"format": "csv"}).streaming_content)  # type: ignore[attr-defined]

    assert "Alerts in 2026" in page.content.decode()
    assert (document["alerts_sent"], document["total"]["median_hours"]) == (3, 2.0)
    assert table.startswith(b"platform_type,recipients,alerts")
    assert "Ahaven" not in page.content.decode()


def test_there_is_no_report_of_a_year_without_alerts() -> None:
    assert cast.a_browser().get(reverse("alerts:report", args=[1999])).status_code == 404
    assert cast.a_browser().get(reverse("alerts:reports")).status_code == 200
