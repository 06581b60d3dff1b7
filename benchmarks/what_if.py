"""How long another answer takes to show both numbers: `python -m benchmarks.what_if [--requests 100]`.

One member's round, filled in and submitted; its owner asks, question after question, what another answer would come
to. The server's time of each page, without a network, and of the score of a service of every type and overlay alone.
SQLite, or PostgreSQL by DATABASE_URL. Goal: p95 at most 200 ms.
"""

import argparse
import sys
import time
import timeit
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


def scored(requests: int) -> list[float]:
    """Seconds of one score of the widest profile there is, half of it answered."""
    from bonafides.programme.assessments.library import Answer, Profile
    from bonafides.programme.assessments.rules.scoring import what_if
    from bonafides.programme.assessments.tests.test_scoring import DAY, IDS, LIBRARY, SOCIAL
    from bonafides.programme.assessments.vocabulary import Overlay, ServiceType

    profile = Profile(frozenset(ServiceType), frozenset(Overlay))
    answers = dict(list(SOCIAL.answers_to(LIBRARY).items())[1::2])
    another = {IDS["R01"]: Answer("never")}
    what_if(profile, answers, LIBRARY, DAY, another)
    return timeit.repeat(lambda: what_if(profile, answers, LIBRARY, DAY, another), number=1, repeat=requests)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100)
    options = parser.parse_args()
    with scratch.installation():
        pages, scores = measured(options.requests), scored(options.requests)
        print(f"another answer, shown at once; {scratch.machine()}")
        print(f"  a page                  {scratch.in_milliseconds(pages)}")
        print(f"  the widest score alone  {scratch.in_milliseconds(scores)}")
    return goals.report(
        [
            goals.at_most(name, scratch.quantile(took, 0.95) * 1000, GOAL_MS, "ms", f"p95, n = {len(took)}")
            for name, took in (("another answer shows both numbers", pages), ("the widest profile is scored", scores))
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
