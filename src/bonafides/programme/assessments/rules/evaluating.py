"""One axis evaluated: at an end, and the band over all samples of weight noise."""

import numpy as np

from bonafides.programme.assessments.library.model import Library
from bonafides.programme.assessments.rules import engine
from bonafides.programme.assessments.rules.arithmetic import Samples
from bonafides.programme.assessments.rules.engine import Outcome
from bonafides.programme.assessments.rules.noise import Noise
from bonafides.programme.assessments.rules.reading import AxisReading, read
from bonafides.programme.assessments.rules.results import Inputs
from bonafides.programme.assessments.vocabulary import Axis


def evaluate(reading: AxisReading, library: Library, axis: Axis, *, worse: bool) -> Outcome:
    """The model on one axis, with the weights as they stand and unknown answers at one end."""
    families = [each.id for each in library.families_of(axis)]
    model = engine.exploitation if axis is Axis.EXPLOITATION else engine.rights
    return model(reading, library.scoring.params, families, worse)


def noisy_numbers(reading: AxisReading, library: Library, axis: Axis, *, worse: bool) -> Samples:
    """The number, in parts of UNIT, under each sample of noise."""
    families = [each.id for each in library.families_of(axis)]
    noise = Noise(reading, library.scoring.params, worse=worse)
    return noise.exploitation(families) if axis is Axis.EXPLOITATION else noise.rights(families)


def band(reading: AxisReading, library: Library, axis: Axis) -> tuple[int, int]:
    """The 5th percentile at the better end and the 95th at the worse end, over all samples, in parts of UNIT."""
    edge = library.scoring.params.noise_samples * 5 // 100
    worse = np.sort(noisy_numbers(reading, library, axis, worse=True))
    better = worse if reading.certain else np.sort(noisy_numbers(reading, library, axis, worse=False))
    return int(better[edge]), int(worse[-1 - edge])


def number_of(inputs: Inputs, axis: Axis) -> int:
    """The number alone, in parts of UNIT: what is asked many times over."""
    return evaluate(read(inputs, axis), inputs.library, axis, worse=True).number
