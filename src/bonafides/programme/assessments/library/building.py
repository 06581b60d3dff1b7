"""A library from its document. The document must have passed the linter: nothing is checked here."""

from collections.abc import Mapping
from typing import Any

from bonafides.programme.assessments.library.model import (
    Band,
    Condition,
    Effect,
    Family,
    Framework,
    Gate,
    Library,
    Option,
    Params,
    Question,
    Replaces,
    Rule,
    Scoring,
)
from bonafides.programme.assessments.vocabulary import (
    Assessment,
    Axis,
    Combine,
    CountsAs,
    Kind,
    Level,
    Overlay,
    Principle,
    Relation,
    Requirement,
    ServiceType,
    Transform,
)

Row = Mapping[str, Any]


def library_of(document: Row, sha256: str) -> Library:
    """The library that a document says; `sha256` is the hash of its content."""
    editions = {each["id"]: each["edition"] for each in document["frameworks"]}
    return Library(
        id=document["id"],
        version=document["version"],
        sha256=sha256,
        title=document["title"],
        published_on=document["published_on"],
        licence=document["licence"],
        changelog=tuple(document["changelog"]),
        frameworks=tuple(_framework(each) for each in document["frameworks"]),
        families=tuple(Family(each["id"], Axis(each["axis"]), each["title"]) for each in document["families"]),
        scoring=_scoring(document["scoring"]),
        questions=tuple(_question(each, editions) for each in document["questions"]),
        document=document,
    )


def _framework(row: Row) -> Framework:
    return Framework(row["id"], row["edition"], row["title"], frozenset(row["references"]))


def _scoring(row: Row) -> Scoring:
    levels = {
        Axis(axis): {Level(level): start for level, start in each.items()} for axis, each in row["levels"].items()
    }
    return Scoring(row["model"], Params(**row["params"]), levels, tuple(_gate(each) for each in row["gates"]))


def _gate(row: Row) -> Gate:
    when = tuple(_condition(each) for each in row["when"])
    return Gate(row["id"], Axis(row["axis"]), Level(row["level"]), row["sentence"], when)


def _condition(row: Row) -> Condition:
    return Condition(
        question=row.get("question"),
        maturity_below=row.get("maturity_below"),
        option_in=frozenset(row.get("option_in", ())),
        likelihood_at_least=row.get("likelihood_at_least"),
    )


def _question(row: Row, editions: Mapping[str, str]) -> Question:
    applies = row.get("applies", {})
    return Question(
        id=row["id"],
        code=row["code"],
        assessment=Assessment(row["assessment"]),
        kind=Kind(row["kind"]),
        counts_as=CountsAs(row["counts_as"]),
        stem=row["stem"],
        why=row["why"],
        check=row["check"],
        evidence=tuple(row["evidence"]),
        anchors=tuple(row.get("anchors", ())),
        options=tuple(Option(**each) for each in row.get("options", ())),
        bands=tuple(Band(**{"below": None, **each}) for each in row.get("bands", ())),
        unit=row.get("unit", ""),
        combine=Combine(row.get("combine", Combine.HIGHEST)),
        services=frozenset(ServiceType(each) for each in applies.get("services", ())),
        overlays=frozenset(Overlay(each) for each in applies.get("overlays", ())),
        core=row.get("core", False),
        exploitation=_effect(row.get("exploitation")),
        rights=_effect(row.get("rights")),
        mappings=tuple(_rule(each, editions) for each in row["mappings"]),
        principles=tuple(Principle(each) for each in row.get("principles", ())),
        requirements=tuple(Requirement(each) for each in row.get("requirements", ())),
        resources=tuple(row["resources"]),
        effort=row["effort"],
        since_version=row["since_version"],
        replaces=tuple(_replaces(each) for each in row.get("replaces", ())),
    )


def _effect(row: Row | None) -> Effect | None:
    return None if row is None else Effect(row["weight"], row.get("family"))


def _rule(row: Row, editions: Mapping[str, str]) -> Rule:
    return Rule(row["framework"], editions[row["framework"]], row["reference"], Relation(row["relation"]))


def _replaces(row: Row) -> Replaces:
    return Replaces(row["id"], row["from_version"], Transform(row["transform"]), row.get("map", {}))
