"""Which reminders an officer may read."""

from datetime import datetime

from django.db.models import Q, QuerySet

from agencies.domain.roles import AGENCY_ROLES, COUNTER_ROLES, Role
from agencies.models import Officer
from agencies.selectors import roles_of
from notifications.models import ReminderLetter, ReminderState
from procedures.domain.zone import local_day


def reminders_for(officer: Officer, *, at: datetime) -> QuerySet[ReminderLetter]:
    """The one-stop unit's own reminders, and those issued to the officer's agency; oversight sees all."""
    roles = roles_of(officer, on=local_day(at))
    reminders = ReminderLetter.objects.select_related(
        "one_stop_unit__parent", "agency", "signer"
    ).defer("pdf", "context")
    if roles.has(Role.OVERSIGHT):
        return reminders
    own = Q(one_stop_unit__in=roles.homes(*COUNTER_ROLES) | roles.nodes(*COUNTER_ROLES))
    urged = Q(agency__in=roles.homes(*AGENCY_ROLES), state=ReminderState.ISSUED)
    return reminders.filter(own | urged)
