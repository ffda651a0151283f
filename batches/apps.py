from django.apps import AppConfig


class BatchesConfig(AppConfig):
    """Long work an officer started: what, how far it is, what came of it."""

    name = "batches"
