from random import Random

import pytest

from bonafides.matching.fingerprint import Fingerprints, fingerprints_of_text
from bonafides.matching.fingerprint_json import fingerprints_from_json
from bonafides.matching.index import Hit, Index
from bonafides.matching.tests.test_passages import ARABIC, FERRY, KITE, OTHER
from bonafides.matching.texts import normal_text, text_digest
from bonafides.matching.tlsh import tlsh_of
from bonafides.matching.vocabulary import EntryType, MatchedBy


def index_of(*texts: str) -> Index[int]:
    return Index((number, EntryType.TEXT, text) for number, text in enumerate(texts))


def only_hit(index: Index[int], text: str) -> Hit[int]:
    [hit] = index.lookup(fingerprints_of_text(text))
    return hit


def said(hit: Hit[int], text: str) -> str:
    span = hit.detail["span"]
    assert isinstance(span, dict)
    return text[span["start"] : span["end"]]


def test_a_whole_text_is_exact_and_one_inside_a_post_is_a_phrase_with_its_place() -> None:
    index = index_of("Red kite over the mill")
    post = "Yesterday: a RED\u200b  kite, over the mill! It sang."

    assert only_hit(index, "red kite over the mill").matched_by is MatchedBy.EXACT
    assert only_hit(index, post).matched_by is MatchedBy.PHRASE
    assert said(only_hit(index, post), post) == "RED\u200b  kite, over the mill"


def test_a_near_copy_says_how_near() -> None:
    hit = only_hit(index_of(KITE), KITE.replace("school", "schools").replace("county", "country"))

    assert hit.matched_by is MatchedBy.NEAR_COPY
    assert hit.detail["share"] == 1
    assert 0.95 < float(str(hit.detail["score"])) < 1


@pytest.mark.parametrize("text", [KITE, ARABIC], ids=["english", "arabic"])
def test_a_quotation_is_shown_as_one_where_it_stands(text: str) -> None:
    changed = text.replace("the ", "teh ", 1).replace("الطيور", "طيور")
    post = f"{OTHER} They wrote: “{changed}” {OTHER}"

    hit = only_hit(index_of(text), post)

    assert hit.matched_by is MatchedBy.QUOTED
    assert said(hit, post) == changed.rstrip(".")
    assert float(str(hit.detail["of_post"])) < 0.5
    assert hit.detail["cited"] is True


def test_a_post_that_is_hardly_more_than_the_citation_is_still_a_quotation() -> None:
    changed = FERRY.replace("seven", "eleven").rstrip(".")

    assert only_hit(index_of(FERRY), f"“{changed}”, he said.").matched_by is MatchedBy.QUOTED
    assert only_hit(index_of(FERRY), changed).matched_by is MatchedBy.NEAR_COPY


@pytest.mark.parametrize("written", ["rеd kitе", "red k1te", "ＲＥＤ kite", "🅡🅔🅓 🅚🅘🅣🅔"])
def test_a_short_phrase_is_found_in_letters_that_look_alike(written: str) -> None:
    post = f"see the {written} here"

    hit = only_hit(index_of("red kite"), post)

    assert hit.matched_by is MatchedBy.PHRASE
    assert said(hit, post) == written


APART, JOINED, PARTED = "می\u200cکشیم شما را", "میکشیم شما را", "می کشیم شما را"
LONGER = " و کتاب\u200cهای کتابخانه را به خانه می\u200cبریم"


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        ("savaşçı geliyor", "SAVAŞÇI GELİYOR"),
        ("SAVAŞÇI GELİYOR", "Savaşçı Geliyor"),
        ("обʼєкт знищено", "об'єкт знищено"),
        ("обʼєкт знищено", "об’єкт знищено"),
        ("об'єкт знищено", "обʼєкт знищено"),
        ("the Qurʾan burns", "the Qur'an burns"),
        (APART, APART),
        (APART, JOINED),
        (APART, PARTED),
        (JOINED, APART),
        (PARTED, APART),
        (PARTED + LONGER, APART + LONGER),
        (APART + LONGER, (APART + LONGER).replace("\u200c", " ")),
    ],
)
def test_a_phrase_is_found_however_its_writers_type_it(listed: str, written: str) -> None:
    index, post = index_of(listed), f"دیروز — {written}, вчора!"

    assert only_hit(index, written).matched_by is MatchedBy.EXACT
    assert only_hit(index, written).fingerprint == text_digest(written)
    assert only_hit(index, post).matched_by is MatchedBy.PHRASE
    assert said(only_hit(index, post), post) == written


