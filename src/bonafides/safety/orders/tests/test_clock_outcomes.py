"""How a clock stopped, in the reader's words; and the author's 48 hours, which a reinstatement ends."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from tests import cast

from bonafides.base.people import actions as people
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel import clock
from bonafides.safety.orders.actions import disclosure, executing, scrutiny
from bonafides.safety.orders.models import Order
from bonafides.safety.orders.templatetags.orders import clock_outcome
from bonafides.safety.orders.tests.scenes import (
    MINUTE,
    NIGHT,
    THE_AUTHOR,
    a_contact_point,
    a_disabled_order,
    an_order_with_reasons_given,
    at_the_desk,
    gita,
    the_clock,
)
from bonafides.safety.orders.vocabulary import (
    CLOCK_OUTCOME_WORDS,
    ClockKind,
    ClockOutcome,
    ReinstateReason,
    RequestAnswer,
    ScrutinyFinding,
    reinstated,
)

pytestmark = pytest.mark.django_db
TOLD = NIGHT + 20 * MINUTE
BACK = NIGHT + timedelta(hours=3)


def page(order: Order, language: str = "en") -> str:
    """The order as Gita reads it in her language, an hour after the content is back."""
    clock.use(lambda: BACK + timedelta(hours=1))
    Person.objects.filter(pk=gita().pk).update(language=language)
    return str(cast.browser_of(gita()).get(order.get_absolute_url()).content.decode())


# -- words ------------------------------------------------------------------------------------------------------------


def test_every_outcome_has_its_words() -> None:
    outcomes = {*ClockOutcome, *RequestAnswer, *ScrutinyFinding, *map(reinstated, ReinstateReason)}

    assert set(CLOCK_OUTCOME_WORDS) == outcomes


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "ru"])
def test_every_outcome_is_said_in_every_language(language: str) -> None:
    with translation.override(language):
        untold = {words for outcome, words in CLOCK_OUTCOME_WORDS.items() if clock_outcome(outcome) == words}

    assert untold == set()


def test_an_outcome_that_is_none_of_ours_is_shown_as_it_was_written() -> None:
    assert clock_outcome("by an earlier version") == "by an earlier version"


def test_the_page_of_an_order_says_how_its_clocks_stopped() -> None:
    order = an_order_with_reasons_given(at=TOLD)
    scrutiny.ask(order=order, reasons="It is satire.", to="h@x.test", by=at_the_desk(), at=TOLD)

    text = page(order, "de")

    assert '<span class="muted">Überprüfung wurde beantragt</span>' in text
    assert '<span class="muted">In allen Mitgliedstaaten gesperrt</span>' in text
    assert '<span class="muted">asked</span>' not in text


def test_the_calendar_says_it_and_its_export_keeps_the_code() -> None:
    order = an_order_with_reasons_given(at=TOLD)
    scrutiny.waive(order=order, by=at_the_desk(), at=TOLD)
    browser, address = cast.browser_of(gita()), reverse("orders:calendar")

    shown = browser.get(address, {"state": "stopped"}).content.decode()
    exported = b"".join(browser.get(address, {"state": "stopped", "format": "csv"})).decode()

    assert '<span class="muted">We do not ask</span>' in shown
    assert "waived" in exported


# -- the author's 48 hours --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", list(ReinstateReason))
def test_a_reinstatement_ends_the_authors_48_hours_and_says_why(reason: ReinstateReason) -> None:
    order = an_order_with_reasons_given(at=TOLD)

    executing.reinstate(order=order, reason=reason, by=at_the_desk(), at=BACK)

    over = the_clock(order, ClockKind.AUTHOR_SCRUTINY)
    assert (over.stopped_at, over.outcome) == (BACK, reinstated(reason))
    assert over.late_by == timedelta()


def test_the_page_says_why_they_ended_and_asks_for_nothing_more() -> None:
    order = an_order_with_reasons_given(at=TOLD)
    scrutiny.note_decision(
        order=order, finding=ScrutinyFinding.INFRINGEMENT, reference="IE-7", by=at_the_desk(), at=BACK
    )

    text = page(order)

    assert '<span class="muted">The home authority found an infringement</span>' in text
    assert "/scrutiny/author/" not in text


def test_a_finding_of_no_infringement_leaves_the_author_their_hours() -> None:
    order = an_order_with_reasons_given(at=TOLD)

    scrutiny.note_decision(order=order, finding=ScrutinyFinding.NONE, reference="IE-7", by=at_the_desk(), at=BACK)

    assert the_clock(order, ClockKind.AUTHOR_SCRUTINY).is_running


def test_reasons_that_are_given_after_the_content_is_back_begin_no_hours() -> None:
    a_contact_point()
    order = a_disabled_order()
    executing.reinstate(order=order, reason=ReinstateReason.WITHDRAWN, by=at_the_desk(), at=TOLD)

    told = disclosure.give_reasons(reference=order.reference, by=THE_AUTHOR, at=BACK)

    assert told.reasons_given_at == BACK
    assert not order.clocks.filter(kind=ClockKind.AUTHOR_SCRUTINY).exists()


def test_the_author_is_offered_scrutiny_only_while_the_order_stands() -> None:
    order = an_order_with_reasons_given(at=TOLD)
    clock.use(lambda: BACK)
    token = people.issue_link(
        purpose=LinkPurpose.ORDER_AUTHOR, about=order.reference, expires_at=BACK + timedelta(days=9), at=TOLD
    )
    address = reverse("orders:author", args=[token])
    standing = cast.a_browser().get(address).content.decode()
    executing.reinstate(order=order, reason=ReinstateReason.ANNULLED, by=at_the_desk(), at=BACK)

    back = cast.a_browser().get(address).content.decode()

    assert "(Art. 4(4))" in standing
    assert "How to challenge it" in back
    assert "(Art. 4(4))" not in back
