"""`bonafides knowledge install`, `knowledge import` and `knowledge export`."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import actions


def install_arguments(parser: ArgumentParser) -> None:
    """No arguments: may be run again at any time."""


def install(options: Namespace) -> int:
    """Bring in the resources that come with the software; nothing that was edited is overwritten."""
    done = actions.install_shipped(by=SYSTEM, at=now())
    print(f"published: {len(done.published)}, unchanged: {len(done.unchanged)}, new drafts: {len(done.drafted)}")
    for name in done.drafted:
        print(f"draft to look at: {name}", file=sys.stderr)
    for name in done.waiting:
        print(f"left for later, a text is under way: {name}", file=sys.stderr)
    return 0


def import_resources_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="Markdown, a zip of Markdown files, or a WordPress export"
    )


def import_resources(options: Namespace) -> int:
    """Make drafts of a file's texts. Exit 0 if it could be read, also where single texts were set aside."""
    try:
        data = options.file.read_bytes()
    except OSError as error:
        raise Invalid("unreadable-file", _("%(path)s cannot be read."), path=options.file) from error
    brought = actions.import_file(name=options.file.name, data=data, by=SYSTEM, at=now())
    good = [each for each in brought if each.problem is None]
    print(f"drafts: {len(good)}, set aside: {len(brought) - len(good)}")
    for each in brought:
        if each.problem is not None:
            print(f"{each.name}: {each.problem}", file=sys.stderr)
    return 0


def export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the zip to write")


def export(options: Namespace) -> int:
    """Write every published resource to a zip of Markdown files, as an import reads them."""
    options.out.write_bytes(actions.export(SYSTEM))
    return 0
