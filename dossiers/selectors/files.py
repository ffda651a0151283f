"""Files of a dossier: which there are, who may file, which of earlier dossiers may be used again."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db.models import Count, QuerySet, Sum

from agencies.domain.roles import COUNTER_ROLES, Role
from agencies.models import Officer
from agencies.selectors import RoleSet
from dossiers.domain.contents import TYPES
from dossiers.domain.files import FileLimits, Room
from dossiers.domain.refusals import ActRefused
from dossiers.lifecycle import DossierState, rows
from dossiers.models import Applicant, Dossier, DossierFile
from dossiers.selectors.open_acts import places
from dossiers.selectors.visibility import may_read_documents, visible_to

#: Files of one applicant that are offered, the newest first.
MOST_OFFERED = 50
#: In them a decision stands, which rests on the documents as they were.
_DECIDED = (DossierState.SETTLED, DossierState.RETURNED)


def file_limits() -> FileLimits:
    """What the province's settings allow."""
    return FileLimits(
        most_bytes=settings.FILE_MOST_BYTES,
        most_bytes_together=settings.DOSSIER_FILES_MOST_BYTES,
        most_files=settings.DOSSIER_FILES_MOST,
        types=frozenset(settings.FILE_TYPES) & frozenset(TYPES),
    )


def files_of(dossier: Dossier) -> QuerySet[DossierFile]:
    """What lies in a dossier as files, in the order of coming in; not what was removed."""
    return (
        DossierFile.objects.filter(dossier=dossier, removed_at__isnull=True)
        .select_related("uploaded_by", "machine", "digitised_by", "reused_from__dossier")
        .order_by("pk")
    )


def file_of(dossier: Dossier, ref: uuid.UUID) -> DossierFile:
    """One of them; refuses `unknown_file`."""
    found = files_of(dossier).filter(ref=ref).first()
    if found is None:
        raise ActRefused("unknown_file")
    return found


def room_in(dossier: Dossier) -> Room:
    """How much lies in a dossier already."""
    held = DossierFile.objects.filter(dossier=dossier, removed_at__isnull=True)
    found = held.aggregate(files=Count("pk"), bytes=Sum("size"))
    return Room(found["files"], found["bytes"] or 0)


def refuse_unreadable(file: DossierFile) -> None:
    """The guard before a file's content: refuses `file_being_checked`, `file_infected`."""
    if file.state == DossierFile.State.WAITING:
        raise ActRefused("file_being_checked")
    if file.state == DossierFile.State.INFECTED:
        raise ActRefused("file_infected", finding=file.finding)


def infected_files(officer: Officer, *, at: datetime, roles: RoleSet) -> QuerySet[DossierFile]:
    """Files with a virus that still lie in dossiers received at a counter of the officer's, the oldest first."""
    desks = roles.nodes(*COUNTER_ROLES)
    if not desks:
        return DossierFile.objects.none()
    mine = visible_to(officer, at=at, roles=roles).filter(receiving_unit__in=desks)
    found = DossierFile.objects.filter(
        state=DossierFile.State.INFECTED, removed_at__isnull=True, dossier__in=mine
    )
    return found.select_related("dossier").order_by("pk")


def why_not_filed(
    act: str, dossier: Dossier, *, officer: Officer, roles: RoleSet
) -> ActRefused | None:
    """Why an act about files cannot be done here, as far as can be told before the file is read."""
    row = next((r for r in rows(Dossier) if r.act == act and r.source == dossier.state), None)
    if row is None:
        return ActRefused("wrong_state", act=act, state=dossier.state)
    held = (roles.capacity_for(act, a.roles, places(a, dossier)) for a in row.allowed)
    found = next((capacity for capacity in held if capacity), None)
    if found is None or is_anothers(dossier, officer, found.role):
        return ActRefused("wrong_role", act=act)
    unmet = next((each.code for each in row.conditions if not each(dossier)), None)
    return ActRefused(unmet, act=act) if unmet else None


def is_anothers(dossier: Dossier, officer: Officer, role: Role) -> bool:
    """A machine files only into what it submitted itself, though it reads its agency's."""
    return role == Role.PARTNER and dossier.submitted_by_id != officer.pk


def why_not_removed(
    file: DossierFile, dossier: Dossier, *, officer: Officer, roles: RoleSet
) -> ActRefused | None:
    """Why a file cannot be taken out: besides role and state, a decision rests on documents."""
    if file.purpose == DossierFile.Purpose.DOCUMENT and dossier.state in _DECIDED:
        return ActRefused("file_fixed")
    refusal = why_not_filed("remove_file", dossier, officer=officer, roles=roles)
    if refusal is None and roles.has(Role.PARTNER) and file.uploaded_by_id != officer.pk:
        return ActRefused("file_not_yours")
    return refusal


def reusable_files(
    dossier: Dossier, *, officer: Officer, at: datetime, roles: RoleSet | None = None
) -> QuerySet[DossierFile]:
    """Files of earlier dossiers of the same applicant that the office need not ask for again.

    Documents and results alike, found clean, of dossiers under exactly the same identity number
    that the officer may see and read: nothing is shown that could not be opened there. What was
    handed in before is not asked for again (Decree 107/2021/NĐ-CP; Law on Digital Transformation).
    """
    number = Applicant.objects.filter(dossier=dossier).values_list("identity_number", flat=True)
    if not (known := number.first()) or not may_read_documents(officer, at=at, roles=roles):
        return DossierFile.objects.none()
    earlier = (
        visible_to(officer, at=at, roles=roles)
        .filter(applicant__identity_number=known, applicant__kind=dossier.applicant.kind)
        .exclude(pk=dossier.pk)
    )
    return (
        DossierFile.objects.filter(
            dossier__in=earlier,
            state=DossierFile.State.CLEAN,
            removed_at__isnull=True,
            reused_from__isnull=True,
        )
        .exclude(file="")
        .exclude(sha256__in=files_of(dossier).order_by().values("sha256"))
        .select_related("dossier__procedure_version", "document", "uploaded_by")
        .order_by("-pk")
    )
