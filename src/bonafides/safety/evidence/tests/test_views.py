"""The pages of the vault: what they show to whom, and what their forms do."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.safety.evidence import actions
from bonafides.safety.evidence.events import VaultExported
from bonafides.safety.evidence.models import OversightNotice, Release
from bonafides.safety.evidence.tests.scenes import KEY, TEXT, a_kept_item, a_request, aude, cleo, dov
from bonafides.safety.evidence.vocabulary import ClockKind, LegalBasis, ReleaseState

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> Client:
    return cast.browser_of(cleo())


def page(browser: Client, name: str, *arguments: str, **query: str) -> str:
    answer = browser.get(reverse(f"evidence:{name}", args=arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(browser: Client, name: str, *arguments: str, **given: str) -> Any:
    return browser.post(reverse(f"evidence:{name}", args=arguments), given)


def test_the_list_is_narrowed_by_reference_state_and_clock(keeper: Client) -> None:
    one, two = a_kept_item(at=now()), a_kept_item(at=now(), measures=frozenset({"label"}))

    by_case = page(keeper, "vault", text=one.case)
    by_clock = page(keeper, "vault", clock="tco_six_months")
    erased = page(keeper, "vault", state="erased")

    assert (one.reference in by_case, two.reference in by_case) == (True, False)
    assert (one.reference in by_clock, two.reference in by_clock) == (True, False)
    assert one.reference not in erased


def test_the_list_leaves_as_a_file_and_that_is_recorded(keeper: Client) -> None:
    item = a_kept_item()

    answer = keeper.get(reverse("evidence:vault"), {"format": "csv"})

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
    assert [(row["evidence"], row["state"]) for row in rows] == [(item.reference, "running")]
    assert LogEntry.objects.filter(event_name=VaultExported.name).count() == 1


def test_the_list_asks_the_database_a_dozen_times_at_most(
    keeper: Client, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    [a_kept_item() for _ in range(5)]
    page(keeper, "vault")

    with django_assert_num_queries(12, exact=False):  # type: ignore[operator]
        page(keeper, "vault")


def test_an_auditor_sees_clocks_and_custody_and_no_content() -> None:
    item = a_kept_item()

    shown = page(cast.browser_of(aude()), "item", item.reference)

    assert "Reg. (EU) 2021/784, Art. 6(2)" in shown
    assert "Taken in" in shown
    assert "Keep it longer" not in shown
    assert TEXT.decode() not in shown


def test_a_look_shows_the_first_words_as_plain_text(keeper: Client) -> None:
    item = a_kept_item()

    answer = keeper.get(reverse("evidence:preview", args=[item.reference]))

    assert answer.content == TEXT
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_custody_leaves_as_a_file(keeper: Client) -> None:
    item = a_kept_item()

    answer = keeper.get(reverse("evidence:custody", args=[item.reference, "json"]))

    rows = json.loads(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert [row["number"] for row in rows] == list(range(1, item.custody.count() + 1))


def a_hold(**changes: str) -> dict[str, str]:
    until = (now() + timedelta(days=60)).date().isoformat()
    given = {"kind": "legal_hold", "authority": "A made-up court", "reference": "7 A 12/26", "law": "a law"}
    return given | {"scope": "the text", "until": until} | changes


def test_a_hold_is_set_and_ended_by_form(keeper: Client) -> None:
    item = a_kept_item(at=now())

    sent(keeper, "set_hold", item.reference, **a_hold())
    held = item.clocks.get(kind=ClockKind.LEGAL_HOLD)
    sent(keeper, "end_hold", held.reference)

    held.refresh_from_db()
    assert held.authority_reference == "7 A 12/26"
    assert held.stopped_at is not None


def test_a_hold_may_cover_the_whole_case(keeper: Client) -> None:
    one, two = a_kept_item(at=now(), case="CASE000001"), a_kept_item(at=now(), case="CASE000001")

    sent(keeper, "set_hold", one.reference, **a_hold(whole_case="on"))

    assert [item.clocks.filter(kind=ClockKind.LEGAL_HOLD).count() for item in (one, two)] == [1, 1]


@pytest.mark.parametrize("changes", [{"until": "2020-01-01"}, {"until": ""}, {"reference": ""}, {"scope": " "}])
def test_a_hold_that_lacks_something_comes_back_with_its_fault(keeper: Client, changes: dict[str, str]) -> None:
    item = a_kept_item(at=now())

    answer = sent(keeper, "set_hold", item.reference, **a_hold(**changes))

    assert answer.status_code == 422
    assert not item.clocks.filter(kind=ClockKind.LEGAL_HOLD).exists()


def a_form(**changes: str) -> dict[str, str]:
    given = {"basis": "tco_investigation", "purpose": "Proceedings", "recipient": "A made-up prosecutor"}
    return given | {"recipient_key": str(KEY.to_public())} | changes


def test_a_release_from_request_to_download_without_any_script(keeper: Client) -> None:
    item = a_kept_item(at=now())
    bo, desk = cast.browser_of(cast.bo()), cast.browser_of(dov())

    sent(keeper, "new_release", items=item.reference.lower(), **a_form())
    release = Release.objects.get()
    sent(bo, "vote", release.reference, approves="yes")
    blind = page(desk, "release", release.reference)
    sent(desk, "vote", release.reference, approves="yes", reason="It is needed.")
    seen = page(keeper, "release", release.reference)
    sent(keeper, "hand_out", release.reference)
    package = sent(keeper, "fetch", release.reference)

    release.refresh_from_db()
    assert "Approves" not in blind
    assert "1 vote is in." in blind
    assert "It is needed." in seen
    assert release.state == ReleaseState.RELEASED
    assert package.content.startswith(b"age-encryption.org/v1")
    assert "No time-stamp authority is configured" in page(keeper, "release", release.reference)


@pytest.mark.parametrize(
    "changes", [{"items": "NOSUCHITEM"}, {"items": ""}, {"recipient_key": "ssh"}, {"purpose": " "}]
)
def test_a_request_that_lacks_something_comes_back_with_its_fault(keeper: Client, changes: dict[str, str]) -> None:
    item = a_kept_item()

    answer = sent(keeper, "new_release", **{"items": item.reference} | a_form(**changes))

    assert answer.status_code == 422
    assert Release.objects.count() == 0


def test_oversight_reads_its_notices_and_says_so() -> None:
    a_request(emergency=True, basis=LegalBasis.TCO_THREAT, at=now())
    auditor, notice = cast.browser_of(aude()), OversightNotice.objects.get()

    shown = page(auditor, "notices")
    sent(auditor, "see_notice", notice.reference)

    assert "handed out in an emergency" in shown
    assert "Seen" in page(auditor, "notices")


def test_what_is_overdue_is_named_beside_the_weekly_counts(keeper: Client) -> None:
    started = now() - timedelta(days=200)
    item = a_kept_item(at=started)
    actions.let_go(subject=item.subject, by=SYSTEM, at=started + timedelta(days=2))
    cast.bo()
    actions.count_overdue(at=now())

    shown = page(keeper, "overdue")

    assert "These should have been erased" in shown
    assert item.reference in shown


def test_a_reviewer_sees_nothing_of_it() -> None:
    answer = cast.browser_of(cast.amina()).get(reverse("evidence:vault"))

    assert answer.status_code == 403
