"""The web door."""

import os

from django.core.wsgi import get_wsgi_application

from config.embedded import postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
postgres.ensure_running()
application = get_wsgi_application()
