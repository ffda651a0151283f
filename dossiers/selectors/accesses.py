"""Who was shown whose data, for those who answer for it."""

from datetime import datetime

from django.db.models import QuerySet

from agencies.models import Officer
from agencies.selectors import RoleSet
from dossiers.models import AccessRecord
from dossiers.selectors.visibility import visible_to


def accesses_for(
    officer: Officer, *, at: datetime, roles: RoleSet | None = None
) -> QuerySet[AccessRecord]:
    """The notes on the dossiers an officer may see."""
    return AccessRecord.objects.filter(dossier__in=visible_to(officer, at=at, roles=roles))
