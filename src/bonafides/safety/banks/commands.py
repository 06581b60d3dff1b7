"""`bonafides banks import` and `bonafides banks export`."""

import hashlib
import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import actions, formats, queries
from bonafides.safety.banks.models import Bank, ImportRun
from bonafides.safety.banks.vocabulary import BankKind, ListFormat, RunState, Tlp

SNIFFED_BYTES = 65_536
STANDARD_INPUT: Final = "standard input"


def import_list_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="CSV, JSON Lines, the CSV of the TCAP, or a denylist of IPFS; - reads standard input",
    )
    parser.add_argument("--bank", required=True, metavar="NAME", help="the list; it is made if there is none")
    parser.add_argument("--format", choices=[each.value for each in ListFormat], help="refuse any other format")
    parser.add_argument("--kind", choices=[each.value for each in BankKind], help="of a new list (default known)")
    parser.add_argument("--provenance", default="", help="of a new list: who says so")
    parser.add_argument("--licence", default="", help="of a new list: what one may do with it")
    parser.add_argument("--tlp", choices=[each.value for each in Tlp], help="of a new list (default amber)")


def import_list(options: Namespace) -> int:
    """Bring a file into a list. Exit 0 if it could be read, also where single rows were set aside."""
    with kept(options.file) as path:
        return import_from(path, options)


def import_from(path: Path, options: Namespace) -> int:
    """The same of a file that can be read several times."""
    format_, file_sha256 = looked_at(path)
    if options.format and options.format != format_:
        raise Invalid("other-format", _("The file is in the format %(found)s."), found=format_.value)
    bank = queries.bank_named(SYSTEM, options.bank)
    if bank is None:
        try:
            check_usable(path)  # a file that is refused as a whole leaves no empty list behind
        except formats.UnusableFile as error:
            return unusable(str(error))
        bank = new_bank(options)
    check_said_of(bank, options)
    name = STANDARD_INPUT if str(options.file) == "-" else options.file.name
    run = actions.start_import(bank=bank, file_name=name, file_sha256=file_sha256, format_=format_, by=SYSTEM, at=now())
    with path.open("rb") as file:
        run = actions.import_file(run=run, file=file, by=SYSTEM, at=now())
    return report(run)


@contextmanager
def kept(path: Path) -> Iterator[Path]:
    """What comes but once, from standard input or a pipe, as a file for as long as it is read; a file as it is."""
    is_standard_input = str(path) == "-"
    if not is_standard_input and (path.is_file() or path.is_dir() or not path.exists()):
        yield path
        return
    with NamedTemporaryFile(prefix="bonafides-list-") as copy:
        with nullcontext(sys.stdin.buffer) if is_standard_input else path.open("rb") as source:
            shutil.copyfileobj(source, copy)
        copy.flush()
        yield Path(copy.name)


def looked_at(path: Path) -> tuple[ListFormat, str]:
    """The format of a file and its SHA-256."""
    try:
        with path.open("rb") as file:
            start = file.read(SNIFFED_BYTES)
            file.seek(0)
            return formats.format_of(start), hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Invalid("unreadable-file", _("%(path)s cannot be read."), path=path) from error


def check_usable(path: Path) -> None:
    """Raises UnusableFile if a file is no list at all, which its first row tells."""
    with path.open("rb") as file:
        next(formats.rows_of(file), None)


def unusable(reason: str) -> int:
    print(f"bonafides: {reason}", file=sys.stderr)
    return 2


def new_bank(options: Namespace) -> Bank:
    return actions.create_bank(
        name=options.bank,
        kind=BankKind(options.kind or BankKind.KNOWN),
        provenance=options.provenance,
        licence=options.licence,
        tlp=Tlp(options.tlp or Tlp.AMBER),
        by=SYSTEM,
        at=now(),
    )


def check_said_of(bank: Bank, options: Namespace) -> None:
    """Refuse what is said of a list that is otherwise: an import changes neither, and must not pass over it."""
    for said, stands in ((options.kind, bank.kind), (options.tlp, bank.tlp)):
        if said and said != stands:
            raise Conflict(
                "other-list",
                _("The list %(name)s is “%(stands)s”, not “%(said)s”: an import does not change that."),
                name=bank.name,
                stands=stands,
                said=said,
            )


def report(run: ImportRun) -> int:
    if run.state == RunState.FAILED:
        return unusable(run.trouble)
    print(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in run.counts().items()))
    for row in run.rows_set_aside.all()[:20]:
        print(f"line {row.line}: {row.reason}", file=sys.stderr)
    if run.set_aside > 20:
        print(f"... and {run.set_aside - 20} more, see the page of the list", file=sys.stderr)
    return 0


def export_list_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--bank", required=True, metavar="NAME")
    parser.add_argument("--format", choices=sorted(formats.CONTENT_TYPES), default="csv")
    parser.add_argument("--out", type=Path, metavar="FILE", help="by default standard output")


def export_list(options: Namespace) -> int:
    """Write a list to a file, in the columns that an import reads."""
    bank = queries.bank_named(SYSTEM, options.bank)
    if bank is None:
        raise NotFound("no-such-bank", _("There is no list of the name %(name)s."), name=options.bank)
    actions.record_export(bank=bank, format_=options.format, by=SYSTEM, at=now())
    lines = formats.lines_in(options.format, queries.rows_to_export(bank))
    if options.out is None:
        sys.stdout.writelines(lines)
        return 0
    try:
        with options.out.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
    except OSError as error:
        raise Invalid("unwritable-file", _("%(path)s cannot be written."), path=options.out) from error
    return 0
