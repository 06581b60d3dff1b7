"""Each decision holds what the DSA's database and TCO Art. 7 ask; checked against the database's rules, by hand."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.cast import NOON

from bonafides.kernel import clock
from bonafides.safety.moderation.queries.reporting import report_facts
from bonafides.safety.moderation.rules.statements import Automation
from bonafides.safety.moderation.rules.transparency import (
    EEA,
    MeasureFacts,
    ReportFacts,
    article_seven,
    statement_for_database,
)
from bonafides.safety.moderation.tests.scenes import a_policy
from bonafides.safety.moderation.tests.stories import AUTHOR_NAME, PLANTED_OF_NOTIFIER, a_story
from bonafides.safety.moderation.vocabulary import Ground, ItemKind, Measure, SourceKind

REMOVED = MeasureFacts(Measure.REMOVE, (), None)
FACTS = ReportFacts(
    puid="7F3K9Q2MTX",
    measures=(REMOVED,),
    ground=Ground.TERMS,
    clauses=("Incitement and glorification",),
    law="Reg. (EU) 2021/784, Art. 2(7)(a)",
    is_terrorist_content=True,
    kind=ItemKind.TEXT,
    language="en-GB",
    content_date=date(2026, 3, 1),
    application_date=date(2026, 3, 2),
    source=SourceKind.USER_NOTICE,
    automated_detection=False,
    automated_decision=Automation.NOT,
    policy_url="https://harbour.example/policy/1/",
)


def faults(row: dict[str, Any]) -> list[str]:
    """The rules of the database's schema v2 that a row breaks, written by hand from its documentation."""
    illegal = row.get("decision_ground") == "DECISION_GROUND_ILLEGAL_CONTENT"
    kind = "illegal_content_legal_ground" if illegal else "incompatible_content_ground"
    why = "illegal_content_explanation" if illegal else "incompatible_content_explanation"
    rules = {
        "puid": re.fullmatch(r"[a-zA-Z0-9-_]{1,500}", row["puid"]) is not None,
        "one decision": any(row.get(name) for name in ("decision_visibility", "decision_account")),
        "ground": 0 < len(row[kind]) <= 500,
        "explanation": 0 < len(row[why]) <= 2000,
        "content type": bool(row["content_type"]),
        "other type": ("CONTENT_TYPE_OTHER" in row["content_type"]) == ("content_type_other" in row),
        "category": row["category"].startswith("STATEMENT_CATEGORY_"),
        "territory": set(row["territorial_scope"]) <= set(EEA) and bool(row["territorial_scope"]),
        "language": re.fullmatch(r"[A-Z]{2}", row.get("content_language", "EN")) is not None,
        "content date": "2000-01-01" <= row["content_date"] <= "2038-01-01",
        "application date": "2020-01-01" <= row["application_date"] <= "2038-01-01",
        "end after start": row.get("end_date_visibility_restriction", "9") >= row["application_date"],
        "facts": 0 < len(row["decision_facts"]) <= 5000,
        "source": row["source_type"].startswith("SOURCE_"),
        "automated detection": row["automated_detection"] in {"Yes", "No"},
        "automated decision": row["automated_decision"].startswith("AUTOMATED_DECISION_"),
        "nothing null": None not in row.values(),
    }
    return [name for name, kept in rules.items() if not kept]


def row_of(**changes: Any) -> dict[str, Any]:
    row = statement_for_database(replace(FACTS, **changes))
    assert row is not None
    return row


@pytest.mark.parametrize("measure", list(Measure))
def test_every_measure_makes_a_row_that_the_database_takes(measure: Measure) -> None:
    assert faults(row_of(measures=(MeasureFacts(measure, (), None),))) == []


@pytest.mark.parametrize("kind", list(ItemKind))
def test_every_kind_of_item_does(kind: ItemKind) -> None:
    assert faults(row_of(kind=kind)) == []


@pytest.mark.parametrize("source", [each for each in SourceKind if each is not SourceKind.REMOVAL_ORDER])
def test_every_source_does(source: SourceKind) -> None:
    assert faults(row_of(source=source)) == []


def test_an_order_is_not_sent_there() -> None:
    assert statement_for_database(replace(FACTS, source=SourceKind.REMOVAL_ORDER)) is None
    assert article_seven(replace(FACTS, source=SourceKind.REMOVAL_ORDER)).by_order


def test_a_ground_in_law_is_told_apart() -> None:
    row = row_of(ground=Ground.LAW)

    assert faults(row) == []
    assert "incompatible_content_ground" not in row


def test_a_measure_in_two_countries_until_a_day_says_both() -> None:
    row = row_of(measures=(MeasureFacts(Measure.GEO, ("DE", "AT", "US"), date(2026, 4, 1)),))

    assert row["territorial_scope"] == ["AT", "DE"]
    assert row["end_date_visibility_restriction"] == "2026-04-01"


def test_terrorist_content_has_its_keyword_and_the_rest_its_own() -> None:
    assert row_of()["category_specification"] == ["KEYWORD_TERRORIST_CONTENT"]
    assert row_of(is_terrorist_content=False)["category_specification_other"] == "Incitement and glorification"


def test_a_reinstatement_after_a_complaint_is_counted() -> None:
    assert article_seven(replace(FACTS, on_appeal=True, reinstates=True)).reinstated_after_complaint
    assert not article_seven(FACTS).reinstated_after_complaint


@pytest.mark.django_db
def test_a_real_decision_holds_every_field_and_no_person() -> None:
    a_policy()
    clock.use(lambda: NOON)
    facts = report_facts(a_story().statement, FACTS.policy_url)
    assert facts is not None

    row = statement_for_database(facts)

    assert row is not None
    assert faults(row) == []
    assert not [word for word in (*PLANTED_OF_NOTIFIER, AUTHOR_NAME) if word in str(row)]
    assert article_seven(facts).removed
