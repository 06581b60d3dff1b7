"""What a process does once, done before its first request: nobody waits for addresses, frames and words to be loaded.

A server loads them before it takes a connection: until then the port holds whoever comes, who would wait as long for
the first answer, and everybody after them beside it, since the loading of a first request holds up all others. What is
loaded stays for good, so it is set aside from the garbage collector, which would otherwise go through all of it again
and again, in the middle of a request.
"""

import gc

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

FRAMES = ("console.html", "public.html", "plain.html")  # what every page stands in


def warm() -> None:
    """Load what the first request would load; asks nothing of the database."""
    import_string(settings.ACCESS_TABLE)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("home")
            for frame in FRAMES:
                render_to_string(frame)
    gc.collect()
    gc.freeze()
