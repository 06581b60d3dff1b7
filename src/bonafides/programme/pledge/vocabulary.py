"""The words of the pledge: its six principles, and the limits of signing it."""

from datetime import timedelta
from enum import StrEnum

ORIGINAL = "en"  # the language that the others translate
LANGUAGES = ("en", "ar", "fr", "de", "ru", "es")
SIGN_AGAIN_WITHIN = timedelta(days=90)  # of a new version; until then the earlier signature stands
STATEMENT_AT_LEAST = 20  # characters in which a signatory says why they may sign


class Principle(StrEnum):
    """The six principles, in their order."""

    EXPRESSION = "expression"
    NON_DISCRIMINATION = "non_discrimination"
    PRIVACY = "privacy"
    TRANSPARENCY = "transparency"
    ACCOUNTABILITY = "accountability"
    COLLABORATION = "collaboration"


class SignatureState(StrEnum):
    STANDS = "stands"
    SIGN_AGAIN = "sign_again"  # a newer version waits for a signature
    WITHDRAWN = "withdrawn"
