"""The packaged library: complete, sealed, readable by others, and as its documentation says."""

import json
import re
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

from bonafides.kernel.errors import NotFound
from bonafides.programme.assessments import library
from bonafides.programme.assessments.library import Profile
from bonafides.programme.assessments.library.packaged import packaged_document
from bonafides.programme.assessments.library.words import RESOURCES
from bonafides.programme.assessments.rules.calibration import Preview, preview, reference_profiles
from bonafides.programme.assessments.rules.reading import read
from bonafides.programme.assessments.vocabulary import (
    Assessment,
    Axis,
    CountsAs,
    Kind,
    Overlay,
    Principle,
    Requirement,
    ServiceType,
)

LIBRARY = library.load("1.0.0")
PREVIEW = preview(LIBRARY)
DOCS = Path(__file__).parents[5] / "docs"
SCHEMA = json.loads((files("bonafides.programme.assessments") / "data" / "library.schema.json").read_text("utf-8"))
WORD = re.compile(r"[a-z']+")


def test_it_has_at_least_seventy_one_questions_of_both_assessments_and_no_fault() -> None:
    counts = {each: sum(1 for question in LIBRARY.questions if question.assessment is each) for each in Assessment}

    assert library.lint(packaged_document("1.0.0")) == ()
    assert sum(counts.values()) >= 71
    assert min(counts.values()) >= 28


@pytest.mark.parametrize("service", ServiceType)
def test_each_base_type_has_questions_of_its_own_and_at_most_thirty_in_the_core_set(service: ServiceType) -> None:
    everything = library.questions_for(Profile(frozenset({service})), library=LIBRARY)
    core = library.questions_for(Profile(frozenset({service}), core=True), library=LIBRARY)

    assert any(not each.for_everybody for each in everything)
    assert 20 <= len(core) <= 30
    assert {each.assessment for each in core} == set(Assessment)


@pytest.mark.parametrize("overlay", Overlay)
def test_each_overlay_brings_a_risk_and_a_control(overlay: Overlay) -> None:
    brought = [each for each in LIBRARY.questions if overlay in each.overlays]

    assert {each.assessment for each in brought} == set(Assessment)


def test_a_question_is_asked_once_whatever_brings_it() -> None:
    asked = library.questions_for(Profile(frozenset(ServiceType), frozenset(Overlay)), library=LIBRARY)

    assert [each.id for each in asked] == [each.id for each in LIBRARY.questions]


@pytest.mark.parametrize("what", [*Principle, *Requirement])
def test_each_principle_and_requirement_is_evidenced(what: Principle | Requirement) -> None:
    own = {Requirement.PLEDGE}  # a signature shows it, and no question does

    assert (len(library.questions_evidencing(what, library=LIBRARY)) > 0) is (what not in own)


def test_the_two_words_transparency_are_not_confused() -> None:
    principle = library.questions_evidencing(Principle.TRANSPARENCY, library=LIBRARY)
    requirement = library.questions_evidencing(Requirement.TRANSPARENCY, library=LIBRARY)

    assert {each.code for each in requirement} < {each.code for each in principle}


def test_each_reference_of_each_framework_is_mapped_or_said_to_be_out_of_scope() -> None:
    mapped = {(rule.framework, rule.reference) for each in LIBRARY.questions for rule in each.mappings}
    out = {(row["id"], each) for row in LIBRARY.document["frameworks"] for each in row.get("out_of_scope", {})}

    known = {(each.id, reference) for each in LIBRARY.frameworks for reference in each.references}
    assert known == mapped | out
    assert not mapped & out


def test_every_resource_that_a_question_names_is_shipped() -> None:
    shipped = {each.name for each in (files("bonafides.programme") / "knowledge" / "data" / "resources").iterdir()}
    named = {slug for each in LIBRARY.questions for slug in each.resources}

    assert named <= RESOURCES
    assert named <= shipped
    assert library.questions_mended_by("appeals-policy", library=LIBRARY)


def test_every_text_is_short_and_every_anchor_is_its_questions_own() -> None:
    anchors = [anchor for each in LIBRARY.questions for anchor in each.anchors]

    assert len(set(anchors)) >= len(anchors) * 95 // 100
    assert max(len(each.stem) for each in LIBRARY.questions) <= 140
    assert max(_words_in_a_sentence(text) for each in LIBRARY.questions for text in (each.stem, each.why)) <= 26


