"""One axis evaluated: at an end, under a sample of weight noise, and the band over all samples."""

from bonafides.programme.assessments.library.model import Library
from bonafides.programme.assessments.rules import engine
from bonafides.programme.assessments.rules.engine import Outcome
from bonafides.programme.assessments.rules.reading import AxisReading, read
from bonafides.programme.assessments.rules.results import Inputs
from bonafides.programme.assessments.vocabulary import Axis


def evaluate(reading: AxisReading, library: Library, axis: Axis, *, worse: bool, sample: int | None = None) -> Outcome:
    """The model on one axis: unknown answers at one end, weights as they stand or as one sample of noise has them."""
    families = [each.id for each in library.families_of(axis)]
    model = engine.exploitation if axis is Axis.EXPLOITATION else engine.rights
    return model(reading, library.scoring.params, families, worse, sample)


def band(reading: AxisReading, library: Library, axis: Axis) -> tuple[int, int]:
    """The 5th percentile at the better end and the 95th at the worse end, over all samples, in parts of UNIT."""
    samples = range(library.scoring.params.noise_samples)
    edge = len(samples) * 5 // 100
    worse = sorted(evaluate(reading, library, axis, worse=True, sample=each).number for each in samples)
    if reading.certain:
        return worse[edge], worse[-1 - edge]
    better = sorted(evaluate(reading, library, axis, worse=False, sample=each).number for each in samples)
    return better[edge], worse[-1 - edge]


def number_of(inputs: Inputs, axis: Axis) -> int:
    """The number alone, in parts of UNIT: what is asked many times over."""
    return evaluate(read(inputs, axis), inputs.library, axis, worse=True).number
