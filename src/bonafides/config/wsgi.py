"""The WSGI application that Granian's workers load: Django, and before it the front that answers the hottest lookups.

A worker ends with its parent, follows a demo home's clock, and takes its first connection when all is loaded.
"""

import os
from typing import Any

from django.apps import apps
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafides.config.settings")

application: Any = get_wsgi_application()

from bonafides.web.bodies import measured  # noqa: E402  # needs the settings

application = measured(application)  # the front leaves a body of unknown length to Django

if apps.is_installed("bonafides.safety.banks"):
    from bonafides.safety.banks import front
    from bonafides.safety.peers.queries import banked
    from bonafides.web.middleware import standing_headers

    application = front.before(application, standing_headers(), is_shared=lambda: bool(banked.partial_lists()))

if os.environ.get("BONAFIDES_SERVED"):
    from bonafides.base.http.tallies import flush_for_ever
    from bonafides.base.outbox.process import die_with_parent
    from bonafides.cli.homes import follow_clock
    from bonafides.web.warmth import warm

    die_with_parent()
    follow_clock()
    if apps.is_installed("bonafides.safety.banks"):
        application.warm()
    warm()
    flush_for_ever()
    if apps.is_installed("bonafides.safety.banks"):
        from bonafides.safety.banks.jobs import guard_for_ever

        guard_for_ever()