def _words_in_a_sentence(text: str) -> int:
    return max(len(WORD.findall(sentence.lower())) for sentence in re.split(r"[.?!:;]", text))


def test_it_keeps_to_its_published_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    jsonschema.Draft202012Validator(SCHEMA).validate(packaged_document("1.0.0"))


def test_any_yaml_reader_reads_the_same() -> None:
    folder = files("bonafides.programme.assessments") / "data" / "library" / "1.0.0"
    head = yaml.safe_load((folder / "library.yaml").read_text("utf-8"))
    parts = sorted((folder / "questions").iterdir(), key=lambda each: each.name)

    rows = [row for part in parts for row in yaml.safe_load(part.read_text("utf-8"))]

    assert {**head, "questions": rows} == packaged_document("1.0.0")


def test_a_document_comes_back_from_canonical_bytes_as_the_same_library() -> None:
    again = library.parse(library.canonical(LIBRARY.document).decode())

    assert again == LIBRARY
    assert again.sha256 == LIBRARY.document["content_sha256"]


def test_an_unknown_version_is_not_found() -> None:
    with pytest.raises(NotFound):
        library.load("0.1.0")


@pytest.mark.parametrize("number", range(len(reference_profiles())))
def test_each_reference_profile_comes_out_at_its_level(number: int) -> None:
    shown = PREVIEW[number]

    assert {axis: shown.result.axis(axis).level for axis in Axis} == shown.reference.expected
    assert shown.result.unknown == ()


@pytest.mark.parametrize("number", range(len(reference_profiles())))
def test_each_reference_profile_names_only_what_it_is_asked(number: int) -> None:
    reference = reference_profiles()[number]
    asked = {each.code for each in library.questions_for(reference.profile, library=LIBRARY)}

    assert reference.risk.keys() | (reference.controls.keys() - {"all"}) <= asked


def test_the_reference_profiles_cover_every_base_type_and_overlay() -> None:
    profiles = [each.profile for each in reference_profiles()]

    assert frozenset().union(*(each.services for each in profiles)) == set(ServiceType)
    assert frozenset().union(*(each.overlays for each in profiles)) == set(Overlay)


def test_the_page_about_the_score_shows_the_reference_profiles_as_they_come_out() -> None:
    page = (DOCS / "explanation" / "scoring.md").read_text("utf-8")

    assert [line for line in map(_line_of, PREVIEW) if line not in page] == []


def _line_of(shown: Preview) -> str:
    cells = (
        f"| {axis.number:.1f} | {axis.low:.1f} to {axis.high:.1f} | {axis.level} "
        for axis in (shown.result.exploitation, shown.result.rights)
    )
    return f"| {shown.reference.title} {''.join(cells)}|"


def test_the_worked_example_is_right() -> None:
    page = (DOCS / "explanation" / "scoring.md").read_text("utf-8")
    example = next(each for each in PREVIEW if each.reference.id == "pasting-improved").result.exploitation

    figures = [example.number, example.inherent, example.low, example.high]
    assert all(str(each) in page for each in figures)
    assert all(f"{LIBRARY.by_id[each.question].code} {each.share_percent} %" in page for each in example.drivers)


def test_the_page_about_the_format_names_every_field_and_parameter() -> None:
    page = (DOCS / "reference" / "question-library.md").read_text("utf-8")
    fields = {*SCHEMA["properties"], *SCHEMA["$defs"]["question"]["properties"], *LIBRARY.document["scoring"]["params"]}

    assert {each for each in fields if f"`{each}`" not in page} == set()


@pytest.mark.parametrize("axis", Axis)
def test_controls_are_maturity_questions_and_features_have_options(axis: Axis) -> None:
    reading = read(PREVIEW[0].result.inputs, axis)

    assert {LIBRARY.by_id[each.question].kind for each in reading.controls} == {Kind.MATURITY}
    assert {LIBRARY.by_id[each.question].counts_as for each in reading.features} == {CountsAs.FEATURE}
