"""Rules on words, written by people: which words must stand in a text, and which must not.

    red kite AND (nest OR "egg collecting") NOT museum
    regex: kite-?\\d{4}

Words side by side are a phrase; case, accents and hidden characters do not matter, since words are compared in normal
form. A word with half-spaces, as Persian has them, stands for itself written together and with spaces. AND joins
groups, OR stands between the words of one group in parentheses, NOT names what must not stand there.
After `regex:` follows one regular expression in the syntax of RE2, sought in the text as it was written, in either
case. The JSON that ThreatExchange calls a trend query says the same and is read too.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import re2

from bonafides.matching.errors import MatchingError
from bonafides.matching.texts import normal_text, parted

MAX_RULE_CHARACTERS: Final = 10_000
MAX_TERMS: Final = 200
MAX_INSTRUCTIONS: Final = 400
"""Of a compiled expression: RE2 takes at most as many steps for each byte of a text."""
MAX_SOUGHT_CHARACTERS: Final = 100_000
"""Of a text that regular expressions are sought in; with the limit above, 0.1 s on an old machine at the very worst."""
REGEX: Final = "regex:"

_TOKEN: Final = re.compile(r'\s*(?:"(?P<quoted>[^"]*)"|(?P<sign>[()])|(?P<word>[^\s()"]+))')
_OPERATORS: Final = frozenset({"AND", "OR", "NOT"})


class PatternError(MatchingError):
    """A rule cannot be read; the sentence says what to write instead."""


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """Words in normal form, side by side; or a regular expression."""

    text: str
    is_regex: bool = False

    @property
    def written(self) -> str:
        """As a trend query writes it."""
        return f"regex-'{self.text}'" if self.is_regex else self.text


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rule: of each group one term must stand in a text, and none of those ruled out."""

    groups: tuple[tuple[Term, ...], ...]
    ruled_out: tuple[Term, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Pattern":
        """From what a person or a trend query says. Raises PatternError with what to write instead."""
        text = text.strip()
        if len(text) > MAX_RULE_CHARACTERS:
            raise PatternError("long_pattern", "A rule has at most {most} characters.", most=MAX_RULE_CHARACTERS)
        pattern = _from_json(text) if text.startswith("{") else _from_words(text)
        _check(pattern)
        return pattern

    @property
    def text(self) -> str:
        """As a trend query in JSON, which stands for the same rule again."""
        groups = [{"or": [term.written for term in group]} for group in self.groups]
        rule = {"and": groups, "not": [term.written for term in self.ruled_out]}
        return json.dumps(rule, ensure_ascii=False, separators=(",", ":"))

    @property
    def words(self) -> frozenset[Term]:
        """All terms but expressions."""
        return frozenset(term for group in (*self.groups, self.ruled_out) for term in group if not term.is_regex)

    @property
    def needs_words(self) -> bool:
        """Whether the rule can only hold where one of its words stands."""
        return any(not any(term.is_regex for term in group) for group in self.groups)


def matches(pattern: Pattern, stands: Callable[[Term], bool]) -> bool:
    """Whether a rule holds, by whether each of its terms stands in the text; expressions are asked last."""
    for group in sorted(pattern.groups, key=lambda group: any(term.is_regex for term in group)):
        if not any(stands(term) for term in sorted(group, key=lambda term: term.is_regex)):
            return False
    return not any(stands(term) for term in pattern.ruled_out)


@cache
def compiled(expression: str) -> Any:
    """An expression made ready. Raises PatternError `bad_regex` or `large_regex`."""
    options = re2.Options()
    options.case_sensitive, options.log_errors, options.max_mem = False, False, 1 << 20
    try:
        made = re2.compile(expression.encode("utf-8", "replace"), options)
    except re2.error as error:
        detail = error.args[0] if error.args else ""
        said = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
        raise PatternError(
            "bad_regex", "RE2 cannot read this expression ({detail}); it knows no look-around and no back-references.",
            detail=said,
        ) from error  # fmt: skip
    if made.programsize > MAX_INSTRUCTIONS:
        raise PatternError(
            "large_regex", "The expression takes {size} steps for a byte, more than {most}: count fewer repetitions.",
            size=made.programsize, most=MAX_INSTRUCTIONS,
        )  # fmt: skip
    return made


def _check(pattern: Pattern) -> None:
    if not pattern.groups:
        raise PatternError("no_words", "The rule names nothing that must stand in a text: write a word before NOT.")
    terms = [*(term for group in pattern.groups for term in group), *pattern.ruled_out]
    if len(terms) > MAX_TERMS:
        raise PatternError("many_terms", "The rule has more than {most} words: make two of it.", most=MAX_TERMS)
    for term in terms:
        if term.is_regex and compiled(term.text).search(b"") is not None:
            raise PatternError(
                "matches_all", "The expression fits an empty text, and so any: say what must stand there."
            )
        if not term.text:
            raise PatternError("empty_term", "A word of the rule has neither a letter nor a digit.")


def _from_json(text: str) -> Pattern:
    try:
        rule = json.loads(text)
        groups = tuple(_json_terms(group["or"]) for group in _json_list(rule["and"]))
        return Pattern(tuple(group for group in groups if group), _json_terms(rule.get("not", [])))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PatternError(
            "bad_trend_query", 'A rule in JSON has the form {{"and": [{{"or": ["word"]}}], "not": ["word"]}}.'
        ) from error


def _json_terms(written: object) -> tuple[Term, ...]:
    return tuple(term for each in _json_list(written) for term in _json_term(each))


def _json_list(written: object) -> list[Any]:
    """As it stands, for a single text would be read letter by letter."""
    if not isinstance(written, list):
        raise TypeError
    return written


def _json_term(written: str) -> tuple[Term, ...]:
    if written.startswith("regex-"):
        return (Term(written[len("regex-") + 1 : -1], is_regex=True),)
    return _words_of(written)


def _words_of(written: str) -> tuple[Term, ...]:
    """Words as they are sought: in normal form, and with spaces for half-spaces where they have any."""
    return tuple(Term(form) for form in dict.fromkeys((normal_text(written), normal_text(parted(written)))))


def _from_words(text: str) -> Pattern:
    if text[: len(REGEX)].lower() == REGEX:
        return Pattern(((Term(text[len(REGEX) :].strip(), is_regex=True),),))
    return _Reader(text).pattern()


class _Reader:
    """Reads a rule from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens = [*_tokens_of(text), ""]
        self._at = 0

    def pattern(self) -> Pattern:
        groups: list[tuple[Term, ...]] = []
        ruled_out: list[Term] = []
        first = self._group() if self._next not in ("NOT", "") else ()
        while self._next == "OR":
            self._take()
            first = (*first, *self._group())
            if self._next == "AND":
                raise self._mixed()
        groups += [first] if first else []
        while self._next in ("AND", "NOT"):
            if self._take() == "AND" and self._next != "NOT":
                groups.append(self._group())
            else:
                if self._next == "NOT":
                    self._take()
                ruled_out += self._group()
        if self._next:
            raise self._mixed() if self._next == "OR" else self._unexpected()
        return Pattern(tuple(groups), tuple(ruled_out))

    def _group(self) -> tuple[Term, ...]:
        if self._next != "(":
            return self._phrase()
        self._take()
        terms = [*self._phrase()]
        while self._next == "OR":
            self._take()
            terms += self._phrase()
        if self._take() != ")":
            raise PatternError("open_group", "Inside parentheses stand words with OR between them, then ).")
        return tuple(terms)

    def _phrase(self) -> tuple[Term, ...]:
        words = []
        while self._next and self._next not in _OPERATORS and self._next not in "()":
            words.append(self._take().removeprefix('"'))
        if not words:
            raise self._unexpected()
        return _words_of(" ".join(words))

    @property
    def _next(self) -> str:
        return self._tokens[self._at]

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1] if self._at < len(self._tokens) else ""

    @staticmethod
    def _mixed() -> PatternError:
        return PatternError("and_or", "AND and OR are mixed: put the words that OR joins in parentheses.")

    def _unexpected(self) -> PatternError:
        if not self._next:
            return PatternError("unexpected", "A word is missing at the end.")
        return PatternError("unexpected", "A word is missing before {found}.", found=self._next)


def _tokens_of(text: str) -> Iterator[str]:
    """Words, operators and parentheses; what stood in quotation marks keeps the first of them."""
    at, text = 0, text.replace("“", '"').replace("”", '"').rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise PatternError("open_quotation", "A quotation mark is not closed.")
        yield f'"{found["quoted"]}' if found["quoted"] is not None else found["sign"] or found["word"]
        at = found.end()
