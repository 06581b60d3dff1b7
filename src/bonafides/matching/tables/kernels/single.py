# mypy: ignore-errors
"""One query, for as little as a call can cost."""

from typing import Any, Final

import numpy as np
from numba import types

from bonafides.matching.compiling import laid_over
from bonafides.matching.tables.kernels.buckets import BUCKETS
from bonafides.matching.tables.kernels.desk import (
    CHUNKS,
    DEAD,
    DESK,
    I64,
    MARKS,
    ON_DESK,
    OUT,
    QUERIES,
    SEEN,
    TABLES,
    U32S,
    U64,
    WORDS,
    compiled,
)
from bonafides.matching.tables.kernels.sixteen_chunks import sixteen
from bonafides.matching.tables.layout import NARROW_TABLES, WIDE_TABLES

HITS_OF_ONE: Final = 1_024  # of a single query; an even number, for two lie in three of a room's places
COSTLY_AT, HITS_AT = 4, 5  # in the room of a single query, behind its words
DESK_OF_ONE: Final = HITS_AT + HITS_OF_ONE * 3 // 2
ROOM_OF_ONE: Final = DESK_OF_ONE + DESK + SEEN
FOUND_OF_ONE: Final = types.Tuple((I64, I64, I64))

queries_at, words_at, u32s_at, chunks_at = laid_over(QUERIES), laid_over(WORDS), laid_over(U32S), laid_over(CHUNKS)
out_at, marks_at = laid_over(OUT), laid_over(MARKS)


@compiled(FOUND_OF_ONE(ON_DESK, DEAD, ON_DESK, U64, U64, U64, U64, I64, I64))
def one(places: Any, dead: Any, room: Any, q0: Any, q1: Any, q2: Any, q3: Any, limit: int, turn: int) -> Any:
    """Search a single query in sixteen tables: the same as `sixteen`, whose call alone takes half as long as it.

    places (6,) int64: where words, starts, rows, wide, narrow and chunks lie, in memory that must stay while this runs.
    room (ROOM_OF_ONE,) int64, of one call at a time: a query, what is costly, hits, a desk. Returns how many hits there
    are (-1: more than there is room for, or it is left to a scan), and the row and the distance of the first; all of
    them lie in `hits_in(room)`.
    """
    size, at = dead.shape[0], np.int64(room.ctypes.data)
    costly, out = marks_at(at + 8 * COSTLY_AT, 1, 1), out_at(at + 8 * HITS_AT, HITS_OF_ONE, 3)
    room[0], room[1], room[2], room[3], costly[0] = np.int64(q0), np.int64(q1), np.int64(q2), np.int64(q3), 0
    found, past = sixteen(
        queries_at(at, 1, 4),
        words_at(places[0], 4 * size, 1),
        dead,
        u32s_at(places[1], TABLES * BUCKETS, 1),
        u32s_at(places[2], TABLES * size, 1),
        words_at(places[3], WIDE_TABLES * size, 1),
        u32s_at(places[4], NARROW_TABLES * size, 1),
        chunks_at(places[5], TABLES, 4),
        limit,
        0,
        costly,
        room[DESK_OF_ONE:],
        turn,
        out,
    )
    if past == 0 or costly[0] != 0:
        return -1, 0, 0
    return found, np.int64(out[0, 1]), np.int64(out[0, 2])


def hits_in(room: Any) -> Any:
    """(n, 3) int32, a view: the query's number, the row and the distance of each hit that `one` wrote."""
    return room[HITS_AT:DESK_OF_ONE].view(np.int32).reshape(-1, 3)
