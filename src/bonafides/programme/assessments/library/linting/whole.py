"""What only the whole library can show: names that stand twice, the size of the core set, services left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from bonafides.programme.assessments.library.linting.head import repeated
from bonafides.programme.assessments.library.linting.notes import Notes
from bonafides.programme.assessments.vocabulary import CORE_AT_MOST, Assessment, Overlay, ServiceType

Row = Mapping[str, Any]


def check(document: Row, questions: Sequence[Row], notes: Notes) -> None:
    for name in repeated(str(each.get("id")) for each in document["questions"]):
        notes.say("question.duplicate_id", "questions", name)
    for name in repeated(str(each.get("code")) for each in document["questions"]):
        notes.say("question.duplicate_code", "questions", name)
    for service in ServiceType:
        core = [each for each in questions if each.get("core") and _may_be_asked(each, service)]
        notes.say_if(len(core) > CORE_AT_MOST, "library.core_too_large", "questions", service.value)
        own = [each for each in questions if each["assessment"] == Assessment.RISK and _is_asked(each, service)]
        notes.say_if(not own, "library.service_without_questions", "questions", service.value)


def _is_asked(row: Row, service: ServiceType) -> bool:
    applies = row.get("applies", {})
    services, overlays = applies.get("services", []), applies.get("overlays", [])
    return service in services or not (services or overlays)


def _may_be_asked(row: Row, service: ServiceType) -> bool:
    """With every overlay that a service of this type can have."""
    overlays = row.get("applies", {}).get("overlays", [])
    return _is_asked(row, service) or any(each in set(Overlay) for each in overlays)
