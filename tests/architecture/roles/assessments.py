"""Assessments: who opens what. A role opens a page's door; an answer opens to a key alone."""

from bonafides.programme.assessments.actions.opening import opened_by
from bonafides.programme.assessments.tests.confidential import open_to_hana, plant_confidential
from bonafides.programme.assessments.vocabulary import Kind
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import (
    ANSWERER,
    ANYONE,
    ASSESSOR,
    EDITOR,
    MEMBER_READER,
    OFFICER,
    OTHER_MEMBER,
    PROGRAMME,
    SIGNATORY,
    Call,
    Row,
    both,
    get,
    post,
)

ANSWERERS = frozenset({SIGNATORY, ANSWERER})
READERS = ANSWERERS | {MEMBER_READER}
OF_ANY_MEMBER = READERS | {OTHER_MEMBER}  # pages that show each member its own
SIGNS = frozenset({SIGNATORY})
ASSESSES = frozenset({ASSESSOR})
WITH_A_KEY = READERS | ASSESSES
LIBRARIANS = frozenset({PROGRAMME, EDITOR})
ROUND = {"reference": "assessment"}
QUESTION = {**ROUND, "question": "question"}
PAGES: dict[str, Row] = {
    "assessments:assessments": get(OF_ANY_MEMBER | {ASSESSOR, OFFICER}),
    "assessments:start": post(SIGNS | {OTHER_MEMBER}),
    "assessments:confidentiality": get(ANYONE),
    "assessments:readings": get(OF_ANY_MEMBER),
    "assessments:keys": get(OF_ANY_MEMBER),
    "assessments:rotate": post(ANSWERERS),
    "assessments:recover": both(SIGNS | {OTHER_MEMBER}),
    "assessments:show_share": post(ANSWERERS, number="share"),
    "assessments:let_in": post(ANSWERERS, person="late"),
    "assessments:shut_out": post(ANSWERERS, person="let_in"),
    "assessments:benchmarks": get(OF_ANY_MEMBER),
    "assessments:withdraw_contribution": post(SIGNS | {OTHER_MEMBER}),
    "assessments:contribute": post(SIGNS, **ROUND),
    "assessments:assessment": get(WITH_A_KEY, **ROUND),
    "assessments:submit": post(SIGNS, kind="risk", **ROUND),
    "assessments:renew": post(SIGNS, **ROUND),
    "assessments:section": both(WITH_A_KEY, kind="risk", number="page", **ROUND),
    "assessments:offline_form": get(ANSWERERS, **ROUND),
    "assessments:import_offline": both(ANSWERERS, **ROUND),
    "assessments:question": get(WITH_A_KEY, **QUESTION),
    "assessments:answer": post(ANSWERERS, **QUESTION),
    "assessments:comment": post(ANSWERERS, **QUESTION),
    "assessments:add_evidence": post(ANSWERERS, **QUESTION),
    "assessments:evidence": get(WITH_A_KEY, question="shown", exhibit="exhibit", **ROUND),
    "assessments:remove_evidence": post(ANSWERERS, question="shown", exhibit="exhibit", **ROUND),
    "assessments:finding": post(ASSESSES, **QUESTION),
    "assessments:ask": post(ASSESSES, **QUESTION),
    "assessments:reply": post(ANSWERERS, **QUESTION),
    "assessments:result": get(WITH_A_KEY, **ROUND),
    "assessments:choose_what_if": get(WITH_A_KEY, **ROUND),
    "assessments:what_if": both(WITH_A_KEY, **QUESTION),
    "assessments:history": get(WITH_A_KEY, **ROUND),
    "assessments:difference": get(READERS, reference="renewed"),
    "assessments:pdf": get(READERS, **ROUND),
    "assessments:export": get(READERS, **ROUND),
    "assessments:propose": post(frozenset({OFFICER}), **ROUND),
    "assessments:open_to": post(SIGNS, **ROUND),
    "assessments:take_back": post(SIGNS, **ROUND),
    "assessments:letter": both(WITH_A_KEY, **ROUND),
    "assessments:close": post(ASSESSES, **ROUND),
    "assessments:libraries": get(LIBRARIANS | {ASSESSOR, OFFICER}),
    "assessments:library": get(LIBRARIANS | {ASSESSOR, OFFICER} | OF_ANY_MEMBER, version="1.0.0"),
    "assessments:draft": get(LIBRARIANS),
    "assessments:start_draft": post(LIBRARIANS),
    "assessments:drop_draft": post(LIBRARIANS),
    "assessments:draft_text": both(LIBRARIANS),
    "assessments:draft_question": both(LIBRARIANS, question="question"),
    "assessments:publish_draft": post(LIBRARIANS),
}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """A submitted round that is open to Hana, the next one, a colleague who is not let in yet, and a draft."""
    from bonafides.base.people.vocabulary import Role
    from bonafides.kernel.clock import now
    from bonafides.programme.assessments import actions

    planted = scene.confidential = plant_confidential()
    open_to_hana(planted)
    opened = opened_by(planted.assessment, cast.by(planted.signatory))
    shown, exhibit = next((name, each.exhibits[0]) for name, each in opened.filled.items() if each.exhibits)
    renewed = actions.renew_assessment(assessment=planted.assessment, by=cast.by(planted.signatory), at=now())
    actions.start_draft(by=cast.by(cast.dana()), at=now())
    scene.named |= {
        "assessment": planted.assessment.reference,
        "renewed": renewed.reference,
        "question": next(each.id for each in opened.questions if each.kind is Kind.ONE),
        "shown": shown,
        "exhibit": exhibit.id,
        "late": cast.of_member("Lea", Role.READER).code,
        "let_in": cast.rex().code,
        "share": 1,
        "page": 1,
    }
