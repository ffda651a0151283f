"""The web door."""

import os

from django.core.wsgi import get_wsgi_application

from config.embedded import postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
postgres.ensure_running()
_django = get_wsgi_application()

# Only now are there settings, models and views.
from config.lean_lookup import LeanLookup  # noqa: E402

application = LeanLookup(_django)
