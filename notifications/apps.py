from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Warnings, apologies, messages")

    def ready(self) -> None:
        from notifications import receivers, wording  # noqa: F401

        wording.register()
