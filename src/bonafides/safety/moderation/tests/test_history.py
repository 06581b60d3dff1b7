"""The history of a case says what happened in the reader's words, and no code of ours."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import translation
from tests import cast
from tests.cast import NOON

from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.safety.moderation.actions.appeals import Complaint, open_appeal
from bonafides.safety.moderation.actions.enforcement import report_enforcement
from bonafides.safety.moderation.queries.appeals import author_side
from bonafides.safety.moderation.queries.case_page import Moment
from bonafides.safety.moderation.templatetags.moderation import HISTORY_WORDS, measure, told
from bonafides.safety.moderation.tests.pages import url
from bonafides.safety.moderation.tests.stories import Story, a_story
from bonafides.safety.moderation.vocabulary import (
    APPEALED_SENTENCES,
    ASKED_WORDS,
    AppellantKind,
    DecisionState,
    EnforcementState,
    LiveAct,
    Measure,
    SourceKind,
    Verdict,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]
SCRIPT = Actor(kind=ActorKind.CLIENT, code="K-1", scopes=frozenset({Scope.ITEMS_WRITE}))
LANGUAGES = pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "ru"])
NOT_SHOWN = {EnforcementState.PENDING}  # an answer has come of every line about the platform


@pytest.fixture
def story() -> Story:
    """Decided and told; the platform said that it is done, and the author appealed."""
    told_ = a_story()
    item, state = told_.item.reference, EnforcementState.CONFIRMED
    report_enforcement(item=item, action="remove", state=state, by=SCRIPT, at=NOON + timedelta(minutes=5))
    complaint = Complaint("It quotes them.", AppellantKind.AUTHOR)
    open_appeal(side=author_side(told_.statement), complaint=complaint, by=SYSTEM, at=NOON + timedelta(minutes=9))
    return told_


def history(story: Story, language: str) -> set[str]:
    """The lines as Bo reads them."""
    Person.objects.filter(pk=cast.bo().pk).update(language=language)
    page = cast.browser_of(cast.bo()).get(url("case", story.case)).content.decode()
    lines = re.findall(r"<li [^>]*><span>(.*?)</span>", page[page.index('<ol class="timeline">') :])
    return set(map(unescape, lines))


def test_the_history_is_told_in_words(story: Story) -> None:
    assert history(story, "en") == {
        "Appealed by the author",
        "The platform says of Remove: Confirmed",
        "Decision published",
        "Decided: Restricted · policy version 1 · Published",
        "Case opened",
        "Reported: User notice",
    }


def test_the_history_is_told_in_the_readers_language(story: Story) -> None:
    assert history(story, "de") >= {
        "Der Verfasser hat Beschwerde eingelegt",
        "Die Plattform sagt zu Entfernen: Bestätigt",
        "Entscheidung veröffentlicht",
        "Entschieden: Beschränkt · Regelwerk in der Fassung 1 · Veröffentlicht",
    }


def test_every_code_of_the_history_has_its_words() -> None:
    codes = {*Verdict, *DecisionState, *SourceKind, *EnforcementState, *Measure} - NOT_SHOWN

    assert codes <= set(HISTORY_WORDS)
    assert {LiveAct.END_STREAM, LiveAct.HOLD, "restore", "release"} <= set(ASKED_WORDS)
    assert set(APPEALED_SENTENCES) == set(AppellantKind)


@LANGUAGES
def test_every_word_of_the_history_is_said_in_every_language(language: str) -> None:
    words = {*HISTORY_WORDS.values(), *APPEALED_SENTENCES.values()}

    with translation.override(language):
        untold = {each for each in words if translation.gettext(each) == each}

    assert untold == set()


@LANGUAGES
def test_what_the_platform_is_asked_is_said_in_every_language(language: str) -> None:
    line = Moment(NOON, "The platform says of %(action)s: %(state)s", {"action": "restore", "state": "failed"})

    with translation.override(language):
        said, asked = told(line), measure("restore")

    assert asked != "Restore"
    assert asked in said
    assert "failed" not in said
