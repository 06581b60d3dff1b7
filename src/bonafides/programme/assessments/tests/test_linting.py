"""A faulty library is refused with every fault by name and place; nothing that is written makes the linter fall."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from rfc8785 import CanonicalizationError
from tests.lengths import rounds

from bonafides.programme.assessments import library
from bonafides.programme.assessments.library import BadLibrary
from bonafides.programme.assessments.library.faults import SENTENCES
from bonafides.programme.assessments.library.packaged import packaged_document
from bonafides.programme.assessments.rules.evaluating import evaluate
from bonafides.programme.assessments.rules.reading import read
from bonafides.programme.assessments.rules.results import Inputs
from bonafides.programme.assessments.vocabulary import Axis, Overlay, ServiceType

SOUND = packaged_document("1.0.0")
Document = dict[str, Any]


def a_document() -> Document:
    return deepcopy(SOUND)


def question(document: Document, code: str) -> Document:
    found: Document = next(each for each in document["questions"] if each["code"] == code)
    return found


def gate(document: Document, name: str) -> Document:
    found: Document = next(each for each in document["scoring"]["gates"] if each["id"] == name)
    return found


def seed_thirty_faults(document: Document) -> None:
    """Thirty faults of thirty kinds, as an editor in a hurry may leave them."""
    document["content_sha256"] = "0" * 64
    document["changelog"][0]["version"] = "0.9.0"
    document["published_on"] = "28 November"
    document["frameworks"].append(document["frameworks"][0])
    document["scoring"]["params"]["reduction_permille"] = 1_000
    document["scoring"]["params"]["document_permille"] = 300
    document["scoring"]["levels"]["rights"] = {"low": 0, "medium": 60, "high": 30}
    gate(document, "no-ban")["when"][0]["question"] = "q-nobody"
    gate(document, "machine-alone")["when"][0]["option_in"] = ["robots"]
    gate(document, "no-appeal")["level"] = "terrible"
    gate(document, "no-reasons")["when"] = []
    question(document, "R01")["options"][2]["severity"] = 10
    question(document, "R02")["options"][1]["id"] = "document"
    question(document, "R03")["options"][2]["severity"] = 150
    question(document, "R04")["bands"][1]["below"] = 5
    question(document, "R05")["exploitation"]["weight"] = 9
    question(document, "R06")["exploitation"]["family"] = "weather"
    question(document, "R07")["applies"]["overlays"] = ["holographic"]
    question(document, "R09")["bands"][-1]["below"] = 10**9
    question(document, "R11")["options"][2]["rights"] = 5
    question(document, "R15")["since_version"] = "soon"
    question(document, "C01")["anchors"].pop()
    question(document, "C02")["anchors"][1] = question(document, "C02")["anchors"][0]
    question(document, "C03")["mappings"][0]["reference"] = "C99"
    question(document, "C05")["mappings"][0]["framework"] = "XYZ"
    question(document, "C06")["resources"] = ["how-to-fly"]
    question(document, "C07")["principles"] = ["kindness"]
    question(document, "C08")["exploitation"].pop("family")
    question(document, "C14")["effort"] = 0
    question(document, "C22")["replaces"] = [{"id": "q-aaaaaa", "from_version": "0.9.0", "transform": "guess"}]


def test_thirty_seeded_faults_give_thirty_named_errors() -> None:
    document = a_document()
    seed_thirty_faults(document)

    faults = library.lint(document)

    assert len(faults) == 30
    assert sorted(each.code for each in faults) == sorted(
        [
            "library.date_malformed",
            "changelog.version_missing",
            "framework.duplicate",
            "library.hash_mismatch",
            "scoring.param_out_of_range",
            "scoring.grades_not_rising",
            "scoring.levels_not_rising",
            "gate.unknown_question",
            "gate.unknown_option",
            "gate.unknown_level",
            "gate.empty",
            "option.not_monotone",
            "option.duplicate",
            "option.severity_out_of_range",
            "band.not_rising",
            "question.weight_out_of_range",
            "question.unknown_family",
            "question.unknown_overlay",
            "band.open_end",
            "option.rights_not_monotone",
            "library.version_malformed",
            "anchor.missing",
            "anchor.repeated",
            "mapping.unknown_reference",
            "mapping.unknown_framework",
            "question.unknown_resource",
            "question.unknown_principle",
            "question.family_missing",
            "question.effort_out_of_range",
            "replaces.unknown_transform",
        ]
    )


def test_each_fault_says_its_place_and_reads_as_a_sentence() -> None:
    document = a_document()
    question(document, "R01")["options"][2]["severity"] = 10

    faults = [each for each in library.lint(document) if each.code != "library.hash_mismatch"]

    assert [(each.where, each.sentence) for each in faults] == [
        ("R01", "Severity falls from one option to the next at 2; order options from mild to grave.")
    ]


def _rename(code: str, field: str, value: object) -> Callable[[Document], None]:
    return lambda document: question(document, code).__setitem__(field, value)


MORE_FAULTS: dict[str, Callable[[Document], Any]] = {
    "library.not_json": lambda document: document["frameworks"][0].__setitem__("out_of_scope", {"x": 10**30}),
    "field.missing": lambda document: question(document, "R01").pop("why"),
    "field.unknown": _rename("R01", "colour", "red"),
    "field.wrong_type": _rename("R01", "effort", "three"),
    "field.empty": _rename("R01", "stem", "  "),
    "field.too_long": _rename("R01", "why", "word " * 300),
    "library.format_unknown": lambda document: document.__setitem__("format", 2),
    "library.id_malformed": lambda document: document.__setitem__("id", "Our Library"),
    "library.core_too_large": lambda document: [each.__setitem__("core", True) for each in document["questions"]],
    "library.service_without_questions": lambda document: document.__setitem__(
        "questions", [each for each in document["questions"] if each["assessment"] != "risk"]
    ),
    "changelog.version_missing": lambda document: document.__setitem__("version", "1.1.0"),
    "family.duplicate": lambda document: document["families"].append(document["families"][0]),
    "family.unknown_axis": lambda document: document["families"][0].__setitem__("axis", "both"),
    "scoring.unknown_model": lambda document: document["scoring"].__setitem__("model", "magic"),
    "scoring.param_missing": lambda document: document["scoring"]["params"].pop("stale_days"),
    "scoring.param_unknown": lambda document: document["scoring"]["params"].__setitem__("luck", 7),
    "scoring.ages_not_rising": lambda document: document["scoring"]["params"].__setitem__("stale_days", 30),
    "gate.duplicate": lambda document: document["scoring"]["gates"].append(document["scoring"]["gates"][0]),
    "gate.unknown_axis": lambda document: gate(document, "no-ban").__setitem__("axis", "taste"),
    "gate.condition_misfit": lambda document: gate(document, "no-ban")["when"][0].pop("maturity_below"),
    "question.duplicate_id": _rename("R01", "id", question(SOUND, "R02")["id"]),
    "question.duplicate_code": _rename("R01", "code", "R02"),
    "question.id_malformed": _rename("R01", "id", "q-1"),
    "question.unknown_assessment": _rename("R01", "assessment", "weather"),
    "question.unknown_kind": _rename("R01", "kind", "song"),
    "question.unknown_counting": _rename("R01", "counts_as", "luck"),
    "question.unknown_combination": _rename("R01", "combine", "lowest"),
    "question.kind_misfit": _rename("C01", "assessment", "risk"),
    "question.unknown_service": _rename("R01", "applies", {"services": ["carousel"]}),
    "question.unknown_requirement": _rename("R01", "requirements", ["patience"]),
    "question.resource_missing": _rename("R01", "resources", []),
    "question.evidence_missing": _rename("R01", "evidence", []),
    "question.mapping_missing": _rename("R01", "mappings", []),
    "question.no_effect": lambda document: question(document, "R01").pop("exploitation"),
    "question.since_later": _rename("R01", "since_version", "9.0.0"),
    "option.too_few": _rename("R01", "options", []),
    "option.id_malformed": lambda document: question(document, "R01")["options"][0].__setitem__("id", "no"),
    "band.missing": lambda document: question(document, "R04").pop("unit"),
    "band.severity_out_of_range": lambda document: question(document, "R04")["bands"][3].__setitem__("severity", 101),
    "band.not_monotone": lambda document: question(document, "R04")["bands"][3].__setitem__("severity", 0),
    "band.rights_not_monotone": lambda document: question(document, "R23")["bands"][3].__setitem__("rights", 0),
    "mapping.unknown_relation": lambda document: question(document, "R01")["mappings"][0].__setitem__(
        "relation", "near"
    ),
    "replaces.version_malformed": _rename(
        "R01", "replaces", [{"id": "q-aaaaaa", "from_version": "one", "transform": "identity"}]
    ),
    "replaces.map_missing": _rename(
        "R01", "replaces", [{"id": "q-aaaaaa", "from_version": "0.9.0", "transform": "map"}]
    ),
    "replaces.unknown_target": _rename(
        "R01", "replaces", [{"id": "q-aaaaaa", "from_version": "0.9.0", "transform": "map", "map": {"a": "nowhere"}}]
    ),
}


@pytest.mark.parametrize("code", MORE_FAULTS)
def test_every_other_fault_is_found_as_well(code: str) -> None:
    document = a_document()
    MORE_FAULTS[code](document)

    found = {each.code for each in library.lint(document)}

    assert code in found


def test_every_kind_of_fault_that_a_document_can_have_is_tried() -> None:
    document = a_document()
    seed_thirty_faults(document)

    tried = {each.code for each in library.lint(document)} | MORE_FAULTS.keys()

    assert {each for each in SENTENCES if not each.startswith("text.")} == tried


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [", "text.not_yaml"),
        ("a: 1\na: 2", "text.not_yaml"),
        ("[" * 100_000, "text.not_yaml"),
        ('{"a":' * 100_000, "text.not_yaml"),
        ('{"a": 1, "a": 2}', "text.not_yaml"),
        ("{a: 1, a: 2}", "text.not_yaml"),
        ("a: !!python/object/apply:os.getcwd []", "text.not_yaml"),
        ("a: &x [1]\nb: *x", "text.alias"),
        ("- one\n- two", "text.not_a_document"),
        ("", "text.not_a_document"),
        ("x" * (2 * 1024 * 1024 + 1), "text.too_large"),
    ],
)
def test_a_text_that_is_no_document_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadLibrary) as refused:
        library.parse(text)

    assert [each.code for each in refused.value.faults] == [code]


def test_words_such_as_no_and_dates_stay_words() -> None:
    document = library.document_of("answer: no\nday: 2026-11-28\nversion: 1.10\nfine: true\ncount: 3")

    assert document == {"answer": "no", "day": "2026-11-28", "version": "1.10", "fine": True, "count": 3}


def test_whatever_an_editor_writes_is_refused_or_can_be_used() -> None:
    chance = random.Random(3)

    ends = [_end_of(_scrambled(a_document(), chance)) for _ in range(rounds(100, 300))]

    assert set(ends) == {"refused", "used"}


def _end_of(document: Document) -> str:
    """Refused by the linter, or good for a score; a third end would be an error."""
    try:
        built = library.parse(json.dumps(library.sealed(document)))
    except (BadLibrary, CanonicalizationError):
        return "refused"
    profile = library.Profile(frozenset(ServiceType), frozenset(Overlay))
    evaluate(read(Inputs(profile, {}, built, date(2026, 11, 28)), Axis.RIGHTS), built, Axis.RIGHTS, worse=True)
    return "used"


JUNK: tuple[object, ...] = (None, 0, -1, 3, 10**30, "", "x", [], {}, [None], {"x": 1}, [[]], True, 1.5, float("nan"))


def _scrambled(document: Document, chance: random.Random) -> Document:
    """The document with one part, at any depth, put in place of something else."""
    place: Any = document
    key: Any = chance.choice(list(document))
    while isinstance(place[key], (dict, list)) and place[key] and chance.random() < 0.8:
        place = place[key]
        key = chance.choice(list(place) if isinstance(place, dict) else range(len(place)))
    place[key] = chance.choice(JUNK)
    return document
