"""When a moment set for the office counts as missed, and how the missed thing is named."""

from datetime import UTC, datetime, timedelta


def is_missed(due_at: datetime, *, at: datetime, grace_minutes: int = 0) -> bool:
    """Whether something not done by `at`, or done at `at`, is late.

    The minute itself is still in time. `grace_minutes` stand beside moments like "at the beginning
    of the next working day" (Decree 61/2018/NĐ-CP, art. 18.2), which no desk keeps to the second.
    """
    return at > due_at + timedelta(minutes=grace_minutes)


def missed_moment(due_at: datetime) -> str:
    """The occasion of a limit that a dossier may have more than once: `due:2026-11-20T08:30:00+00:00`."""
    return f"due:{due_at.astimezone(UTC).isoformat()}"
