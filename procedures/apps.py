from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = _("Procedures and calendar")

    def ready(self):
        """Make the province's own rule sets known; what is wrong with one, a system check says."""
        from procedures.domain.ruleset_variants import adopt_variants

        adopt_variants(settings.RULESET_VARIANTS)
