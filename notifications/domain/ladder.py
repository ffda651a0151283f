"""The ladder: who is told of an overdue dossier, and how long after it was found.

Decree 61/2018/NĐ-CP lets a date be moved once and is silent on a second miss; the head of the
one-stop unit urges agencies and proposes measures (arts 8.2.b, 9.1).
"""

from collections.abc import Sequence

from agencies.domain.roles import Role

#: From the desk upwards.
RUNGS = (Role.UNIT_HEAD, Role.AGENCY_HEAD, Role.CENTRE_HEAD, Role.OVERSIGHT)


def rung_days(working_days: Sequence[int]) -> dict[Role, int]:
    """Each rung with the working days after detection on which it is told.

    `working_days` has one number a rung, never falling: nobody is told before those below.
    """
    if len(working_days) != len(RUNGS) or list(working_days) != sorted(working_days):
        raise ValueError("One number of working days for each rung, never falling.")
    return dict(zip(RUNGS, working_days, strict=True))
