"""What is read of assessments from outside: dates and questions, never an answer.

Looking at answers or scores is no query but an action (`actions.open_assessment`), for it leaves a line in the log.
"""

from bonafides.programme.assessments.queries.assessments import (
    assessment_for,
    assessments_for,
    assessors,
    both_submitted,
    opened_to,
    readings_of,
    states_for,
)
from bonafides.programme.assessments.queries.benchmarks import (
    latest_release,
    ledger,
    waiting_contribution,
    waiting_contributions,
)
from bonafides.programme.assessments.queries.keys import (
    colleagues_of,
    has_key,
    key_in_use,
    organisation_key_for,
    shares_of,
)
from bonafides.programme.assessments.queries.libraries import (
    current_library,
    draft,
    library_of,
    pinned_library,
    questions_evidencing,
    versions,
)

__all__ = [
    "assessment_for",
    "assessments_for",
    "assessors",
    "both_submitted",
    "colleagues_of",
    "current_library",
    "draft",
    "has_key",
    "key_in_use",
    "latest_release",
    "ledger",
    "library_of",
    "opened_to",
    "organisation_key_for",
    "pinned_library",
    "questions_evidencing",
    "readings_of",
    "shares_of",
    "states_for",
    "versions",
    "waiting_contribution",
    "waiting_contributions",
]
