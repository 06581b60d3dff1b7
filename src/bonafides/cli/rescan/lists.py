"""What a rescan looks for: lists in files, or those of this home."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bonafides.cli.json_lines import complain
from bonafides.cli.rescan.work import Refused
from bonafides.matching.bank_file import BadRow, read_bank_file
from bonafides.matching.errors import BankFileError
from bonafides.matching.rescan import HASHES, ListEntry
from bonafides.matching.rescan import packed as as_bytes
from bonafides.matching.vocabulary import PDQ_MAX_DISTANCE_BITS

LEFT_OUT = "{list}: {count:,} entries are no hashes ({kinds}). A rescan leaves them out; `bonafides match` does not."


def packed(files: Sequence[Path], since: int) -> bytes:
    """The hashes of these files, or of this home's lists, as bytes. Raises Refused where there is none."""
    entries = [entry for file in files for entry in of_file(file)] if files else list(of_home(since))
    if not entries:
        raise Refused("There is no such entry to look for.")
    return as_bytes(entries)


def of_file(file: Path) -> Iterator[ListEntry]:
    left_out: Counter[str] = Counter()
    try:
        for row in read_bank_file(file):
            if isinstance(row, BadRow):
                complain(f"{file}, line {row.line}: {row.reason}")
            elif row.opinion != "negative" and row.type in HASHES:
                yield ListEntry(str(file), row.entry, row.type, row.value, PDQ_MAX_DISTANCE_BITS)
            elif row.opinion != "negative":
                left_out[row.type] += 1
    except BankFileError as error:
        raise Refused(f"{file}: {error}") from error
    say_what_is_left_out(str(file), left_out)


def say_what_is_left_out(name: str, counts: Mapping[str, int]) -> None:
    if counts:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(counts.items()))
        complain(LEFT_OUT.format(list=name, count=sum(counts.values()), kinds=kinds))


def of_home(since: int) -> Iterator[ListEntry]:
    from bonafides.cli.main import start_django

    start_django()
    from bonafides.cli import homes
    from bonafides.safety.banks.queries import hashes_listed_since, others_listed_since

    homes.check_made()
    yield from hashes_listed_since(since)
    for bank, counts in others_listed_since(since).items():
        say_what_is_left_out(bank, counts)
