"""Who may open which page of this part, by role; whether this person has a key is asked behind it.

A role opens the door of a page; only a key opens an answer. So an assessor's role opens the pages of rounds, and finds
none there but those that a member opened to this very assessor.
"""

from bonafides.base.http.access import PUBLIC, Access
from bonafides.programme.assessments.permissions import (
    ANSWERERS,
    ASSESSORS,
    LIBRARIANS,
    LIBRARY_READERS,
    OFFICERS,
    READERS,
    SIGNATORY,
)

WITH_A_KEY = READERS | ASSESSORS

ACCESS: dict[str, Access] = {
    "assessments:assessments": READERS | ASSESSORS | OFFICERS,
    "assessments:start": SIGNATORY,
    "assessments:confidentiality": PUBLIC,
    "assessments:readings": READERS,
    "assessments:keys": READERS,
    "assessments:rotate": ANSWERERS,
    "assessments:recover": SIGNATORY,
    "assessments:show_share": ANSWERERS,
    "assessments:let_in": ANSWERERS,
    "assessments:shut_out": ANSWERERS,
    "assessments:benchmarks": READERS,
    "assessments:withdraw_contribution": SIGNATORY,
    "assessments:contribute": SIGNATORY,
    # one round
    "assessments:assessment": WITH_A_KEY,
    "assessments:submit": SIGNATORY,
    "assessments:renew": SIGNATORY,
    "assessments:section": WITH_A_KEY,
    "assessments:offline_form": ANSWERERS,
    "assessments:import_offline": ANSWERERS,
    "assessments:question": WITH_A_KEY,
    "assessments:answer": ANSWERERS,
    "assessments:comment": ANSWERERS,
    "assessments:add_evidence": ANSWERERS,
    "assessments:evidence": WITH_A_KEY,
    "assessments:remove_evidence": ANSWERERS,
    "assessments:finding": ASSESSORS,
    "assessments:ask": ASSESSORS,
    "assessments:reply": ANSWERERS,
    "assessments:result": WITH_A_KEY,
    "assessments:choose_what_if": WITH_A_KEY,
    "assessments:what_if": WITH_A_KEY,
    "assessments:history": WITH_A_KEY,
    "assessments:difference": WITH_A_KEY,
    "assessments:pdf": READERS,
    "assessments:export": READERS,
    "assessments:propose": OFFICERS,
    "assessments:open_to": SIGNATORY,
    "assessments:take_back": SIGNATORY,
    "assessments:letter": WITH_A_KEY,
    "assessments:close": ASSESSORS,
    # libraries hold no answers
    "assessments:libraries": LIBRARY_READERS,
    "assessments:library": LIBRARY_READERS | READERS,
    "assessments:draft": LIBRARIANS,
    "assessments:start_draft": LIBRARIANS,
    "assessments:drop_draft": LIBRARIANS,
    "assessments:draft_text": LIBRARIANS,
    "assessments:draft_question": LIBRARIANS,
    "assessments:publish_draft": LIBRARIANS,
}
