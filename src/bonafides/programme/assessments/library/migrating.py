"""Answers given to one version of a library, brought to another. What cannot come along is kept and said.

For each question of the new library:

 1. An entry of its `replaces` that names a question of the old library, and that holds for answers of the old version,
    decides: `identity` keeps the answer, `map` translates it, `ask_again` and `drop` leave it behind.
 2. Without one, a question of the same id keeps its answer where the value still fits, else it is asked again.

An old answer that no new question takes is left behind as well. Nothing is deleted: the old answers stay as they were,
and each answer that was left behind stands whole in its change.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bonafides.programme.assessments.library.answers import Answer, Answers, Value, check_answer
from bonafides.programme.assessments.library.errors import BadAnswer
from bonafides.programme.assessments.library.model import Library, Question, Replaces
from bonafides.programme.assessments.library.versions import version_key
from bonafides.programme.assessments.vocabulary import Transform


@dataclass(frozen=True)
class Change:
    """What became of one answer. `before` and `after` are None where there was, or is, no answer."""

    transform: Transform
    old_question: str
    new_question: str | None
    before: Answer
    after: Answer | None


def migrate(
    answers: Answers, from_library: Library, to_library: Library
) -> tuple[dict[str, Answer], tuple[Change, ...]]:
    """The answers to the new library, and everything that did not come along as it was, in the library's order."""
    taken: dict[str, Answer] = {}
    changes: list[Change] = []
    looked_at: set[str] = set()
    for question in to_library.questions:
        for old_id, rule in _sources(question, from_library):
            looked_at.add(old_id)
            if old_id in answers and question.id not in taken:
                after = _moved(answers[old_id], from_library.by_id[old_id], question, rule)
                changes.extend(_change(answers[old_id], after, old_id, question, rule))
                taken.update({question.id: after} if after else {})
    gone = [each.id for each in from_library.questions if each.id in answers and each.id not in looked_at]
    changes.extend(Change(Transform.DROP, each, None, answers[each], None) for each in gone)
    return taken, tuple(changes)


def _sources(question: Question, old: Library) -> Iterator[tuple[str, Replaces]]:
    """The questions of the old library that this one answers for, each with the rule that says how."""
    named = [each for each in question.replaces if each.id in old.by_id and _holds(each, old)]
    yield from ((each.id, each) for each in named)
    if question.id in old.by_id and question.id not in {each.id for each in named}:
        yield question.id, Replaces(question.id, old.version, Transform.IDENTITY)


def _holds(rule: Replaces, old: Library) -> bool:
    return version_key(old.version) <= version_key(rule.from_version)


def _moved(answer: Answer, old: Question, new: Question, rule: Replaces) -> Answer | None:
    if rule.transform in {Transform.DROP, Transform.ASK_AGAIN}:
        return None
    if rule.transform is Transform.MAP:
        if not _all_mapped(answer, rule):
            return None
        answer = replace(answer, value=_mapped(answer.value, rule), confirmed=_mapped(answer.confirmed, rule))
    elif old.kind is not new.kind:
        return None
    return answer if _fits(new, answer) else None


def _all_mapped(answer: Answer, rule: Replaces) -> bool:
    values = [value for value in (answer.value, answer.confirmed) if value is not None]
    return all(str(part) in rule.map for value in values for part in _parts(value))


def _parts(value: Value) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _mapped(value: Value, rule: Replaces) -> Value:
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(rule.map[each] for each in value))
    return None if value is None else rule.map[str(value)]


def _fits(question: Question, answer: Answer) -> bool:
    try:
        check_answer(question, answer)
    except BadAnswer:
        return False
    return True


def _change(before: Answer, after: Answer | None, old_id: str, new: Question, rule: Replaces) -> Iterator[Change]:
    if after == before and old_id == new.id:
        return
    kept = rule.transform if after else (Transform.DROP if rule.transform is Transform.DROP else Transform.ASK_AGAIN)
    yield Change(kept, old_id, new.id, before, after)
