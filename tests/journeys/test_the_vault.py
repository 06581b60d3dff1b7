"""What is kept, held and handed out, as its keepers meet it: without scripts, by keyboard, narrow, right to left."""

from datetime import timedelta

import pytest
from django.urls import reverse

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.safety.evidence import actions
from bonafides.safety.evidence.models import EvidenceItem, Release
from bonafides.safety.evidence.rules import WishedHold
from bonafides.safety.evidence.tests.scenes import KEY, a_kept_item, a_request, cleo, dov
from bonafides.safety.evidence.vocabulary import ClockKind, LegalBasis, ReleaseState
from tests import cast
from tests.journeys.conftest import Visit


def a_vault() -> EvidenceItem:
    """Items with a hold, a request, an emergency and a weekly count."""
    item, _other = a_kept_item(at=now()), a_kept_item(at=now(), measures=frozenset({"preserve"}))
    until = (now() + timedelta(days=80)).date()
    wish = WishedHold(ClockKind.LEGAL_HOLD, until, "A made-up court", "7 A 12/26", "the text of it", "a made-up law")
    actions.set_hold(items=[item], wish=wish, by=cast.by(cleo()), at=now())
    a_request(item, at=now())
    a_request(item, at=now(), emergency=True, basis=LegalBasis.TCO_THREAT)
    actions.count_overdue(at=now())
    return item


@pytest.mark.parametrize(
    ("options", "language"), [({"both_ways": True}, "en"), ({}, "ar")], ids=["wide and narrow", "arabic"]
)
def test_every_page_of_the_vault_is_in_order(visit: Visit, options: dict[str, object], language: str) -> None:
    item = a_vault()
    bo = visit(cast.bo(), **options)
    releases = [reverse("evidence:release", args=[release.reference]) for release in Release.objects.all()]
    names = ("vault", "releases", "new_release", "overdue", "notices")

    for path in [*(reverse(f"evidence:{name}") for name in names), item.get_absolute_url(), *releases]:
        bo.goto(f"{path}?language={language}")

    assert len(releases) == 2


def test_a_release_goes_from_request_to_package_without_scripts(visit: Visit) -> None:
    item = a_kept_item(at=now())
    keeper, bo, desk = (visit(person, java_script_enabled=False) for person in (cleo(), cast.bo(), dov()))

    keeper.goto(item.get_absolute_url())
    keeper.click("Ask for a release", "link")
    keeper.fill("[name=purpose]", "Proceedings against a made-up person.")
    keeper.fill("[name=recipient]", "A made-up prosecutor")
    keeper.fill("[name=recipient_key]", str(KEY.to_public()))
    keeper.click("Ask for it")
    address = Release.objects.get().get_absolute_url()
    for voter in (bo, desk):
        voter.goto(address)
        voter.choose("[name=approves][value=yes]")
        voter.click("Vote")
    keeper.goto(address)
    keeper.click("Make the package")

    assert Release.objects.get().state == ReleaseState.RELEASED
    assert "Download the encrypted package" in keeper.text


def test_a_hold_is_set_by_keyboard_alone(visit: Visit) -> None:
    item = a_kept_item(at=now())
    keeper = visit(cast.a_person("Cleo", Role.EVIDENCE_CUSTODIAN))
    keeper.goto(item.get_absolute_url())

    keeper.page.locator("[name=kind]").focus()
    keeper.press("l", "Tab")
    for text in ("A made-up court", "7 A 12/26", "a made-up law", "the text of it"):
        keeper.page.keyboard.type(text)
        keeper.press("Tab")
    keeper.page.keyboard.type((now() + timedelta(days=60)).strftime("%m%d%Y"))
    keeper.page.locator("form[action$='/hold/'] button").focus()
    keeper.press("Enter")
    keeper.sees("It is kept until then.")

    assert item.clocks.filter(kind=ClockKind.LEGAL_HOLD).count() == 1
