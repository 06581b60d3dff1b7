"""One question: its words, its answers, what it weighs, what it maps to and what it replaces."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from bonafides.programme.assessments.library.linting import answers
from bonafides.programme.assessments.library.linting.notes import Notes
from bonafides.programme.assessments.library.linting.shapes import name_of
from bonafides.programme.assessments.library.versions import is_version, version_key
from bonafides.programme.assessments.vocabulary import (
    EFFORT_AT_MOST,
    WEIGHT_AT_MOST,
    Assessment,
    Axis,
    Combine,
    CountsAs,
    Kind,
    Overlay,
    Principle,
    Relation,
    Requirement,
    ServiceType,
    Transform,
)

Row = Mapping[str, Any]
QUESTION_ID = re.compile(r"q-[a-z2-7]{6}")
FITTING = {
    CountsAs.FEATURE: ({Kind.ONE, Kind.MULTI, Kind.NUMBER}, Assessment.RISK),
    CountsAs.IMPACT: ({Kind.ONE, Kind.MULTI, Kind.NUMBER}, Assessment.RISK),
    CountsAs.OBSERVED: ({Kind.ONE, Kind.MULTI, Kind.NUMBER}, Assessment.RISK),
    CountsAs.CONTROL: ({Kind.MATURITY}, Assessment.MITIGATION),
    CountsAs.CONTEXT: (set(Kind), None),
}


def check(row: Row, document: Row, resources: Collection[str], notes: Notes) -> None:
    where = name_of(row)
    notes.say_if(not QUESTION_ID.fullmatch(row["id"]), "question.id_malformed", where, row["id"])
    _check_words(row, resources, where, notes)
    answers.check(row, where, notes)
    _check_fit(row, where, notes)
    _check_effects(row, document, where, notes)
    _check_mappings(row, document, where, notes)
    _check_versions(row, document, where, notes)
    for number, replaced in enumerate(row.get("replaces", [])):
        _check_replaces(replaced, row, f"{where}.replaces[{number}]", notes)


def _check_words(row: Row, resources: Collection[str], where: str, notes: Notes) -> None:
    applies = row.get("applies", {})
    known: tuple[tuple[str, Iterable[str], Collection[str]], ...] = (
        ("question.unknown_assessment", [row["assessment"]], set(Assessment)),
        ("question.unknown_kind", [row["kind"]], set(Kind)),
        ("question.unknown_counting", [row["counts_as"]], set(CountsAs)),
        ("question.unknown_combination", [row.get("combine", "highest")], set(Combine)),
        ("question.unknown_service", applies.get("services", []), set(ServiceType)),
        ("question.unknown_overlay", applies.get("overlays", []), set(Overlay)),
        ("question.unknown_principle", row.get("principles", []), set(Principle)),
        ("question.unknown_requirement", row.get("requirements", []), set(Requirement)),
        ("question.unknown_resource", row["resources"], resources),
    )
    for code, words, vocabulary in known:
        for word in words:
            notes.say_if(word not in vocabulary, code, where, word)
    notes.say_if(not row["resources"], "question.resource_missing", where)
    notes.say_if(not any(each.strip() for each in row["evidence"]), "question.evidence_missing", where)


def _check_fit(row: Row, where: str, notes: Notes) -> None:
    """A control is a maturity of the mitigation assessment; all else that is scored is a risk with options or bands."""
    if row["counts_as"] not in set(CountsAs) or row["kind"] not in set(Kind):
        return
    kinds, assessment = FITTING[CountsAs(row["counts_as"])]
    if row["kind"] not in kinds or assessment not in {None, row["assessment"]}:
        what = f"{row['counts_as']} is not of kind {row['kind']} in the assessment {row['assessment']}"
        notes.say("question.kind_misfit", where, what)


def _check_effects(row: Row, document: Row, where: str, notes: Notes) -> None:
    effects = {axis: row[axis] for axis in Axis if axis in row}
    scored = row["counts_as"] != CountsAs.CONTEXT
    notes.say_if(scored and not effects, "question.no_effect", where)
    for axis, effect in effects.items():
        weight = effect["weight"]
        out_of_range = not 1 <= weight <= WEIGHT_AT_MOST
        notes.say_if(out_of_range, "question.weight_out_of_range", f"{where}.{axis}", weight)
        _check_family(row, axis, effect.get("family"), document, f"{where}.{axis}", notes)
    notes.say_if(
        row["effort"] not in range(1, EFFORT_AT_MOST + 1), "question.effort_out_of_range", where, row["effort"]
    )


def _check_family(row: Row, axis: Axis, family: str | None, document: Row, where: str, notes: Notes) -> None:
    families = {each["id"] for each in document["families"] if each["axis"] == axis}
    if family is not None:
        notes.say_if(family not in families, "question.unknown_family", where, family)
    elif row["counts_as"] == CountsAs.FEATURE or axis is Axis.RIGHTS:
        notes.say("question.family_missing", where, "features, and all that counts for rights, belong to a family")
    elif row["counts_as"] == CountsAs.CONTROL and any(row.get("applies", {}).values()):
        notes.say("question.family_missing", where, "a control that some services bring counts for one family only")


def _check_mappings(row: Row, document: Row, where: str, notes: Notes) -> None:
    references = {each["id"]: each["references"] for each in document["frameworks"]}
    notes.say_if(not row["mappings"], "question.mapping_missing", where)
    for number, each in enumerate(row["mappings"]):
        place, framework = f"{where}.mappings[{number}]", each["framework"]
        notes.say_if(each["relation"] not in set(Relation), "mapping.unknown_relation", place, each["relation"])
        notes.say_if(framework not in references, "mapping.unknown_framework", place, framework)
        orphan = each["reference"] not in references.get(framework, [each["reference"]])
        notes.say_if(orphan, "mapping.unknown_reference", place, f"{framework} {each['reference']}")


def _check_versions(row: Row, document: Row, where: str, notes: Notes) -> None:
    since = row["since_version"]
    notes.say_if(not is_version(since), "library.version_malformed", f"{where}.since_version", since)
    if is_version(since) and is_version(document["version"]):
        later = version_key(since) > version_key(document["version"])
        notes.say_if(later, "question.since_later", where, since)


def _check_replaces(row: Row, question: Row, where: str, notes: Notes) -> None:
    transform = row["transform"]
    notes.say_if(transform not in set(Transform), "replaces.unknown_transform", where, transform)
    notes.say_if(not is_version(row["from_version"]), "replaces.version_malformed", where, row["from_version"])
    notes.say_if(bool(row.get("map")) != (transform == Transform.MAP), "replaces.map_missing", where)
    for target in row.get("map", {}).values():
        notes.say_if(not answers.is_answer(target, question), "replaces.unknown_target", where, target)
