"""How long a proof by many examples takes: short with every run, long when `BONAFIDES_LONG_PROOFS=1` asks for it."""

import os


def rounds(short: int, long: int) -> int:
    """The number of examples of one proof."""
    return long if os.environ.get("BONAFIDES_LONG_PROOFS") == "1" else short
