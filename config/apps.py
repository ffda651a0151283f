"""The wiring as an installed app, so that its checks and commands are found."""

from django.apps import AppConfig


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
