"""Auditing ourselves, as a team meets it: without scripts, by keyboard, narrow, right to left."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.tests.scenes import KEEP, a_restriction
from bonafides.safety.quality.actions import golden, publishing
from bonafides.safety.quality.models import Audit, GoldenCase, PublishedFigures
from bonafides.safety.quality.queries import golden as goldens
from bonafides.safety.quality.queries.figures import Period
from bonafides.safety.quality.tests.scenes import KEPT, SAME, decided, everything_drawn, judged_again
from tests import cast
from tests.journeys import town
from tests.journeys.conftest import Visit


def a_week() -> list[Audit]:
    """Two days ago eight decisions were published; all are drawn, and six are judged again. Today does not end."""
    town.time_stands_still()
    day = now().replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=2)
    wishes: list[Wish] = [a_restriction(), a_restriction(), KEEP, KEEP, KEEP, a_restriction(), KEEP, KEEP]
    for number, wish in enumerate(wishes):
        decided(f"A made-up text, number {number}.", wish=wish, at=day + timedelta(minutes=number))
    audits = everything_drawn(day + timedelta(hours=3))
    at = day + timedelta(hours=17)
    for number, judgement in enumerate((KEPT, KEPT, SAME, KEPT, KEPT, KEPT)):  # the kept ones come first
        judged_again(audits[number], judgement, at=at + timedelta(minutes=5 * number))
    return list(Audit.objects.order_by("pk"))


@pytest.mark.parametrize(
    ("options", "language"), [({"both_ways": True}, "en"), ({}, "ar")], ids=["wide and narrow", "arabic"]
)
def test_every_page_of_our_own_audit_is_in_order(visit: Visit, options: dict[str, object], language: str) -> None:
    audits = a_week()
    by, at = cast.by(cast.bo()), now()
    golden.keep_shipped(rows=goldens.shipped(), by=by, at=at)
    one = GoldenCase.objects.all()[1]
    golden.insert(golden=one, by=by, at=at)
    day = (at - timedelta(days=2)).date()
    publishing.publish_figures(period=Period(day, day), by=by, at=at)
    bo = visit(cast.bo(), **options)
    names = ("quality", "mine", "again", "disagreements", "golden", "new_golden", "seeds", "settings", "published")
    shown: list[PublishedFigures | GoldenCase | Audit] = [PublishedFigures.objects.get(), one, *audits[:4]]

    for path in [*(reverse(f"quality:{name}") for name in names), *(each.get_absolute_url() for each in shown)]:
        bo.goto(f"{path}?language={language}")
    bo.goto(reverse("quality:again"))
    bo.page.locator("form[action$='/again/next/'] button").click()
    bo.look()

    assert "/quality/again/" in bo.path


def test_a_decision_is_judged_again_by_keyboard_alone(visit: Visit) -> None:
    a_week()
    ina = visit(cast.a_person("Ina", Role.REVIEWER))
    ina.goto(reverse("quality:again"))

    ina.press("n")
    ina.leaves("/quality/again/")
    ina.press("k", "n", "Enter")
    ina.sees("Your reading is in")

    assert Audit.objects.exclude(judged_at=None).count() == 7


def test_a_disagreement_is_settled_without_scripts(visit: Visit) -> None:
    audits = a_week()
    differing = next(each for each in audits if each.state == "disagreed" and each.decision.verdict == "restrict")
    lead = visit(cast.a_person("Gita", Role.LEAD), java_script_enabled=False)

    lead.goto(reverse("quality:disagreements"))
    lead.page.get_by_role("link", name=differing.reference).click()
    lead.look()
    lead.choose("[name=how][value=reversed]")
    lead.fill("[name=note]", "It is a report, not a call.")
    lead.click("Settle")

    assert Audit.objects.get(pk=differing.pk).reversal
    assert "Settled" in lead.text


def test_a_made_up_case_is_met_in_the_queue_and_read_about_afterwards(visit: Visit) -> None:
    decided(wish=KEEP)
    golden.keep_shipped(rows=goldens.shipped()[4:5], by=cast.by(cast.bo()), at=now())
    golden.insert(golden=GoldenCase.objects.get(), by=cast.by(cast.bo()), at=now())
    ina = visit(cast.a_person("Ina", Role.REVIEWER))

    ina.goto(reverse("moderation:queue"))
    ina.page.get_by_role("button", name="Next case").first.click()
    ina.look()
    ina.press("k", "Enter")
    ina.sees("That case was made up")
