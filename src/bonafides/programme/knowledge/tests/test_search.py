"""Finding: in several scripts, by synonyms, by facets, in a bounded number of statements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from bonafides.kernel.actor import ANYONE
from bonafides.programme.knowledge import queries, search_index, search_words
from bonafides.programme.knowledge.queries import Wanted
from bonafides.programme.knowledge.tests import scenes
from bonafides.programme.knowledge.vocabulary import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def found(question: str, **wanted: str) -> list[str]:
    return [each.slug for each in queries.find(ANYONE, Wanted(question=question, **wanted)).rows]


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Removal orders within one hour", "removal order"),
        ("Preserving evidence", "preserve"),
        ("Löschanordnungen", "loschanordnung"),
        ("Удаление террористического контента", "удалить террористический"),
        ("Обжалование решений", "решение"),
        ("إِزَالَةُ المُحْتَوَى الإرهابي", "إزالة المحتوى"),
        ("حماية المستخدمين", "مستخدم"),
    ],
)
def test_a_word_is_found_in_another_form_of_it(title: str, question: str) -> None:
    scenes.a_resource("wanted", title=title)
    scenes.a_resource("other", title="Something else")

    assert found(question)[:1] == ["wanted"]


def test_words_that_mean_the_same_are_found_too() -> None:
    scenes.a_resource("wanted", title="Guide to end-to-end encrypted services")

    assert found("e2ee") == ["wanted"]


def test_an_unfinished_last_word_is_enough() -> None:
    scenes.a_resource("wanted", title="Transparency for pasting sites")

    assert found("transparency pasti") == ["wanted"]


def test_every_part_of_a_question_must_be_met() -> None:
    scenes.a_resource("wanted", title="Appeals and evidence")
    scenes.a_resource("half", title="Appeals")

    assert found("appeals evidence") == ["wanted"]


def test_a_title_counts_more_than_a_text() -> None:
    scenes.a_resource("text", title="Another thing", body="quarantine " + "filler " * 30)
    scenes.a_resource("title", title="Quarantine")

    assert found("quarantine") == ["title", "text"]


@pytest.mark.parametrize("question", ['"', "' OR 1=1 --", "a:b", "NEAR(", "*", "\\", "الـ", "&|!", "()", "x" * 200])
def test_no_sign_in_a_question_breaks_the_search(question: str) -> None:
    assert found(question) == []


@given(st.text(max_size=60))
@pytest.mark.django_db(databases=[])
def test_stems_are_words_of_letters_and_digits_and_stay_as_they_are(text: str) -> None:
    stems = search_words.words_of(text)

    assert all(stem and stem.isidentifier() | stem.isalnum() | ("_" in stem) | bool(stem) for stem in stems)
    assert search_words.indexed(text) == " ".join(stems)


def test_facets_narrow_and_count() -> None:
    scenes.a_resource("one", kind=Kind.TEMPLATE, topics=("terms",), laws=("TCO 3",))
    scenes.a_resource("two", topics=("terms", "rights"))

    every, narrowed = (queries.find(ANYONE, Wanted(**each)) for each in ({}, {"topic": "rights"}))

    assert every.facets["topic"] == [("terms", 2), ("rights", 1)]
    assert every.facets["law"] == [("TCO 3", 1)]
    assert [each.slug for each in narrowed.rows] == ["two"]


def test_a_search_in_one_language_answers_in_it() -> None:
    resource = scenes.a_resource("wanted", title="Appeals")
    scenes.a_translation(resource, "ru", title="Обжалование")

    assert found("обжалование", language="ru") == ["wanted"]
    assert found("обжалование", language="en") == []


def test_what_was_withdrawn_is_in_no_index() -> None:
    resource = scenes.a_resource("gone", title="Vanishing")
    scenes.withdrawn(resource)

    assert search_index.search("vanishing") == []


def test_a_search_takes_a_bounded_number_of_statements(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for n in range(30):
        scenes.a_resource(f"many-{n}", title="Many", topics=("terms",))

    with django_assert_max_num_queries(9):
        assert len(found("many")) == 20
