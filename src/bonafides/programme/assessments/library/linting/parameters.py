"""The parameters of the score, its levels and its gates."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from bonafides.programme.assessments.library.linting.head import repeated
from bonafides.programme.assessments.library.linting.notes import Notes
from bonafides.programme.assessments.library.linting.shapes import is_whole
from bonafides.programme.assessments.vocabulary import MATURITY_LEVELS, Axis, Kind, Level

Row = Mapping[str, Any]
MODEL = "noisy_or_v1"
RANGES = {
    "feature_permille": (1, 190),  # so that one question alone, at weight 5, stays below a certainty
    "safeguard_permille": (1, 190),
    "family_cap_permille": (1, 990),
    "reduction_permille": (0, 990),
    "impact_base_permille": (1, 1_000),
    "impact_step_permille": (0, 200),
    "asserted_permille": (0, 1_000),
    "document_permille": (0, 1_000),
    "tested_permille": (0, 1_000),
    "fresh_days": (1, 3_650),
    "stale_days": (1, 3_650),
    "unknown_low_percent": (0, 100),
    "unknown_maturity_high": (1, MATURITY_LEVELS),
    "noise_permille": (0, 900),
    "noise_samples": (20, 1_000),
}


def check(document: Row, questions: Sequence[Row], notes: Notes) -> None:
    scoring = document["scoring"]
    notes.say_if(scoring["model"] != MODEL, "scoring.unknown_model", "scoring.model", scoring["model"])
    _check_params(scoring["params"], notes)
    for axis in sorted({*scoring["levels"], *Axis}):
        _check_levels(axis, scoring["levels"].get(axis), notes)
    for gate in repeated(each["id"] for each in scoring["gates"]):
        notes.say("gate.duplicate", "gates", gate)
    by_id = {each["id"]: each for each in questions}
    for gate in scoring["gates"]:
        _check_gate(gate, by_id, notes)


def _check_params(params: Row, notes: Notes) -> None:
    for name in RANGES.keys() - params.keys():
        notes.say("scoring.param_missing", "scoring.params", name)
    for name in params.keys() - RANGES.keys():
        notes.say("scoring.param_unknown", "scoring.params", name)
    for name, (least, most) in RANGES.items():
        if name in params and not (is_whole(params[name]) and least <= params[name] <= most):
            notes.say("scoring.param_out_of_range", f"scoring.params.{name}", f"{least} to {most}")
    grades = [params.get(f"{grade}_permille") for grade in ("asserted", "document", "tested")]
    notes.say_if(_falls(grades), "scoring.grades_not_rising", "scoring.params")
    ages = [params.get("fresh_days"), params.get("stale_days")]
    notes.say_if(_falls(ages), "scoring.ages_not_rising", "scoring.params")


def _falls(values: Sequence[object]) -> bool:
    numbers = [each for each in values if isinstance(each, int)]
    return numbers != sorted(numbers)


def _check_levels(axis: str, starts: object, notes: Notes) -> None:
    known = axis in set(Axis) and isinstance(starts, dict) and starts.keys() == set(Level)
    values = [starts[each] for each in Level] if known and isinstance(starts, dict) else []
    rising = (
        all(is_whole(each) for each in values)
        and values[:1] == [0]
        and all(one < other for one, other in itertools.pairwise(values))
        and values[-1] <= 100
    )
    notes.say_if(not rising, "scoring.levels_not_rising", f"scoring.levels.{axis}", axis)


def _check_gate(gate: Row, questions: Mapping[str, Row], notes: Notes) -> None:
    where = f"gates.{gate['id']}"
    notes.say_if(gate["axis"] not in set(Axis), "gate.unknown_axis", where, gate["axis"])
    notes.say_if(gate["level"] not in set(Level), "gate.unknown_level", where, gate["level"])
    notes.say_if(not gate["when"], "gate.empty", where, gate["id"])
    for number, condition in enumerate(gate["when"]):
        _check_condition(condition, questions, f"{where}.when[{number}]", notes)


def _check_condition(row: Row, questions: Mapping[str, Row], where: str, notes: Notes) -> None:
    asks_likelihood = row.keys() == {"likelihood_at_least"}
    about_question = row.keys() in ({"question", "maturity_below"}, {"question", "option_in"})
    if not asks_likelihood and not about_question:
        notes.say("gate.condition_misfit", where, "it asks for a maturity, an option or a likelihood, and one of them")
    elif about_question and row["question"] not in questions:
        notes.say("gate.unknown_question", where, row["question"])
    elif about_question:
        _check_question_condition(row, questions[row["question"]], where, notes)


def _check_question_condition(row: Row, question: Row, where: str, notes: Notes) -> None:
    if "maturity_below" in row:
        misfit = question["kind"] != Kind.MATURITY
        notes.say_if(misfit, "gate.condition_misfit", where, f"{question['code']} is not answered by a maturity")
    else:
        ids = {each["id"] for each in question.get("options", [])}
        for option in row["option_in"]:
            notes.say_if(option not in ids, "gate.unknown_option", where, option)
