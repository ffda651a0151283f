"""Everything that happens by the clock, in one list. Office days and hours are Vietnam's."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from celery.schedules import crontab
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCHEDULE: Mapping[str, dict[str, Any]] = {
    # Every ten minutes, day and night: a limit of hours may be missed at any of them, a limit of
    # days at midnight. Warns, demands, flags, drafts letters, escalates.
    "sweep": {
        "task": "notifications.sweep",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 9 * 60},
    },
    # At night: the same, of everything, where those by day go on from one another.
    "sweep everything": {
        "task": "notifications.sweep",
        "schedule": crontab(hour="2", minute="35"),
        "kwargs": {"whole": True},
        "options": {"expires": 3600},
    },
    # Every minute: messages whose time has come, and those the queue lost.
    "deliver due messages": {
        "task": "notifications.deliver_due_messages",
        "schedule": crontab(),
        "options": {"expires": 50},
    },
    # Every hour: due dates counted under an older edition of the calendar, which the import's own
    # task may not have reached.
    "recompute due dates": {
        "task": "dossiers.recompute_due_dates",
        "schedule": crontab(minute="5"),
        "options": {"expires": 3000},
    },
    # Every hour: answers kept for repeated requests (the header Idempotency-Key), after a day.
    "forget old answers": {
        "task": "agencies.forget_answers",
        "schedule": crontab(minute="25"),
        "options": {"expires": 3600},
    },
    # Every five minutes: files that wait for the virus scanner, because the queue lost them, their
    # worker died, or the scanner was away.
    "scan waiting files": {
        "task": "dossiers.scan_waiting_files",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 4 * 60},
    },
    # At night: stored files that no dossier knows of, and rows whose file is gone.
    "look after files": {
        "task": "dossiers.look_after_files",
        "schedule": crontab(hour="3", minute="15"),
        "options": {"expires": 3600},
    },
    # Every minute: exports and imports that the queue lost, or whose worker died.
    "restart lost batches": {
        "task": "batches.restart_lost",
        "schedule": crontab(),
        "options": {"expires": 50},
    },
    # At night: personal data of dossiers that ended more than `PERSONAL_DATA_YEARS` years ago.
    "erase personal data": {
        "task": "dossiers.erase_personal_data",
        "schedule": crontab(hour="1", minute="45"),
        "options": {"expires": 3600},
    },
    # At night: notes of who looked at whose data, after `ACCESS_RECORD_DAYS` days.
    "forget old accesses": {
        "task": "dossiers.forget_accesses",
        "schedule": crontab(hour="3", minute="10"),
        "options": {"expires": 3600},
    },
    # At night: sessions that are over, and notes of log-ins after `SIGN_IN_RECORD_DAYS` days.
    "forget old sign-ins": {
        "task": "agencies.forget_sign_ins",
        "schedule": crontab(hour="3", minute="5"),
        "options": {"expires": 3600},
    },
    # At night: exports and imports past `BATCH_KEPT_DAYS`, with their files and reports.
    "forget old batches": {
        "task": "batches.forget",
        "schedule": crontab(hour="2", minute="30"),
        "options": {"expires": 3600},
    },
}

#: How long a job may be without a finished run before it counts as late: about three missed turns.
PATIENCE: Mapping[str, timedelta] = {
    "notifications.sweep": timedelta(minutes=30),
    "notifications.deliver_due_messages": timedelta(minutes=5),
    "dossiers.recompute_due_dates": timedelta(hours=3),
    "agencies.forget_answers": timedelta(hours=3),
    "dossiers.scan_waiting_files": timedelta(minutes=30),
    "dossiers.look_after_files": timedelta(hours=50),
    "dossiers.erase_personal_data": timedelta(hours=50),
    "dossiers.forget_accesses": timedelta(hours=50),
    "agencies.forget_sign_ins": timedelta(hours=50),
    "batches.restart_lost": timedelta(minutes=5),
    "batches.forget": timedelta(hours=50),
}

JOB_LABELS: Mapping[str, Promise] = {
    "notifications.sweep": _("sweep"),
    "notifications.deliver_due_messages": _("sending messages"),
    "dossiers.recompute_due_dates": _("recomputing due dates"),
    "agencies.forget_answers": _("forgetting old answers"),
    "dossiers.scan_waiting_files": _("virus check of waiting files"),
    "dossiers.look_after_files": _("looking after stored files"),
    "dossiers.erase_personal_data": _("erasing personal data"),
    "dossiers.forget_accesses": _("forgetting old accesses"),
    "agencies.forget_sign_ins": _("forgetting old log-ins"),
    "batches.restart_lost": _("restarting lost exports and imports"),
    "batches.forget": _("deleting old exports and imports"),
}
