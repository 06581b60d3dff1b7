"""Which optional readers are missing here: said as JSON, by a process that loads them as a child does."""

import json
import sys
from importlib.util import find_spec

from bonafides.matching.insides import chromaprint
from bonafides.matching.insides.vocabulary import Reason


def main() -> int:
    """Print what is missing."""
    is_there = {
        Reason.NEEDS_VIDEO: find_spec("av") is not None,
        Reason.NEEDS_HEIC: find_spec("pillow_heif") is not None,
        Reason.NEEDS_CHROMAPRINT: chromaprint.load() is not None,
    }
    print(json.dumps([reason for reason, there in is_there.items() if not there]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
