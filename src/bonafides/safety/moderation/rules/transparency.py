"""One restriction as the reports need it: the DSA statement schema (v2 of July 2025) and TCO Art. 7(3).

Both are pure functions of what a decision and its statement hold, so every number can be counted again.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bonafides.safety.moderation.rules.statements import Automation
from bonafides.safety.moderation.vocabulary import Ground, ItemKind, Measure, SourceKind

EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905

VISIBILITY = {
    Measure.LABEL: "DECISION_VISIBILITY_CONTENT_LABELLED",
    Measure.LIMIT: "DECISION_VISIBILITY_CONTENT_DEMOTED",
    Measure.GEO: "DECISION_VISIBILITY_CONTENT_DISABLED",
    Measure.DISABLE: "DECISION_VISIBILITY_CONTENT_DISABLED",
    Measure.PRESERVE: "DECISION_VISIBILITY_CONTENT_DISABLED",
    Measure.REMOVE: "DECISION_VISIBILITY_CONTENT_REMOVED",
}
ACCOUNT = {Measure.SUSPEND: "DECISION_ACCOUNT_SUSPENDED", Measure.TERMINATE: "DECISION_ACCOUNT_TERMINATED"}
CONTENT_TYPES = {ItemKind.PICTURE: "CONTENT_TYPE_IMAGE", ItemKind.TEXT: "CONTENT_TYPE_TEXT"}
OTHER_TYPES = {
    ItemKind.URL: "Address (URL)",
    ItemKind.FILE: "File of another kind",
    ItemKind.ACCOUNT: "Account",
}
SOURCES = {
    SourceKind.USER_NOTICE: "SOURCE_ARTICLE_16",
    SourceKind.TRUSTED_FLAGGER: "SOURCE_TRUSTED_FLAGGER",
    SourceKind.OWN_DETECTION: "SOURCE_VOLUNTARY",
    SourceKind.PROGRAMME_ALERT: "SOURCE_TYPE_OTHER_NOTIFICATION",
    SourceKind.INFORMAL_REFERRAL: "SOURCE_TYPE_OTHER_NOTIFICATION",
    SourceKind.RECORD: "SOURCE_VOLUNTARY",
}
AUTOMATION = {
    Automation.NOT: "AUTOMATED_DECISION_NOT_AUTOMATED",
    Automation.PARTIALLY: "AUTOMATED_DECISION_PARTIALLY",
    Automation.FULLY: "AUTOMATED_DECISION_FULLY",
}
SECURITY, OTHER_TERMS = "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY", "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
FACTS = "The item was judged under the clause named, {how}. The decision was {who}."  # no personal data: DSA Art. 24(5)


@dataclass(frozen=True)
class MeasureFacts:
    measure: Measure
    territory: tuple[str, ...]  # empty: everywhere
    until: date | None


@dataclass(frozen=True)
class ReportFacts:
    """A restriction of one item, in codes; nothing of any person."""

    puid: str
    measures: tuple[MeasureFacts, ...]
    ground: Ground
    clauses: tuple[str, ...]  # titles
    law: str
    is_terrorist_content: bool
    kind: ItemKind
    language: str
    content_date: date
    application_date: date
    source: SourceKind
    automated_detection: bool
    automated_decision: Automation
    policy_url: str
    on_appeal: bool = False
    reinstates: bool = False


def statement_for_database(facts: ReportFacts) -> dict[str, Any] | None:
    """The statement as the DSA Transparency Database takes it; None for an order, which is not sent there (17(5))."""
    if facts.source is SourceKind.REMOVAL_ORDER:
        return None
    return {
        "puid": facts.puid,
        **_decision(facts),
        **_ground(facts),
        **_content(facts),
        **_category(facts),
        "decision_ground_reference_url": facts.policy_url,
        "territorial_scope": territory_of(facts),
        "content_date": facts.content_date.isoformat(),
        "application_date": facts.application_date.isoformat(),
        "decision_facts": standard_facts(facts),
        "source_type": SOURCES[facts.source],
        "automated_detection": "Yes" if facts.automated_detection else "No",
        "automated_decision": AUTOMATION[facts.automated_decision],
    }


def _decision(facts: ReportFacts) -> dict[str, Any]:
    seen = sorted({VISIBILITY[each.measure] for each in facts.measures if each.measure in VISIBILITY})
    accounts = [ACCOUNT[each.measure] for each in facts.measures if each.measure in ACCOUNT]
    fields: dict[str, Any] = {"decision_visibility": seen} if seen else {}
    if accounts:
        fields["decision_account"] = max(accounts)  # to terminate says more than to suspend
    return fields | _ends(facts)


def _ends(facts: ReportFacts) -> dict[str, str]:
    """The last day of each kind of restriction, where all measures of that kind have one."""
    kinds = {"end_date_visibility_restriction": VISIBILITY, "end_date_account_restriction": ACCOUNT}
    found = {}
    for name, table in kinds.items():
        ends = [each.until for each in facts.measures if each.measure in table]
        dated = [end for end in ends if end is not None]
        if dated and len(dated) == len(ends):
            found[name] = max(dated).isoformat()
    return found


def _ground(facts: ReportFacts) -> dict[str, str]:
    titles = "; ".join(facts.clauses)
    if facts.ground is Ground.LAW:
        return {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": facts.law[:500],
            "illegal_content_explanation": titles[:2000],
        }
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": titles[:500],
        "incompatible_content_explanation": f"The item is not allowed by: {titles}"[:2000],
    }


def _content(facts: ReportFacts) -> dict[str, Any]:
    known = CONTENT_TYPES.get(facts.kind)
    fields: dict[str, Any] = {"content_type": [known or "CONTENT_TYPE_OTHER"]}
    if known is None:
        fields["content_type_other"] = OTHER_TYPES[facts.kind]
    short = facts.language.split("-")[0].upper()
    return fields | ({"content_language": short} if len(short) == 2 else {})


def _category(facts: ReportFacts) -> dict[str, Any]:
    if facts.is_terrorist_content:
        return {"category": SECURITY, "category_specification": ["KEYWORD_TERRORIST_CONTENT"]}
    other = "; ".join(facts.clauses)[:500]
    specified = {"category_specification": ["KEYWORD_OTHER"], "category_specification_other": other}
    return {"category": OTHER_TERMS, **specified}


def territory_of(facts: ReportFacts) -> list[str]:
    """The EEA states in which it applies; a measure without a territory applies in all."""
    if any(not each.territory for each in facts.measures):
        return EEA
    return sorted({place for each in facts.measures for place in each.territory} & set(EEA))


def standard_facts(facts: ReportFacts) -> str:
    how = "found by comparison with lists" if facts.automated_detection else "brought up by a notice"
    who = "that of a machine until a person decides" if facts.automated_decision is Automation.FULLY else "a person's"
    return FACTS.format(how=how, who=who)


@dataclass(frozen=True)
class ArticleSeven:
    """One decision in the rows of TCO Art. 7(3); kept apart from the DSA's counts."""

    is_terrorist_content: bool
    by_order: bool  # (c), else by a specific measure
    removed: bool
    disabled: bool
    automated_tools: bool  # (b)
    on_complaint: bool  # (d)
    reinstated_after_complaint: bool  # (g)


def article_seven(facts: ReportFacts) -> ArticleSeven:
    words = {each.measure for each in facts.measures}
    return ArticleSeven(
        is_terrorist_content=facts.is_terrorist_content,
        by_order=facts.source is SourceKind.REMOVAL_ORDER,
        removed=Measure.REMOVE in words,
        disabled=bool(words & {Measure.DISABLE, Measure.PRESERVE, Measure.GEO}),
        automated_tools=facts.automated_detection,
        on_complaint=facts.on_appeal,
        reinstated_after_complaint=facts.on_appeal and facts.reinstates,
    )
