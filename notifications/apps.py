from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Warnings, apologies, messages")

    def ready(self) -> None:
        from agencies.domain.roles import Role
        from dossiers.selectors.colleagues import register_hanging
        from dossiers.selectors.delegable import register_delegable
        from notifications import receivers, wording  # noqa: F401
        from notifications.selectors.hanging import hanging_on

        wording.register()
        register_hanging(hanging_on)
        register_delegable("remind", roles=[Role.CENTRE_HEAD])
