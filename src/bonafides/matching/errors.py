"""What matching refuses, and why: a stable code, an English sentence and the facts in it; shells translate by code."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_BRACES: Final = re.compile(r"\{\{|\}\}|%|\{(\w+)[^}]*\}")


class MatchingError(Exception):
    """Something given to us cannot be used. `str(error)` is the English sentence with its facts filled in."""

    def __init__(self, code: str, sentence: str, **facts: object) -> None:
        super().__init__(code, sentence)
        self._code: Final = code
        self._sentence: Final = sentence
        self._facts: Final = MappingProxyType(facts)

    @property
    def code(self) -> str:
        """The stable name of the reason, such as `too_many_pixels`."""
        return self._code

    @property
    def sentence(self) -> str:
        """The English sentence with named placeholders, as a translator sees it."""
        return self._sentence

    @property
    def facts(self) -> Mapping[str, object]:
        """The values of the placeholders."""
        return self._facts

    @property
    def template(self) -> str:
        """The same with its placeholders as translations have them: `{type}` as `%(type)s`."""
        escaped = {"{{": "{", "}}": "}", "%": "%%" if self._facts else "%"}
        return _BRACES.sub(lambda found: escaped.get(found[0]) or f"%({found[1]})s", self._sentence)

    def __str__(self) -> str:
        return self._sentence.format(**self._facts)


class FingerprintError(MatchingError):
    """A fingerprint is not written as its kind demands."""


class PictureError(MatchingError):
    """Bytes cannot be read as a picture, or the picture is refused."""


class UrlError(MatchingError):
    """An address has no canonical form."""


class BankFileError(MatchingError):
    """A bank file is unusable as a whole; a single bad row is a `BadRow` instead."""


class SnapshotError(MatchingError):
    """A file of an index cannot be used; the index is built from the database instead."""
