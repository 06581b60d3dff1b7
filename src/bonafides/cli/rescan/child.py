"""A process that helps: it is told numbers of chunks, does each, and says so. It ends when its input does."""

import sys
from pathlib import Path

from bonafides.cli.rescan.work import Work


def main(folder: Path) -> None:
    work = Work.begun(folder)
    for line in sys.stdin:
        work.do(int(line))
        print(line.strip(), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
