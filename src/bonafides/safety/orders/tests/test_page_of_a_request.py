"""The small forms on the pages of requests and of exposure decisions: what is wrong stands beside its field."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast

from bonafides.kernel import clock
from bonafides.safety.orders.actions import exposures, requests
from bonafides.safety.orders.models import AuthorityRequest, Exposure
from bonafides.safety.orders.tests.pages import check_mistake, control
from bonafides.safety.orders.tests.scenes import NIGHT, a_contact_point, a_request, at_the_desk, gita

pytestmark = pytest.mark.django_db
REQUIRED = "This field is required."


@pytest.fixture
def browser() -> Client:
    """Gita's, an hour into the night."""
    clock.use(lambda: NIGHT + timedelta(hours=1))
    return cast.browser_of(gita())


@pytest.fixture
def request_() -> AuthorityRequest:
    return a_request()


@pytest.fixture
def exposure() -> Exposure:
    a_contact_point()
    wanted = {"authority_name": "Sample Office", "authority_reference": "EX-1", "decided_at": NIGHT}
    return exposures.take_exposure(wanted=wanted, by=at_the_desk(), at=NIGHT)


def sent(browser: Client, name: str, row: AuthorityRequest | Exposure, given: dict[str, str]) -> tuple[int, str]:
    """A small form sent, and the page that comes back."""
    answer = browser.post(reverse(f"orders:{name}", args=[row.reference]), given)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("name", "given", "id_", "sentence"),
    [
        ("verify_request", {"how": " "}, "verify_how", REQUIRED),
        ("narrow_request", {"to": "", "legal_basis": "StPO 100j"}, "narrow_to", REQUIRED),
        ("challenge_request", {}, "challenge_where", REQUIRED),
        ("answer_request", {"answer": "refused", "reason": ""}, "answer_reason", REQUIRED),
        ("answer_request", {"answer": "complied", "reason": "x"}, "answer_answer", "It names no legal basis;"),
        ("answer_request", {"answer": "own_rules", "reason": "x"}, "answer_answer", "A referral is judged under"),
    ],
    ids=["verify", "narrow", "challenge", "reason", "no basis", "no referral"],
)
def test_a_mistake_stands_beside_its_field_of_a_request(
    browser: Client, request_: AuthorityRequest, name: str, given: dict[str, str], id_: str, sentence: str
) -> None:
    status, page = sent(browser, name, request_, given)

    assert status == 422
    check_mistake(page, id_, sentence)


@pytest.mark.parametrize(
    ("name", "given", "id_", "sentence"),
    [
        ("add_measure", {"description": "Matching"}, "measure_human_oversight", REQUIRED),
        ("send_report", {"text": "We did this.", "to": "nobody"}, "report_to", "Enter a valid email address."),
    ],
    ids=["measure", "report"],
)
def test_a_mistake_stands_beside_its_field_of_an_exposure_decision(
    browser: Client, exposure: Exposure, name: str, given: dict[str, str], id_: str, sentence: str
) -> None:
    status, page = sent(browser, name, exposure, given)

    assert status == 422
    check_mistake(page, id_, sentence)


def test_what_was_typed_stays_and_the_other_forms_are_fresh(browser: Client, request_: AuthorityRequest) -> None:
    requests.narrow(request=request_, to="one field", legal_basis="StPO 100j", by=at_the_desk(), at=NIGHT)

    _status, page = sent(browser, "answer_request", request_, {"answer": "complied", "reason": "They asked."})

    assert re.search(r'<textarea[^>]*id="answer_reason"[^>]*>\s*They asked\.</textarea>', page)
    assert 'value="StPO 100j"' in control(page, "narrow_legal_basis")
    assert "aria-invalid" not in control(page, "narrow_legal_basis")


def test_a_request_that_was_answered_meanwhile_says_so_above(browser: Client, request_: AuthorityRequest) -> None:
    first = {"answer": "refused", "reason": "No basis."}
    sent(browser, "answer_request", request_, first)

    status, page = sent(browser, "answer_request", request_, first)

    assert status == 422
    assert re.search(r'class="error-summary".*This request has been answered\.', page, re.DOTALL)


def test_no_two_things_on_the_page_of_a_request_have_one_id(browser: Client, request_: AuthorityRequest) -> None:
    page = browser.get(request_.get_absolute_url()).content.decode()

    ids = re.findall(r'\sid="([^"]+)"', page)

    assert "answer_reason" in ids
    assert sorted(ids) == sorted(set(ids))


def test_a_receipt_in_the_future_stands_beside_its_field(browser: Client) -> None:
    given = {"received": "2026-03-30 12:00 +00:00", "received_how": "The fax's header."}

    answer = browser.post(reverse("orders:new_order"), given)

    assert answer.status_code == 422
    assert "id_received_error" in control(answer.content.decode(), "id_received")


def test_a_shift_in_no_time_zone_is_mended_beside_its_field() -> None:
    given = {"person": gita().code, "position": "1", "weekdays": ["0"], "begins": "08:00", "ends": "16:00", "zone": "X"}

    answer = cast.browser_of(cast.bo()).post(reverse("orders:rota"), given)

    assert answer.status_code == 422
    assert "id_zone_error" in control(answer.content.decode(), "id_zone")
