# mypy: ignore-errors
"""The search for shared runs compiled: the same candidates as numpy's, and other threads run meanwhile.

Importing this takes a second, and some more where it was not compiled on this machine before; `compiled` does it. What
is declared is what is typed here, for mypy cannot follow a compiler.

Nothing is sorted and no array is made: each listed text has a place where the runs are counted that it shares, and
those that share most of them are kept at hand. What runs lie in step is found by going through the shared runs again,
never by writing them down: where a listed text and a post repeat one word without end there are billions.
"""

from typing import Any, Final

import numpy as np
from numba import types

from bonafides.matching import passage_runs
from bonafides.matching.compiling import array_of, compiler_for, inlined
from bonafides.matching.passage_runs import (
    ALIGNED_AT_MOST,
    COMMON,
    LEVELS,
    LONG,
    LONG_STEP,
    RUN,
    STEP,
    WORTH_ALIGNING,
)

NEAR: Final = 64  # places around where a key stands if keys are spread evenly
STEPS: Final = 2  # of a long text
SLOT, STRETCHES = 0, 1  # in a row of what is found: the slot, four places for each step
LEAST, MOST = 9, 10  # the shifts of its shared runs; then for each step: how wide it is, where its bins begin,
STEP_OF, BINS_OF, FULLEST = 11, 13, 15  # and the least shift of the fullest two
LARGEST: Final = 1 << 62
TURNS, MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)


_U32S, _I32S, _DESK = array_of(types.uint32), array_of(types.int32), array_of(types.int64, writable=True)
_OF_TEXTS: Final = (_I32S, array_of(types.int8), _I32S, array_of(types.boolean))
_BEST, _OUT = array_of(types.float64, 2, writable=True), array_of(types.int64, 2, writable=True)

_compiled: Any = compiler_for([__file__, passage_runs.__file__])


@inlined
def _hash_at(points, run):
    """The hash of the run that begins at a letter, as `passage_runs.py` has it."""
    value = np.uint64(points[run])
    for place in range(1, RUN):
        value = value * TURNS + np.uint64(points[run + place])
    value = (value ^ (value >> np.uint64(29))) * MIX
    return value ^ (value >> np.uint64(32))


@inlined
def _place_of(keys, key):
    """Where a key stands, or the next larger one: sought around where it would stand if all were spread evenly."""
    size = len(keys)
    guess, reach = np.int64((np.uint64(key) * np.uint64(size)) >> np.uint64(32)), NEAR
    low, high = max(guess - reach, 0), min(guess + reach, size)
    while low > 0 and keys[low] > key:
        reach *= 4
        low = max(guess - reach, 0)
    while high < size and keys[high] < key:
        reach *= 4
        high = min(guess + reach, size)
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def _keep_best(best, slots, held, value, slot):
    """Put a text among those with the highest values; of equal ones the later goes first. Returns how many are held."""
    place = min(held, ALIGNED_AT_MOST - 1)
    if held == ALIGNED_AT_MOST and (value < best[place] or (value == best[place] and slot < slots[place])):
        return held
    while place > 0 and (value > best[place - 1] or (value == best[place - 1] and slot > slots[place - 1])):
        best[place], slots[place] = best[place - 1], slots[place - 1]
        place -= 1
    best[place], slots[place] = value, slot
    return min(held + 1, ALIGNED_AT_MOST)


@inlined
def _lay_bins(rows, chosen, lengths):
    """Give each step of each chosen text its bins, one for so many shifts as it is wide; returns how many in all."""
    laid = 0
    for row in range(chosen):
        length = np.int64(lengths[rows[row, SLOT]])
        is_long = length > LONG_STEP * STEP
        rows[row, STEP_OF] = length // LONG_STEP if is_long else STEP
        rows[row, STEP_OF + 1] = STEP if is_long else 0
        for look in range(STEPS):
            rows[row, BINS_OF + look] = laid
            if rows[row, STEP_OF + look] > 0:
                laid += (rows[row, MOST] - rows[row, LEAST]) // rows[row, STEP_OF + look] + 2  # one stays empty
    return laid


