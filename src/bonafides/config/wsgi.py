"""The WSGI application that Granian's workers load."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafides.config.settings")

application = get_wsgi_application()
