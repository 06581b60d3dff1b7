"""Why one reading does not decide: said to whoever gave it and, once nothing is blind, to all; never before."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast
from tests.cast import NOON

from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM
from bonafides.safety.moderation.actions import judging, readings
from bonafides.safety.moderation.models import Case, Proposal
from bonafides.safety.moderation.queries.case_page import CasePage
from bonafides.safety.moderation.rules.deciding import Wish, WishedMeasure
from bonafides.safety.moderation.tests.pages import opened, url
from bonafides.safety.moderation.tests.scenes import KEEP, a_case, a_restriction, open_and_look
from bonafides.safety.moderation.vocabulary import PROPOSAL_SENTENCES, Measure, ProposalReason

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

TERMINATION = a_restriction(measures=(WishedMeasure(Measure.TERMINATE),))
SENTENCE = "The policy asks for two readings before this measure is taken."
DISAGREED = "Two readings differ. A lead who gave neither decides."
MINUTE = timedelta(minutes=1)


@pytest.fixture
def case() -> Case:
    """Amina would close the account; another person must read first."""
    found = a_case()
    open_and_look(found, cast.by(cast.amina()))
    judging.decide_case(case=found, wish=TERMINATION, by=cast.by(cast.amina()), at=NOON)
    return found


def gita() -> Person:
    return cast.a_person("Gita", Role.REVIEWER)


def read(case: Case, person: Person, wish: Wish) -> None:
    """One more reading, a minute later."""
    by, at = cast.by(person), NOON + MINUTE
    clock.use(lambda: at)
    open_and_look(case, by, at)
    readings.read_again(proposal=Proposal.objects.get(), wish=wish, by=by, at=at)


def page(person: Person, case: Case) -> str:
    return str(cast.browser_of(person).get(url("case", case)).content.decode())


def history(text: str) -> str:
    return text[text.index('aria-label="History"') :]


def test_every_reason_has_its_sentence() -> None:
    assert set(PROPOSAL_SENTENCES) == set(ProposalReason)


def test_the_first_reader_is_told_why_it_is_not_decided_yet(case: Case) -> None:
    assert page(cast.amina(), case).count(SENTENCE) == 1


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LEAD, Role.OWNER, Role.AUDITOR], ids=str)
def test_nobody_else_is_told_while_the_second_reading_is_to_be_blind(case: Case, role: Role) -> None:
    assert SENTENCE not in page(cast.a_person("Somebody", role), case)


def test_the_second_reader_reads_without_knowing_why(case: Case) -> None:
    text = opened(cast.browser_of(gita()), case)

    assert "Second reading" in text
    assert SENTENCE not in text


def test_a_reader_from_outside_reads_without_knowing_why(case: Case) -> None:
    ines = cast.a_person("Ines", Role.SECOND_READER, case=case.reference)

    text = opened(cast.browser_of(ines), case)

    assert "Second reading" in text
    assert SENTENCE not in text


def test_of_a_trainees_proposal_and_the_readers_own_neither_is_said_to_the_next() -> None:
    case, trainee, gita_ = a_case(), cast.a_person("Jon", Role.TRAINEE), gita()
    open_and_look(case, cast.by(trainee))
    judging.decide_case(case=case, wish=TERMINATION, by=cast.by(trainee), at=NOON)
    read(case, gita_, TERMINATION)

    blind, own, before = page(cast.bo(), case), page(gita_, case), page(trainee, case)

    assert [each in blind for each in PROPOSAL_SENTENCES.values()] == [False] * 5
    assert SENTENCE in own
    assert [each in before for each in PROPOSAL_SENTENCES.values()] == [False] * 5


def test_the_queue_does_not_say_it(case: Case) -> None:
    queue = cast.browser_of(gita()).get(reverse("moderation:queue"), {"state": "second_reading"}).content.decode()

    assert case.reference in queue
    assert SENTENCE not in queue


def test_a_lead_is_told_beside_the_readings_that_differ(case: Case) -> None:
    read(case, gita(), KEEP)

    text = page(cast.bo(), case)

    head = text[: text.index('<div class="desk">')]
    assert DISAGREED in text
    assert head.count(SENTENCE) == 1
    assert SENTENCE in history(text)


def test_the_readings_that_differ_are_said_in_the_leads_language(case: Case) -> None:
    read(case, gita(), KEEP)
    Person.objects.filter(pk=cast.bo().pk).update(language="de")

    text = page(cast.bo(), case)

    head = text[: text.index('<div class="desk">')]
    assert "<strong>Beschränken</strong>" in head
    assert "<strong>Behalten</strong>" in head
    assert '<q dir="auto"></q>' not in head


def test_the_history_of_a_decided_case_says_it(case: Case) -> None:
    read(case, gita(), TERMINATION)

    text = page(cast.bo(), case)

    assert SENTENCE in history(text)
    assert text.count(SENTENCE) == 1


def test_a_case_without_a_first_reading_has_no_reason(browsing: Client) -> None:
    assert CasePage(a_case(), SYSTEM, NOON).why_two == ""