@inlined
def _find_fullest(rows, chosen, bins):
    """Of each step of each chosen text, the least shift of the two neighbouring bins that hold most."""
    for row in range(chosen):
        for look in range(STEPS):
            step, base = rows[row, STEP_OF + look], rows[row, BINS_OF + look]
            if step == 0:
                continue
            fullest = 0
            for each in range(1, (rows[row, MOST] - rows[row, LEAST]) // step + 1):
                if bins[base + each] + bins[base + each + 1] > bins[base + fullest] + bins[base + fullest + 1]:
                    fullest = each
            rows[row, FULLEST + look] = rows[row, LEAST] + fullest * step
            for edge in range(2):
                rows[row, STRETCHES + 4 * look + 2 * edge] = LARGEST
                rows[row, STRETCHES + 4 * look + 2 * edge + 1] = 0


@_compiled(types.int64(_U32S, _U32S, _I32S, _I32S, _I32S, *_OF_TEXTS, _DESK, _BEST, _DESK, _OUT))
def candidates(points, keys, starts, slots, places, lengths, bands, kept, gone, counts, best, room, rows):
    """The listed texts of one segment worth aligning with the text of these code points, at least one run of them.

    The arrays are the segment's. Working memory of one call at a time: counts (texts,) int64, zero before and after;
    best (2, 8) float64; room (any,) int64, of thrice the letters, the listed texts and 64 more at least. Writes to rows
    (16, 17) int64 the slot, where the shared runs in step begin and end in the submitted and in the listed text, and
    the same of the stricter step of a long text; returns how many, or minus the size that `room` needs.
    """
    runs, of_level_1, of_level_2, of_level_3 = len(points) - RUN + 1, 0, 0, 0
    firsts, pasts, numbers, bins = room[:runs], room[runs : 2 * runs], room[2 * runs : 3 * runs], room[3 * runs :]
    likest, longest, met = bins[:ALIGNED_AT_MOST], bins[ALIGNED_AT_MOST:], bins[2 * ALIGNED_AT_MOST :]

    for run in range(runs):
        value = _hash_at(points, run)
        of_level_1 += (value & np.uint64(1)) == 0
        of_level_2 += (value & np.uint64(3)) == 0
        of_level_3 += (value & np.uint64(7)) == 0
        key = np.uint32(value >> np.uint64(32))
        at = _place_of(keys, key)
        is_held = at < len(keys) and keys[at] == key
        firsts[run], pasts[run] = 0, 0
        if is_held and starts[at + 1] - starts[at] <= COMMON:
            firsts[run], pasts[run] = starts[at], starts[at + 1]

    met_count = 0
    for run in range(runs):
        for at in range(firsts[run], pasts[run]):
            slot = slots[at]
            counts[slot] += 1
            met[met_count] = slot
            met_count += counts[slot] == 2  # else the next one takes its place

    likest_held, longest_held = 0, 0
    for each in range(met_count):
        slot = met[each]
        shared, band = counts[slot], bands[slot]
        level = LEVELS[band]
        of_level = runs if level == 0 else of_level_1 if level == 1 else of_level_2 if level == 2 else of_level_3
        likeness = max(np.float64(shared) / max(kept[slot], 1), np.float64(shared) / max(of_level, 1))
        letters = np.int64(shared) << level
        if gone[slot] or (likeness < WORTH_ALIGNING[band] and letters < LONG):
            continue
        likest_held = _keep_best(best[0], likest, likest_held, likeness, slot)
        longest_held = _keep_best(best[1], longest, longest_held, np.float64(letters), slot)

    chosen = 0
    for each in range(likest_held + longest_held):
        slot = likest[each] if each < likest_held else longest[each - likest_held]
        if counts[slot] < 0:  # it is chosen already
            continue
        rows[chosen, SLOT], rows[chosen, LEAST], rows[chosen, MOST] = slot, LARGEST, -LARGEST
        chosen += 1
        counts[slot] = -chosen

    left = 0  # runs that a chosen text holds
    for run in range(runs):
        is_left = False
        for at in range(firsts[run], pasts[run]):
            row = -counts[slots[at]] - 1
            if row < 0:
                counts[slots[at]] = 0
                continue
            shift, is_left = run - np.int64(places[at]), True
            rows[row, LEAST], rows[row, MOST] = min(rows[row, LEAST], shift), max(rows[row, MOST], shift)
        firsts[left], pasts[left], numbers[left] = firsts[run], pasts[run], run
        left += is_left
    laid = _lay_bins(rows, chosen, lengths)
    is_room = laid <= len(bins)

    if is_room:
        bins[:laid] = 0
        for each in range(left):
            for at in range(firsts[each], pasts[each]):
                row = -counts[slots[at]] - 1
                if row < 0:
                    continue
                above = numbers[each] - places[at] - rows[row, LEAST]
                for look in range(STEPS):
                    if rows[row, STEP_OF + look] > 0:
                        bins[rows[row, BINS_OF + look] + above // rows[row, STEP_OF + look]] += 1
        _find_fullest(rows, chosen, bins)
        for each in range(left):
            here = numbers[each]
            for at in range(firsts[each], pasts[each]):
                row, there = -counts[slots[at]] - 1, np.int64(places[at])
                if row < 0:
                    continue
                for look in range(STEPS):
                    above = here - there - rows[row, FULLEST + look]
                    if 0 <= above < 2 * rows[row, STEP_OF + look]:
                        edge = STRETCHES + 4 * look
                        rows[row, edge] = min(rows[row, edge], here)
                        rows[row, edge + 1] = max(rows[row, edge + 1], here + RUN)
                        rows[row, edge + 2] = min(rows[row, edge + 2], there)
                        rows[row, edge + 3] = max(rows[row, edge + 3], there + RUN)
    for row in range(chosen):
        counts[rows[row, SLOT]] = 0
    return chosen if is_room else -(3 * runs + laid)
