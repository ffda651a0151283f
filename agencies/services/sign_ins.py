"""Forgetting how officers came in: sessions that are over, and the notes of log-ins and wrong passwords."""

from datetime import datetime
from importlib import import_module

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings


def forget_sign_ins(*, before: datetime) -> int:
    """Delete what was noted of log-ins before a moment, and every ended session; answers how many notes.

    Nothing else deletes either: a session that is not closed by hand stays in its table, and so does
    each wrong password. Safe twice.
    """
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return sum(
        model.objects.filter(attempt_time__lt=before).delete()[0]
        for model in (AccessAttempt, AccessFailureLog, AccessLog)
    )
