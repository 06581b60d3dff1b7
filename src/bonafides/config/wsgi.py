"""The WSGI application that Granian's workers load. A worker ends with its parent and follows a demo home's clock."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafides.config.settings")

application = get_wsgi_application()

if os.environ.get("BONAFIDES_SERVED"):
    from bonafides.base.http.tallies import flush_for_ever
    from bonafides.base.outbox.process import die_with_parent
    from bonafides.cli.homes import follow_clock

    die_with_parent()
    follow_clock()
    flush_for_ever()
