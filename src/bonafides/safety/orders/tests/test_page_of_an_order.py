"""The small forms on an order's page, in a browser without JavaScript: done, or back with what to mend."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests import cast

from bonafides.base.people.vocabulary import Role
from bonafides.kernel import clock
from bonafides.safety.orders.actions import replying, scrutiny
from bonafides.safety.orders.models import Order, Scrutiny
from bonafides.safety.orders.templatetags.orders import asker
from bonafides.safety.orders.tests.pages import check_mistake, control
from bonafides.safety.orders.tests.scenes import (
    MINUTE,
    NIGHT,
    a_contact_point,
    an_order,
    an_order_with_reasons_given,
    annex_iii_of,
    at_the_desk,
    gita,
    the_clock,
    work_at,
)
from bonafides.safety.orders.vocabulary import ASKER_WORDS, Asker, ClockKind

pytestmark = pytest.mark.django_db
TOLD = NIGHT + 20 * MINUTE
LATER = NIGHT + timedelta(hours=3)


@pytest.fixture
def browser() -> Client:
    """Gita's, three hours into the night."""
    clock.use(lambda: LATER)
    return cast.browser_of(gita())


def sent(browser: Client, name: str, order: Order, **given: str) -> tuple[int, str]:
    """A small form sent, and the page that comes back."""
    answer = browser.post(reverse(f"orders:{name}", args=[order.reference]), given)
    return answer.status_code, answer.content.decode()


def shown(browser: Client, order: Order) -> str:
    return str(browser.get(order.get_absolute_url()).content.decode())


# -- the author asked -------------------------------------------------------------------------------------------------


def test_the_desk_writes_down_on_the_page_when_the_author_asked(browser: Client) -> None:
    order = an_order_with_reasons_given(at=TOLD)
    before = shown(browser, order)

    status, _page = sent(browser, "author_asked", order, asked="2026-03-29 00:10 +00:00")

    after = shown(browser, order)
    assert "/scrutiny/author/" in before
    assert status == 302
    assert Scrutiny.objects.get().asked_at == NIGHT + 90 * MINUTE
    assert "The author asked ·" in after
    assert "· noted " in after
    assert "/scrutiny/author/" not in after
    assert not the_clock(order, ClockKind.AUTHOR_SCRUTINY).is_running


def test_the_form_is_not_there_before_the_author_was_told(browser: Client) -> None:
    assert "/scrutiny/author/" not in shown(browser, an_order())


def test_an_auditor_reads_who_asked_and_writes_nothing_down(browser: Client) -> None:
    order = an_order_with_reasons_given(at=TOLD)
    auditor = cast.browser_of(cast.a_person("Noor", Role.AUDITOR))

    status, _page = sent(auditor, "author_asked", order, asked="2026-03-29 00:10 +00:00")

    assert status == 403
    assert "/scrutiny/author/" not in shown(auditor, order)
    assert not Scrutiny.objects.exists()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("yesterday", "This is no date with a time."),
        ("", "This field is required."),
        ("2026-03-29 02:00 +00:00", "This moment has not come yet."),
        ("2026-03-28 22:50 +00:00", "That is before the author was given the reasons."),
    ],
    ids=["no date", "nothing", "tomorrow", "before"],
)
def test_a_wrong_moment_comes_back_with_what_to_mend(browser: Client, asked: str, sentence: str) -> None:
    order = an_order_with_reasons_given(at=TOLD)

    status, page = sent(browser, "author_asked", order, asked=asked)

    assert status == 422
    assert sentence in page
    assert not Scrutiny.objects.exists()
    assert the_clock(order, ClockKind.AUTHOR_SCRUTINY).is_running


def test_after_the_48_hours_the_form_takes_what_was_asked_within_them_alone(browser: Client) -> None:
    order = an_order_with_reasons_given(at=TOLD)
    work_at(TOLD + timedelta(hours=49))
    desk = cast.browser_of(gita())

    status, page = sent(desk, "author_asked", order, asked="2026-03-30 23:20 +00:00")
    noted, _page = sent(desk, "author_asked", order, asked="2026-03-29 00:10 +00:00")

    assert (status, noted) == (422, 302)
    assert "That is after the author&#x27;s 48 hours." in page
    assert "hear of it now" in page


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "ru"])
def test_who_asked_is_said_in_every_language(language: str) -> None:
    with translation.override(language):
        said = {asker(side) for side in Asker}

    assert len(said) == len(Asker)
    assert not said.intersection(ASKER_WORDS.values())


