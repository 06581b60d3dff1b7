"""`bonafides members import`."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import actions

SHOWN_ROWS = 20


def import_members_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV with the columns name, website, types, and others")


def import_members(options: Namespace) -> int:
    """Bring in existing members. Exit 0 if the file could be read, also where single rows were set aside."""
    try:
        data = options.file.read_bytes()
    except OSError as error:
        raise Invalid("unreadable-file", _("%(path)s cannot be read."), path=options.file) from error
    run = actions.import_members(data=data, file_name=options.file.name, by=SYSTEM, at=now())
    print(f"added: {run.added}, known: {run.known}, set aside: {run.set_aside}")
    for row in run.rows.all()[:SHOWN_ROWS]:
        print(f"line {row.line}: {row.reason}", file=sys.stderr)
    if run.set_aside > SHOWN_ROWS:
        print(f"... and {run.set_aside - SHOWN_ROWS} more, see {run.get_absolute_url()}", file=sys.stderr)
    return 0
