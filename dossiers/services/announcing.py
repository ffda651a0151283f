"""What an agency says reaches the applicant through the one-stop unit (Decree 61/2018/NĐ-CP, art. 5.1.đ, 5.1.e)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Unpack

from django.conf import settings

from agencies.domain.roles import COUNTER_ROLES
from dossiers.domain.missed import is_missed
from dossiers.domain.refusals import ActRefused
from dossiers.models import Announcement, Dossier, DossierEvent, Violation
from dossiers.services.performance import Call, Done, Performance
from dossiers.services.performing import perform
from dossiers.services.violations import record_violation
from procedures.domain.channels import Channel
from procedures.domain.clock import transfer_due
from procedures.domain.rulesets import ruleset_by_code
from procedures.selectors import work_calendar

#: What is said about a request to the applicant to deliver something.
ASKING = (Announcement.Kind.SUPPLEMENT, Announcement.Kind.SUPPLEMENT_CANCELLED)


def announce(
    dossier: Dossier, *, kind: Announcement.Kind, occasion: str, said_by_id: int, at: datetime
) -> None:
    """Put something to tell the applicant on the one-stop unit's list, once.

    To be told at the times at which papers are transferred: the same working day, after 15:00 at
    the opening of the next one. No article says how fast; art. 18.2 is taken over.
    `occasion` names what it is about: `event:12`, `letter:<reference>`.
    """
    announcement = Announcement(
        dossier=dossier,
        kind=kind,
        occasion=occasion,
        said_by_id=said_by_id,
        planned_at=at,
        tell_by=transfer_due(at, work_calendar(), ruleset=ruleset_by_code(dossier.ruleset)),
    )
    Announcement.objects.bulk_create([announcement], ignore_conflicts=True)


def announce_act(
    doing: Performance,
    event: DossierEvent,
    *,
    kind: Announcement.Kind,
    in_person_too: bool = False,
) -> None:
    """Announce what an act says; what the counter itself says to an applicant who stands there is told.

    `in_person_too` for acts done when the applicant is not there, whatever the channel.
    """
    dossier, capacity = doing.dossier, doing.capacity
    by_counter = capacity is not None and capacity.role in COUNTER_ROLES
    if by_counter and dossier.channel == Channel.IN_PERSON and not in_person_too:
        return
    announce(
        dossier,
        kind=kind,
        occasion=f"event:{event.pk}",
        said_by_id=dossier.receiving_unit_id if by_counter else dossier.agency_id,
        at=doing.at,
    )


def drop_announcements(
    dossier: Dossier, *, kinds: Iterable[Announcement.Kind], at: datetime, why: str
) -> int:
    """Take what is no longer true off the list, if it is not told yet; answers how many rows.

    What should have been told before is written down as missed all the same.

    `why` is a stable code: `delivered`, `cancelled`, `withdrawn`, `stopped`, `reopened`, `returned`, `void`.
    """
    waiting = Announcement.objects.open().filter(dossier=dossier, kind__in=list(kinds))
    for announcement in waiting:
        _record_lateness(announcement, dossier, at=at)
    if not waiting:
        return 0
    return waiting.update(dropped_at=at, dropped_why=why)


def tell_applicant(**call: Unpack[Call]) -> Done:
    """The one-stop unit has told the applicant what an agency says: how, when, by whom.

    Refuses `unknown_announcement` for another dossier's, `already_told`, `no_longer_to_tell`. Told
    late is told all the same, and a violation.
    """
    return perform("tell_applicant", **call, change=_tell, record=_record_telling)


def _tell(doing: Performance) -> None:
    announcement = _named(doing)
    if announcement is None:
        raise ActRefused("unknown_announcement", field="announcement")
    if announcement.told_at is not None:
        raise ActRefused("already_told", field="announcement")
    if announcement.dropped_at is not None:
        raise ActRefused("no_longer_to_tell", field="announcement")
    doing.notes["told_what"] = announcement.kind
    doing.notes["occasion"] = announcement.occasion


def _record_telling(doing: Performance, event: DossierEvent) -> None:
    announcement = _named(doing)
    assert announcement is not None  # noqa: S101 -- `_tell` has refused
    announcement.told_at, announcement.told_by = doing.at, doing.actor.officer
    announcement.how = doing.facts["how_told"]
    announcement.remark = doing.facts.get("remark", "")
    announcement.save(update_fields=["told_at", "told_by", "how", "remark"])
    _record_lateness(announcement, doing.dossier, at=doing.at)


def _record_lateness(announcement: Announcement, dossier: Dossier, *, at: datetime) -> None:
    grace = settings.TRANSFER_GRACE_MINUTES
    if is_missed(announcement.tell_by, at=at, grace_minutes=grace):
        record_violation(
            dossier,
            kind=Violation.Kind.TELLING_LATE,
            agency_id=dossier.receiving_unit_id,
            occasion=f"announcement:{announcement.pk}",
            due_at=announcement.tell_by,
            at=at,
        )


def _named(doing: Performance) -> Announcement | None:
    return doing.dossier.announcements.filter(pk=doing.facts["announcement"]).first()
