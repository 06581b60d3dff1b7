"""What is done with assessments: the only write door. Looking at answers is done here too, for it is logged."""

from bonafides.programme.assessments.actions.answering import (
    Given,
    add_evidence,
    comment,
    import_answers,
    open_evidence,
    remove_evidence,
    save_answer,
)
from bonafides.programme.assessments.actions.assessing import (
    ask_back,
    close_review,
    open_to_assessor,
    propose_assessor,
    record_finding,
    reply,
    take_back,
    write_letter,
)
from bonafides.programme.assessments.actions.benchmarks import (
    give_contribution,
    release_benchmark,
    withdraw_contribution,
)
from bonafides.programme.assessments.actions.keys import (
    let_in,
    recover,
    rotate_key,
    show_share,
    shut_out,
    shut_out_gone,
)
from bonafides.programme.assessments.actions.libraries import drop_draft, publish_draft, save_draft, start_draft
from bonafides.programme.assessments.actions.opening import Opened, log_reading, open_assessment
from bonafides.programme.assessments.actions.starting import renew_assessment, start_assessment
from bonafides.programme.assessments.actions.submitting import submit_half

__all__ = [
    "Given",
    "Opened",
    "add_evidence",
    "ask_back",
    "close_review",
    "comment",
    "drop_draft",
    "give_contribution",
    "import_answers",
    "let_in",
    "log_reading",
    "open_assessment",
    "open_evidence",
    "open_to_assessor",
    "propose_assessor",
    "publish_draft",
    "record_finding",
    "recover",
    "release_benchmark",
    "remove_evidence",
    "renew_assessment",
    "reply",
    "rotate_key",
    "save_answer",
    "save_draft",
    "show_share",
    "shut_out",
    "shut_out_gone",
    "start_assessment",
    "start_draft",
    "submit_half",
    "take_back",
    "withdraw_contribution",
    "write_letter",
]
