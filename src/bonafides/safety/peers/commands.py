"""`bonafides import-hma` and `bonafides import-altitude`: moving over with what is there."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import queries as banks
from bonafides.safety.peers.actions import moving
from bonafides.safety.peers.actions.moving import Brought, Merging
from bonafides.safety.peers.dumps import altitude, hma
from bonafides.safety.peers.dumps.altitude import Document, Unreadable
from bonafides.safety.peers.dumps.hma import Dump
from bonafides.safety.peers.queries import banked

UNREADABLE = _("%(path)s cannot be read.")


class Sheets:
    """One file of rows for each list, in a folder that is gone afterwards."""

    def __init__(self, folder: Path, opened: ExitStack) -> None:
        self._folder, self._opened = folder, opened
        self._files: dict[str, TextIO] = {}

    def add(self, name: str, row: dict[str, str]) -> None:
        if name not in self._files:
            path = self._folder / f"{len(self._files)}.jsonl"
            self._files[name] = self._opened.enter_context(path.open("w+", encoding="utf-8"))
        self._files[name].write(json.dumps(row) + "\n")

    def paths(self) -> Iterator[tuple[str, Path]]:
        for name, file in self._files.items():
            file.flush()
            yield name, Path(file.name)


def report(brought: Brought) -> None:
    counts = ", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in brought.counts.items())
    print(f"{brought.bank}: {counts}")
    for line, reason in brought.set_aside:
        print(f"{brought.bank}, row {line}: {reason}", file=sys.stderr)


# -- Hasher-Matcher-Actioner ------------------------------------------------------------------------------------------


def import_hma_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="made by pg_dump --format=plain --data-only")
    parser.add_argument("--bank", dest="banks", action="append", metavar="NAME", help="only this list; may be repeated")


def import_hma(options: Namespace) -> int:
    """Bring the lists of a dump in, each under its own name; started again, it goes on where it was stopped."""
    try:
        with options.file.open("rb") as file:
            dump = hma.read_dump(file)
        wanted, merging = wanted_in(dump, options.banks), Merging()
        with ExitStack() as opened, options.file.open("rb") as file:
            sheets = Sheets(Path(opened.enter_context(TemporaryDirectory(prefix="bonafides-"))), opened)
            for bank, row in hma.signals_in(file, dump):
                if bank in wanted:
                    sheets.add(dump.banks[bank][0], row)
                    merging.note(dump.banks[bank][0], row)
            for name, path in sheets.paths():
                report(moving.bring_in(name=name, provenance=banks.MOVED_FROM_HMA, path=path, rests=True, at=now()))
    except OSError as error:
        raise Invalid("unreadable-file", UNREADABLE, path=options.file) from error
    for number in sorted(wanted):
        finish_bank(dump, number, merging)
    print(f"rows that could not be read, or belong to no content: {dump.unreadable}")
    return 0


def wanted_in(dump: Dump, names: list[str] | None) -> frozenset[int]:
    """The numbers of the lists to bring in."""
    by_name = {name: number for number, (name, _share) in dump.banks.items()}
    if missing := [name for name in names or () if name not in by_name]:
        raise NotFound("no-such-bank", _("The dump has no list of the name %(name)s."), name=missing[0])
    return frozenset(by_name[name] for name in names) if names else frozenset(dump.banks)


def finish_bank(dump: Dump, number: int, merging: Merging) -> None:
    """What was off there is off here, then the list comes on; notes and names that clients gave come along."""
    name, share = dump.banks[number]
    bank = banks.bank_named(SYSTEM, name)
    if bank is None:
        return
    contents = {str(key): content for key, content in dump.contents.items() if content.bank == number}
    kept = moving.keep_beside(bank=bank, contents=contents, merging=merging, at=now())
    bank = moving.switch_on(bank=bank, share=share, at=now())
    state = f"on, for {banked.share_of(bank):.0%} of the questions" if bank.is_active else "off"
    print(f"{name}: {kept} contents with a switch or metadata of their own, {state}")
    if merged := merging.merged(contents):
        print(f"{name}: {merged} contents have a value that another one has, too: it is one entry here")


# -- Altitude ---------------------------------------------------------------------------------------------------------


def import_altitude_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="made by mongoexport of signal, target and case",
    )


def import_altitude(options: Namespace) -> int:
    """Signals become lists; a target whose case waits is submitted again, under the name that its client knows."""
    counts: Counter[str] = Counter()
    waiting: set[str] = set()
    with ExitStack() as opened:
        sheets = Sheets(Path(opened.enter_context(TemporaryDirectory(prefix="bonafides-"))), opened)
        for document in documents_of(options.files):
            sort_in(document, sheets, waiting, counts)
        for name, path in sheets.paths():
            report(moving.bring_in(name=name, provenance=banks.MOVED_FROM_ALTITUDE, path=path, at=now()))
    for document in documents_of(options.files):
        if isinstance(document, dict) and altitude.kind_of(document) == "target":
            counts[submitted(document, waiting)] += 1
    for what, count in sorted(counts.items()):
        print(f"{what}: {count}")
    return 0


def documents_of(files: list[Path]) -> Iterator[Document | Unreadable]:
    for path in files:
        try:
            with path.open("rb") as file:
                yield from altitude.documents_in(file)
        except OSError as error:
            raise Invalid("unreadable-file", UNREADABLE, path=path) from error


def sort_in(document: Document | Unreadable, sheets: Sheets, waiting: set[str], counts: Counter[str]) -> None:
    """A signal onto the sheet of each of its sources; a case that waits into `waiting`; the rest is counted."""
    kind = "" if isinstance(document, Unreadable) else altitude.kind_of(document)
    if isinstance(document, Unreadable) or not kind:
        counts["documents that could not be read"] += 1
    elif kind == "signal":
        sources = altitude.sources_of(document)
        rows = [(altitude.list_of(each), row) for each in sources for row in altitude.rows_of(document, each)]
        for name, row in rows:
            sheets.add(name, row)
        counts["signals taken back, or of an API" if not rows else "signals"] += 1
    elif kind == "case" and (target := altitude.target_waiting(document)):
        waiting.add(target)
    elif kind == "case":
        counts["cases that were judged there, and are not brought in: nobody is named in them"] += 1


def submitted(document: Document, waiting: set[str]) -> str:
    """Submit a target if its case waits; what became of it, in words."""
    old = altitude.target_of(document)
    if old is None or old.name not in waiting:
        return "targets without content, or without a case that waits"
    if moving.submit_again(old=old, at=now()):
        return "targets submitted again"
    return "targets that meet no list here, of which nothing was kept"
