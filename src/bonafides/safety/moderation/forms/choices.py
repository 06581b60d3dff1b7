"""What several forms have people choose among, in the language of the reader."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bonafides.safety.moderation.models import PolicyVersion
from bonafides.safety.moderation.queries.facts import clauses_of
from bonafides.safety.moderation.vocabulary import MEASURE_WORDS

MEASURES = [(each.value, _(words)) for each, words in MEASURE_WORDS.items()]
ISOLATED = "\u2068%s\u2069"  # a title in another direction than the page leaves its number where it is


def clause_choices(version: PolicyVersion) -> list[tuple[str, str]]:
    """Each clause of a policy, by its key; a text that is not translated is read in the original."""
    clauses = clauses_of(version, get_language() or "en")
    return [(str(each["key"]), f"{each['key']} · {ISOLATED % each['title']}") for each in clauses]
