"""How long another answer takes to show both numbers: `python -m benchmarks.what_if [--requests 100]`.

One member's round, filled in and submitted; its owner asks, question after question, what another answer would come
to. The server's time of each page, without a network. SQLite, or PostgreSQL by DATABASE_URL. Goal: p95 at most 200 ms.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from benchmarks import goals, scratch

GOAL_MS = 200.0


def asked() -> Iterator[tuple[str, dict[str, str]]]:
    """The pages of a filled-in round that ask about one question each, and another answer to it."""
    from django.urls import reverse
    from tests import cast

    from bonafides.programme.assessments.actions.opening import opened_by
    from bonafides.programme.assessments.tests.confidential import plant_confidential

    round_ = plant_confidential().assessment
    questions = [each for each in opened_by(round_, cast.by(cast.rex())).questions if each.options]
    for each in cycle(questions):
        yield reverse("assessments:what_if", args=[round_.reference, each.id]), {f"{each.id}-value": each.options[0].id}


def measured(requests: int) -> list[float]:
    """Seconds of each request, after one that is not counted."""
    from tests import cast

    sent = islice(asked(), requests + 1)
    browser = cast.browser_of(cast.rex())
    return [seconds_of(browser, *each) for each in sent][1:]


def seconds_of(browser: Any, path: str, answer: dict[str, str]) -> float:
    began = time.perf_counter()
    shown = browser.post(path, answer)
    took = time.perf_counter() - began
    assert shown.status_code == 200, shown.status_code
    return took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100)
    options = parser.parse_args()
    with scratch.installation():
        took = measured(options.requests)
        print(f"another answer, shown at once; {scratch.machine()}: {scratch.in_milliseconds(took)}")
    p95_ms = scratch.quantile(took, 0.95) * 1000
    return goals.report([goals.at_most("another answer shows both numbers", p95_ms, GOAL_MS, "ms", f"n = {len(took)}")])


if __name__ == "__main__":
    sys.exit(main())
