"""The questionnaire as one HTML file that works from a disk, without a network, and what comes back from it.

The file is made here as text and offered as a download; it is no page of this site, so it may carry its own script and
style, which nothing else here does. It holds the answers that stand, and saves a JSON file:

    {"format": "bonafides-answers/1", "assessment": "7F3K9Q2MTX", "library": "1.0.0",
     "answers": {"q-rvrset": {"value": "never"}, "q-…": {"value": 3, "grade": "document", "coverage_percent": 80,
                 "evidenced_on": "2026-05-01"}, "q-…": {"value": null}}}

`null` is “we do not know”; a question without an entry was not answered. The names are those of the library.
"""

import json
import re
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from bonafides.base.http.problems import sentence_of
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop
from bonafides.programme.assessments.actions import Opened
from bonafides.programme.assessments.library import Answer, BadAnswer, Question, check_answer
from bonafides.programme.assessments.vocabulary import Grade, Kind

FORMAT = "bonafides-answers/1"
PLACE = re.compile(r"\{\{([a-z]+)\}\}")
FIELDS = frozenset({"value", "grade", "coverage_percent", "evidenced_on", "expires_on"})


@dataclass(frozen=True)
class Bad:
    """An answer that was set aside, and why."""

    code: str
    question: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    kept: int
    bad: list[Bad]
    empty: int


@dataclass
class Found:
    """What a file holds: answers that fit, those that do not, and how many questions it leaves open."""

    answers: dict[str, Answer] = field(default_factory=dict)
    bad: list[Bad] = field(default_factory=list)
    empty: int = 0


def read(data: bytes, opened: Opened) -> Found:
    """The answers of a file. Raises `Invalid` only where it is no answers file, or one of another assessment."""
    document = _document(data)
    if document.get("format") != FORMAT or not isinstance(document.get("answers"), dict):
        raise Invalid("not-an-answers-file", gettext_noop("This is not a file that the offline form saved."))
    if document.get("assessment") != opened.assessment.reference:
        raise Invalid("of-another-assessment", gettext_noop("This file belongs to another assessment."))
    found, asked = Found(), {each.id: each for each in opened.questions}
    for name, row in document["answers"].items():
        _take(found, asked.get(name), name, row, opened)
    found.empty = len(asked.keys() - document["answers"].keys())
    return found


