"""A home of its own, made, used and forgotten in one process: run as a module by test_forgetting_files.py."""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from tests.cast import NOON  # noqa: E402

from bonafides.base.keys import files  # noqa: E402
from bonafides.kernel import clock  # noqa: E402
from bonafides.safety.moderation import jobs  # noqa: E402
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy  # noqa: E402
from bonafides.safety.moderation.tests.stories import AUTHOR_NAME, a_notice, a_story, decide  # noqa: E402
from bonafides.safety.moderation.vocabulary.limits import APPEAL_WINDOW  # noqa: E402


def main() -> None:
    """Two cases, one restricted and one kept; then a year passes."""
    files.create_missing(settings.KEYS, at=NOON)
    call_command("migrate", verbosity=0)
    clock.use(lambda: NOON)
    a_policy()
    story = a_story()
    kept = a_notice("paste-2", "Another planted and harmless text.").flags[0].case
    from tests import cast

    decide(kept, cast.by(cast.amina()), KEEP, NOON + timedelta(hours=1))
    json.dump({"content": story.item.sha256, "held_before": holds(AUTHOR_NAME)}, sys.stdout)
    jobs.forget_what_is_due(NOON + 2 * APPEAL_WINDOW)


def holds(word: str) -> bool:
    """Whether any file of the home holds a word."""
    return any(word.encode() in file.read_bytes() for file in settings.HOME.rglob("*") if file.is_file())


main()
