"""The search compiled: the same answers as numpy's, twenty times as fast, and other threads run meanwhile.

Importing this takes a second (numba), and some more where its functions were not compiled on this machine before;
`compiled.use_kernels` does it, never a lookup. What is declared is what is typed here, for mypy cannot follow a
compiler. Each kernel goes on from `first` and returns how many hits it wrote, and the query (`scan`: the row) at which
it stopped because `out` was full; the hits of that one are not counted.

A bucket is first looked at as a whole: the least distance of its sketches, a loop without branches over neighbouring
memory. What may hit waits in a short list while its row and its words are fetched, so that the processor waits once
for many. Before a table is searched its buckets are fetched too. A query whose buckets have cost as much as comparing
everything would (they are full of near-duplicates, or somebody filled them on purpose) is left: it is marked in
`costly`, and none of its hits is written. Buckets that are very full in the first tables tell it at once. `crowded`
takes it up, which goes once through rows that meet in many of its buckets; what that leaves is for a scan.
"""

from bonafides.matching.tables.kernels.any_chunks import chunked
from bonafides.matching.tables.kernels.crowds import crowded
from bonafides.matching.tables.kernels.desk import DESK, FEW, SEEN, SEEN_OF_MANY, TURNS
from bonafides.matching.tables.kernels.scans import scan, scan_sketched
from bonafides.matching.tables.kernels.single import HITS_OF_ONE, ROOM_OF_ONE, hits_in, one
from bonafides.matching.tables.kernels.sixteen_chunks import sixteen

__all__ = [
    "DESK",
    "FEW",
    "HITS_OF_ONE",
    "ROOM_OF_ONE",
    "SEEN",
    "SEEN_OF_MANY",
    "TURNS",
    "chunked",
    "crowded",
    "hits_in",
    "one",
    "scan",
    "scan_sketched",
    "sixteen",
]
