"""What matching refuses, as an error of the house and as a sentence in the language of whoever reads it."""

import re
from typing import Final

from bonafides.base.http.retelling import Retelling
from bonafides.kernel.errors import Invalid
from bonafides.matching.errors import MatchingError
from bonafides.safety.banks.vocabulary import NAMED_NO_MORE, REFUSALS, TAKEN_BACK

BRACES: Final = re.compile(r"\{\{|\}\}|%|\{(\w+)[^}]*\}")

retold: Final = Retelling((*REFUSALS, TAKEN_BACK, NAMED_NO_MORE))


def refused(code: str, error: MatchingError) -> Invalid:
    """The same refusal with a sentence that is translated, its facts apart."""
    return Invalid(code, template_of(error), **error.facts)


def template_of(error: MatchingError) -> str:
    """Its sentence with facts as translations have them: `{type}` as `%(type)s`."""
    escaped = {"{{": "{", "}}": "}", "%": "%%" if error.facts else "%"}
    return BRACES.sub(lambda found: escaped.get(found[0]) or f"%({found[1]})s", error.sentence)
