"""What matching refuses, as an error of the house and as a sentence in the language of whoever reads it."""

from typing import Final

from bonafides.base.http.retelling import Retelling
from bonafides.kernel.errors import Invalid
from bonafides.matching.errors import MatchingError
from bonafides.safety.banks.vocabulary import EXPIRED, NAMED_NO_MORE, REFUSALS, SOURCE_REMOVED, TAKEN_BACK

retold: Final = Retelling((*REFUSALS, TAKEN_BACK, NAMED_NO_MORE, EXPIRED, SOURCE_REMOVED))


def refused(code: str, error: MatchingError) -> Invalid:
    """The same refusal with a sentence that is translated, its facts apart."""
    return Invalid(code, error.template, **error.facts)
