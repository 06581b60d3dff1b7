"""Kept uploads against new entries: `python -m benchmarks.looking_back [--kept 1000000] [--entries 1000]`.

In the tables of an installation, by the worker's own steps: seven of ten uploads are pictures with their turns, two
texts, one an address; one in a thousand meets an entry. Goals: a million against a thousand in 60 seconds on two cores,
each found once and told once; what keeping costs an upload.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np

from benchmarks import scratch
from benchmarks.goals import at_most, holds, report

SEED, MEETS_EVERY, SECONDS, MILLISECONDS = 20261128, 1_000, 60.0, 10.0
DISTINCT, ROWS_AT_ONCE = 500, 10_000  # texts and addresses are packed once each and stored many times
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def the_switch() -> Any:
    from bonafides.base.people.models import Person
    from bonafides.kernel.actor import Actor, ActorKind
    from bonafides.safety.banks import actions

    person = Person.objects.get()
    by = Actor(ActorKind.PERSON, person.code, person=person.pk, organisation=1, roles=frozenset({"owner"}))
    return actions.switch_on_looking_back(days=90, lasts_days=180, reason="a measurement", by=by, at=NOW)


def entry_values(rng: np.random.Generator, count: int) -> list[tuple[str, str]]:
    """Mostly pictures and digests, some texts, addresses and TLSH hashes."""
    hashes = [row.astype(">u8").tobytes().hex() for row in rng.integers(0, 2**64, (count, 4), dtype=np.uint64)]
    kinds = ["pdq"] * 5 + ["sha256"] * 2 + ["text", "url", "tlsh"]
    made = {
        "text": lambda number: f"Entry {number} says {' '.join(words(rng, 30))}",
        "tlsh": lambda number: f"T1{hashes[number]}{hashes[-number][:6]}".upper(),
        "url": lambda number: f"https://listed{number}.example/a/{number}",
    }
    numbered = ((kinds[number % 10], number) for number in range(count))
    return [(kind, made[kind](number) if kind in made else hashes[number]) for kind, number in numbered]


def words(rng: np.random.Generator, count: int) -> list[str]:
    letters = rng.integers(97, 123, (count, 7), dtype=np.uint8)
    return [row.tobytes().decode() for row in letters]


def list_entries(values: list[tuple[str, str]]) -> None:
    from bonafides.kernel.actor import SYSTEM
    from bonafides.matching.vocabulary import EntryType
    from bonafides.safety.banks import actions

    bank = actions.create_bank(name="What came later", by=SYSTEM, at=NOW)
    rows = [actions.SourceRow(EntryType(kind), value) for kind, value in values]
    taken = actions.take_from_source(bank=bank, source="bench", rows=rows, by=SYSTEM, at=NOW)
    assert len(taken.placed) == len(values), taken.refused


def kept_rows(rng: np.random.Generator, count: int, values: list[tuple[str, str]], secret: bytes) -> Iterator[Any]:
    """What is kept of so many uploads, and of one in a thousand what meets an entry."""
    from bonafides.matching.fingerprint import fingerprints_of_text, fingerprints_of_url
    from bonafides.matching.lookback.packing import DIGESTS, FRAMES, packed

    of = {"text": fingerprints_of_text, "url": fingerprints_of_url, "tlsh": of_tlsh}
    texts = [packed(fingerprints_of_text(" ".join(words(rng, 40))), secret) for _ in range(DISTINCT)]
    urls = [packed(fingerprints_of_url(f"https://some{n}.example/p/{n}"), secret) for n in range(DISTINCT)]
    frames = np.zeros(8, FRAMES)
    frames["quality"], frames["turn"] = 90, np.arange(8)
    digests = np.zeros(1, DIGESTS)
    digests["has"] = 15
    for number in range(count):
        kind, value = values[number // MEETS_EVERY % len(values)] if number % MEETS_EVERY == 0 else ("", "")
        if kind in of:
            kept = packed(of[kind](value), secret)
            yield kept.frames, kept.digests, kept.names, kept.tlshes
        elif kind or number % 10 < 7:
            frames["hash"] = rng.integers(0, 256, (8, 32), dtype=np.uint8)
            digests["sha256"] = rng.integers(0, 256, (1, 32), dtype=np.uint8)
            if kind:
                where = frames["hash"][3:4] if kind == "pdq" else digests["sha256"]
                where[:] = np.frombuffer(bytes.fromhex(value), np.uint8)
            yield frames.tobytes(), digests.tobytes(), b"", b""
        else:
            some = (texts if number % 10 < 9 else urls)[number % DISTINCT]
            yield some.frames, some.digests, some.names, some.tlshes


def of_tlsh(value: str) -> Any:
    from bonafides.matching.fingerprint import Fingerprints
    from bonafides.matching.tlsh import Tlsh

    return Fingerprints(tlsh=Tlsh.parse(value))


def store(switch: Any, rows: Iterator[Any]) -> None:
    from django.db import connection, transaction

    columns = "look_back_id, reference, name, item, kept_at, version, is_behind"
    columns += ", frames, digests, names, tlshes, videos, paths, sounds"
    statement = f"INSERT INTO banks_keptupload ({columns}) VALUES ({', '.join(['%s'] * 14)})"
    lot: list[tuple[Any, ...]] = []
    at = NOW if connection.vendor == "postgresql" else NOW.replace(tzinfo=None)

    def write() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, lot)
        lot.clear()

    for number, row in enumerate(rows):
        lot.append((switch.pk, f"R{number}", f"{number:032x}", "A" * 120, at, 0, False, *row, "", "", ""))
        if len(lot) == ROWS_AT_ONCE:
            write()
    write()


def search(switch: Any) -> tuple[float, float, Any]:
    """Seconds from the first step to the last, news included; how long the processor worked for it; the run."""
    from bonafides.safety.banks import actions

    run = actions.begin_search(switch=switch, at=NOW)
    assert run is not None
    began, worked = time.perf_counter(), time.process_time()
    actions.search_on(run=run, go_on=lambda: True, at=NOW)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    run.refresh_from_db()
    return seconds, worked, run


def keeping_ms(times: int = 300) -> float:
    """What keeping one picture costs an upload, at the median."""
    from bonafides.matching.fingerprint import fingerprints_of
    from bonafides.safety.banks import actions
    from bonafides.safety.moderation.samples.pictures import sample_pictures

    upload, took = fingerprints_of(sample_pictures(7)[0].data), []
    for number in range(times):
        began = time.perf_counter()
        actions.keep(item=f"p/{number}", fingerprints=upload, index_version=10**6, at=NOW)
        took.append(1_000 * (time.perf_counter() - began))
    return statistics.median(took)


def erased_in(switch: Any) -> tuple[float, float]:
    """Seconds, and those of the processor."""
    from bonafides.kernel.actor import SYSTEM
    from bonafides.safety.banks import actions, jobs

    began, worked = time.perf_counter(), time.process_time()
    actions.switch_off_looking_back(switch=switch, by=SYSTEM, at=NOW)
    while not actions.erase_part(switch=switch, at=NOW):
        pass
    jobs.fold_log()
    return time.perf_counter() - began, time.process_time() - worked


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kept", type=int, default=1_000_000)
    parser.add_argument("--entries", type=int, default=1_000)
    options = parser.parse_args()
    rng = np.random.default_rng(SEED)
    with scratch.installation():
        from bonafides.safety.banks.models import FoundLater
        from bonafides.safety.banks.queries.looking_back import secret_of

        switch, values = the_switch(), entry_values(rng, options.entries)
        store(switch, kept_rows(rng, options.kept, values, secret_of(switch)))
        list_entries(values)
        seconds, worked, run = search(switch)
        expected = -(-options.kept // MEETS_EVERY)
        told = FoundLater.objects.exclude(told_at=None).count()
        cost = keeping_ms()
        erased, erasing = erased_in(switch)
    n = f"n = {options.kept:,} kept, {options.entries:,} entries; {worked:,.1f} s of one processor"
    print(
        f"{n}: {options.kept / seconds:,.0f} uploads a second; "
        f"all erased in {erased:,.1f} s, {erasing:,.1f} s of one processor"
    )
    return report(
        [
            at_most("kept uploads searched for new entries", seconds, SECONDS, "s", n),
            holds("each kept upload that meets an entry, found and told once", f"{expected:,}", f"{told:,}",
                  met=told == run.found == expected),
            at_most("what keeping costs an upload, median", cost, MILLISECONDS, "ms", "n = 300"),
        ]
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
