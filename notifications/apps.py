from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Warnings, apologies, messages")

    def ready(self) -> None:
        from agencies.domain.roles import Role
        from dossiers.selectors.colleagues import register_hanging
        from dossiers.selectors.delegable import register_delegable
        from dossiers.selectors.personal_data import (
            register_hold,
            register_holdings,
            register_papers,
        )
        from notifications import receivers, wording  # noqa: F401
        from notifications.domain.personal_data import HOLDINGS
        from notifications.selectors.hanging import hanging_on
        from notifications.selectors.kept import still_needed
        from notifications.services.papers_issued import letters_of

        wording.register()
        register_hanging(hanging_on)
        register_holdings(HOLDINGS)
        register_hold(still_needed)
        register_papers(letters_of)
        register_delegable("remind", roles=[Role.CENTRE_HEAD])
