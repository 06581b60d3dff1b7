"""The words of the role table: who may come, and how a page or an operation is asked."""

from dataclasses import dataclass, field
from typing import Literal

OWNER, LEAD, REVIEWER, TRAINEE = "owner", "lead", "reviewer", "trainee"
CUSTODIAN, DESK, AUDITOR = "custodian", "desk", "auditor"
READER, OTHER_READER = "reader", "other_reader"  # from outside: for the cases of the scene, and for another one
PROGRAMME, NOBODY = "programme", "nobody"  # the programme's owner; whoever has not signed in
OFFICER, ASSESSOR, MARK_REVIEWER, ANALYST = "officer", "assessor", "mark_reviewer", "analyst"
FLAGGER, EDITOR, PROGRAMME_AUDITOR = "flagger", "editor", "programme_auditor"
SIGNATORY, CONTACT, ANSWERER, MEMBER_READER = "signatory", "contact", "answerer", "member_reader"  # of one member
OTHER_MEMBER = "other_member"  # who signs for another member
CIVIL_SOCIETY, ACADEMIC, STATE = "civil_society", "academic", "state"

Who = frozenset[str]
LEADS: Who = frozenset({OWNER, LEAD})
DECIDERS = LEADS | {REVIEWER}
JUDGES = DECIDERS | {TRAINEE}
TEAM = JUDGES | {CUSTODIAN, DESK, AUDITOR}
OF_THE_CASE = TEAM | {READER}
WORKERS = JUDGES | {READER}
SEE_CONTENT = WORKERS | {CUSTODIAN}
VETTERS: Who = frozenset({PROGRAMME, OFFICER})
PROGRAMME_TEAM = VETTERS | {ASSESSOR, MARK_REVIEWER, ANALYST, FLAGGER, EDITOR, PROGRAMME_AUDITOR}
MEMBER_TEAM: Who = frozenset({SIGNATORY, CONTACT, ANSWERER, MEMBER_READER})
PARTICIPANTS: Who = frozenset({CIVIL_SOCIETY, ACADEMIC, STATE})
OUTSIDE_THE_PLATFORM = PROGRAMME_TEAM | MEMBER_TEAM | PARTICIPANTS | {OTHER_MEMBER}
PERSONS = TEAM | {READER, OTHER_READER} | OUTSIDE_THE_PLATFORM
ANYONE = PERSONS | {NOBODY}
NO_ONE: Who = frozenset()


@dataclass(frozen=True)
class Row:
    method: Literal["get", "post", "both"]  # both: a form at the same address
    who: Who
    arguments: dict[str, str] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    hidden: bool = False  # its address is anyone's, and for whom it is not, there is nothing: 404 also for strangers


def get(who: Who, **arguments: str) -> Row:
    return Row("get", who, arguments)


def hidden(who: Who, **arguments: str) -> Row:
    """A page at an address of anyone's that opens to some; the others find nothing there."""
    return Row("get", who, arguments, hidden=True)


def post(who: Who, sent: dict[str, str] | None = None, /, **arguments: str) -> Row:
    return Row("post", who, arguments, sent or {})


def both(who: Who, **arguments: str) -> Row:
    return Row("both", who, arguments)


@dataclass(frozen=True)
class Call:
    """An operation of the API: the one scope that opens it."""

    scope: str
    method: Literal["get", "post"]
    arguments: dict[str, str] = field(default_factory=dict)


def call(scope: str, method: Literal["get", "post"], **arguments: str) -> Call:
    return Call(scope, method, arguments)
