"""Late is late: the one rule, for a dossier at hand and for a row of a list."""

from datetime import datetime


def is_late(
    *,
    runs: bool,
    due_at: datetime | None,
    late_from: datetime | None,
    late_since: datetime | None,
    at: datetime,
) -> bool:
    """Whether a dossier is late at a moment: its clock runs past `late_from`, or had when it was stopped or ended.

    `runs` says whether the state is one in which time counts.
    """
    if late_since is not None:
        return True
    return runs and due_at is not None and late_from is not None and late_from <= at
