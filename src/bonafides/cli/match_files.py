"""`bonafides match --bank CSV FILE...`: which files are on a list, a JSON line per match. Loads no framework.

With `--hosted ADDRESS` the lists stay where they are: four digits of each key are sent, and the rest is compared here.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bonafides.cli.found_files import FoundFile, files_below, sentence_of
from bonafides.cli.hosted_lists import ONLY_WHAT_IS_EQUAL, HostedLists, hosted_lists
from bonafides.cli.json_lines import complain, print_line, with_progress
from bonafides.client.errors import BonafidesError
from bonafides.matching.bank_file import BadRow, Row, read_bank_file
from bonafides.matching.errors import BankFileError
from bonafides.matching.fingerprint import Fingerprints, fingerprints_of_file
from bonafides.matching.index import Hit, Index
from bonafides.matching.rescan import NoFingerprint, fingerprints_in

NO_MATCH, MATCH, NOTHING_USABLE = 0, 1, 2

_NAMING_FIELDS: Final = ("file", "pdq", "sha256", "sha512", "sha1", "md5", "url", "text")


@dataclass(frozen=True, slots=True)
class Listed:
    """A usable row and the bank it stands in, as the command line named it."""

    bank: str
    row: Row


@dataclass(frozen=True, slots=True)
class Item:
    """A file or a line of fingerprints to match: how to name it, and its fingerprints or why there are none."""

    name: Mapping[str, object]
    fingerprints: Fingerprints | None
    error: str = ""
    unreadable: Sequence[object] = ()


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `bonafides match`."""
    parser.description = "Print which files or fingerprints are on a list, a JSON line per match, nearest first."
    parser.add_argument(
        "--bank", metavar="CSV", dest="banks", action="append", default=[], type=Path, help="a list; may be repeated"
    )
    parser.add_argument(
        "--hosted",
        metavar="ADDRESS",
        help="an installation that holds the lists, as https://name:key@host/ or with the key in BONAFIDES_API_KEY",
    )
    parser.add_argument(
        "--fingerprints", metavar="JSONL", type=Path, help="lines as `bonafides hash` prints them; - for input"
    )
    parser.add_argument(
        "files", metavar="FILE", nargs="*", type=Path, help="a file, or a folder with all files below it"
    )


def run(options: argparse.Namespace) -> int:
    """Print a line per match, and one for each item of which something was not read.

    Returns 0 for no match, 1 for a match, 2 for no usable list or nothing readable.
    """
    if options.hosted:
        return _run_hosted(options)
    listed = [each for path in options.banks for each in _listed_in(path)]
    if not listed:
        complain("No usable entry in any bank.")
        return NOTHING_USABLE
    index = Index((number, each.row.type, each.row.value) for number, each in enumerate(listed))
    return _of_all(options, lambda item: _matched(item, index, listed))


def _of_all(options: argparse.Namespace, matched: Callable[[Item], int]) -> int:
    """Match one item after another. Says so where there was none at all, as with a folder without any file."""
    codes = {matched(item) for item in with_progress(_items(options), "items")}
    if not codes:
        complain("There is nothing to match: name a file, a folder with files, or --fingerprints.")
    return max(codes, key=(NOTHING_USABLE, NO_MATCH, MATCH).index, default=NOTHING_USABLE)


def _run_hosted(options: argparse.Namespace) -> int:
    """The same against lists that are held elsewhere."""
    if options.banks:
        complain("Give lists, or the address of an installation that holds them, not both.")
        return NOTHING_USABLE
    complain(ONLY_WHAT_IS_EQUAL)
    try:
        with hosted_lists(options.hosted) as lists:
            return _of_all(options, lambda item: _matched_hosted(item, lists))
    except BonafidesError as error:
        complain(str(error))
        return NOTHING_USABLE


def _matched_hosted(item: Item, lists: HostedLists) -> int:
    if item.fingerprints is None:
        print_line({**item.name, "error": item.error})
        return NOTHING_USABLE
    lines = list(lists.lines_of(item.fingerprints))
    for line in lines:
        print_line({**item.name, **line})
    _say_what_was_not_read(item)
    return MATCH if lines else NO_MATCH


def _say_what_was_not_read(item: Item) -> None:
    """Of an encrypted archive, say, a line of its own: without one it would look as if it met nothing."""
    if item.unreadable:
        print_line({**item.name, "unreadable": item.unreadable})


def _listed_in(path: Path) -> Iterator[Listed]:
    try:
        for row in with_progress(read_bank_file(path), f"rows of {path}"):
            if isinstance(row, BadRow):
                complain(f"{path}, line {row.line}: {row.reason}")
            elif row.opinion != "negative":  # listed as not terrorist content
                yield Listed(str(path), row)
    except OSError as error:
        complain(f"{path}: {sentence_of(error)}")
    except BankFileError as error:
        complain(f"{path}: {error}")


def _items(options: argparse.Namespace) -> Iterator[Item]:
    for found in files_below(options.files):
        yield _item_of_file(found)
    if options.fingerprints is not None:
        yield from _items_of_lines(options.fingerprints)


def _item_of_file(found: FoundFile) -> Item:
    name = {"file": str(found.path)}
    if found.error:
        return Item(name, None, found.error)
    try:
        fingerprints = fingerprints_of_file(found.path)
    except OSError as error:
        return Item(name, None, sentence_of(error))
    return Item(name, fingerprints, unreadable=fingerprints.unread_as_json())


def _items_of_lines(path: Path) -> Iterator[Item]:
    if str(path) == "-":
        yield from _items_in(sys.stdin)
        return
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as lines:
            yield from _items_in(lines)
    except OSError as error:
        yield Item({"file": str(path)}, None, sentence_of(error))


def _items_in(lines: Iterable[str]) -> Iterator[Item]:
    return (_item_of_line(number, line) for number, line in enumerate(lines, 1) if line.strip())


def _item_of_line(number: int, line: str) -> Item:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        return Item({"fingerprint": f"line {number}"}, None, "The line is not a JSON object.")
    name = next((fields[field] for field in _NAMING_FIELDS if fields.get(field)), f"line {number}")
    unread = fields.get("unreadable")
    try:
        return Item(
            {"fingerprint": name}, fingerprints_in(fields), unreadable=unread if isinstance(unread, list) else ()
        )
    except NoFingerprint as error:
        return Item({"fingerprint": name}, None, str(error))


def _matched(item: Item, index: Index[int], listed: list[Listed]) -> int:
    if item.fingerprints is None:
        print_line({**item.name, "error": item.error})
        return NOTHING_USABLE
    hits = index.lookup(item.fingerprints)
    for hit in hits:
        print_line({**item.name, **_line_of(hit, listed[hit.entry])})
    _say_what_was_not_read(item)
    return MATCH if hits else NO_MATCH


def _line_of(hit: Hit[int], listed: Listed) -> dict[str, object]:
    detail = dict(hit.detail)
    path = detail.pop("path", None)
    return {
        "bank": listed.bank,
        "entry": listed.row.entry,
        "type": hit.type,
        "distance_bits": hit.distance_bits,
        "matched_by": hit.matched_by,
        **({"path": path} if path else {}),
        **({"detail": detail} if detail else {}),
    }
