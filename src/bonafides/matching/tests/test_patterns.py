import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.matching.fingerprint import fingerprints_of_text
from bonafides.matching.index import Index
from bonafides.matching.patterns import Pattern, PatternError
from bonafides.matching.vocabulary import EntryType, MatchedBy

RUNS_AWAY_SECONDS = 30  # of the processor, where a twentieth of one is enough; to try all ways takes years

HOLDS = [
    ("red kite", "A RED, kite!"),
    ("red kite AND nest", "the nest of a red kite"),
    ("red kite AND (nest OR egg)", "an egg of the red kite"),
    ("kite OR falcon", "a falcon"),
    ("(kite OR falcon) AND egg", "egg of a falcon"),
    ("kite NOT museum", "a kite in the field"),
    ("kite AND NOT (museum OR zoo)", "a kite in the field"),
    ('"and" AND kite', "kite and falcon"),
    ("“red kite” AND nest", "red kite nest"),
    ("بيت", "في البَيْت بيت"),
    ("коршун", "Красный КОРШУН"),
    ("kite", "k\u200bite"),
    *(
        (rule, text)
        for rule in ("می\u200cکشیم", '{"and":[{"or":["می\u200cکشیم"]}],"not":[]}')
        for text in ("ما می\u200cکشیم", "ما می کشیم", "ما میکشیم")
    ),
    ("می کشیم", "ما می\u200cکشیم"),
    ("میکشیم", "ما می\u200cکشیم"),
    (r"regex: kite-?\d{4}", "the KITE2041"),
    ("regex:корш.н", "Коршун"),
    ('{"and":[{"or":["bball","hoops"]},{"or":["tonight"]}],"not":["hockey"]}', "hoops tonight"),
    ('{"and":[{"or":["regex-\'ki+te\'"]}],"not":[]}', "a kiiite"),
]
DOES_NOT = [
    ("red kite", "red kites"),
    ("red kite", "kite red"),
    ("red kite AND nest", "red kite"),
    ("kite NOT museum", "kite in the museum"),
    ("kite NOT می\u200cکشیم", "kite می کشیم"),
    ("kite NOT می کشیم", "kite می\u200cکشیم"),
    ("می\u200cکشیم", "ما می روم کشیم"),
    ("kite AND NOT (museum OR zoo)", "kite in the zoo"),
    (r"regex: kite-?\d{4}", "kite 41"),
    ('{"and":[{"or":["hoops"]}],"not":["hockey"]}', "hoops and hockey"),
]
REFUSED = {
    "": "no_words",
    "NOT kite": "no_words",
    "kite AND": "unexpected",
    "kite OR": "unexpected",
    "kite OR falcon AND egg": "and_or",
    "kite AND nest OR egg": "and_or",
    "kite AND (nest OR egg) OR falcon": "and_or",
    "kite NOT museum OR zoo": "and_or",
    "kite AND OR egg": "unexpected",
    "kite AND (egg OR nest": "open_group",
    "kite AND (egg AND nest)": "open_group",
    "kite )": "unexpected",
    'kite AND "red': "open_quotation",
    "kite AND !!!": "empty_term",
    "regex:": "matches_all",
    "regex: a*": "matches_all",
    "regex: (kite": "bad_regex",
    r"regex: (a)\1": "bad_regex",
    "regex: (?=kite)": "bad_regex",
    "regex: (kite.{90}){9}": "large_regex",
    "{}": "bad_trend_query",
    '{"and":1}': "bad_trend_query",
    '{"and":[{"or":[3]}],"not":[]}': "bad_trend_query",
    '{"and":[{"or":"kite"}]}': "bad_trend_query",
    '{"and":{"or":["kite"]}}': "bad_trend_query",
    '{"and":[{"or":["kite"]}],"not":"egg"}': "bad_trend_query",
    '{"and":[{"or":{"kite":1}}],"not":[]}': "bad_trend_query",
    "kite " * 2001: "long_pattern",
}


def met(rule: str, text: str) -> list[tuple[MatchedBy, object]]:
    index = Index([(1, EntryType.PATTERN, rule)])
    return [(hit.matched_by, hit.detail.get("span")) for hit in index.lookup(fingerprints_of_text(text))]


@pytest.mark.parametrize(("rule", "text"), HOLDS)
def test_a_rule_holds_where_its_words_stand(rule: str, text: str) -> None:
    assert [way for way, _ in met(rule, text)] == [MatchedBy.PATTERN]


@pytest.mark.parametrize(("rule", "text"), DOES_NOT)
def test_it_does_not_hold_elsewhere(rule: str, text: str) -> None:
    assert met(rule, text) == []


@pytest.mark.parametrize(("rule", "code"), list(REFUSED.items()), ids=map(str, range(len(REFUSED))))
def test_a_rule_that_cannot_be_read_is_refused_with_its_reason(rule: str, code: str) -> None:
    with pytest.raises(PatternError) as refusal:
        Pattern.parse(rule)

    assert refusal.value.code == code
    assert str(refusal.value)


@pytest.mark.parametrize("rule", [rule for rule, _ in HOLDS])
def test_a_rule_in_its_stored_form_is_the_same_rule(rule: str) -> None:
    pattern = Pattern.parse(rule)

    assert Pattern.parse(pattern.text) == pattern
    assert set(json.loads(pattern.text)) == {"and", "not"}


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        pattern = Pattern.parse(text)
    except PatternError:
        return

    assert Pattern.parse(pattern.text) == pattern


@pytest.mark.parametrize(
    ("rule", "text", "said"),
    [
        ("red kite AND nest", "See: the Réd  kite's nest", "Réd  kite"),
        ("regex: ко.шун", "наш коршун летит", "коршун"),
        ("falcon OR kite", "one kite, two falcons", "kite"),
        ("می\u200cکشیم", "ما می کشیم", "می کشیم"),
        ("می کشیم", "ما می\u200cکشیم", "می\u200cکشیم"),
    ],
)
def test_a_match_says_where_the_rule_fits(rule: str, text: str, said: str) -> None:
    [(_, span)] = met(rule, text)

    assert isinstance(span, dict)
    assert text[span["start"] : span["end"]] == said


def test_a_removed_rule_holds_no_more_and_its_twin_still_does() -> None:
    rules = ["kite AND egg", "kite", "regex: k[i]te", "kite AND egg"]
    index = Index((number, EntryType.PATTERN, rule) for number, rule in enumerate(rules))

    for number in (0, 1, 2, 99):
        index.remove(number)

    assert [hit.entry for hit in index.lookup(fingerprints_of_text("egg of a kite"))] == [3]


def test_no_text_makes_an_expression_slow() -> None:
    hostile = Index([(1, EntryType.PATTERN, "regex: (x+x+)+y"), (2, EntryType.PATTERN, "regex: .*a.{20}b.{20}c")])
    start = time.process_time()

    hostile.lookup(fingerprints_of_text("ab x" * 25_000))
    hostile.lookup(fingerprints_of_text("x" * 100_000))

    assert time.process_time() - start < RUNS_AWAY_SECONDS
