"""What the answers say, axis by axis: each thing that counts, with a better and a worse end."""

from dataclasses import dataclass, field
from datetime import date

from bonafides.programme.assessments.library.answers import Answer, check_answer
from bonafides.programme.assessments.library.choosing import questions_for
from bonafides.programme.assessments.library.model import Params, Question
from bonafides.programme.assessments.rules.arithmetic import Samples, noise_factors
from bonafides.programme.assessments.rules.results import Inputs
from bonafides.programme.assessments.vocabulary import Axis, Combine, CountsAs, Grade, Kind

NO_ANSWER = Answer()
GRADES = tuple(Grade)


@dataclass(frozen=True, slots=True)
class Item:
    """One question on one axis. `worse` and `better`: severity in per cent, or a control's effect in parts of UNIT."""

    question: str
    family: str | None
    weight: int
    worse: int
    better: int
    factors: Samples = field(compare=False)

    def end(self, *, worse: bool) -> int:
        return self.worse if worse else self.better

    @property
    def weight_permille(self) -> int:
        return self.weight * 1_000

    @property
    def noisy_weight_permille(self) -> Samples:
        """The weight moved by each sample of noise."""
        return self.weight * self.factors


@dataclass
class AxisReading:
    features: list[Item] = field(default_factory=list)
    controls: list[Item] = field(default_factory=list)
    impacts: list[Item] = field(default_factory=list)
    observed: list[Item] = field(default_factory=list)

    def list_of(self, counts_as: CountsAs) -> list[Item]:
        return {
            CountsAs.FEATURE: self.features,
            CountsAs.CONTROL: self.controls,
            CountsAs.IMPACT: self.impacts,
            CountsAs.OBSERVED: self.observed,
        }[counts_as]

    @property
    def certain(self) -> bool:
        """Whether nothing is unknown, so that both ends are one."""
        everything = (*self.features, *self.controls, *self.impacts, *self.observed)
        return all(each.worse == each.better for each in everything)


def asked(inputs: Inputs) -> list[tuple[Question, Answer]]:
    """The questions that count, with their answers: asked of this profile, and not ruled out by an assessor."""
    questions = questions_for(inputs.profile, library=inputs.library)
    pairs = [(each, inputs.answers.get(each.id, NO_ANSWER)) for each in questions]
    return [(question, answer) for question, answer in pairs if not answer.not_applicable]


def read(inputs: Inputs, axis: Axis) -> AxisReading:
    """Everything that counts on one axis, in the library's order. Raises `BadAnswer`."""
    reading = AxisReading()
    for question, answer in asked(inputs):
        item = read_one(question, answer, axis, inputs)
        if item is not None:
            reading.list_of(question.counts_as).append(item)
    return reading


def read_one(question: Question, answer: Answer, axis: Axis, inputs: Inputs) -> Item | None:
    """What one question says on one axis, whatever the others say; None if it counts for nothing there."""
    check_answer(question, answer)
    effect = question.effect_on(axis)
    if effect is None or not question.scored:
        return None
    params = inputs.library.scoring.params
    worse, better = _ends(question, answer, axis, params, inputs.at_day)
    factors = noise_factors(question.id, params.noise_permille, params.noise_samples)
    return Item(question.id, effect.family, effect.weight, worse, better, factors)


def grade_at(answer: Answer, params: Params, at_day: date) -> Grade:
    """What evidence counts as on a day: old evidence falls one grade, stale or expired evidence to `asserted`.

    Undated evidence, and evidence of a later day, is `asserted`: nobody can say how old it is.
    """
    grade = answer.effective_grade
    if grade is Grade.ASSERTED:
        return grade
    if answer.evidenced_on is None or (answer.expires_on is not None and answer.expires_on < at_day):
        return Grade.ASSERTED
    age_days = (at_day - answer.evidenced_on).days
    if age_days < 0 or age_days > params.stale_days:
        return Grade.ASSERTED
    return grade if age_days <= params.fresh_days else GRADES[GRADES.index(grade) - 1]


def _ends(question: Question, answer: Answer, axis: Axis, params: Params, at_day: date) -> tuple[int, int]:
    if question.counts_as is CountsAs.CONTROL:
        return _control_ends(answer, params, at_day)
    if answer.effective is None:
        worst = worst_severity_of(question, axis)
        return worst, 0 if question.counts_as is CountsAs.OBSERVED else min(worst, params.unknown_low_percent)
    severity = severity_of(question, answer, axis)
    return severity, severity


def _control_ends(answer: Answer, params: Params, at_day: date) -> tuple[int, int]:
    """(m - 1) / 4, times the grade of the evidence, times coverage: in parts of UNIT, exactly."""
    maturity = answer.effective
    if not isinstance(maturity, int):
        return 0, (params.unknown_maturity_high - 1) * params.asserted_permille * 100 * 2_500
    permille = {
        Grade.ASSERTED: params.asserted_permille,
        Grade.DOCUMENT: params.document_permille,
        Grade.TESTED: params.tested_permille,
    }[grade_at(answer, params, at_day)]
    effect = (maturity - 1) * permille * answer.coverage_percent * 2_500
    return effect, effect


def severity_of(question: Question, answer: Answer, axis: Axis) -> int:
    """The severity, in per cent, of an answer that is known."""
    value = answer.effective
    if question.kind is Kind.NUMBER:
        return next(_on(axis, band) for band in question.bands if band.below is None or int(value) < band.below)  # type: ignore[arg-type]
    chosen = {value} if question.kind is Kind.ONE else set(value or ())  # type: ignore[arg-type]
    return _together(question, [_on(axis, each) for each in question.options if each.id in chosen])


def worst_severity_of(question: Question, axis: Axis) -> int:
    """The severity of the gravest answer that a question can have: an unknown one counts as that."""
    return _together(question, [_on(axis, each) for each in (*question.options, *question.bands)])


def _together(question: Question, severities: list[int]) -> int:
    return min(100, sum(severities)) if question.combine is Combine.SUM else max(severities, default=0)


def _on(axis: Axis, row: object) -> int:
    return int(getattr(row, "severity" if axis is Axis.EXPLOITATION else "rights"))
