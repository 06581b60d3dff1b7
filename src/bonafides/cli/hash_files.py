"""`bonafides hash FILE...`: the digests and picture hashes of files, a JSON line each. Loads no framework."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from bonafides.cli.found_files import FoundFile, files_below, sentence_of
from bonafides.cli.json_lines import print_line, with_progress
from bonafides.matching.fingerprint import fingerprints_of_file

HASHED, NOTHING_READABLE = 0, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `bonafides hash`."""
    parser.description = "Print the digests and picture hashes of files, a JSON line each."
    parser.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help="a file, or a folder with all files below it"
    )
    parser.add_argument(
        "--tmk", action="store_true", help="print the TMK+PDQF of videos too: 351,128 characters each, in Base64"
    )


def run(options: argparse.Namespace) -> int:
    """Print a line per file. Returns 0, or 2 if nothing was readable."""
    exit_code = NOTHING_READABLE
    for found in with_progress(files_below(options.files), "files"):
        line = line_of(found, with_tmk=options.tmk)
        print_line(line)
        exit_code = exit_code if "error" in line else HASHED
    return exit_code


def line_of(found: FoundFile, *, with_tmk: bool = False) -> Mapping[str, object]:
    """What is printed about one file."""
    if found.error:
        return {"file": str(found.path), "error": found.error}
    try:
        return {"file": str(found.path), **fingerprints_of_file(found.path).as_json(with_tmk=with_tmk)}
    except OSError as error:
        return {"file": str(found.path), "error": sentence_of(error)}
