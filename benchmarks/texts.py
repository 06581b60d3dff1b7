"""How surely and how fast a listed text is found: `python -m benchmarks.texts [--set frozen|second|third]`.

Recall by mutation, language and length, false positives, and lookups a second against 50,000 texts, on the two sets
that the matcher was tuned on and on a third that it was not; beside TLSH as python-threatexchange ships it, on the same
texts and on our normal form of them. What the sets are: docs/reference/text-benchmark.md. Times are of one core
(processor time), with the compiled search loaded before, and of a share of the texts by numpy alone.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from benchmarks import scratch
from benchmarks.goals import Goal, at_least, at_most, report
from benchmarks.text_corpus import LANGUAGES, LENGTHS
from benchmarks.text_mutations import EXTRA, MUTATIONS, applies
from benchmarks.text_sets import SETS, Positive, TextSet
from bonafides.matching import compiled
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.index import Index
from bonafides.matching.texts import normal_text
from bonafides.matching.tlsh import TLSH_MAX_DISTANCE, TlshTable, tlsh_of
from bonafides.matching.vocabulary import EntryType

GOAL_RECALL_PERCENT, GOAL_FALSE_IN_10_000, GOAL_PER_SECOND = 95, 1, 1_000
LONG: Final = ("50 to 200", "over 200")
TLSH_SAMPLED: Final = 6
"""One in so many mutated texts is tried with TLSH, which goes through all listed texts each time."""

NUMPY_SAMPLED: Final = 8

Finder = Callable[[str], Iterable[int]]
Cell = tuple[str, str, str]


def ours(texts: Sequence[str]) -> tuple[Index[int], Finder]:
    """The index, and what it finds of a text, from its characters to the matches with their places."""
    index: Index[int] = Index((number, EntryType.TEXT, text) for number, text in enumerate(texts))
    return index, lambda text: (hit.entry for hit in index.lookup(Fingerprints(text=normal_text(text), written=text)))


def tlsh(texts: Sequence[str], form: Callable[[str], str]) -> Finder:
    """TLSH in a form of the texts, at the distance at which python-threatexchange says that two match."""
    made = ((number, tlsh_of(form(text).encode("utf-8", "replace"))) for number, text in enumerate(texts))
    hashed = [(number, hash_) for number, hash_ in made if hash_ is not None]
    table = TlshTable([hash_ for _, hash_ in hashed])

    def found(text: str) -> list[int]:
        asked = tlsh_of(form(text).encode("utf-8", "replace"))
        if asked is None:
            return []
        return [hashed[slot][0] for slot in (table.distances(asked) <= TLSH_MAX_DISTANCE).nonzero()[0]]

    return found


def peers_per_second(texts: Sequence[str], asked: Sequence[str]) -> float | None:
    """Lookups a second of python-threatexchange's TLSH, which has no index and compares one by one."""
    try:
        from threatexchange.extensions.tlsh.text_tlsh import TextTLSHSignal  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return None
    listed = [hash_ for hash_ in map(TextTLSHSignal.hash_from_str, texts) if hash_]
    start = time.process_time()
    for text in asked:
        hash_ = TextTLSHSignal.hash_from_str(text)
        for other in listed if hash_ else ():
            TextTLSHSignal.compare_hash(hash_, other)
    return len(asked) / (time.process_time() - start)


def without_kernels_per_second(finder: Finder, asked: Sequence[str]) -> float:
    """Lookups a second where the compiled search is not loaded."""
    kernels, compiled.texts = compiled.texts, None
    try:
        start = time.process_time()
        for text in asked:
            list(finder(text))
        return len(asked) / (time.process_time() - start)
    finally:
        compiled.texts = kernels


def recall(finder: Finder, positives: Iterable[Positive]) -> dict[Cell, list[bool]]:
    """Whether each mutated text led to the one that it was made of, by mutation, language and length."""
    found: dict[Cell, list[bool]] = defaultdict(list)
    for each in positives:
        found[each.mutation, each.language, each.length].append(each.number in set(finder(each.text)))
    return found


def percent(found: dict[Cell, list[bool]], wanted: Callable[[Cell], bool]) -> float:
    """The share found, over the cells that are wanted."""
    tried = [each for cell, some in found.items() if wanted(cell) for each in some]
    return 100 * sum(tried) / len(tried) if tried else float("nan")


