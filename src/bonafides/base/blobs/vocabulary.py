"""The words and limits of blobs."""

from datetime import timedelta

WRAPPING = "blob-key"  # the purpose under which data keys are sealed
SWEEP_EVERY = timedelta(hours=1)
UNNAMED_FOR = timedelta(hours=1)  # how long a file may lie without a committed row: far longer than any upload takes
