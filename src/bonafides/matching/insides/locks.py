"""Which members of a document are encrypted. The zip does not know; books and OpenDocument say it in a file of theirs.

Sources: EPUB 3.3, section 4.2.6.3.2 (encryption.xml); OpenDocument 1.3 part 2, sections 3.4 (encryption-data in
manifest.xml, and the whole in `encrypted-package`).
"""

import posixpath
import zipfile
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree

from bonafides.matching.insides.budget import Budget
from bonafides.matching.insides.found import READER_ERRORS, Closed
from bonafides.matching.insides.vocabulary import Reason

_ENCRYPTION: Final = "META-INF/encryption.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
_PACKAGE: Final = "encrypted-package"
_OBFUSCATION: Final = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_FONTS: Final = (".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2", ".eot", ".pfb", ".pfa")


def locked_members(archive: zipfile.ZipFile, budget: Budget) -> Iterator[Closed]:
    """What is encrypted by the archive's own word, each member once, whether it is there under that name or not.

    A list that cannot be read is closed itself. Raises Exhausted at the limits of the whole file.
    """
    names = frozenset(archive.namelist())
    locked: dict[str, None] = {}
    for info in archive.infolist():
        if info.filename in (_ENCRYPTION, _MANIFEST):
            try:
                locked |= dict.fromkeys(_member_called(each, names) for each in _references(archive, info, budget))
            except (ParseError, *READER_ERRORS):  # ValueError among them: forbidden entities and the like
                yield Closed(info.filename, Reason.DAMAGED)
    if _PACKAGE in names and _MANIFEST in names:
        locked[_PACKAGE] = None
    for name in locked:
        yield Closed(name, Reason.ENCRYPTED)


def _references(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Iterator[str]:
    with archive.open(info) as stream:
        data = budget.take(stream).data  # type: ignore[arg-type]
    if data is None:
        raise ValueError("too large a list")
    for each in ElementTree.fromstring(data).iter():
        match _local(each.tag):
            case "EncryptedData":
                yield from _of_book(each)
            case "file-entry" if any(_local(child.tag) == "encryption-data" for child in each):
                yield from (value for name, value in each.items() if _local(name) == "full-path")


def _of_book(encrypted: Element) -> Iterator[str]:
    """What an entry of encryption.xml refers to; fonts that are only scrambled for their licence are left out."""
    is_scrambled = any(child.get("Algorithm") in _OBFUSCATION for child in encrypted)
    for each in encrypted.iter():
        if _local(each.tag) == "CipherReference":
            reference = each.get("URI", "")
            if not (is_scrambled and reference.lower().endswith(_FONTS)):
                yield reference


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _member_called(reference: str, names: AbstractSet[str]) -> str:
    """The member that a reference means, which is relative to the root and may be percent-encoded."""
    plain = posixpath.normpath(unquote(reference.partition("#")[0]).lstrip("/"))
    return reference if reference in names else plain