@pytest.mark.parametrize("listed", ["می\u200cکشیم kite", "می کشیم kite"])
@pytest.mark.parametrize("written", ["می\u200cکشیم kitе", "می کشیم kitе"])
def test_a_phrase_with_half_spaces_is_found_in_letters_that_look_alike_too(listed: str, written: str) -> None:
    hit = only_hit(index_of(listed), f"دیروز {written}")

    assert hit.detail["disguised"] is True
    assert said(hit, f"دیروز {written}") == written


def test_a_phrase_with_half_spaces_that_was_removed_is_found_in_no_form() -> None:
    index = index_of(APART)

    index.remove(0)

    assert [index.lookup(fingerprints_of_text(each)) for each in (APART, JOINED, PARTED)] == [[], [], []]


def test_a_word_of_another_script_that_looks_alike_is_no_disguise() -> None:
    assert index_of("cop cop").lookup(fingerprints_of_text("сор сор")) == []


def test_a_listed_text_is_found_in_a_longer_one_as_words_and_not_across_them() -> None:
    index = index_of("в Чтобы произвести действия")

    across = list(index.lookup(fingerprints_of_text("содержит LDAP, если хотите помощь Чтобы произвести действия")))
    as_words = only_hit(index, "содержит LDAP, если хотите помощь в Чтобы произвести действия")

    assert across == []
    assert as_words.matched_by is MatchedBy.PHRASE


def test_a_text_in_normal_form_alone_is_matched_and_its_places_are_of_that_form() -> None:
    [hit] = index_of("red kite").lookup(Fingerprints(text="a red kite flies"))

    assert hit.detail == {"span": {"start": 2, "end": 10}, "span_in": "normal form", "of_post": 0.538}


def test_a_removed_text_is_found_in_no_way() -> None:
    index = index_of(KITE, "red kite")

    index.remove(0)
    index.remove(1)

    assert index.lookup(fingerprints_of_text(f"{OTHER} {KITE} rеd kite")) == []


def test_a_listed_tlsh_hash_is_met_by_the_text_and_by_its_hash() -> None:
    made = tlsh_of(KITE.encode())
    assert made is not None
    index = Index([(1, EntryType.TLSH, made.text.lower())])

    hits = [*index.lookup(fingerprints_of_text(KITE)), *index.lookup(fingerprints_from_json({"tlsh": made.text}))]

    assert [(hit.matched_by, hit.detail) for hit in hits] == [(MatchedBy.NEAR_COPY, {"distance": 0})] * 2
    assert index.lookup(fingerprints_of_text(OTHER)) == []


def test_of_several_tlsh_hashes_of_a_text_the_nearest_is_recorded() -> None:
    normal = normal_text(KITE)
    written = normal[:5].upper() + normal[5:]
    listed, of_written = tlsh_of(normal.encode()), tlsh_of(written.encode())
    assert listed is not None
    assert of_written is not None
    index = Index([(1, EntryType.TLSH, listed.text)])

    (far,) = index.lookup(fingerprints_from_json({"tlsh": of_written.text}))
    (hit,) = index.lookup(fingerprints_of_text(written))

    assert 0 < int(str(far.detail["distance"])) <= 30
    assert hit.detail == {"distance": 0}


def test_ten_thousand_random_texts_are_looked_up_without_an_error() -> None:
    random = Random(11)
    ranges = [(0, 0x250), (0x370, 0x700), (0x900, 0xA00), (0x2000, 0x2100), (0xD7F0, 0xE010), (0x1F000, 0x1F600)]
    index = index_of(KITE, ARABIC, "red kite")
    index.add([(7, EntryType.PATTERN, "kite OR коршун NOT zoo"), (8, EntryType.PATTERN, r"regex: \d{3}-\d{3}")])

    for _ in range(10_000):
        start, stop = random.choice(ranges)
        text = "".join(chr(random.randrange(start, stop)) for _ in range(random.randrange(30)))
        index.lookup(Fingerprints(text="", written=text) if random.random() < 0.1 else fingerprints_of_text(text))


@pytest.mark.timeout(30)
def test_a_word_said_ten_thousand_times_is_found_once_where_it_is_said_first() -> None:
    index = index_of("kite kite kite")

    hits = index.lookup(fingerprints_of_text("red " + "kite " * 20_000))

    assert [hit.detail["span"] for hit in hits] == [{"start": 4, "end": 18}]
