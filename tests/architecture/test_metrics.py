"""The 29 metrics of the merged table: each names the events that it is counted from, or says `not yet`."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bonafides.kernel.event import Event
from bonafides.safety.banks.events import EntryQuarantined, MatchesRecorded, QuarantineEnded
from bonafides.safety.moderation import events as of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "metrics.md"
ALWAYS = {"at", "actor", "event", "subject"}  # every entry holds these: base.audit.actions.opened_fields

Sources = dict[type[Event], tuple[str, ...]]
NOT_YET: Sources = {}

METRICS: dict[int, Sources] = {
    1: NOT_YET,
    2: NOT_YET,
    3: NOT_YET,
    4: NOT_YET,
    5: NOT_YET,
    6: {of.FlagReceived: ("source", "item", "batch")},
    7: {of.CaseDecided: ("ground", "source")},
    8: {of.FlagReceived: ("case", "at"), of.DecisionPublished: ("case", "at")},
    9: {of.CaseDecided: ("source", "measures", "ground")},
    10: {of.CaseDecided: ("automated_detection", "measures")},
    11: {of.CaseDecided: ("measures", "clauses")},
    12: {MatchesRecorded: ("item", "entries", "outcome"), of.ItemHeld: ("bank", "entry")},
    13: {
        of.ItemHeld: ("item",),
        of.HoldEnded: ("item", "why"),
        EntryQuarantined: ("entry", "spared_for"),
        QuarantineEnded: ("entry", "is_real"),
    },
    14: NOT_YET,
    15: {of.AppealReceived: ("appeal", "appellant", "at"), of.AppealDecided: ("appeal", "outcome", "at")},
    16: {of.HoldObjected: ("item",), of.AppealReceived: ("decision",), of.CaseDecided: ("automated_detection",)},
    17: {of.AppealDecided: ("outcome", "decision"), of.CaseDecided: ("on_appeal", "reverses", "items")},
    18: NOT_YET,
    19: {of.CaseDecided: ("reverses", "on_appeal", "verdict")},
    20: NOT_YET,
    21: NOT_YET,
    22: {of.FlagReceived: ("source",)},
    23: {of.FlagReceived: ("source", "category")},
    24: NOT_YET,
    25: {of.ItemHeld: ("bank", "entry"), MatchesRecorded: ("entries", "outcome")},
    26: NOT_YET,
    27: {of.ContentViewed: ("mode",), of.ContentErased: ("items", "why"), of.PersonExported: ("key",)},
    28: NOT_YET,
    29: NOT_YET,
}

NEEDED = {
    "clauses",
    "policy_version",
    "measures",
    "territory",
    "ground",
    "basis",
    "automated_detection",
    "source",
    "self_review",
    "second_reading",
    "reverses",
    "on_appeal",
    "exemptions",
    "none_applies",
}  # what a decision's event must hold for DSA Art. 17(3), the DSA statement schema and TCO Art. 7(3)


def test_all_29_are_named() -> None:
    assert sorted(METRICS) == list(range(1, 30))


@pytest.mark.parametrize("number", METRICS)
def test_the_events_hold_the_fields_that_a_metric_is_counted_from(number: int) -> None:
    missing = [
        f"{event.name}.{name}"
        for event, names in METRICS[number].items()
        for name in names
        if name not in ALWAYS | {each.name for each in fields(event)}
    ]

    assert missing == []


def test_the_page_names_the_same_events_for_each() -> None:
    written = {int(number): set(re.findall(r"`([a-z_]+\.[a-z_]+)`", line)) for number, line in rows()}

    assert written == {number: {event.name for event in sources} for number, sources in METRICS.items()}


def test_the_page_says_not_yet_where_nothing_is_counted() -> None:
    unsaid = [number for number, line in rows() if not METRICS[int(number)] and "not yet" not in line]

    assert unsaid == []


def rows() -> list[tuple[str, str]]:
    return re.findall(r"(?m)^\| (\d+) \|(.*)$", PAGE.read_text("utf-8"))


def test_a_decision_holds_what_the_statement_schema_and_article_7_need() -> None:
    assert {each.name for each in fields(of.CaseDecided)} >= NEEDED
