"""What we and sources wrote is read in words of the reader's language; what a person wrote stays as it is."""

import pytest
from django.test import Client
from django.utils import translation
from tests import cast

from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions
from bonafides.safety.banks.actions.entries import Words
from bonafides.safety.banks.codes import shown, word_of
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.names import PATTERNS, in_words
from bonafides.safety.banks.tests.conftest import NOON, SHA256_A, an_entry
from bonafides.safety.banks.tests.test_views import page
from bonafides.safety.banks.vocabulary import Severity


@pytest.fixture
def reader(db: None) -> Client:
    """Bo's browser, in German."""
    bo = cast.bo()
    bo.language = "de"
    bo.save()
    return cast.browser_of(bo)


# -- lists ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Own decisions", "Eigene Entscheidungen"),
        ("Own decisions 2", "Eigene Entscheidungen 2"),
        ("Found harmless here", "Hier für harmlos befunden"),
        ("Incident list of blue-harbour", "Liste des Vorfalls von blue-harbour"),
        ("Own decisions of Bo", "Own decisions of Bo"),
        ("Pictures", "Pictures"),
        ("All 2", "All 2"),
        ("", ""),
        ("two\nlines 2", "two\nlines 2"),
    ],
)
def test_what_we_called_a_list_is_translated_and_another_name_is_not(said: str, told: str) -> None:
    with translation.override("de"):
        assert in_words(said) == told


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "ru"])
def test_every_name_that_we_give_is_translated(language: str) -> None:
    with translation.override(language):
        assert [name for name, _pattern in PATTERNS if translation.gettext(name) == name] == []


def test_our_own_lists_stand_on_pages_in_the_readers_language_until_they_are_renamed(reader: Client, bo: Actor) -> None:
    own = actions.own_bank(by=bo, at=NOON)
    before = reader.get("/banks/").content.decode(), page(reader.get(own.get_absolute_url()))
    actions.rename_bank(bank=own, name="Decisions made here", by=bo, at=NOON)
    actions.rename_bank(bank=own, name="Kept by Bo", by=bo, at=NOON)

    after = reader.get("/banks/").content.decode()

    assert ["Eigene Entscheidungen" in each for each in before] == [True, True]
    assert "Own decisions" not in before[0] + before[1]
    assert ("Kept by Bo" in after, "Hier getroffene Entscheidungen" in after) == (True, True)


# -- codes of sources -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("islamist", "islamistisch"),
        ("Far-right", "rechtsextrem"),
        ("media_priority_s3, media_type_video", "Schwere 3 von 3 (GIFCT), Video"),
        ("cat:am, media_priority_s0", "<code>cat:am</code>, Schwere 0 von 3 (GIFCT)"),
        ("tlp:green", "<code>tlp:green</code>"),
        ("A1", "<code>A1</code>"),
        ("Circle, round", "Circle, round"),
        ("E-mail: a circle", "E-mail: a circle"),
        ("<b>, <i>:", "&lt;b&gt;, &lt;i&gt;:"),
        ("", ""),
    ],
)
def test_a_code_that_we_know_is_a_word_and_another_is_shown_as_a_code(said: str, told: str) -> None:
    with translation.override("de"):
        assert shown(said) == told


def test_every_severity_has_a_word() -> None:
    with translation.override("de"):
        assert [each for each in Severity if each and word_of(each) == each] == []


# -- who ------------------------------------------------------------------------------------------------------------


def test_an_entry_says_in_words_what_its_source_wrote_and_who_put_it_there(reader: Client, bank: Bank) -> None:
    words = Words(label="islamist", severity="critical")
    entry = actions.add_entry(bank=bank, type_=EntryType.SHA256, value=SHA256_A, words=words, by=SYSTEM, at=NOON)
    of_bo = an_entry(bank, cast.by(cast.bo()), value="c" * 64)

    told, other = (page(reader.get(each.get_absolute_url())) for each in (entry, of_bo))

    assert ("islamistisch" in told, "kritisch" in told, "das System" in told, "system" in told) == (
        True,
        True,
        True,
        False,
    )
    assert f'<span class="reference nowrap">{cast.bo().code}</span>' in other