def _document(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Invalid("not-an-answers-file", gettext_noop("This is not a file that the offline form saved.")) from error
    return document if isinstance(document, dict) else {}


def _take(found: Found, question: Question | None, name: str, row: Any, opened: Opened) -> None:
    if question is None:
        known = opened.library.by_id.get(name)
        reason = _("Your services do not bring this question.") if known else _("There is no question of this name.")
        found.bad.append(Bad(known.code if known else "–", name[:40], reason))
        return
    try:
        answer = _answer(row)
        check_answer(question, answer)
    except BadAnswer as error:
        found.bad.append(Bad(question.code, name, sentence_of(error)))
    except (TypeError, ValueError, AttributeError, KeyError):
        found.bad.append(Bad(question.code, name, _("This cannot be read as an answer.")))
    else:
        if answer != opened.claimed.get(name):
            found.answers[name] = answer


def _answer(row: dict[str, Any]) -> Answer:
    """An answer from outside: only what an answerer may say, never a confirmed value or “does not apply”."""
    if not row.keys() <= FIELDS or "value" not in row:
        raise ValueError("not an answer")
    return Answer.from_json(row)


# -- the file ---------------------------------------------------------------------------------------------------------


def form_of(opened: Opened, language: str) -> str:
    """The whole file."""
    texts = {
        "title": _("Assessment, to be filled in without a network"),
        "lead": _(
            "This file works from your disk and sends nothing anywhere. Fill it in over as many days as you like."
        ),
        "save": _("Save the answers as a file"),
        "how": _("Then bring the saved file in on the page of your assessment. What is not filled in stays open."),
        "secret": _("The file holds your answers in plain words: keep it as you keep other confidential papers."),
        "noscript": _(
            "Your browser runs no scripts in this file, so it cannot save. You can print it, answer on paper, "
            "and type the answers in later."
        ),
    }
    parts = {name: escape(text) for name, text in texts.items()} | {
        "language": escape(language),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "style": _part("offline.css"),
        "script": _part("offline.js"),
        "head": _json({"format": FORMAT, "assessment": opened.assessment.reference, "library": opened.library.version}),
        "questions": "\n".join(_question(opened, each) for each in opened.questions),
    }
    return PLACE.sub(lambda found: parts[found.group(1)], _part("page.txt"))


def _part(name: str) -> str:
    return (files("bonafides.programme.assessments") / "offline_form" / name).read_text(encoding="utf-8")


def _json(document: dict[str, Any]) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")


def _question(opened: Opened, question: Question) -> str:
    answer = opened.claimed.get(question.id)
    heads = f'<legend><span class="code">{escape(question.code)}</span> {escape(question.stem)}</legend>'
    check = f"{escape(_('How to check:'))} {escape(question.check)}"
    why = f'<p class="why">{escape(question.why)}</p><p class="why">{check}</p>'
    body = "".join(_controls(question, answer))
    return f'<fieldset data-question="{question.id}" data-kind="{question.kind}">{heads}{why}{body}</fieldset>'


def _controls(question: Question, answer: Answer | None) -> list[str]:
    value = answer.value if answer else None
    unknown = answer is not None and answer.value is None
    rows = []
    if question.kind in {Kind.ONE, Kind.MATURITY, Kind.MULTI}:
        type_ = "checkbox" if question.kind is Kind.MULTI else "radio"
        for name, text in _choices(question):
            chosen = name in value if isinstance(value, tuple) else str(value) == name and answer is not None
            rows.append(_choice(question, type_, name, text, chosen))
        if question.kind is Kind.MULTI:
            rows.append(_choice(question, type_, "_none", _("None of these"), value == ()))
    elif question.kind is Kind.NUMBER:
        held = "" if value is None else str(value)
        rows.append(
            f'<label>{escape(_("Number"))} <input type="number" min="0" step="1" data-value value="{held}"></label>'
        )
    else:
        label = escape(_("In your words"))
        rows.append(f'<label>{label} <textarea rows="4" data-value>{escape(str(value or ""))}</textarea></label>')
    type_ = "radio" if question.kind in {Kind.ONE, Kind.MATURITY} else "checkbox"
    rows.append(_choice(question, type_, "_unknown", _("We do not know"), unknown))
    return [*rows, *(_evidence(answer) if question.kind is Kind.MATURITY else ())]


def _choices(question: Question) -> list[tuple[str, str]]:
    if question.kind is Kind.MATURITY:
        return [(str(level), f"{level} · {text}") for level, text in enumerate(question.anchors, start=1)]
    return [(each.id, each.text) for each in question.options]


def _choice(question: Question, type_: str, name: str, text: str, chosen: bool) -> str:
    checked = " checked" if chosen else ""
    return (
        f'<label class="choice"><input type="{type_}" name="{question.id}" value="{escape(name)}"{checked}> '
        f"<span>{escape(text)}</span></label>"
    )


def _evidence(answer: Answer | None) -> list[str]:
    held = answer or Answer()
    words = {Grade.ASSERTED: _("We say so"), Grade.DOCUMENT: _("A document shows it"), Grade.TESTED: _("It was tested")}
    options = "".join(
        f'<option value="{grade}"{" selected" if grade is held.grade else ""}>{escape(text)}</option>'
        for grade, text in words.items()
    )
    return [
        '<div class="evidence">',
        f'<label>{escape(_("How it is shown"))} <select data-part="grade">{options}</select></label>',
        f'<label>{escape(_("Reaches, per cent"))} <input type="number" min="0" max="100" data-part="coverage_percent" '
        f'value="{held.coverage_percent}"></label>',
        f'<label>{escape(_("Evidence of"))} <input type="date" data-part="evidenced_on" '
        f'value="{held.evidenced_on or ""}"></label>',
        f'<label>{escape(_("Good until"))} <input type="date" data-part="expires_on" '
        f'value="{held.expires_on or ""}"></label>',
        "</div>",
    ]
