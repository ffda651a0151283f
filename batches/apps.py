from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BatchesConfig(AppConfig):
    """Long work an officer started: what, how far it is, what came of it."""

    name = "batches"
    verbose_name = _("Exports and imports")
