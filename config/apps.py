"""The wiring as an installed app, so that its checks and commands are found."""

from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin import sites
from unfold.apps import BasicAppConfig

from config.desk_site import DeskSite


class ThemeConfig(BasicAppConfig):  # type: ignore[misc]
    """The theme with our own site in place of its."""

    def ready(self) -> None:
        admin.site = sites.site = DeskSite()


class ConfigConfig(AppConfig):
    name = "config"
    label = "wiring"

    def ready(self) -> None:
        from config import (  # noqa: F401
            checks,
            fast_moments,
            file_checks,
            heartbeat,
            identity_checks,
            message_checks,
            rule_checks,
            signing_checks,
            statement_log,
            task_log,
        )
