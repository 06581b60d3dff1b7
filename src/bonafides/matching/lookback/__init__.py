"""Fingerprints that are kept of an item so that entries of later lists can be matched with it, and the search of them.

No word, no address, no name of a file is among what is kept (`packing`, `naming`, `locked`). Many kept items
are sieved as arrays against a few entries, and only what may meet one of them is opened and matched (`sieve`).
"""

from bonafides.matching.lookback.packing import Kept, opened, packed
from bonafides.matching.lookback.sieve import Reach, Sieve, reach_of

__all__ = ["Kept", "Reach", "Sieve", "opened", "packed", "reach_of"]
