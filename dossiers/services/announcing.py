"""What an agency says reaches the applicant through the one-stop unit (Decree 61/2018/NĐ-CP, art. 5.1.đ, 5.1.e)."""

from collections.abc import Iterable
from datetime import datetime

from dossiers.models import Announcement, Dossier
from procedures.domain.clock import transfer_due
from procedures.domain.rulesets import ruleset_by_code
from procedures.selectors import work_calendar


def announce(
    dossier: Dossier, *, kind: Announcement.Kind, occasion: str, said_by_id: int, at: datetime
) -> Announcement:
    """Put something to tell the applicant on the one-stop unit's list; the second time answers the first row.

    To be told at the times at which papers are transferred: the same working day, after 15:00 at
    the opening of the next one. No article says how fast; art. 18.2 is taken over.
    `occasion` names what it is about: `event:12`, `letter:<reference>`.
    """
    announcement, _ = Announcement.objects.get_or_create(
        dossier=dossier,
        kind=kind,
        occasion=occasion,
        defaults={
            "said_by_id": said_by_id,
            "planned_at": at,
            "tell_by": transfer_due(at, work_calendar(), ruleset=ruleset_by_code(dossier.ruleset)),
        },
    )
    return announcement


def drop_announcements(
    dossier: Dossier, *, kinds: Iterable[Announcement.Kind], at: datetime, why: str
) -> int:
    """Take what is no longer true off the list, if it is not told yet; answers how many rows.

    `why` is a stable code: `delivered`, `cancelled`, `withdrawn`, `stopped`, `reopened`, `void`.
    """
    waiting = Announcement.objects.open().filter(dossier=dossier, kind__in=list(kinds))
    return waiting.update(dropped_at=at, dropped_why=why)
