"""What a text looks like, letter by letter, so that a letter from another script does not hide a word.

`bonafides-skeleton/2`: the normal form of `texts.py`, with every letter that resembles another written as one of
them: Cyrillic, Greek, Armenian, Cherokee, Lisu and small-capital letters as the Latin letter that they pass for, Arabic
letters as the stroke that is left without dots. Russian finds Russian as before, since listed and submitted texts are
written alike; what the form loses (i and l, в and ь, ب and ت are one) matters only to words compared alone. It is a
key beside the normal form, never what is stored or shown. Source of the idea: Unicode Technical Standard 39, section 4.
"""

import re
from typing import Final

from bonafides.matching.texts import normal_text


def skeleton_of(text: str) -> str:
    """The skeleton of any text: words joined by single spaces, "" if nothing is left. Never raises."""
    return skeleton_of_normal(normal_text(legible(text)))


def skeleton_of_normal(normal: str) -> str:
    """The skeleton of a text in normal form; as long as that text is."""
    seen = normal.translate(_LOOKALIKES)
    return _MIXED.sub(_without_digits, seen) if _DIGIT.search(seen) else seen


def legible(text: str) -> str:
    """A text with what the normal form cannot read written as letters; as long as the text is.

    Letters in circles and squares, @ inside and $ behind letters, and Greek letters inside words of another script,
    of which the large and the small resemble different ones.
    """
    if text.isascii() and "@" not in text and "$" not in text:
        return text
    read = text.translate(_BADGES) if _BADGE.search(text) else text
    if "@" in read or "$" in read:
        read = _INSIDE.sub(lambda found: "a" if found[0] == "@" else "s", read)
    return _WORD.sub(_greek_read, read) if _GREEK.search(read) else read


def mixes_scripts(word: str) -> bool:
    """Whether a word of the normal form holds letters of more than one of the scripts that resemble each other."""
    return sum(bool(script.search(word)) for script in _SCRIPTS) > 1


class _Table(dict[int, str]):
    """What letters become; one that stands for itself is noted when it is first met, for a gap costs as much as ten."""

    def __missing__(self, point: int) -> str:
        itself = chr(point)
        if len(self) < _NOTED_AT_MOST:
            self[point] = itself
        return itself


def _table(*groups: str) -> _Table:
    """From `a:αа` to each letter after the colon becoming the one before it."""
    return _Table({ord(each): group[0] for line in groups for group in line.split() for each in group[2:]})


_LOOKALIKES: Final = _table(
    "a:аɑαᴀ b:вьъʙβᖯꓐᏼƅɓ c:сϲᴄⲥꓚᏟ d:ԁᴅꓓᎠđɖɗ e:еҽєɛεᴇꓰᎬəэ f:ғꓝƒ g:ɡցɢԍꓖᏀ h:нһհʜꓧᎻħ",
    "i:іıɩιӏlɪʟⲓꓲꓡᎥᏞł j:јյᴊꓙᎫ k:кκҝᴋқꓗᏦƙ m:мʍᴍꓟᎷ n:пոηɴꓠńŋ o:оοօσᴏⲟꓳøө p:рρᴘⲣꓑᏢþ",
    "q:ԛզ r:гʀᏒꓣɾ s:ѕꜱꓢᏚƨ t:тτᴛꓔᎢŧ u:иυսᴜꓴμ v:νѵᴠꓦᏙʋ w:ԝшᴡꓪᎳɯωա x:хχⲭꓫ y:уγүʏꓬᎩỿ z:ζᴢꓜᏃʐ",
    "ب:تثپٹٺټٻٽٿڀنںڻڼڽيےٮێیى ح:جخچڃڄڇڿځڂڅ د:ذڈډڊڋڌڍڎڏڐ ر:زژڑړڔڕږڗڙ س:شښڛڜ ص:ضڝڞ ط:ظڟ ع:غڠ",
    "ف:قڡڢڣڤڥڦٯڧڨ ك:گکڪګڬڭڮڰڱڲڳڴ ل:ڵڶڷڸ ه:ھۀہەةۂۃ و:ۄۅۆۇۈۉۊۋ ا:ٲٳ",
)
_NOTED_AT_MOST: Final = 10_000
_DIGITS: Final = str.maketrans("0134578", "oieastb")
_DIGIT: Final = re.compile(r"[0134578]")
_MIXED: Final = re.compile(r"\b(?=\d*[a-z])(?=[a-z]*\d)[a-z\d]+\b")
_INSIDE: Final = re.compile(r"(?<=[^\W\d_])(?:@(?=[^\W_])|\$)")
_BADGES: Final = {
    first + place: letter
    for first in (0x1F110, 0x1F130, 0x1F150, 0x1F170, 0x1F1E6)  # in parentheses, squares, circles; of flags
    for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")
}
_BADGE: Final = re.compile(f"[{chr(min(_BADGES))}-{chr(max(_BADGES))}]")
_GREEK: Final = re.compile(r"[\u0370-\u03ff]")
_WORD: Final = re.compile(r"\w+")
_OF_ANOTHER_SCRIPT: Final = re.compile(r"[A-Za-z\u0400-\u04ff\uff21-\uff5a]")
_GREEK_READ: Final = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβγικνορτυχηωϲ", "ABEZHIKMNOPTYXaBYikvoptuxnwc")
_SCRIPTS: Final = (
    re.compile(r"[a-z\u00df-\u024f]"),
    re.compile(r"[\u0400-\u052f]"),
    re.compile(r"[\u0370-\u03ff]"),
    re.compile(r"[\u0250-\u02af\u0530-\u058f\u13a0-\u13ff\u1d00-\u1dbf\ua4d0-\ua4ff]|\d"),
    re.compile(r"[ٮںڡٯ]"),
)


def _without_digits(word: re.Match[str]) -> str:
    return word[0].translate(_DIGITS)


def _greek_read(word: re.Match[str]) -> str:
    return word[0].translate(_GREEK_READ) if _OF_ANOTHER_SCRIPT.search(word[0]) else word[0]
