"""Feedback on dossiers: what the agency in charge has to answer, and what the applicant reads of it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet

from agencies.domain.roles import AGENCY_ROLES, COUNTER_ROLES, Role
from agencies.models import Officer
from agencies.selectors import RoleSet, roles_of
from dossiers.models import Feedback
from dossiers.selectors.visibility import visible_to
from procedures.domain.zone import local_day

#: Who answers for an agency; at a one-stop unit only its head, who is not the one complained about.
ANSWERING_ROLES = (*AGENCY_ROLES, Role.CENTRE_HEAD)
#: Who may ever have feedback to read: a partner's machine and an administrator have none.
READERS = (*ANSWERING_ROLES, *COUNTER_ROLES, Role.OVERSIGHT)
_APPLICANTS_COLUMNS = ("ref", "kind", "given_at", "answer_by", "answer", "answered_at")


class Standing(StrEnum):
    """Where a piece of feedback stands; `late` is owed an answer past its moment."""

    OPEN = "open"
    LATE = "late"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Given:
    """A piece of feedback as the applicant sees it again: what became of it, not what was said.

    What was said is not repeated, so that nobody reads it on a device that several share.
    """

    ref: uuid.UUID
    code: str
    kind: str
    agency: str
    given_at: datetime
    answer_by: datetime
    #: An answer has to come; praise is passed on, and need not be answered.
    is_owed: bool
    answer: str
    answered_at: datetime | None


def given_on(dossier_ref: str) -> list[Given]:
    """All feedback on a dossier, the newest first; one query."""
    return _given(Feedback.objects.filter(dossier__ref=dossier_ref).order_by("-given_at", "-pk"))


def given_by_ref(ref: uuid.UUID) -> Given | None:
    """One piece of feedback by its own unguessable reference."""
    return next(iter(_given(Feedback.objects.filter(ref=ref))), None)


def feedback_for(
    officer: Officer, *, at: datetime, roles: RoleSet | None = None
) -> QuerySet[Feedback]:
    """The feedback an officer may know of, a part of that on the dossiers they may see.

    The agency that answers, the one-stop unit that received the dossier and oversight: nobody who
    was only asked about the dossier or once acted on it (Decree 61/2018/NĐ-CP, art. 27.3).
    """
    roles = roles or roles_of(officer, on=local_day(at))
    seen = Feedback.objects.filter(dossier__in=visible_to(officer, at=at, roles=roles))
    if roles.has(Role.OVERSIGHT):
        return seen
    desks = roles.nodes(*COUNTER_ROLES) | roles.homes(*COUNTER_ROLES)
    return seen.filter(Q(agency__in=_answered_for(roles)) | Q(dossier__receiving_unit__in=desks))


def standing(which: Standing, *, at: datetime) -> Q:
    """The feedback that stands so at a moment."""
    waits = Q(answered_at__isnull=True)
    return {
        Standing.OPEN: waits,
        Standing.LATE: Q(pk__in=Feedback.objects.owed(), answer_by__lt=at),
        Standing.ANSWERED: ~waits,
    }[which]


def to_answer(officer: Officer, *, at: datetime, roles: RoleSet) -> QuerySet[Feedback]:
    """What the officer's own agency owes an answer."""
    seen = feedback_for(officer, at=at, roles=roles)
    return seen.filter(pk__in=Feedback.objects.owed(), agency__in=_answered_for(roles))


def may_answer(feedback: Feedback, roles: RoleSet) -> bool:
    """Whether the officer belongs to the agency in charge, by right and not by delegation."""
    return feedback.agency_id in _answered_for(roles)


def _answered_for(roles: RoleSet) -> frozenset[int]:
    return frozenset(
        held.home_id
        for held in roles.capacities
        if held.role in ANSWERING_ROLES and held.delegation is None
    )


def _given(feedback: QuerySet[Feedback]) -> list[Given]:
    rows: Iterable[Feedback] = feedback.select_related("dossier", "agency").only(
        *_APPLICANTS_COLUMNS, "dossier__code", "agency__name"
    )
    return [
        Given(
            ref=row.ref,
            code=row.dossier.code or "",
            kind=str(row.get_kind_display()),
            agency=row.agency.name,
            given_at=row.given_at,
            answer_by=row.answer_by,
            is_owed=row.is_owed,
            answer=row.answer,
            answered_at=row.answered_at,
        )
        for row in rows
    ]
