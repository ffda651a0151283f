from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What do the figures say: load, lateness, satisfaction; charts and tables that lead to the dossiers."""

    name = "reports"

    def ready(self) -> None:
        from dossiers.wording import register_sentences
        from reports.wording import SENTENCES

        register_sentences(SENTENCES)
