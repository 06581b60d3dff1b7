"""Sentences that were stored in English are told in the language of whoever reads them."""

import pytest
from django.utils import translation

from bonafides.base.http.retelling import Retelling

TYPE = "The type %(type)s is not supported."
HOST = "Anyone can have a site below %(host)s, so %(host)s is not listed."
retold = Retelling((TYPE, HOST, "A share of 5 %% of %(what)s."))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("The file is empty.", "Die Datei ist leer."),
        ("The type 'kite (50 %)' is not supported.", "Der Typ 'kite (50 %)' wird nicht unterstützt."),
        ("What nobody wrote here.", "What nobody wrote here."),
        ("", ""),
    ],
    ids=["without-facts", "with-a-fact", "no-sentence-of-ours", "nothing"],
)
def test_a_stored_sentence_is_told_in_the_readers_language(said: str, told: str) -> None:
    with translation.override("de"):
        assert retold(said) == told


def test_a_fact_that_stands_twice_is_the_same_text_twice() -> None:
    same = "Anyone can have a site below a.test, so a.test is not listed."
    other = "Anyone can have a site below a.test, so b.test is not listed."

    assert (retold(same), retold(other)) == (same, other)
    assert retold("A share of 5 % of posts.") == "A share of 5 % of posts."