def show(found: dict[Cell, list[bool]]) -> None:
    """The table: a row for each mutation, a column for each language in each length; in percent."""
    print(f"  {'found, %':<16}" + "".join(f"{length:>21}" for length in LENGTHS))
    print(f"  {'':<16}" + "".join(f"{language:>7}" for _ in LENGTHS for language in LANGUAGES))
    for mutation in MUTATIONS:
        cells = [(mutation, language, length) for length in LENGTHS for language in LANGUAGES]
        shares = (f"{percent(found, cell.__eq__):7.1f}" if applies(*cell) else f"{'-':>7}" for cell in cells)
        print(f"  {mutation:<16}" + "".join(shares))
    totals = (percent(found, lambda cell, of=(language, length): counts(cell) and cell[1:] == of)  # type: ignore[misc]
              for length in LENGTHS for language in LANGUAGES)  # fmt: skip
    print(f"  {'all but leet':<16}" + "".join(f"{total:7.1f}" for total in totals))


def counts(cell: Cell) -> bool:
    return cell[0] not in EXTRA


def is_long(cell: Cell) -> bool:
    return counts(cell) and cell[2] in LONG


def measured(texts: TextSet) -> list[Goal]:
    """Everything about one set, printed; the goals that it must keep."""
    listed = [each.text for each in texts.listed]
    start = time.process_time()
    index, finder = ours(listed)
    built = time.process_time() - start
    positives, negatives = texts.positives, texts.negatives
    print(f"{texts.name} set: {len(listed):,} listed, {len(positives):,} mutated, {len(negatives):,} negatives")
    print(f"  index made in {built:.1f} s")
    start = time.process_time()
    found = recall(finder, positives)
    false = sum(any(True for _ in finder(text)) for text in negatives)
    per_second = (len(positives) + len(negatives)) / (time.process_time() - start)
    by_numpy = without_kernels_per_second(finder, [*(each.text for each in positives), *negatives][::NUMPY_SAMPLED])
    show(found)
    one = time.process_time()
    index.add(
        [(-1, EntryType.TEXT, "One more listed text, which nobody has written before, in the middle of the day.")]
    )
    print(f"  one more text listed in {1000 * (time.process_time() - one):.1f} ms")
    compare(texts, listed, found)
    worst = min((percent(found, cell.__eq__), *cell) for cell in found if is_long(cell))
    rate = 10_000 * false / len(negatives)
    print(
        f"  false positives: {false} of {len(negatives):,}; {per_second:,.0f} lookups/s, one core;"
        f" {by_numpy:,.0f} by numpy (one in {NUMPY_SAMPLED})"
    )
    shares = ", ".join(f"{length} {percent(found, lambda cell, of=length: counts(cell) and cell[2] == of):.1f} %"  # type: ignore[misc]
                       for length in LENGTHS)  # fmt: skip
    of, tried = f"{texts.name} set", f"{false} of {len(negatives):,}"
    beside = f"{shares}; least {worst[0]:.0f} % of {', '.join(worst[1:])}"
    return [
        at_least(f"texts over 50 characters found, {of}", percent(found, is_long), GOAL_RECALL_PERCENT, "%", beside),
        at_most(f"false positives in 10,000, {of}", rate, GOAL_FALSE_IN_10_000, "", tried),
        at_least(f"lookups/s in 50,000 texts, {of}", per_second, GOAL_PER_SECOND, "/s", "one core"),
    ]


def compare(texts: TextSet, listed: Sequence[str], found: dict[Cell, list[bool]]) -> None:
    """TLSH beside us, on a share of the same mutated texts and negatives."""
    some, posts = texts.positives[::TLSH_SAMPLED], texts.negatives[:: TLSH_SAMPLED * 4]
    print(
        f"  over 50 characters, %          ours   TLSH as shipped   TLSH on our normal form   (one in {TLSH_SAMPLED})"
    )
    finders = [tlsh(listed, form) for form in (str, normal_text)]
    by_tlsh = [recall(finder, some) for finder in finders]
    for mutation in MUTATIONS:
        wanted = lambda cell, of=mutation: cell[0] == of and cell[2] in LONG  # noqa: E731
        shares = (percent(each, wanted) for each in (found, *by_tlsh))
        print(
            f"  {mutation:<26}" + "".join(f"{share:{wide}.1f}" for share, wide in zip(shares, (9, 18, 26), strict=True))
        )
    false = [sum(any(True for _ in finder(post)) for post in posts) for finder in finders]
    print(f"  TLSH: false positives {false[0]} and {false[1]} of {len(posts):,}")
    speed = peers_per_second(listed, [each.text for each in some[:: len(some) // 20]])
    print(
        f"  TLSH in python-threatexchange: {speed:,.0f} lookups/s"
        if speed
        else "  python-threatexchange is not installed"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=list(SETS), default=None, help="one of the sets only")
    options = parser.parse_args()
    compiled.use_kernels()
    print(f"Listed texts, mutated; {scratch.machine()}")
    goals = [goal for each in SETS.values() if options.set in (None, each.name) for goal in measured(each)]
    return report(goals)


if __name__ == "__main__":
    sys.exit(main())
