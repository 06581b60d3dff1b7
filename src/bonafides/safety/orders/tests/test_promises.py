"""What holds for every action of the desk, and what its reference page says."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import DomainError, NotAllowed
from bonafides.safety.orders import permissions
from bonafides.safety.orders.access import ACCESS
from bonafides.safety.orders.actions import (
    disclosure,
    executing,
    exposures,
    intake,
    oncall,
    register,
    replying,
    requests,
    scrutiny,
)
from bonafides.safety.orders.models import AuthorityRequest, Exposure, Order, Reply
from bonafides.safety.orders.tests.scenes import NIGHT, a_disabled_order, an_order
from bonafides.safety.orders.vocabulary import (
    ORDER_MOVES,
    Answer,
    Check,
    Defect,
    ReinstateReason,
    RequestAnswer,
    RequestKind,
    ScrutinyFinding,
)

pytestmark = pytest.mark.django_db
REFERENCE = Path("docs/reference/orders.md")
Act = Callable[..., Any]

OF_AN_ORDER: dict[str, tuple[Act, dict[str, Any]]] = {
    "disable": (executing.disable, {}),
    "ask_again": (executing.ask_again, {}),
    "confirm_by_hand": (executing.confirm_by_hand, {}),
    "reinstate": (executing.reinstate, {"reason": ReinstateReason.WITHDRAWN}),
    "close": (executing.close, {"reason": "no order"}),
    "correct_fields": (intake.correct_fields, {"annex": {"reference": "X"}}),
    "answer_check": (intake.answer_check, {"check": Check.SIGNED, "answer": Answer.YES, "note": ""}),
    "note_defect": (intake.note_defect, {"defect": Defect.UNCLEAR, "field_": "", "explanation": "x"}),
    "take_over": (oncall.take_over, {}),
    "send_annex_ii": (replying.send_annex_ii, {"body": {}, "to": "x@example.test"}),
    "send_annex_iii": (replying.send_annex_iii, {"body": {}, "to": "x@example.test"}),
    "clarified": (replying.clarified, {"from_": NIGHT}),
    "forbid": (disclosure.forbid, {"reference": "X", "decided_at": NIGHT, "ends_at": NIGHT}),
    "ask_scrutiny": (scrutiny.ask, {"reasons": "x", "to": "x@example.test"}),
    "note_author_asked": (scrutiny.note_author_asked, {"asked_at": NIGHT}),
    "waive": (scrutiny.waive, {}),
    "note_decision": (scrutiny.note_decision, {"finding": ScrutinyFinding.NONE, "reference": "X"}),
}
OF_OTHERS: dict[str, tuple[Act, dict[str, Any]]] = {
    "send_again": (replying.send_again, {"reply": Reply(), "to": ""}),
    "take_request": (requests.take_request, {"kind": RequestKind.DATA, "wanted": {}}),
    "verify": (requests.verify, {"request": AuthorityRequest(), "how": "x"}),
    "narrow": (requests.narrow, {"request": AuthorityRequest(), "to": "x", "legal_basis": ""}),
    "challenge": (requests.challenge, {"request": AuthorityRequest(), "where": "x"}),
    "answer": (requests.answer, {"request": AuthorityRequest(), "answer_": RequestAnswer.REFUSED, "reason": "x"}),
    "take_exposure": (exposures.take_exposure, {"wanted": {}}),
    "add_measure": (
        exposures.add_measure,
        {"exposure": Exposure(), "description": "x", "human_oversight": "x", "rights": ""},
    ),
    "send_report": (exposures.send_report, {"exposure": Exposure(), "text": "x", "to": "x@example.test"}),
    "end_exposure": (exposures.end_exposure, {"exposure": Exposure()}),
    "keep_authority": (register.keep_authority, {"authority": None, "wanted": {}}),
    "bring_in_shipped": (register.bring_in_shipped, {}),
    "set_contact_point": (register.set_contact_point, {"wanted": {}}),
}


def amina() -> Actor:
    """A reviewer, who has no part in orders."""
    return cast.by(cast.amina())


@pytest.mark.parametrize("name", list(OF_AN_ORDER))
def test_whoever_is_not_at_the_desk_does_nothing_to_an_order(name: str) -> None:
    order, (act, given) = an_order(), OF_AN_ORDER[name]
    somebody = amina()
    before = LogEntry.objects.count()

    with pytest.raises(NotAllowed):
        act(order=order, **given, by=somebody, at=NIGHT)
    assert LogEntry.objects.count() == before
    assert Order.objects.get().state == "received"


@pytest.mark.parametrize("name", list(OF_OTHERS))
def test_whoever_is_not_at_the_desk_changes_nothing_of_it(name: str) -> None:
    act, given = OF_OTHERS[name]

    with pytest.raises(NotAllowed):
        act(**given, by=amina(), at=NIGHT)


@pytest.mark.parametrize("name", ["disable", "note_defect", "answer_check", "take_over"])
def test_an_action_rolls_back_whole_where_its_event_cannot_be_recorded(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    order, (act, given) = an_order(), OF_AN_ORDER[name]
    by = cast.by(cast.bo())
    before = (order.checks.count(), order.defects.count(), order.calls.exclude(acknowledged_at=None).count())

    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("no log")

    for_module = {"disable": executing, "take_over": oncall}.get(name, intake)
    monkeypatch.setattr(for_module, "record", broken)

    with pytest.raises(RuntimeError):
        act(order=order, **given, by=by, at=NIGHT)
    after = (order.checks.count(), order.defects.count(), order.calls.exclude(acknowledged_at=None).count())
    assert after == before
    assert Order.objects.get().state == "received"


def test_only_the_bearer_of_the_authors_link_is_given_the_reasons() -> None:
    order = a_disabled_order()

    with pytest.raises(DomainError):
        disclosure.give_reasons(reference=order.reference, by=cast.CHIDI, at=NIGHT)


def test_the_reference_page_draws_the_table_of_states() -> None:
    drawn = set(re.findall(r"^ {4}(\w+) --> (\w+)$", REFERENCE.read_text("utf-8"), re.MULTILINE))

    assert drawn == {(state.value, to.value) for state, moves in ORDER_MOVES.items() for to in moves}


def test_no_page_of_the_desk_opens_for_a_reviewer_but_the_public_ones() -> None:
    closed = [roles for roles in ACCESS.values() if isinstance(roles, frozenset)]

    assert all(roles <= permissions.READERS for roles in closed)
    assert len(closed) > 40
