"""A result that is ready before its day: the applicant is told beforehand (Decree 61/2018/NĐ-CP, art. 20.4)."""

from dossiers.lifecycle import DossierState
from dossiers.models import Announcement, DossierEvent
from dossiers.services.announcing import announce_act, drop_announcements
from dossiers.services.performance import Performance
from procedures.domain.zone import local_day

_EARLY = Announcement.Kind.EARLY_RESULT


def announce_early_result(doing: Performance, event: DossierEvent) -> None:
    """Put an early result on the one-stop unit's list; not where the applicant waits at the counter for it."""
    due_at = doing.dossier.due_at
    if doing.row.source == DossierState.RECEIVED or due_at is None:
        return
    if local_day(doing.at) < local_day(due_at):
        announce_act(doing, event, kind=_EARLY)


def drop_early_result(doing: Performance, *, why: str) -> None:
    """It need not be told any more: `returned` before anybody called, or `reopened`."""
    drop_announcements(doing.dossier, kinds=(_EARLY,), at=doing.at, why=why)
