"""What people do in two installations that know of each other only what is published.

programme   in a home of the edition `programme`: a member, a register, an alert, a withdrawal
platform    in a home of the edition `safety`: what stands in the queue, a decision

Each is run as `python -m tests.between.programme STEP ...` in the environment of its home, and prints JSON.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any


def run(steps: Callable[[], dict[str, Callable[..., Any]]]) -> None:
    """Start Django in this home and do one step; `steps` is asked only then, for it imports models."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafides.config.settings")
    django.setup()
    name, *words = sys.argv[1:]
    print(json.dumps(steps()[name](*words)))
