"""`bonafides rescan`: stored fingerprints of a back catalogue against lists, or against what is new on them.

In chunks, by processes of this machine or by a Ray cluster. A chunk's matches appear whole or not at all, so a run
that was killed goes on where it was, and each match stands in the result exactly once.
"""

import argparse
import os
import sys
from pathlib import Path

from bonafides.cli.json_lines import complain
from bonafides.cli.rescan import clusters, lists, local
from bonafides.cli.rescan.progress import with_bar
from bonafides.cli.rescan.work import CHUNK_BYTES, Plan, Refused, Work, lines_in

NO_MATCH, MATCH, REFUSED = 0, 1, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `bonafides rescan`."""
    parser.description = "Match stored fingerprints against lists; a run that was stopped goes on where it was."
    parser.add_argument(
        "--fingerprints",
        type=Path,
        required=True,
        metavar="FILE",
        help="JSON Lines as `bonafides hash` prints them; or FILE.pdq, PDQ hashes of 32 bytes each",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="for the matches, and how far it came")
    parser.add_argument("--bank", type=Path, action="append", default=[], metavar="CSV", help="else this home's lists")
    parser.add_argument("--since", type=int, default=0, metavar="VERSION", help="only entries newer than that")
    parser.add_argument(
        "--processes", type=at_least_one, default=os.cpu_count() or 1, metavar="N", help="on this machine"
    )
    parser.add_argument(
        "--chunk-bytes", type=at_least_one, default=CHUNK_BYTES, metavar="N", help="of the file at a time"
    )
    parser.add_argument("--ray", metavar="ADDRESS", help="a Ray cluster in a network that you trust, such as auto")


def at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def run(options: argparse.Namespace) -> int:
    """Do what is left to do. Returns 1 where something matched, 0 where nothing did, 2 where it was refused."""
    try:
        plan = Plan.of(options.fingerprints, options.chunk_bytes, options.bank, options.since)
        work = Work.at(options.out, plan, lambda: lists.packed(options.bank, options.since))
        with work.held():
            left, chunks = work.left(), work.chunks()
            how = clusters.done(work, left, options.ray) if options.ray else local.done(work, left, options.processes)
            for _number in with_bar(how, chunks, before=chunks - len(left)):
                pass
            matches = work.finish()
    except (Refused, OSError) as error:
        complain(f"bonafides rescan: {error}")
        return REFUSED
    print(f"{work.fingerprints():,} fingerprints, {matches:,} matches: {work.result}", file=sys.stderr)
    if unread := lines_in(work.unread):
        complain(f"{unread:,} of them could not be read, and were compared with nothing: {work.unread}")
    return MATCH if matches else NO_MATCH
