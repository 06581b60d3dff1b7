# mypy: ignore-errors
"""What all kernels share: the types of their arguments, the desk that they work on, and what a search may cost.

No kernel makes an array, so that none counts references, which would cost as much as the search: what it works on is a
`desk`, (DESK + a power of two,) int64, of one call at a time. What stands on it from earlier calls counts for nothing
if `turn` has grown by their queries.
"""

from pathlib import Path
from typing import Any, Final

from numba import types

from bonafides.matching.compiling import array_of, compiler_for
from bonafides.matching.tables import layout
from bonafides.matching.tables.layout import SIXTEEN

U8, U32, U64, I64 = types.uint8, types.uint32, types.uint64, types.int64
FOUND: Final = types.Tuple((I64, I64))  # hits, and where a kernel stopped
QUERIES, WORDS, DEAD, OUT = array_of(U64, 2), array_of(U64), array_of(U8), array_of(types.int32, 2, writable=True)
U32S, CHUNKS = array_of(U32), array_of(I64, 2)
ON_DESK, MARKS = array_of(I64, writable=True), array_of(U8, writable=True)

compiled: Any = compiler_for([*Path(__file__).parent.glob("*.py"), layout.__file__])

TABLES: Final = len(SIXTEEN.widths)
PROBES: Final = 17  # a chunk's own value and the sixteen that differ in one bit
WAITING: Final = 256
STRETCH: Final = 64  # rows of which the least distance is asked for first
ROWS_AT_ONCE: Final = 1_024
RUNS: Final = 32  # of one query, see `crowds`
NONE_FOUND: Final = 255  # bits, more than any sketch has
FULL: Final = -1  # instead of a number of hits: there is no room for more

WAITS: Final = TABLES  # on a desk: a query's chunks, what waits in pairs, the buckets of two tables, what was decided
OPENED: Final = WAITS + max(2 * WAITING, ROWS_AT_ONCE)
RUNS_AT: Final = OPENED + 2 * 2 * PROBES
DESK: Final = RUNS_AT + 2 * RUNS
SEEN, SEEN_OF_MANY, FEW = 1 << 12, 1 << 16, 8  # places to remember what was decided, for up to so many queries
TURNS: Final = 1 << 31  # that can be told apart

MANY: Final = 100_000
COST_OF_COMPARING: Final = 1  # of a row with all others, measured in sketches that are looked at
COST_OF_SECOND_LOOK: Final = 24  # at each sketch of a bucket: branches
COST_OF_CANDIDATE: Final = 60  # its row and its words lie anywhere in memory
