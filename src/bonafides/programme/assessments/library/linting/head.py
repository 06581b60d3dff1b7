"""The head of a library: its name, version, hash and changelog; frameworks and families."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from rfc8785 import CanonicalizationError

from bonafides.programme.assessments.library.canonical import HASH_FIELD, content_hash
from bonafides.programme.assessments.library.linting.notes import Notes
from bonafides.programme.assessments.library.versions import is_version
from bonafides.programme.assessments.vocabulary import Axis

FORMAT = 1
LIBRARY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def check(document: Mapping[str, Any], notes: Notes) -> None:
    notes.say_if(document["format"] != FORMAT, "library.format_unknown", "format", document["format"])
    notes.say_if(not LIBRARY_ID.fullmatch(document["id"]), "library.id_malformed", "id", document["id"])
    notes.say_if(not is_version(document["version"]), "library.version_malformed", "version", document["version"])
    notes.say_if(
        not is_date(document["published_on"]), "library.date_malformed", "published_on", document["published_on"]
    )
    _check_changelog(document, notes)
    for framework in repeated(each["id"] for each in document["frameworks"]):
        notes.say("framework.duplicate", "frameworks", framework)
    for family in repeated(each["id"] for each in document["families"]):
        notes.say("family.duplicate", "families", family)
    for row in document["families"]:
        notes.say_if(row["axis"] not in set(Axis), "family.unknown_axis", f"families.{row['id']}", row["axis"])
    _check_hash(document, notes)


def _check_changelog(document: Mapping[str, Any], notes: Notes) -> None:
    for number, row in enumerate(document["changelog"]):
        where = f"changelog[{number}]"
        notes.say_if(not is_version(row["version"]), "library.version_malformed", where, row["version"])
        notes.say_if(not is_date(row["date"]), "library.date_malformed", where, row["date"])
    said = {row["version"] for row in document["changelog"]}
    missing = document["version"] not in said
    notes.say_if(missing, "changelog.version_missing", "changelog", document["version"])


def _check_hash(document: Mapping[str, Any], notes: Notes) -> None:
    try:
        found = content_hash(document)
    except CanonicalizationError as error:
        notes.say("library.not_json", HASH_FIELD, error)
    else:
        notes.say_if(found != document[HASH_FIELD], "library.hash_mismatch", HASH_FIELD, found)


def is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def repeated(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
