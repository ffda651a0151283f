"""Every periodic job leaves a heartbeat: when it last started, finished, failed."""

from django.db.models.functions import Now

from notifications.models import JobRun


def note_start(name: str) -> None:
    """A run of the job begins; one that is cut off leaves no end later than its start."""
    JobRun.objects.update_or_create(name=name, defaults={"started_at": Now()})


def note_end(name: str) -> None:
    """The job has done its work."""
    JobRun.objects.filter(name=name).update(finished_at=Now(), error="")


def note_failure(name: str, error: BaseException) -> None:
    """The job has given up; only the kind of error is kept, its text may name people."""
    JobRun.objects.filter(name=name).update(failed_at=Now(), error=type(error).__name__[:120])
