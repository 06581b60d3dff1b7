"""Compare the number of skipped tests in a JUnit report with the number that is known: a skip is never a surprise."""

import sys
from xml.etree import ElementTree


def main(report: str, wanted: int) -> int:
    skipped = [
        f"{case.get('classname')}::{case.get('name')}"
        for case in ElementTree.parse(report).iter("testcase")
        if case.find("skipped") is not None
    ]
    if len(skipped) == wanted:
        print(f"{wanted} tests skipped, as is known.")
        return 0
    print(f"{len(skipped)} tests were skipped, {wanted} are known:", *skipped, sep="\n  ")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
