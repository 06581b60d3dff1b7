"""Where addresses begin and end in a running text: in every way in which they may have been meant.

Nothing is guessed: an address with a comma, a bracket, an apostrophe or a sign at its end counts whole and up to there,
so does one beside letters of a script that is written without spaces, and only what is listed can match.
"""

import re
from collections.abc import Iterator
from typing import Final

EMPHASIS_READ: Final = 4
"""So many signs at the end of an address are taken off one by one; of more, all at once."""


def candidates_in(plain: str) -> Iterator[str]:
    """What may be an address in a text that `refang` made whole, in order, several readings of one side by side."""
    for match in _IN_TEXT.finditer(plain):
        found = _with_dots(match.group())
        yield from _readings_of(found)
        if (alone := _alone(found)) != found:
            yield from _readings_of(alone)


def trimmed(found: str, *, also: str = "") -> str:
    """What was found in a text, without punctuation at its end; a bracket stays if it was opened inside.

    `also` are more characters that may go there.
    """
    return _without(found, _PUNCTUATION + _EMPHASIS + also)


def _with_dots(found: str) -> str:
    """With the dots of a host that are written as ideographic full stops (IDNA), which end an address elsewhere."""
    host = _AUTHORITY.match(found)
    return _DOT_OF_HOST.sub(".", host[0]) + found[host.end() :] if host else found


def _alone(found: str) -> str:
    """Without the letters before and behind it between which and a word no space is written, as in Chinese."""
    return found if found.isascii() else _GLUED_BEHIND.sub("", _GLUED_BEFORE.sub("", found))


def _readings_of(found: str) -> Iterator[str]:
    """The whole address before its parts, but that which a bracket ends before the one that reaches over it."""
    whole = _without(found, _PUNCTUATION)
    if not _MARK.search(whole) and whole[-1:] not in _EMPHASIS:
        yield whole
        return
    at_brackets = _cut_at_brackets(whole)
    everywhere = at_brackets.replace("'", " ").translate(_SEPARATORS)
    for cut in dict.fromkeys((at_brackets, whole, whole.replace("'", " "), whole.translate(_SEPARATORS), everywhere)):
        parts = [whole] if cut == whole else (_without(part[0], _PUNCTUATION) for part in _IN_TEXT.finditer(cut))
        for part in parts:
            yield from _endings_of(part)


def _endings_of(part: str) -> Iterator[str]:
    """With and without the signs at its end: names end in `_`, and `_`, `*` and `~` set off what stands between."""
    yield part
    for _ in range(EMPHASIS_READ):
        if not part or part[-1] not in _EMPHASIS:
            return
        part = _without(part[:-1], _PUNCTUATION)
        yield part
    yield trimmed(part)


def _cut_at_brackets(found: str) -> str:
    """With spaces for brackets as Markdown and forums set them around an address, and others not opened inside."""
    if not _BRACKET.search(found):
        return found
    opened = {")": 0, "}": 0, "]": 0}

    def instead(bracket: re.Match[str]) -> str:
        sign = bracket[0]
        if closing := _CLOSING.get(sign):
            opened[closing] += 1
            return sign
        if opened.get(sign):
            opened[sign] -= 1
            return sign
        return " " * len(sign)

    return _BRACKET.sub(instead, found)


def _without(found: str, trailing: str) -> str:
    stop = len(found)
    unopened: dict[str, int] = {}
    while stop:
        last = found[stop - 1]
        if opening := _OPENING.get(last):
            if last not in unopened:
                unopened[last] = found.count(last) - found.count(opening)
            if unopened[last] <= 0:
                break
            unopened[last] -= 1
        elif last not in trailing:
            break
        stop -= 1
    return found[:stop]


_IN_TEXT: Final = re.compile(
    r"""(?:https?|ftp)://[^\s<>"`]+|(?<![\w@.-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,30}(?::\d{1,5})?(?:[/?#][^\s<>"`]*)?""",
    re.IGNORECASE,
)
_GLUED: Final = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, kana, Han; and Hangul, whose particles follow a word without a space."""
_GLUED_BEFORE: Final = re.compile(rf"\A{_GLUED}+(?=[A-Za-z0-9])")
_GLUED_BEHIND: Final = re.compile(rf"(?<=[A-Za-z0-9]){_GLUED}.*", re.DOTALL)
_PUNCTUATION: Final = ".,;:!?…|»«”“„’‘‚›‹'、。，；：؟،؛۔।"
_EMPHASIS: Final = "_~*！？"
_OPENING: Final = {")": "(", "]": "[", "}": "{"} | dict(zip("）］｝」』】》〉〕", "（［｛「『【《〈〔", strict=True))
_SEPARATING: Final = ",;|،؛۔؟।、。，；：！？…“”„‘’‚‹›«»（）［］｛｝「」『』【】《》〈〉〔〕"
_SEPARATORS: Final = dict.fromkeys(map(ord, _SEPARATING), " ")
_MARK: Final = re.compile(rf"['\[\])}}{_SEPARATING}]")
_BRACKET: Final = re.compile(r"\]\(|\[/\w{1,20}\]|[\[\](){}]")
_CLOSING: Final = {"(": ")", "{": "}", "[": "]"}
_AUTHORITY: Final = re.compile(r"(?:https?|ftp)://[^/?#]*", re.IGNORECASE)
_DOT_OF_HOST: Final = re.compile(r"[。．｡](?=[A-Za-z0-9-]+[.。．｡/:?#])")