def test_who_asked_is_said_in_words(browser: Client) -> None:
    order = an_order_with_reasons_given(at=TOLD)
    scrutiny.ask(order=order, reasons="It is satire.", to="h@x.test", by=at_the_desk(), at=TOLD)

    page = shown(browser, order)

    assert "We asked ·" in page
    assert "provider ·" not in page


# -- what is to be mended ---------------------------------------------------------------------------------------------

DEFECT = {"defect": "unclear", "field": "reference"}
MOMENTS = {"decided": "2026-03-28 22:40 +00:00", "ends": "2026-03-28 22:00 +00:00"}
WRONG: list[tuple[str, dict[str, str], str, str]] = [
    ("defect", DEFECT, "defect_explanation", "This field is required."),
    ("embargo", MOMENTS | {"reference": "D-1"}, "embargo_ends", "The end lies before the decision."),
    ("close", {"reason": " "}, "close_reason", "This field is required."),
]
WRONG_ONCE_DISABLED: list[tuple[str, dict[str, str], str, str]] = [
    ("ask_scrutiny", {"reasons": "It is satire.", "to": "nobody"}, "scrutiny_to", "Enter a valid email address."),
    ("author_asked", {"asked": "soon"}, "author_asked_asked", "This is no date with a time."),
    ("finding", {"finding": "none", "reference": ""}, "finding_reference", "This field is required."),
    ("reinstate", {"reason": "because"}, "reinstate_reason", "Select a valid choice."),
]


@pytest.mark.parametrize(("name", "given", "id_", "sentence"), WRONG, ids=[each[0] for each in WRONG])
def test_a_mistake_stands_beside_its_field_of_an_open_order(
    browser: Client, name: str, given: dict[str, str], id_: str, sentence: str
) -> None:
    status, page = sent(browser, name, an_order(), **given)

    assert status == 422
    check_mistake(page, id_, sentence)


@pytest.mark.parametrize(
    ("name", "given", "id_", "sentence"), WRONG_ONCE_DISABLED, ids=[each[0] for each in WRONG_ONCE_DISABLED]
)
def test_a_mistake_stands_beside_its_field_of_a_disabled_order(
    browser: Client, name: str, given: dict[str, str], id_: str, sentence: str
) -> None:
    status, page = sent(browser, name, an_order_with_reasons_given(at=TOLD), **given)

    assert status == 422
    check_mistake(page, id_, sentence)


def test_when_the_hour_runs_again_is_mended_beside_its_field(browser: Client) -> None:
    a_contact_point()
    order = an_order()
    body = annex_iii_of(order)
    replying.send_annex_iii(order=order, body=body, to="desk@orders.example.test", by=at_the_desk(), at=TOLD)

    status, page = sent(browser, "clarified", order, from_="2026-03-28 22:50 +00:00")

    assert status == 422
    assert "clarified_from__error" in control(page, "clarified_from_")
    assert re.search(r'id="clarified_from__error">\s*<li>.*It lies between our Annex III and now\.', page)


def test_what_was_typed_stays(browser: Client) -> None:
    order = an_order_with_reasons_given(at=TOLD)

    _status, page = sent(browser, "ask_scrutiny", order, reasons="It is satire.", to="nobody")

    assert re.search(r'<textarea[^>]*id="scrutiny_reasons"[^>]*>\s*It is satire\.</textarea>', page)
    assert 'value="nobody"' in control(page, "scrutiny_to")


def test_no_two_things_on_the_page_have_one_id(browser: Client) -> None:
    order = an_order_with_reasons_given(at=TOLD)

    ids: list[Any] = re.findall(r'\sid="([^"]+)"', shown(browser, order))

    assert sorted(ids) == sorted(set(ids))


def test_a_defect_says_its_field_by_the_name_in_the_annex(browser: Client) -> None:
    order = an_order()

    sent(browser, "defect", order, **DEFECT, explanation="Two numbers.")

    assert "Reference number of the order – <bdi>Two numbers.</bdi>" in shown(browser, order)
